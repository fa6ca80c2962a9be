import type { Counts, DropCode, MetricSpec } from './model.ts';

/**
 * Counts as numbers: exposure and events (one, or one a threshold), or n, sum and sum of squares. Sums of readings are sums of vectors.
 */
export type CountVector = readonly number[];

/** What a sample counts for a metric, or why it cannot be used. */
export function readCounts(spec: MetricSpec, counts: Counts): CountVector | DropCode {
  switch (counts.kind) {
    case 'events': {
      if (spec.kind !== 'errors' && spec.kind !== 'business') return 'wrong-shape';
      const exposure = spec.exposure === 'weights' ? 0 : counts.exposure;
      return checked([exposure, counts.events], { isBounded: spec.kind === 'errors' && spec.exposure !== 'weights' });
    }
    case 'latency':
      if (spec.kind !== 'latency' || counts.above.length !== spec.thresholds.length) return 'wrong-shape';
      return checked([counts.exposure, ...counts.above], { isBounded: true });
    case 'values':
      return spec.kind === 'continuous' ? checkedValues(counts) : 'wrong-shape';
    default:
      return 'wrong-shape';
  }
}

/** Whether a counter that stood at `before` may stand at `after` without a restart between. The sum of values may fall. */
export function hasGrown(spec: MetricSpec, before: CountVector, after: CountVector): boolean {
  const isSum = (at: number) => spec.kind === 'continuous' && at === 1;
  return after.every((value, at) => isSum(at) || value >= (before[at] ?? 0));
}

/** `after` minus `before`. */
export function minus(after: CountVector, before: CountVector): CountVector {
  return after.map((value, at) => value - (before[at] ?? 0));
}

export function plus(one: CountVector, other: CountVector): CountVector {
  return one.map((value, at) => value + (other[at] ?? 0));
}

/** Beyond it a double no longer counts one by one. */
const GREATEST_COUNT = Number.MAX_SAFE_INTEGER;
/** Rounding that rates of a metric store bring into counts. */
const ROUNDING = 1e-6;

function checked(vector: CountVector, { isBounded }: { isBounded: boolean }): CountVector | DropCode {
  if (!vector.every((value) => value >= 0 && value <= GREATEST_COUNT)) return 'not-a-count';
  const [exposure = 0, ...events] = vector;
  if (!isBounded) return vector;
  return events.every((count) => count <= exposure * (1 + ROUNDING)) ? vector : 'more-events-than-exposure';
}

function checkedValues({ n, sum, sumOfSquares }: Extract<Counts, { kind: 'values' }>): CountVector | DropCode {
  const isCount = n >= 0 && n <= GREATEST_COUNT && sumOfSquares >= 0 && Number.isFinite(sumOfSquares);
  if (!isCount || !Number.isFinite(sum)) return 'not-a-count';
  // No values have such a sum and such squares (Cauchy and Schwarz).
  return sum * sum <= n * sumOfSquares * (1 + ROUNDING) + Number.MIN_VALUE ? [n, sum, sumOfSquares] : 'not-a-count';
}
