import type { Command } from 'commander';
import { collect, parseFormats } from '../option.ts';
import { emit, toJson } from '../output.ts';
import { explanationText } from '../text/explanation.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { addProposalOptions, type ProposalOptions, proposalOf } from './proposal.ts';
import { fileOf, filesOf, repositoryOf } from './repository.ts';

interface ExplainOptions extends GlobalOptions, ProposalOptions {
  readonly context?: string;
  readonly sarif?: readonly string[];
}

/** `firebreak explain`: a rule taken apart on a change: why it matched, who clears it, what would change it. */
export function addExplain(program: Command, context: CommandContext): void {
  const command = program
    .command('explain')
    .summary('why a rule matched, who can clear it, what would change it')
    .argument('[code]', 'blocker code or rule id (all that matched)');
  addProposalOptions(command)
    .option('--context <file>', 'what only the forge knows (JSON)')
    .option('--sarif <file>', "a scanner's report on the change (SARIF; repeatable)", collect)
    .action(async (code: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<ExplainOptions>();
      const targets = parseFormats({ options, known: ['text', 'json'] as const, fallback: 'text' });
      const explanations = await context.firebreak.explain({
        repository: repositoryOf(context, options),
        policy: fileOf(context, options.policy),
        proposal: proposalOf(options),
        context: fileOf(context, options.context),
        sarif: filesOf(context, options.sarif),
        code: code ?? null,
        progress: context.progress,
        signal: context.io.signal,
      });
      context.progress.clear();
      await emit({
        io: context.io,
        color: options.color,
        targets,
        render: (format, look) =>
          format === 'json'
            ? toJson(explanations)
            : explanationText({
                explanations,
                ...look,
              }),
      });
    });
}
