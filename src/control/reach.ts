import { reachedPlaces } from '../domain/blast-radius/index.ts';
import type { Brake } from '../domain/brake/index.ts';
import type { Change, CommitId, HistoryReader } from '../domain/change/index.ts';
import { packagesOf } from '../domain/code-graph/index.ts';
import type { ReachFacts } from '../domain/gate/index.ts';
import type { Rulebook } from './assess.ts';
import { readImports } from './change-import.ts';
import { NO_FILES, readChangeOperations } from './change-operation.ts';
import { openCodeGraphs } from './code-graph.ts';
import { readFlagFacts } from './flag/change-flag.ts';
import { braked, openPatternFacts } from './pattern/fact.ts';
import type { World } from './port.ts';
import { readServiceGraph } from './service-graph.ts';

/** Reads, change by change, what rules ask about content and reach; what no rule asks is not read. */
export interface ReachReader {
  read(change: Change): Promise<ReachFacts>;
  /** Keeps what was scanned for the next run. */
  save(): Promise<void>;
}

/**
 * Opens what the rules of a rulebook ask for. Content is read where a rule names `operation` facts, or `risk` facts, which
 * dangerous operations raise; imports and services where one names `blast` facts. Every client asks here, so that a change
 * has the same facts everywhere.
 */
export async function openReach(options: {
  readonly world: World;
  readonly repository: string;
  readonly history: HistoryReader;
  readonly rulebook: Rulebook;
  /** Whose catalogue files count: the protected base. */
  readonly revision: CommitId | null;
  /** Another rulebook that judges the same facts; `null` = none. */
  readonly against?: Rulebook | null | undefined;
  /** Whether content is read for a policy that does not ask: one change is cheap to read, a whole history is not. */
  readonly content: 'always' | 'if-asked';
  /** Brakes that may cover a family of look-alike fragments; those of the calendar are added. Absent = none counts. */
  readonly brakes?: readonly Brake[] | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<ReachReader> {
  const { world, history, rulebook } = options;
  const books = [rulebook, ...(options.against ? [options.against] : [])];
  const asks = (group: string): boolean => books.some((each) => mentions(each, group));
  const content = options.content === 'always' || asks('operation.') || asks('risk.');
  // Only a change that touches the definitions has anything read for it, and what class it is hangs on that.
  const flagsOf = (change: Change) => readFlagFacts({ world, history, change, rulebook });
  const patternsOf = await openPatterns({ ...options, asked: asks('pattern.') });
  if (!asks('blast.')) {
    return {
      read: async (change) => ({
        operations: content ? await readChangeOperations({ world, history, change, files: NO_FILES }) : null,
        places: null,
        flags: await flagsOf(change),
        ...(await patternsOf(change)),
      }),
      save: async () => {},
    };
  }
  const graphs = await openCodeGraphs(options);
  const services = await readServiceGraph({ ...options, catalog: rulebook.configuration.catalog, observed: [] });
  return {
    read: async (change) => {
      const operations = content ? await readChangeOperations({ world, history, change, files: NO_FILES }) : null;
      const { graph, imports, whole } = await readImports({ graphs, change });
      const packageOf = graph === null ? () => null : packagesOf(graph.tree);
      const places = reachedPlaces({
        changed: change.files.flatMap(({ path, previousPath }) =>
          previousPath === null ? [path] : [path, previousPath],
        ),
        dependents: whole ? (imports?.dependents ?? null) : null,
        graph,
        packageOf: (path) => packageOf(path)?.folder ?? '',
        catalog: rulebook.catalog,
        services,
      });
      return { operations, places, flags: await flagsOf(change), ...(await patternsOf(change)) };
    },
    save: () => graphs.save(),
  };
}

/** Fragments are compared where a rule names `pattern` facts, or a brake a family. */
async function openPatterns(
  options: Parameters<typeof openReach>[0] & { readonly asked: boolean },
): Promise<(change: Change) => Promise<Pick<ReachFacts, 'patterns'>>> {
  const { rulebook, history, content, asked } = options;
  const named = braked(options.brakes ?? [], rulebook);
  if (!asked && (named.length === 0 || content === 'if-asked')) return async () => ({});
  const description = await history.describe();
  const source = { ...options, description, agents: rulebook.agents };
  const reader = openPatternFacts({ source, rulebook, named, whole: content === 'if-asked' });
  return async (change) => ({ patterns: await reader.read(change) });
}

/** Whether a rule names a fact of that group. */
export function mentions({ policy }: Rulebook, group: string): boolean {
  return (
    policy.ok &&
    policy.value.rules.some(({ condition }) => condition.mentions.facts.some((fact) => fact.startsWith(group)))
  );
}
