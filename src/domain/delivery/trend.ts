import { type Instant, instant } from '../../kernel/index.ts';
import { countLimits, shareLimits } from '../../statistics/index.ts';
import { WEEK_MS } from './figure.ts';

/** One point of a control chart. */
export interface TrendPoint {
  readonly from: Instant;
  /** Counted, of `n`; of plain counts `n` is 0. */
  readonly count: number;
  readonly n: number;
  /** The share, or the count. `null` = nothing to count. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Outside of its limits: something changed. Inside them a rise and a fall mean nothing. */
  readonly isSignal: boolean;
}

/** A week by week chart against the weeks before it. */
export interface Trend {
  /** Mean of the weeks that set the limits; `null` = there are none. */
  readonly centre: number | null;
  /** Weeks that set the limits: all but the last. */
  readonly baseline: number;
  /** Oldest first. */
  readonly points: readonly TrendPoint[];
}

/** Weeks of a chart: the week itself and the twelve before it. */
export const TREND_WEEKS = 13;

/** Fewer weeks before it set no limits. */
const LEAST_BASELINE = 4;

/** Starts of the weeks that end at `to`, oldest first. */
export function weeksBefore(to: Instant, weeks: number = TREND_WEEKS): readonly Instant[] {
  return Array.from({ length: weeks }, (_, at) => instant(to - (weeks - at) * WEEK_MS));
}

/** Chart of shares with binomial limits for the n of each week; the last week with anything to count is judged by those before it. */
export function shareTrend(
  weeks: readonly { readonly from: Instant; readonly count: number; readonly n: number }[],
): Trend {
  const last = weeks.findLastIndex(({ n }) => n > 0);
  const before = weeks.slice(0, Math.max(0, last)).filter(({ n }) => n > 0);
  const n = before.reduce((sum, week) => sum + week.n, 0);
  const centre = before.length < LEAST_BASELINE ? null : before.reduce((sum, { count }) => sum + count, 0) / n;
  // Where nothing was hit in a few weeks, the true share is not 0: limits rest on half an event more (Jeffreys).
  const expected = centre === null ? null : (centre * n + 0.5) / (n + 1);
  return {
    centre,
    baseline: before.length,
    points: weeks.map((week) => {
      const value = week.n === 0 ? null : week.count / week.n;
      const limits = expected === null || week.n === 0 ? null : shareLimits(expected, week.n);
      return pointOf(week, value, limits);
    }),
  };
}

/** Chart of counts with Poisson limits; the last week is judged by those before it. */
export function countTrend(weeks: readonly { readonly from: Instant; readonly count: number }[]): Trend {
  const before = weeks.slice(0, -1);
  const centre =
    before.length < LEAST_BASELINE ? null : before.reduce((sum, { count }) => sum + count, 0) / before.length;
  const limits = centre === null ? null : countLimits(Math.min(centre + 0.5 / before.length, MOST));
  return {
    centre,
    baseline: before.length,
    points: weeks.map((week) => pointOf({ ...week, n: 0 }, week.count, limits)),
  };
}

/** More a week need no chart. */
const MOST = 600;

function pointOf(
  week: { readonly from: Instant; readonly count: number; readonly n: number },
  value: number | null,
  limits: { readonly low: number; readonly high: number } | null,
): TrendPoint {
  const isSignal = value !== null && limits !== null && (value > limits.high + SLACK || value < limits.low - SLACK);
  return { ...week, value, low: limits?.low ?? null, high: limits?.high ?? null, isSignal };
}

/** Equal shares may differ in their last digit. */
const SLACK = 1e-12;
