import { DAY_MS, type Instant } from '../../kernel/index.ts';
import { blockWeights } from '../../statistics/index.ts';

const WEEK_MS = 7 * DAY_MS;

/** Resamples of weeks for an interval. */
export const REPLICATES = 1_000;

/** With fewer weeks than this an interval says nothing: a handful of draws with replacement has hardly any spread. */
export const MINIMUM_WEEKS = 4;

/** Whole weeks, counted back from the newest change; what lies before the first whole week is left out. */
export interface Weeks {
  /** 1 and up. */
  readonly count: number;
  /** Position of the week of a moment, oldest 0; `null` = before the first whole week. */
  readonly of: (at: Instant) => number | null;
}

/** Whole weeks of some moments; `null` where there are none. A span of less than a week is one week, or rates would be blown up. */
export function wholeWeeks(moments: readonly Instant[]): Weeks | null {
  if (moments.length === 0) return null;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const at of moments) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  // The newest moment belongs to the last week, so the span ends just after it.
  const count = Math.max(1, Math.floor((last + 1 - first) / WEEK_MS));
  return {
    count,
    of: (at) => {
      const back = Math.floor((last - at) / WEEK_MS);
      return back < count ? count - 1 - back : null;
    },
  };
}

/** Row weights of resampled weeks: runs of four weeks, since neighbouring weeks resemble one another. */
export function resampledWeeks(weeks: number, seed: number): readonly Float64Array[] {
  return blockWeights({
    rows: weeks,
    blocks: Math.max(MINIMUM_WEEKS, Math.ceil(weeks / 4)),
    replicates: REPLICATES,
    seed,
  });
}
