import type { Command } from 'commander';
import { collect, parseFormats } from '../option.ts';
import { emit, toJson } from '../output.ts';
import { riskText } from '../text/risk.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { addProposalOptions, type ProposalOptions, proposalOf } from './proposal.ts';
import { fileOf, filesOf, repositoryOf } from './repository.ts';

interface RiskOptions extends GlobalOptions, ProposalOptions {
  readonly context?: string;
  readonly sarif?: readonly string[];
}

/** `firebreak risk`: how likely a change is to need repair, why, and what would lower it. */
export function addRisk(program: Command, context: CommandContext): void {
  const command = program
    .command('risk')
    .summary('how likely a change is to need repair, why, and what would lower it')
    .argument('[path]', 'repository (the current directory)');
  addProposalOptions(command)
    .option('--context <file>', 'what only the forge knows (JSON)')
    .option('--sarif <file>', "a scanner's report on the change (SARIF; repeatable)", collect)
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<RiskOptions>();
      const targets = parseFormats({ options, known: ['text', 'json'] as const, fallback: 'text' });
      const report = await context.firebreak.risk({
        repository: repositoryOf(context, options, path),
        policy: fileOf(context, options.policy),
        proposal: proposalOf(options),
        context: fileOf(context, options.context),
        sarif: filesOf(context, options.sarif),
        progress: context.progress,
        signal: context.io.signal,
      });
      context.progress.clear();
      await emit({
        io: context.io,
        color: options.color,
        targets,
        render: (format, look) => (format === 'json' ? toJson(report) : riskText({ report, color: look.color })),
      });
    });
}
