import type { World } from '../../src/control/index.ts';
import { traceableOf, traceLabels } from '../../src/control/index.ts';
import type { Change, CommitId } from '../../src/domain/change/index.ts';

/** A landed change whose later repair is known, by index into the landed changes, oldest first. */
export interface RepairPair {
  readonly culprit: number;
  readonly fix: number;
}

export interface LandedHistory {
  /** Oldest first, whole history. */
  readonly changes: readonly Change[];
  /** By culprit; one for each pair of changes. */
  readonly pairs: readonly RepairPair[];
}

/** Reads a whole history and finds, among its newest `limit` landings, which change repaired which: by the lines of the fix. */
export async function readPairs(options: {
  readonly world: World;
  readonly path: string;
  readonly limit: number;
  readonly say: (text: string) => void;
}): Promise<LandedHistory> {
  const { world, path, limit, say } = options;
  const history = await world.openRepository({ path });
  const changes: Change[] = [];
  for await (const change of history.landedChanges({ tip: null, since: null, limit: null }, { lines: true })) {
    changes.push(change);
    if (changes.length % 1_000 === 0) say(`${path}: ${changes.length} landed changes read`);
  }
  changes.reverse();
  const of = new Map<CommitId, number>();
  changes.forEach((change, index) => {
    for (const { id } of change.commits) of.set(id, index);
    if (change.head !== null) of.set(change.head, index);
  });
  const first = Math.max(0, changes.length - limit);
  const traceable = changes
    .slice(first)
    .flatMap((change) => (change.head === null ? [] : [traceableOf(change, change.head)]));
  const labels = await traceLabels({
    tracer: await world.openTracer({ path }),
    changes: traceable,
    watch: (done, total) => {
      if (done % 100 === 0) say(`${path}: ${done} of ${total} fixes traced`);
    },
  });
  const pairs = new Map<string, RepairPair>();
  for (const label of labels.filter(({ kind }) => kind === 'szz')) {
    const culprit = of.get(label.culprit);
    const fix = of.get(label.by);
    if (culprit !== undefined && fix !== undefined && culprit < fix) pairs.set(`${culprit} ${fix}`, { culprit, fix });
  }
  return { changes, pairs: [...pairs.values()].sort((a, b) => a.culprit - b.culprit || a.fix - b.fix) };
}
