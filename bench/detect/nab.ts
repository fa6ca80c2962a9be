import type { Series } from './series.ts';

/**
 * The score of the Numenta Anomaly Benchmark, standard profile, written from its description: 2 sigmoid(-5 y) - 1 at the position y
 * relative to the window, true and missed windows 1, false alarms 0.11, probation of 15 % of the rows (at most 750).
 */
export interface NabScore {
  /** 0 = silence, 100 = every window at its first sample and nothing else; may be below 0. */
  readonly score: number;
  readonly windows: number;
  readonly found: number;
  readonly alarms: number;
  readonly falseAlarms: number;
  /** Alarms outside of windows a week, over all weeks after probation. */
  readonly falsePerWeek: number;
}

/** Alarms of one series, as indices at which they opened. */
export interface Detections {
  readonly series: Series;
  readonly openings: readonly number[];
}

const FALSE_WEIGHT = 0.11;
const PROBATION = { share: 0.15, most: 750 } as const;
const WEEK_MS = 7 * 86_400_000;
/** Beyond so many widths after a window an alarm is as false as any. */
const FAR = 3;

/** The score of alarms over all series together. */
export function nabScore(all: readonly Detections[]): NabScore {
  const scored = all.map(seriesScore);
  const sum = (of: (one: SeriesScore) => number) => scored.reduce((total, one) => total + of(one), 0);
  const windows = sum((one) => one.windows);
  return {
    score: windows === 0 ? 0 : (100 * (sum((one) => one.raw) + windows)) / (2 * windows),
    windows,
    found: sum((one) => one.found),
    alarms: sum((one) => one.alarms),
    falseAlarms: sum((one) => one.falseAlarms),
    falsePerWeek: sum((one) => one.falseAlarms) / sum((one) => one.weeks),
  };
}

interface SeriesScore {
  readonly raw: number;
  readonly windows: number;
  readonly found: number;
  readonly alarms: number;
  readonly falseAlarms: number;
  /** After probation, without windows. */
  readonly weeks: number;
}

function seriesScore({ series, openings }: Detections): SeriesScore {
  const { values, stepMs } = series;
  const windows = [...series.windows].sort((one, other) => one.from - other.from);
  const probation = Math.min(PROBATION.most, Math.floor(PROBATION.share * values.length));
  const counted = openings.filter((index) => index >= probation);
  let raw = 0;
  let found = 0;
  for (const { from, to } of windows) {
    const inside = counted.filter((index) => index >= from && index <= to);
    if (inside.length > 0) found += 1;
    const width = to - from + 1;
    raw += inside.length === 0 ? -1 : sigmoid(-(to - (inside[0] ?? to) + 1) / width) / sigmoid(-1);
  }
  const outside = counted.filter((index) => !windows.some(({ from, to }) => index >= from && index <= to));
  for (const index of outside) {
    const last = windows.findLast(({ to }) => to < index);
    raw += FALSE_WEIGHT * (last === undefined ? -1 : sigmoid((index - last.to) / Math.max(1, last.to - last.from)));
  }
  const inside = windows.reduce((all, { from, to }) => all + Math.max(0, to - Math.max(from, probation) + 1), 0);
  const weeks = ((values.length - probation - inside) * stepMs) / WEEK_MS;
  const alarms = counted.length;
  return { raw, windows: windows.length, found, alarms, falseAlarms: outside.length, weeks };
}

function sigmoid(position: number): number {
  return position > FAR ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}
