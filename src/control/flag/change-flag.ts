import type { Tier } from '../../domain/catalog/index.ts';
import type { Change, CommitId, FilePath, HistoryReader } from '../../domain/change/index.ts';
import { decodeSource } from '../../domain/code-graph/index.ts';
import {
  compareFlagSets,
  exposureChanges,
  type FlagDifference,
  type FlagEvaluator,
  type FlagReader,
  summarizeFlagChange,
} from '../../domain/flag/index.ts';
import type { FlagFacts } from '../../domain/gate/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { Rulebook } from '../assess.ts';
import type { World } from '../port.ts';

/** What a change does to the flags of the definitions file that its rulebook states. */
export async function readFlagFacts(given: {
  readonly world: Pick<World, 'flags'>;
  readonly history: Pick<HistoryReader, 'readFile' | 'readStaged'>;
  readonly change: Change;
  readonly rulebook: Rulebook;
}): Promise<FlagFacts> {
  const { world, history, change, rulebook } = given;
  const { definitions } = rulebook.configuration.flags;
  if (definitions === null || !touches(change, definitions)) return { kind: 'untouched' };
  const read = (revision: CommitId | null) => readSide(world.flags, { history, revision, path: definitions });
  try {
    const before = change.base === null ? NO_FLAGS : await read(change.base);
    const after = await read(change.head);
    return factsOf({ before, after, rulebook });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { kind: 'unread', why: `the definitions of feature flags were not read: ${error.message}` };
  }
}

/** Whether a change has the definitions file among its paths, old or new. */
export function touches(change: Pick<Change, 'files'>, definitions: FilePath): boolean {
  return change.files.some(({ path, previousPath }) => path === definitions || previousPath === definitions);
}

interface Side {
  /** `null` = it is wrong. */
  readonly evaluator: FlagEvaluator | null;
  readonly problems: number;
}

/** No file: a set without flags. */
const NONE = '{"flags": {}}';
const NO_FLAGS = null;

async function readSide(
  reader: FlagReader,
  given: {
    readonly history: Pick<HistoryReader, 'readFile' | 'readStaged'>;
    readonly revision: CommitId | null;
    readonly path: FilePath;
  },
): Promise<Side> {
  const { history, revision, path } = given;
  // A change without a head commit is what is staged.
  const bytes = revision === null ? await history.readStaged(path) : await history.readFile(revision, path);
  const text = bytes === null ? NONE : decodeSource(bytes);
  if (text === null) return { evaluator: null, problems: 1 };
  return sideOf(reader, text);
}

function sideOf(reader: FlagReader, text: string): Side {
  const read = reader.read(text);
  if (read.ok) return { evaluator: read.value.evaluator, problems: 0 };
  return { evaluator: null, problems: read.rejection.filter(({ severity }) => severity === 'error').length };
}

function factsOf(given: {
  readonly before: Side | null;
  readonly after: Side;
  readonly rulebook: Rulebook;
}): FlagFacts {
  const { before, after, rulebook } = given;
  const { problems } = after;
  const old = before === null ? null : before.evaluator;
  if (after.evaluator === null || (before !== null && old === null)) {
    return { kind: 'touched', problems, summary: null, flows: [], tier: null };
  }
  const first = old ?? emptyOf(after.evaluator);
  const differences = compareFlagSets(first.set, after.evaluator.set);
  const exposures = exposureChanges({ differences, before: first, after: after.evaluator });
  return {
    kind: 'touched',
    problems,
    summary: summarizeFlagChange(differences, exposures),
    ...placesOf(differences, rulebook),
  };
}

/** Stands for definitions that are not there yet: nobody gets anything of them. */
function emptyOf({ set }: FlagEvaluator): FlagEvaluator {
  return {
    set: { ...set, flags: new Map() },
    evaluate: () => ({ kind: 'error', code: 'FLAG_NOT_FOUND', message: '', metadata: {} }),
  };
}

/** Flows and the most critical tier that metadata of differing flags names; a flag that names nothing known leaves the tier unknown. */
function placesOf(
  differences: readonly FlagDifference[],
  { configuration: { catalog } }: Rulebook,
): { readonly flows: readonly string[]; readonly tier: Tier | null } {
  const flows = new Set<string>();
  const tiers: (Tier | null)[] = [];
  for (const { before, after } of differences) {
    // What a change takes away from its metadata still counts.
    const named = [before, after].flatMap((flag) => (flag === null ? [] : [flag.metadata]));
    const own: Tier[] = [];
    for (const { flow, service } of named) {
      const known = catalog.flows.find(({ id }) => id === flow);
      if (known !== undefined) flows.add(known.id);
      const tier = known?.tier ?? catalog.services.find(({ id }) => id === service)?.tier;
      if (tier !== undefined) own.push(tier);
    }
    tiers.push(own.length === 0 ? null : (Math.min(...own) as Tier));
  }
  const isKnown = tiers.length > 0 && tiers.every((tier) => tier !== null);
  // One that is known to be the most critical cannot be made less so by one that is not known.
  const least = Math.min(...tiers.map((tier) => tier ?? 3)) as Tier;
  return { flows: [...flows].sort(), tier: isKnown || least === 0 ? least : null };
}
