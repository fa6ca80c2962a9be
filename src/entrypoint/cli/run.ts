import type { Command } from 'commander';
import type { FailureDocument } from '../../contract/index.ts';
import type { Firebreak } from '../../service/index.ts';
import type { CommandContext } from './command/context.ts';
import type { OpenDemo } from './demo/stage.ts';
import { EXIT, toFailure } from './exit.ts';
import { makeProgress, plain } from './format/index.ts';
import { ClosedOutput, type Io } from './io.ts';
import { mistyped, usageErrorOf } from './mistyped.ts';
import { toJson } from './output.ts';
import { CommanderError, makeProgram } from './program.ts';

/** Runs a server node until it is interrupted; given from outside, since a server is another entrypoint. */
export type Serve = (
  given: {
    readonly data: string | undefined;
    readonly listen: string | undefined;
    readonly repositories: readonly string[];
  },
  io: Io,
) => Promise<void>;

/** Runs one command line and returns its exit code; never throws and never ends the process. */
export async function runCli(options: {
  readonly argv: readonly string[];
  readonly io: Io;
  readonly firebreak: Firebreak;
  readonly serve: Serve;
  readonly demo: OpenDemo;
  readonly version: string;
  /** Milliseconds that only ever grow, for progress. */
  readonly clock: () => number;
}): Promise<number> {
  const { argv, io, firebreak, serve, demo, version, clock } = options;
  let code: number = EXIT.allowed;
  const progress = makeProgress({
    write: (text) => io.writeErr(text),
    enabled: io.stderrIsTerminal && io.env['TERM'] !== 'dumb' && (io.env['CI'] ?? '') === '',
    columns: io.columns,
    clock,
  });
  const context: CommandContext = {
    firebreak,
    serve: (given) => serve(given, io),
    demo,
    io,
    progress,
    exit: (next) => {
      code = next;
    },
  };
  const program = makeProgram(context, version);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    progress.clear();
    // Help and version are "errors" of Commander with exit code 0.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.allowed;
    // Nobody reads on, as in `firebreak check | head`: the verdict stands all the same.
    if (error instanceof ClosedOutput) return code;
    const failure = failureOf(error, { program, argv, interrupted: io.signal.aborted });
    io.writeErr(`firebreak: ${failure.message.split('\n').map(plain).join('\n')}\n`);
    if (failure.fix !== null) io.writeErr(`  fix: ${plain(failure.fix)}\n`);
    if ((io.env['FIREBREAK_DEBUG'] ?? '') !== '' && error instanceof Error) io.writeErr(`${error.stack}\n`);
    if (wantsDocument(argv)) await io.writeOut(toJson(failure)).catch(() => {});
    return failure.exit;
  }
}

function failureOf(
  error: unknown,
  run: { readonly program: Command; readonly argv: readonly string[]; readonly interrupted: boolean },
): FailureDocument {
  const { program, argv, interrupted } = run;
  const wrong = error instanceof CommanderError ? usageErrorOf(error, program, argv) : error;
  const failure = toFailure(wrong, interrupted);
  // A word that is no command is taken for a path: most often it was to be a command.
  const meant = failure.code === 'no-such-folder' ? mistyped(program, argv) : null;
  return meant === null ? failure : { ...failure, fix: meant };
}

/** The failure document goes out even when parsing the options is what failed. */
function wantsDocument(argv: readonly string[]): boolean {
  return (
    argv.includes('--json') ||
    argv.includes('--format=json') ||
    argv.some((word, i) => word === 'json' && argv[i - 1] === '--format')
  );
}
