import type { Command } from 'commander';
import { collect, parseFormats, parseLabels } from '../option.ts';
import { emit, toJson } from '../output.ts';
import { riskText } from '../text/risk.ts';
import { riskTrainingText } from '../text/risk-training.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { addProposalOptions, type ProposalOptions, proposalOf } from './proposal.ts';
import { fileOf, filesOf, repositoryOf } from './repository.ts';

interface RiskOptions extends GlobalOptions, ProposalOptions {
  readonly context?: string;
  readonly sarif?: readonly string[];
}

interface TrainOptions extends GlobalOptions {
  readonly labels?: string;
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
  addTrain(command, context);
}

function addTrain(risk: Command, context: CommandContext): void {
  risk
    .command('train')
    .summary("learn from the repository's own labels; later scores use it where it proved no worse")
    .argument('[path]', 'repository (the current directory)')
    .option(
      '--labels <kind>',
      'stated: reverts and Fixes: trailers; traced: also blame of the lines that fixes changed',
      'traced',
    )
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<TrainOptions>();
      const targets = parseFormats({ options, known: ['text', 'json'] as const, fallback: 'text' });
      const report = await context.firebreak.trainRisk({
        repository: repositoryOf(context, options, path),
        labels: parseLabels(options.labels ?? 'traced'),
        progress: context.progress,
        signal: context.io.signal,
      });
      context.progress.clear();
      await emit({
        io: context.io,
        color: options.color,
        targets,
        render: (format, look) =>
          format === 'json' ? toJson(report) : riskTrainingText({ report, color: look.color }),
      });
    });
}
