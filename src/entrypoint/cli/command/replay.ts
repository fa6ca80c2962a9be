import type { Command } from 'commander';
import { formatReplay, plain, REPLAY_FORMATS } from '../format/index.ts';
import { parseCount, parseFormats, parseLabels, parseSince } from '../option.ts';
import { emit, writeReport } from '../output.ts';
import { replayPage } from '../page/index.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { fileOf, repositoryOf } from './repository.ts';

interface ReplayOptions extends GlobalOptions {
  readonly since?: string;
  readonly limit?: string;
  readonly all?: boolean;
  readonly branch?: string;
  readonly labels?: string;
  readonly against?: string;
  readonly open?: boolean;
  readonly output?: string;
}

/** Enough changes for a picture of one to three years in most repositories, a few seconds to read. */
const DEFAULT_LIMIT = 2000;
const PAGE_NAME = 'firebreak-replay.html';

/** `firebreak replay`: the same decision path over history: what the policy would have held, and what it would have cost. */
export function addReplay(program: Command, context: CommandContext): void {
  program
    .command('replay')
    .summary('what the policy would have held over your history, and what it would have cost')
    .argument('[path]', 'repository (the current directory)')
    .option('--limit <n>', `the newest n landed changes (${DEFAULT_LIMIT})`)
    .option('--all', 'the whole history')
    .option(
      '--labels <kind>',
      'stated: reverts and Fixes: trailers; traced: also blame of the lines that fixes changed',
      'stated',
    )
    .option('--against <policy>', 'what flips against a second policy: a file, or base (the one of the protected base)')
    .option('--since <span>', 'days before the newest landing, or a date')
    .option('--branch <name>', 'branch whose history is read (the default branch)')
    .option('--open', `write ${PAGE_NAME} to the current directory and open it`)
    .option('--output <file>', 'write the page to this file')
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<ReplayOptions>();
      const targets = parseFormats({ options, known: [...REPLAY_FORMATS, 'html'] as const, fallback: 'text' });
      const repository = repositoryOf(context, options, path);
      const limit = options.limit !== undefined ? parseCount('--limit', options.limit) : null;
      const report = await context.firebreak.replay({
        repository,
        policy: fileOf(context, options.policy),
        limit: limit ?? (options.all === true || options.since !== undefined ? null : DEFAULT_LIMIT),
        since: options.since === undefined ? null : parseSince(options.since),
        labels: parseLabels(options.labels ?? 'stated'),
        against: againstOf(context, options.against),
        tip: options.branch ?? null,
        progress: context.progress,
        signal: context.io.signal,
      });
      context.progress.clear();
      const page = options.open === true ? (options.output ?? PAGE_NAME) : options.output;
      const written = page === undefined ? null : await writeReport(context.io, page, replayPage(report));
      await emit({
        io: context.io,
        color: options.color,
        targets,
        render: (format, look) =>
          format === 'html'
            ? replayPage(report)
            : formatReplay({
                format,
                report,
                where: whereOf(context, repository),
                ...look,
              }),
      });
      if (written === null) return;
      context.io.writeErr(`wrote ${plain(written)}\n`);
      if (options.open === true && !(await context.io.openFile(written))) {
        context.io.writeErr('no program to open it was found here: open the file in a browser\n');
      }
    });
}

/** The policy of the protected base by name; a file of that name is `./base`. */
const BASE = 'base';

function againstOf(context: CommandContext, text: string | undefined): { readonly file: string | null } | null {
  if (text === undefined) return null;
  return { file: text === BASE ? null : fileOf(context, text) };
}

/** Commands that are shown work from where the caller stands. */
function whereOf({ io }: CommandContext, repository: string): readonly string[] {
  return repository === io.cwd ? [] : ['-C', repository];
}
