import { newWatch, type Watch, type WatchSetting, watch, watchSetting } from '../../src/domain/detection/index.ts';
import { instant } from '../../src/kernel/index.ts';
import type { Draws } from './draw.ts';
import type { Prepared, Rival } from './rival.ts';
import { isLabelled, type Series, unitOf } from './series.ts';

/** Within how many samples a drop must be found, and the sizes of drops. */
export const HORIZON = 36;
export const DROPS = [0.3, 0.5, 0.8, 1] as const;
export const STARTS = 20;
const WEEK_MS = 7 * 86_400_000;
/** Alarms closer than this count once. */
const APART = 6;

/** What one detector did on one series. */
export interface DropOutcome {
  readonly series: string;
  readonly detector: string;
  readonly threshold: number | null;
  /** False alarms a week on the untouched second half, and its clean weeks. */
  readonly falseAlarms: number;
  readonly weeks: number;
  /** By size of drop: at which sample it was found (1 = the first), or `null`, one a start. */
  readonly found: Readonly<Record<string, readonly (number | null)[]>>;
}

/** A series with places where drops are put in: the same drops for every detector. */
export interface DropCase {
  readonly series: Series;
  readonly half: number;
  readonly starts: readonly number[];
  /** By size of drop and start. */
  readonly thinned: Readonly<Record<string, readonly Float64Array[]>>;
}

/** Twenty starts spread over the second half, none of which touches a label, and the values that each drop leaves. */
export function dropCase(series: Series, draws: Draws): DropCase {
  const { values } = series;
  const half = values.length >> 1;
  const last = values.length - HORIZON;
  const free: number[] = [];
  for (let start = half + APART; start < last; start += 1) {
    const spots = Array.from({ length: HORIZON + APART }, (_, step) => start - APART + step);
    if (!spots.some((index) => isLabelled(series, index))) free.push(start);
  }
  const starts = Array.from(
    { length: Math.min(STARTS, free.length) },
    (_, at) => free[Math.floor(((at + draws.uniform()) * free.length) / STARTS)] ?? (free[0] as number),
  );
  const thinned = DROPS.map((drop) => {
    const parts = starts.map((start) =>
      values
        .slice(start, start + HORIZON)
        .map((value) => (Number.isNaN(value) ? value : draws.thinned(value, 1 - drop))),
    );
    return [String(drop), parts] as const;
  });
  return { series, half, starts, thinned: Object.fromEntries(thinned) };
}

/** The season that a rival is told: a day, or a week where steps are half an hour and more. */
export function toldSeason({ stepMs }: Series): number {
  return Math.round((stepMs >= 1_800_000 ? WEEK_MS : WEEK_MS / 7) / stepMs);
}

/** Where a threshold is learnt: on what came before (`before`), or on the untouched half where the drops are put in (`same`). */
export type Protocol = 'before' | 'same';

/** A rival on a case by both protocols, at one false alarm a week where its threshold is learnt. */
export function rivalOutcomes(rival: Rival, given: DropCase): Readonly<Record<Protocol, DropOutcome>> {
  const prepared = rival.prepare(given.series.values, toldSeason(given.series));
  const of = (protocol: Protocol) => statisticOutcome(rival.name, prepared, given, protocol);
  return { before: of('before'), same: of('same') };
}

function statisticOutcome(name: string, prepared: Prepared, given: DropCase, protocol: Protocol): DropOutcome {
  const { series, half, starts } = given;
  const { statistic } = prepared;
  const span = protocol === 'before' ? { from: 0, to: half } : { from: half, to: statistic.length };
  const threshold = thresholdFor(statistic, series, span);
  const clean = cleanOf(statistic, series, { from: half, to: statistic.length });
  const weeks = (clean.length * series.stepMs) / WEEK_MS;
  const found = DROPS.map((drop) => {
    const parts = given.thinned[drop] ?? [];
    const places = starts.map((start, at) => {
      const before = statistic.subarray(start - APART, start);
      if (before.some((value) => value >= threshold)) return null;
      const place = prepared.continued(start, parts[at] as Float64Array).findIndex((value) => value >= threshold);
      return place < 0 ? null : place + 1;
    });
    return [String(drop), places] as const;
  });
  const falseAlarms = alarmsAt(clean, threshold) / weeks;
  return { series: series.name, detector: name, threshold, falseAlarms, weeks, found: Object.fromEntries(found) };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Statistics of a span without the labelled ones, as [index, value]. */
function cleanOf(statistic: Float64Array, series: Series, { from, to }: Span): readonly (readonly [number, number])[] {
  const clean: (readonly [number, number])[] = [];
  for (let index = from; index < to; index += 1) {
    if (!isLabelled(series, index)) clean.push([index, statistic[index] as number]);
  }
  return clean;
}

function alarmsAt(clean: readonly (readonly [number, number])[], threshold: number): number {
  let alarms = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, value] of clean) {
    if (!(value >= threshold)) continue;
    if (index - last > APART) alarms += 1;
    last = index;
  }
  return alarms;
}

