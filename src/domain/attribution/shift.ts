import type { Instant } from '../../kernel/index.ts';
import type { MetricSeries, SeriesPoint } from './model.ts';

/** Where a series left its usual level. */
export interface Shift {
  readonly service: string;
  readonly metric: string;
  /** Between the last usual sample and the first that was not. */
  readonly at: Instant;
  readonly direction: 'up' | 'down';
  /** Level afterwards less that before, in units of noise, at least 0; kept at {@link STRENGTH_MOST}. */
  readonly strength: number;
  readonly before: number;
  readonly after: number;
}

/** Stronger is no better evidence of when. */
export const STRENGTH_MOST = 20;
/** Samples without which there is no usual level. */
const BASELINE_LEAST = 6;
/** A series of a day of minutes; of a longer one its newest. */
const POINTS_MOST = 2_000;
/** CUSUM: slack and threshold in units of noise. An in-control run lasts over 10,000 samples (Hawkins 1993, table 1). */
const SLACK = 0.5;
const THRESHOLD = 8;
/** One sample says no more than this: a single spike is no shift. */
const DEVIATION_MOST = 4;

/**
 * When a series shifted for good, or `null`. The usual level is the median of the first third, or of what comes before the
 * change point of Pettitt's test where that is earlier (Pettitt 1979); the onset is Page's estimate, where the sum that
 * crossed its threshold last was 0 (Page 1954), so ramps are found at their foot. Values that are no number are left out.
 */
export function shiftOf(series: MetricSeries): Shift | null {
  const points = levels(ordered(series.points));
  if (points.length < BASELINE_LEAST + 2) return null;
  const values = points.map(({ value }) => value);
  const length = Math.max(BASELINE_LEAST, Math.min(Math.floor(points.length / 3), pettitt(values) ?? points.length));
  const before = median(values.slice(0, length));
  const noise = noiseOf(values, length, before);
  if (noise === 0) return null;
  const found = lastingShift(values, before, noise);
  if (found === null) return null;
  const { start, after, strength } = found;
  const from = points[start - 1]?.at ?? points[start]?.at;
  const to = points[start]?.at;
  if (from === undefined || to === undefined) return null;
  return {
    service: series.service,
    metric: series.metric,
    at: Math.round((from + to) / 2) as Instant,
    direction: after > before ? 'up' : 'down',
    strength,
    before,
    after,
  };
}

const AFTER = 10;
const STRENGTH_LEAST = 2;

function ordered(points: readonly SeriesPoint[]): SeriesPoint[] {
  return points
    .filter(({ at, value }) => Number.isFinite(at) && Number.isFinite(value))
    .sort((a, b) => a.at - b.at)
    .slice(-POINTS_MOST);
}

/**
 * Of a counter what came to it between two samples: one that never falls (but to start anew) and mostly rises from the start would
 * look like a ramp.
 */
function levels(points: readonly SeriesPoint[]): readonly SeriesPoint[] {
  const steps = points
    .slice(1)
    .map((point, index) => ({ at: point.at, value: point.value - (points[index]?.value ?? 0) }));
  const falls = steps.filter(({ value }) => value < 0).length;
  const early = steps.slice(0, Math.ceil(steps.length / 3));
  const rises = early.filter(({ value }) => value > 0).length;
  const isCounter = steps.length >= BASELINE_LEAST && falls <= RESETS_MOST && rises > COUNTING * early.length;
  return isCounter ? steps.map(({ at, value }) => ({ at, value: Math.max(0, value) })) : points;
}

/** Restarts in one incident. */
const RESETS_MOST = 2;
/** A level that rises in nine steps of ten for a third of its time is counted, not measured. */
const COUNTING = 0.9;

/**
 * Spread of the baseline, and never less than a fiftieth of the level or a twentieth of the range: a series that stands still
 * before the incident has no noise to measure by.
 */
function noiseOf(values: readonly number[], length: number, level: number): number {
  const spread = 1.4826 * median(values.slice(0, length).map((value) => Math.abs(value - level)));
  const sorted = [...values].sort((a, b) => a - b);
  const range = at(sorted, 0.98) - at(sorted, 0.02);
  return Math.max(spread, Math.abs(level) / 50, range / 20);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(share * sorted.length)))] ?? 0;
}

/** The first excursion that crosses the threshold and whose level afterwards is another one; a sum may also creep up on noise. */
function lastingShift(values: readonly number[], before: number, noise: number) {
  const deviations = values.map((value) => (value - before) / noise);
  for (
    let crossing = pageCrossing(deviations, 0);
    crossing !== null;
    crossing = pageCrossing(deviations, crossing.at + 1)
  ) {
    const after = median(values.slice(crossing.start, crossing.start + AFTER));
    const strength = Math.min(STRENGTH_MOST, Math.abs(after - before) / noise);
    if (strength >= STRENGTH_LEAST) return { start: crossing.start, after, strength };
  }
  return null;
}

/** Where a sum crosses the threshold first from `from` on, up or down, and where its excursion began; `null` = nowhere. */
function pageCrossing(
  deviations: readonly number[],
  from: number,
): { readonly start: number; readonly at: number } | null {
  const sums = { up: 0, down: 0 };
  const starts = { up: from, down: from };
  for (let index = from; index < deviations.length; index += 1) {
    const deviation = Math.max(-DEVIATION_MOST, Math.min(DEVIATION_MOST, deviations[index] ?? 0));
    for (const side of ['up', 'down'] as const) {
      const next = Math.max(0, sums[side] + (side === 'up' ? deviation : -deviation) - SLACK);
      if (sums[side] === 0 && next > 0) starts[side] = index;
      sums[side] = next;
      if (next >= THRESHOLD) return { start: starts[side], at: index };
    }
  }
  return null;
}

/** Samples before the likeliest change point; `null` where the test sees none (p above 0.01). */
function pettitt(values: readonly number[]): number | null {
  const n = values.length;
  const ranks = ranksOf(values);
  let sum = 0;
  let best = 0;
  let where = 0;
  for (let index = 0; index < n - 1; index += 1) {
    sum += ranks[index] ?? 0;
    const height = Math.abs(2 * sum - (index + 1) * (n + 1));
    if (height <= best) continue;
    best = height;
    where = index + 1;
  }
  return 2 * Math.exp((-6 * best ** 2) / (n ** 3 + n ** 2)) < 0.01 ? where : null;
}

/** Ties share their mean rank. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && order[to]?.value === order[from]?.value) to += 1;
    for (const { index } of order.slice(from, to)) ranks[index] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** Median of numbers; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}
