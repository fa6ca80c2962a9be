import type { Command } from 'commander';
import { BLAST_FORMATS, formatBlast, plain } from '../format/index.ts';
import { collect, parseFormats } from '../option.ts';
import { emit, writeReport } from '../output.ts';
import { blastPage } from '../page/index.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { addProposalOptions, type ProposalOptions, proposalOf } from './proposal.ts';
import { fileOf, repositoryOf } from './repository.ts';

interface BlastOptions extends GlobalOptions, ProposalOptions {
  readonly plan?: readonly string[];
  readonly squawk?: readonly string[];
  readonly observed?: readonly string[];
  readonly open?: boolean;
}

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
}