/** The lowest threshold with no more than one alarm a week (and one where the span is shorter). */
function thresholdFor(statistic: Float64Array, series: Series, span: Span): number {
  const clean = cleanOf(statistic, series, span);
  const allowed = Math.max(1, Math.round((clean.length * series.stepMs) / WEEK_MS));
  const heights = [...new Set(clean.map(([, value]) => value).filter((value) => value > 0))].sort((a, b) => b - a);
  let low = 0;
  let high = heights.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (alarmsAt(clean, heights[middle] as number) <= allowed) low = middle;
    else high = middle;
  }
  return heights[low] ?? Number.POSITIVE_INFINITY;
}

/** The product on a case, run sample by sample: its threshold comes of what it saw before each sample. */
export function productOutcome(given: DropCase, alarmsPerWeek: number): DropOutcome {
  const { series, half, starts } = given;
  const setting = settingFor(series, { alarmsPerWeek, directions: ['drop'] });
  const run = runThrough(series, setting, new Set(starts));
  const second = [...series.values.keys()].slice(half).filter((index) => !isLabelled(series, index));
  const weeks = (second.length * series.stepMs) / WEEK_MS;
  const openings = run.openings.filter((index) => index >= half && !isLabelled(series, index));
  const found = DROPS.map((drop) => {
    const parts = given.thinned[drop] ?? [];
    return [String(drop), starts.map((start, at) => foundAt(run.at.get(start), series, start, parts[at]))] as const;
  });
  return {
    series: series.name,
    detector: 'Firebreak',
    threshold: null,
    falseAlarms: openings.length / weeks,
    weeks,
    found: Object.fromEntries(found),
  };
}

/** The setting of a series; nothing of it but step and unit comes of the series. */
export function settingFor(series: Series, wanted: Pick<WatchSetting, 'alarmsPerWeek' | 'directions'>): WatchSetting {
  return watchSetting({ stepMs: series.stepMs, unit: unitOf(series), ...wanted });
}

/** What a run of the product over a whole series came to. */
export interface Run {
  /** Indices at which surges opened: an alarm that opens again within six samples is the same. */
  readonly openings: readonly number[];
  /** States before the wanted indices. */
  readonly at: ReadonlyMap<number, Watch>;
  readonly last: Watch;
}

/** Runs the product over a series, and keeps the states before some indices. */
export function runThrough(series: Series, setting: WatchSetting, wanted: ReadonlySet<number>): Run {
  const at = new Map<number, Watch>();
  const openings: number[] = [];
  let state = newWatch(setting);
  let { surge } = state;
  for (const [index, value] of series.values.entries()) {
    if (wanted.has(index)) at.set(index, state);
    const taken = watch(state, { at: instant(series.start + index * series.stepMs), value: known(value) });
    state = taken.watch;
    for (const { kind, alarm } of taken.signals) {
      if (kind !== 'opened' || alarm.surge === surge) continue;
      openings.push(index);
      ({ surge } = alarm);
    }
  }
  return { openings, at, last: state };
}

function foundAt(
  before: Watch | undefined,
  series: Series,
  start: number,
  part: Float64Array | undefined,
): number | null {
  if (before === undefined || part === undefined || before.open !== null) return null;
  let state = before;
  for (const [step, value] of part.entries()) {
    const taken = watch(state, { at: instant(series.start + (start + step) * series.stepMs), value: known(value) });
    state = taken.watch;
    if (state.open !== null) return step + 1;
  }
  return null;
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
