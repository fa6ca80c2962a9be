import type { Command } from 'commander';
import { BLAST_FORMATS, formatBlast, plain } from '../format/index.ts';
import { collect, parseCount, parseFormats } from '../option.ts';
import { emit, toJson, writeReport } from '../output.ts';
import { blastPage } from '../page/index.ts';
import { reachTrainingText } from '../text/reach-training.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { addProposalOptions, type ProposalOptions, proposalOf } from './proposal.ts';
import { fileOf, repositoryOf } from './repository.ts';

interface BlastOptions extends GlobalOptions, ProposalOptions {
  readonly plan?: readonly string[];
  readonly squawk?: readonly string[];
  readonly observed?: readonly string[];
  readonly open?: boolean;
}

interface TrainOptions extends GlobalOptions {
  readonly limit?: string;
}

/** Landed changes whose fixes are traced: some years of a busy repository, and minutes of tracing once. */
const DEFAULT_LIMIT = 4_000;

const PAGE_NAME = 'firebreak-blast.html';

/** `firebreak blast`: what a change can reach, how surely, and whether it can be undone. */
export function addBlast(program: Command, context: CommandContext): void {
  const command = program
    .command('blast')
    .summary('what a change can reach, how surely, and whether it can be undone')
    .argument('[path]', 'repository (the current directory)');
  addProposalOptions(command)
    .option('--plan <file>', 'plan of Terraform or OpenTofu as JSON (show -json), repeatable', collect)
    .option('--squawk <file>', 'report of squawk --reporter json, repeatable', collect)
    .option(
      '--observed <file>',
      'observed service graph (an answer of Prometheus, or its text format), repeatable',
      collect,
    )
    .option('--open', `write ${PAGE_NAME} to the current directory and open it`)
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<BlastOptions>();
      const targets = parseFormats({ options, known: [...BLAST_FORMATS, 'html'] as const, fallback: 'text' });
      const named = (files: readonly string[] = []) => files.flatMap((file) => fileOf(context, file) ?? []);
      const report = await context.firebreak.blast({
        repository: repositoryOf(context, options, path),
        policy: fileOf(context, options.policy),
        proposal: proposalOf(options),
        plans: named(options.plan),
        squawk: named(options.squawk),
        observed: named(options.observed),
        progress: context.progress,
        signal: context.io.signal,
      });
      context.progress.clear();
      await emit({
        io: context.io,
        color: options.color,
        targets,
        render: (format, { color, width }) =>
          format === 'html' ? blastPage(report) : formatBlast(report, { format, color, width }),
      });
      if (options.open !== true) return;
      const written = await writeReport(context.io, PAGE_NAME, blastPage(report));
      context.io.writeErr(`wrote ${plain(written)}\n`);
      if (!(await context.io.openFile(written))) {
        context.io.writeErr('no program to open it was found here: open the file in a browser\n');
      }
    });
  addTrain(command, context);
}

function addTrain(blast: Command, context: CommandContext): void {
  blast
    .command('train')
    .summary("learn from the repository's own repairs; later answers rank files by it where it proved better")
    .argument('[path]', 'repository (the current directory)')
    .option('--limit <n>', `trace the fixes among the newest n landed changes (${DEFAULT_LIMIT})`)
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<TrainOptions>();
      const targets = parseFormats({ options, known: ['text', 'json'] as const, fallback: 'text' });
      const report = await context.firebreak.trainReach({
        repository: repositoryOf(context, options, path),
        limit: options.limit === undefined ? DEFAULT_LIMIT : parseCount('--limit', options.limit),
        progress: context.progress,
        signal: context.io.signal,
      });
      context.progress.clear();
      await emit({
        io: context.io,
        color: options.color,
        targets,
        render: (format, look) =>
          format === 'json' ? toJson(report) : reachTrainingText({ report, color: look.color }),
      });
    });
}
