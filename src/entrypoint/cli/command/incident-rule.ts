import type { Command } from 'commander';
import type { IncidentReport } from '../../../contract/index.ts';
import { UsageError } from '../exit.ts';
import { parseCount } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { incidentRulesText } from '../text/incident-rule.ts';
import type { CommandContext } from './context.ts';
import { type LedgerOptions, openIncidentDoor } from './incident-door.ts';
import { repositoryOf } from './repository.ts';
import { withServer } from './server-door.ts';

interface RuleOptions extends LedgerOptions {
  readonly change?: string;
  readonly limit?: string;
}

/** Changes that are replayed where nobody says how many: months of a team, in less than a minute. */
const DEFAULT_LIMIT = 1_000;

/** `firebreak incident rules`: which rule would have caught the change, and what else it would have held. */
export function addIncidentRules(noun: Command, context: CommandContext): void {
  withServer(
    noun
      .command('rules [incident]')
      .summary('which rule would have caught the change, and what else it would have held'),
  )
    .option('--data <folder>', 'folder of the log of incidents here (inside the git directory)')
    .option('--change <commit>', 'a landed change of this repository; without it the one that is linked')
    .option('--limit <n>', `replay the newest n landed changes (${DEFAULT_LIMIT})`)
    .action(async (id: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<RuleOptions>();
      const targets = plainTargets(options);
      const { io, firebreak, progress } = context;
      const document = await firebreak.incidentRules({
        repository: repositoryOf(context, options),
        incident: id ?? null,
        commit: options.change ?? (await linkedChange(context, options, id)),
        limit: options.limit === undefined ? DEFAULT_LIMIT : parseCount('--limit', options.limit),
        progress,
        signal: io.signal,
      });
      progress.clear();
      await emitPlain({ io, targets, document, text: incidentRulesText(document) });
    });
}

const COMMIT = /^[0-9a-f]{7,64}$/;

/** The commit that an incident names: of its cause or suspect, else the one that is linked. UsageError: it names none, or several. */
async function linkedChange(context: CommandContext, options: RuleOptions, id: string | undefined): Promise<string> {
  if (id === undefined) throw new UsageError('nothing says which change', 'Name an incident, or --change COMMIT.');
  const door = await openIncidentDoor(context, options, { acts: false });
  const named = commitsOf(await door.show(id));
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  throw new UsageError(
    named.length === 0 ? `${id} names no commit of a change` : `${id} names several changes: ${named.join(', ')}`,
    'Name one with --change COMMIT, or link it: firebreak incident link ID change COMMIT --why ...',
  );
}

function commitsOf({ cause, links }: IncidentReport): readonly string[] {
  if (cause.id !== null && COMMIT.test(cause.id)) return [cause.id];
  return links.flatMap(({ kind, id }) => (kind === 'change' && COMMIT.test(id) ? [id] : []));
}
