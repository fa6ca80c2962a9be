import type { Command } from 'commander';
import type { WriteReport } from '../../../contract/index.ts';
import type { InitProposal } from '../../../service/index.ts';
import { UsageError } from '../exit.ts';
import { collect } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { writeText } from '../text/write.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { repositoryOf } from './repository.ts';

interface InitOptions extends GlobalOptions {
  readonly critical?: readonly string[];
  readonly senior?: readonly string[];
  readonly mode?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly undo?: boolean;
}

const MODES = ['shadow', 'advise', 'enforce'] as const;
type Mode = (typeof MODES)[number];

/** `firebreak init`: three questions, a preview, then `firebreak.yaml` and one workflow file; `--undo` takes them back. */
export function addInit(program: Command, context: CommandContext): void {
  program
    .command('init')
    .summary('three questions, a preview, then firebreak.yaml and one workflow file')
    .argument('[path]', 'repository (the current directory)')
    .option('--critical <path>', 'what is most critical (repeatable)', collect)
    .option('--senior <who>', 'who is senior for it: mail or @handle (repeatable)', collect)
    .option('--mode <mode>', 'shadow, advise or enforce')
    .option('--yes', 'take the proposed answers and write')
    .option('--dry-run', 'show what would be written and stop')
    .option('--undo', 'take back what init wrote, where it is unchanged')
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<InitOptions>();
      const targets = plainTargets(options);
      const repository = repositoryOf(context, options, path);
      const tell = (report: WriteReport): Promise<void> =>
        emitPlain({ io: context.io, targets, document: report, text: writeText(report) });
      if (options.undo === true) {
        await tell(await context.firebreak.undoInit({ repository, write: options.dryRun !== true }));
        return;
      }
      const ask = options.yes === true || options.dryRun === true || options.input === false ? null : context.io.ask;
      if (ask === null && options.yes !== true && options.dryRun !== true) {
        throw new UsageError(
          'nobody is there to answer',
          'Add --yes to take the proposed answers, or --dry-run to see them.',
        );
      }
      const proposal = await context.firebreak.proposeInit({ repository });
      const answers = await answersOf(options, proposal, ask);
      const preview = await context.firebreak.init({ repository, ...answers, write: false });
      const changes = preview.files.some((file) => file.action !== 'keep');
      if (options.dryRun === true || !changes) {
        await tell(preview);
        return;
      }
      if (ask !== null) {
        context.io.writeErr(writeText(preview));
        const answer = (await ask('Write these files? [Y/n] ')).trim().toLowerCase();
        if (answer !== '' && answer !== 'y' && answer !== 'yes') {
          context.io.writeErr('nothing was written\n');
          return;
        }
      }
      await tell(await context.firebreak.init({ repository, ...answers, write: true }));
    });
}

async function answersOf(
  options: InitOptions,
  proposal: InitProposal,
  ask: ((question: string) => Promise<string>) | null,
): Promise<{ critical: readonly string[]; seniors: readonly string[]; mode: Mode }> {
  const list = async (question: string, given: readonly string[], proposed: readonly string[]) => {
    if (given.length > 0 || ask === null) return given.length > 0 ? given : proposed;
    const answer = (await ask(`${question}\n  [${proposed.join(', ') || 'none'}] `)).trim();
    return answer === '' ? proposed : answer.split(/[,\s]+/).filter((part) => part !== '');
  };
  const critical = await list(
    '1/3  What is most critical? Paths, comma separated.',
    options.critical ?? [],
    proposal.critical,
  );
  const seniors = await list('2/3  Who is senior for it? Mails or @handles.', options.senior ?? [], proposal.seniors);
  const mode =
    options.mode ?? (ask === null ? 'advise' : (await ask('3/3  shadow, advise or enforce?\n  [advise] ')).trim());
  return { critical, seniors, mode: modeOf(mode === '' ? 'advise' : mode) };
}

function modeOf(text: string): Mode {
  const mode = MODES.find((known) => known === text.toLowerCase());
  if (mode === undefined) throw new UsageError(`unknown mode "${text}"`, `Use one of: ${MODES.join(', ')}.`);
  return mode;
}
