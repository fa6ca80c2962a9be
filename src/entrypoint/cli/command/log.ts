import type { Command } from 'commander';
import { EXIT, UsageError } from '../exit.ts';
import { parseCount } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { logImportText, logProofText, logStatusText, logVerificationText } from '../text/log.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { fileOf } from './repository.ts';

interface LogOptions extends GlobalOptions {
  readonly data?: string;
  readonly key?: string;
  readonly checkpoint?: string;
}

/** Lines that are written at once: fewer calls, flat memory. */
const BATCH = 256;

/** `firebreak log status|verify|prove|backup|export|import`. */
export function addLog(program: Command, context: CommandContext): void {
  const noun = program
    .command('log')
    .summary('the tamper-evident record of decisions: status, verify, prove, backup, export');
  addStatus(noun, context);
  addVerify(noun, context);
  addProve(noun, context);
  addBackup(noun, context);
  addExport(noun, context);
  addImport(noun, context);
}

function addStatus(noun: Command, context: CommandContext): void {
  withData(noun.command('status').summary('how long a log is, its key, its newest checkpoint')).action(
    async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<LogOptions>();
      const targets = plainTargets(options);
      const document = await context.firebreak.logStatus({ log: dataOf(context, options) });
      await emitPlain({ io: context.io, targets, document, text: logStatusText(document) });
    },
  );
}

function addVerify(noun: Command, context: CommandContext): void {
  withData(noun.command('verify').summary('whether a log is what was signed; needs only its folder (exit 1 if not)'))
    .option('--key <key>', "trust this public key instead of the folder's own")
    .option('--checkpoint <file>', 'a checkpoint that was kept elsewhere: the log must continue it')
    .action(async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<LogOptions>();
      const targets = plainTargets(options);
      const document = await context.firebreak.verifyLog({
        log: dataOf(context, options),
        key: options.key ?? null,
        checkpoint: fileOf(context, options.checkpoint),
      });
      context.exit(document.whole ? EXIT.allowed : EXIT.blocked);
      await emitPlain({ io: context.io, targets, document, text: logVerificationText(document) });
    });
}

function addProve(noun: Command, context: CommandContext): void {
  withData(noun.command('prove').summary('one event, with the proof that the newest checkpoint covers it'))
    .argument('<position>', 'place of the event in the log, from 1')
    .action(async (position: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<LogOptions>();
      const targets = plainTargets(options);
      const document = await context.firebreak.proveEvent({
        log: dataOf(context, options),
        position: parseCount('POSITION', position),
      });
      await emitPlain({ io: context.io, targets, document, text: logProofText(document) });
    });
}

function addBackup(noun: Command, context: CommandContext): void {
  withData(noun.command('backup').summary('a copy in a new folder while others work, verified (exit 1 if not whole)'))
    .argument('<folder>', 'a folder without a log; the private key is not copied')
    .action(async (folder: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<LogOptions>();
      const targets = plainTargets(options);
      const document = await context.firebreak.backUpLog({
        log: dataOf(context, options),
        target: fileOf(context, folder) ?? folder,
      });
      context.exit(document.whole ? EXIT.allowed : EXIT.blocked);
      await emitPlain({ io: context.io, targets, document, text: logVerificationText(document) });
    });
}

function addExport(noun: Command, context: CommandContext): void {
  withData(noun.command('export').summary('the whole log on stdout, as NDJSON')).action(
    async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<LogOptions>();
      let lines: string[] = [];
      const flush = async (): Promise<void> => {
        if (lines.length > 0) await context.io.writeOut(`${lines.join('\n')}\n`);
        lines = [];
      };
      for await (const line of context.firebreak.exportLog({ log: dataOf(context, options) })) {
        lines.push(line);
        if (lines.length >= BATCH) await flush();
      }
      await flush();
    },
  );
}

function addImport(noun: Command, context: CommandContext): void {
  withData(noun.command('import').summary('an exported log into a new folder, verified first'))
    .argument('<file>', 'what `firebreak log export` wrote')
    .option('--key <key>', 'take only a log of this public key')
    .action(async (file: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<LogOptions>();
      const targets = plainTargets(options);
      const document = await context.firebreak.importLog({
        log: dataOf(context, options),
        file: fileOf(context, file) ?? file,
        key: options.key ?? null,
      });
      await emitPlain({ io: context.io, targets, document, text: logImportText(document) });
    });
}

function withData(command: Command): Command {
  return command.requiredOption('--data <dir>', 'folder of the log');
}

function dataOf(context: CommandContext, options: LogOptions): string {
  const folder = fileOf(context, options.data);
  if (folder === null) throw new UsageError('--data is missing');
  return folder;
}
