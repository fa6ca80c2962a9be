import { digestOf } from '../../kernel/index.ts';
import { type DispersionLedger, LEAST_WINDOWS, REACH, WINDOW_MINUTES } from './dispersion-ledger.ts';
import type { StableState } from './stable.ts';

/** A way to split the instances of the standing version into two arms. */
export interface StableSplit {
  /** Instances that stand for a canary. */
  readonly size: number;
  /** Shares of stages that it stands for; those that are smaller than its own are told beside (`smallerShares`). */
  readonly shares: readonly number[];
}

/** Stages of a plan differ by few sizes of a canary. */
const MAX_SPLITS = 4;
/** Instances that are told apart; the others are of the control. */
const MAX_INSTANCES = 200;

/**
 * How so many instances are split for stages with these shares of the canary (each above 0 and below 1): about as many of them stand for it as
 * would serve it, at least one. Empty of fewer than two instances: nothing tells how much two arms differ.
 */
export function stableSplits(canaryShares: readonly number[], instances: number): readonly StableSplit[] {
  if (instances < 2) return [];
  const bySize = new Map<number, number[]>();
  for (const share of new Set(canaryShares)) {
    const size = Math.min(instances - 1, Math.max(1, Math.round(share * instances)));
    bySize.set(size, [...(bySize.get(size) ?? []), share]);
  }
  return [...bySize]
    .sort(([one], [other]) => one - other)
    .slice(0, MAX_SPLITS)
    .map(([size, shares]) => ({ size, shares }));
}

/** Which instances stand for a canary: by a hash, so that another `turn` takes others and nobody can choose. Sorted. */
export function chosenInstances(
  instances: readonly string[],
  { size, turn }: { size: number; turn: string },
): readonly string[] {
  const ranked = [...new Set(instances)].sort().slice(0, MAX_INSTANCES);
  const rank = new Map(ranked.map((each) => [each, digestOf(`${turn}\n${each}`)]));
  return ranked
    .sort((one, other) => ((rank.get(one) ?? '') < (rank.get(other) ?? '') ? -1 : 1))
    .slice(0, Math.min(size, ranked.length))
    .sort();
}

/** Whether the longest windows have just come to their end: a good moment to choose other instances. */
export function isBetweenWindows({ metrics }: StableState): boolean {
  const longest = Math.max(...WINDOW_MINUTES);
  return metrics.every(({ open }) => open.every(({ minutes, observedMs }) => minutes < longest || observedMs === 0));
}

/** Minutes of comparison for which something was learnt of a metric, somewhere; 0 = nothing. */
export function learntMinutes({ entries }: DispersionLedger, metric: string): number {
  const lengths = entries.filter((entry) => entry.metric === metric).flatMap((entry) => entry.lengths);
  return Math.max(
    0,
    ...lengths.filter(({ windows }) => windows >= LEAST_WINDOWS).map(({ minutes }) => REACH * minutes),
  );
}
