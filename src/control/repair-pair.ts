import type { Change, CommitId, HistoryReader } from '../domain/change/index.ts';
import type { FixTracer } from '../domain/label/index.ts';
import type { Watch } from './history.ts';
import { type TraceableChange, traceableOf, traceLabels } from './trace-labels.ts';

/** A landed change whose later repair is known, by index into the landed changes, oldest first. */
export interface RepairPair {
  readonly culprit: number;
  readonly fix: number;
}

/** A whole history, with which change repaired which. */
export interface LandedHistory {
  /** Oldest first, whole history; without their commits. */
  readonly changes: readonly Change[];
  /** By culprit; one for each pair of changes. */
  readonly pairs: readonly RepairPair[];
}

/** Reads a whole history and finds, among its newest `limit` landings, which change repaired which: by the lines of the fix. */
export async function readRepairPairs(options: {
  readonly history: Pick<HistoryReader, 'landedChanges'>;
  readonly tracer: FixTracer;
  readonly limit: number;
  readonly watchReading?: Watch | undefined;
  readonly watchTracing?: Watch | undefined;
}): Promise<LandedHistory> {
  const { history, tracer, limit } = options;
  const changes: Change[] = [];
  const traceable: TraceableChange[] = [];
  const newestFirst = new Map<CommitId, number>();
  for await (const change of history.landedChanges({ tip: null, since: null, limit: null }, { lines: true })) {
    for (const { id } of change.commits) newestFirst.set(id, changes.length);
    if (change.head !== null) newestFirst.set(change.head, changes.length);
    if (changes.length < limit && change.head !== null) traceable.push(traceableOf(change, change.head));
    // Messages of a whole history need not stand in memory.
    changes.push({ ...change, commits: [] });
    options.watchReading?.(changes.length, null);
  }
  changes.reverse();
  traceable.reverse();
  const placeOf = (commit: CommitId): number => changes.length - 1 - (newestFirst.get(commit) ?? changes.length);
  const labels = await traceLabels({ tracer, changes: traceable, watch: options.watchTracing });
  const pairs = new Map<string, RepairPair>();
  for (const label of labels.filter(({ kind }) => kind === 'szz')) {
    const [culprit, fix] = [placeOf(label.culprit), placeOf(label.by)];
    if (culprit >= 0 && culprit < fix) pairs.set(`${culprit} ${fix}`, { culprit, fix });
  }
  return { changes, pairs: [...pairs.values()].sort((a, b) => a.culprit - b.culprit || a.fix - b.fix) };
}
