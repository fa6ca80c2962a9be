import type { Command } from 'commander';
import { parseCount, parseFormats } from '../option.ts';
import { emit, toJson } from '../output.ts';
import { patternText } from '../text/pattern.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { addProposalOptions, type ProposalOptions, proposalOf } from './proposal.ts';
import { fileOf, repositoryOf } from './repository.ts';

interface ExposureOptions extends GlobalOptions, ProposalOptions {
  readonly family?: string;
  readonly least?: string;
  readonly alertAt?: string;
  readonly alerts?: boolean;
  readonly limit?: string;
}

/** Two copies make a family; a third is when somebody should look. */
const LEAST = 3;
const ALERT_AT = 3;
const LIMIT = 20;

/** `firebreak exposure`: families of look-alike fragments, or those that a change adds to. */
export function addExposure(program: Command, context: CommandContext): void {
  const command = program
    .command('exposure')
    .summary('look-alike fragments: how many copies, by how many people, in which services')
    .argument('[path]', 'repository (the current directory)');
  addProposalOptions(command)
    .option('--family <id>', 'one family with all its copies')
    .option('--least <n>', `families with at least n copies (${LEAST}; of a change: 1)`)
    .option('--alert-at <n>', `copies by AI-assisted changes from which a family is alerted (${ALERT_AT})`)
    .option('--alerts', 'only families that are alerted')
    .option('--limit <n>', `families to show (${LIMIT})`)
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<ExposureOptions>();
      const targets = parseFormats({ options, known: ['text', 'json'] as const, fallback: 'text' });
      const count = (name: string, value: string | undefined, otherwise: number): number =>
        value === undefined ? otherwise : parseCount(name, value);
      const proposal = isProposal(options) ? proposalOf(options) : null;
      const report = await context.firebreak.patterns({
        repository: repositoryOf(context, options, path),
        policy: fileOf(context, options.policy),
        proposal,
        family: options.family ?? null,
        atLeast: count('--least', options.least, proposal === null ? LEAST : 1),
        alertAt: count('--alert-at', options.alertAt, ALERT_AT),
        alertsOnly: options.alerts === true,
        limit: count('--limit', options.limit, LIMIT),
        progress: context.progress,
        signal: context.io.signal,
      });
      context.progress.clear();
      await emit({
        io: context.io,
        color: options.color,
        targets,
        render: (format, look) =>
          format === 'json' ? toJson(report) : patternText({ report, whole: options.family !== undefined, ...look }),
      });
    });
}

function isProposal({ base, head, range, staged, change }: ProposalOptions): boolean {
  return [base, head, range, change].some((each) => each !== undefined) || staged === true;
}
