import type { Command } from 'commander';
import { BLAST_FORMATS, formatBlast } from '../format/index.ts';
import { collect, parseFormats } from '../option.ts';
import { emit } from '../output.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { addProposalOptions, type ProposalOptions, proposalOf } from './proposal.ts';
import { fileOf, repositoryOf } from './repository.ts';

interface BlastOptions extends GlobalOptions, ProposalOptions {
  readonly plan?: readonly string[];
  readonly squawk?: readonly string[];
  readonly observed?: readonly string[];
}

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
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<BlastOptions>();
      const targets = parseFormats({ options, known: BLAST_FORMATS, fallback: 'text' });
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
        render: (format, { color, width }) => formatBlast(report, { format, color, width }),
      });
    });
}
