import type { Command } from 'commander';
import { EXIT } from '../exit.ts';
import { DECISION_FORMATS, formatDecision } from '../format/index.ts';
import { collect, parseFormats } from '../option.ts';
import { emit } from '../output.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { addProposalOptions, type ProposalOptions, proposalOf } from './proposal.ts';
import { fileOf, filesOf, repositoryOf } from './repository.ts';

interface CheckOptions extends GlobalOptions, ProposalOptions {
  readonly context?: string;
  readonly sarif?: readonly string[];
  readonly exitCode?: boolean;
  readonly record?: string;
}

/** `firebreak check`: the verdict on one change; its exit code is the gate. */
export function addCheck(program: Command, context: CommandContext): void {
  const command = program
    .command('check')
    .summary('the verdict on one change, and what would clear it')
    .description(
      'Decides over one change by the policy of the branch it will land on and of the default branch, never by its own. Exit 0 allowed, 1 blocked, 3 held.',
    )
    .argument('[path]', 'repository (the current directory)');
  addProposalOptions(command)
    .option('--context <file>', 'what only the forge knows: sign-offs, pull request, tickets (JSON)')
    .option('--sarif <file>', "a scanner's report on the change (SARIF; repeatable)", collect)
    .option('--record <dir>', 'keep the decision in the tamper-evident log of this folder')
    .option('--no-exit-code', 'always exit 0 when a verdict was reached')
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<CheckOptions>();
      const targets = parseFormats({ options, known: DECISION_FORMATS, fallback: 'text' });
      const request = {
        repository: repositoryOf(context, options, path),
        policy: fileOf(context, options.policy),
        proposal: proposalOf(options),
        context: fileOf(context, options.context),
        sarif: filesOf(context, options.sarif),
        progress: context.progress,
        signal: context.io.signal,
      };
      const log = fileOf(context, options.record);
      const recorded = log === null ? null : await context.firebreak.checkAndRecord({ ...request, log });
      const document = recorded?.document ?? (await context.firebreak.check(request));
      context.progress.clear();
      if (recorded !== null) context.io.writeErr(`recorded as event ${recorded.receipt.position}, sealed\n`);
      // Before anything is written: whoever reads only the first line of a report must still get the verdict's exit code.
      context.exit(options.exitCode === false ? EXIT.allowed : document.exit);
      await emit({
        io: context.io,
        color: options.color,
        targets,
        render: (format, look) =>
          formatDecision({
            format,
            documents: [document],
            ...look,
          }),
      });
    });
}
