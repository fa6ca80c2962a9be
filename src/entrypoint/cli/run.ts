import type { Firebreak } from '../../service/index.ts';
import type { CommandContext } from './command/context.ts';
import { EXIT, toFailure } from './exit.ts';
import { makeProgress, plain } from './format/index.ts';
import type { Io } from './io.ts';
import { toJson } from './output.ts';
import { CommanderError, makeProgram } from './program.ts';

/** Runs one command line and returns its exit code; never throws and never ends the process. */
export async function runCli(options: {
  readonly argv: readonly string[];
  readonly io: Io;
  readonly firebreak: Firebreak;
  readonly version: string;
  /** Milliseconds that only ever grow, for progress. */
  readonly clock: () => number;
}): Promise<number> {
  const { argv, io, firebreak, version, clock } = options;
  let code: number = EXIT.allowed;
  const progress = makeProgress({
    write: (text) => io.writeErr(text),
    enabled: io.stderrIsTerminal && io.env['TERM'] !== 'dumb' && (io.env['CI'] ?? '') === '',
    columns: io.columns,
    clock,
  });
  const context: CommandContext = {
    firebreak,
    io,
    progress,
    exit: (next) => {
      code = next;
    },
  };
  try {
    await makeProgram(context, version).parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    progress.clear();
    // Help and version are "errors" of Commander with exit code 0; usage errors come with its own message printed.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.allowed : EXIT.couldNotRun;
    const failure = toFailure(error, io.signal.aborted);
    io.writeErr(`firebreak: ${failure.message.split('\n').map(plain).join('\n')}\n`);
    if (failure.fix !== null) io.writeErr(`  fix: ${plain(failure.fix)}\n`);
    if ((io.env['FIREBREAK_DEBUG'] ?? '') !== '' && error instanceof Error) io.writeErr(`${error.stack}\n`);
    if (wantsDocument(argv)) await io.writeOut(toJson(failure));
    return failure.exit;
  }
}

/** The failure document goes out even when parsing the options is what failed. */
function wantsDocument(argv: readonly string[]): boolean {
  return (
    argv.includes('--json') ||
    argv.includes('--format=json') ||
    argv.some((word, i) => word === 'json' && argv[i - 1] === '--format')
  );
}
