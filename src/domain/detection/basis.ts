import { seasonMean } from './mean.ts';
import type { Basis, LevelSums, WatchSetting } from './model.ts';
import { HORIZON, neighboursOf, windowOf } from './setting.ts';
import { appended, emptyTrack, type Track, valueAt } from './track.ts';

/** Half a count more keeps logarithms finite: the usual correction of a Poisson count. */
export const HALF = 0.5;
/** No value counts for more than twice of what is usual: an outburst must not hide a drop, nor lift the level. */
const CAP = 2;
/** The level is mostly that of the last day, and a little that of its end: days differ, and hours follow one another. */
const RECENT_WEIGHT = 0.25;
const RECENT = 36;
/** Below so many samples there is no level. */
const KNOWN_LEAST = 24;
/** Samples before the window of the level that stay for pictures. */
const PICTURE = 144;

/** A basis of which nothing is known yet. */
export function newBasis(seasons: readonly number[], setting: WatchSetting): Basis {
  const track = () => emptyTrack(windowOf(setting) + HORIZON + PICTURE);
  const none = { seen: 0, due: 0, n: 0 };
  const levels = emptyTrack(2 * HORIZON + 2);
  return { seasons, seen: track(), due: track(), levels, day: none, near: none, weeks: 0 };
}

/**
 * What one season makes of the sample at an index, in units, before the level; NaN where two seasons are not known. Half a count more
 * among the neighbours keeps it above 0.
 */
export function dueAt(
  means: Track,
  season: number,
  { index, setting }: { readonly index: number; readonly setting: WatchSetting },
): number {
  if (index < 2 * season) return Number.NaN;
  return seasonMean(means, season, index) / setting.unit + HALF / (2 * neighboursOf(setting) + 1);
}

/** A basis that has taken the sample at an index in. `value`: in units; NaN = missing. `kept`: of this sample too. */
export function withSample(
  before: Basis,
  sample: { readonly value: number; readonly due: number; readonly index: number; readonly kept: Track },
  setting: WatchSetting,
): Basis {
  const { value, due, index, kept } = sample;
  const level = valueAt(before.levels, index - 1);
  const most = Number.isNaN(level) ? Number.POSITIVE_INFINITY : CAP * due * Math.exp(level);
  const seen = appended(before.seen, Number.isNaN(due) ? Number.NaN : Math.min(value, most));
  const taken = { ...before, seen, due: appended(before.due, Number.isNaN(value) ? Number.NaN : due) };
  const day = moved(before.day, taken, { index, kept, length: windowOf(setting) });
  const near = moved(before.near, taken, { index, kept, length: RECENT });
  return { ...taken, day, near, levels: appended(before.levels, levelOf({ day, near }, level)) };
}

/** A basis whose samples are kept otherwise than before. */
export function withKept(before: Basis, kept: Track, setting: WatchSetting): Basis {
  const to = before.seen.next;
  const day = summedUp(before, { from: to - windowOf(setting), to }, kept);
  return { ...before, day, near: summedUp(before, { from: to - RECENT, to }, kept) };
}

/** The logarithm of what came over what was due, of the samples that are kept; `last` where too few are. */
export function levelOf({ day, near }: Pick<Basis, 'day' | 'near'>, last: number): number {
  if (day.n < KNOWN_LEAST || !(day.due > 0)) return last;
  const ofDay = Math.log((day.seen + HALF) / day.due);
  if (near.n === 0 || !(near.due > 0)) return ofDay;
  return (1 - RECENT_WEIGHT) * ofDay + RECENT_WEIGHT * Math.log((near.seen + HALF) / near.due);
}

/** What came and what was due in a span, before the level. */
export function sumsOf(
  { seen, due }: Basis,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly seen: number; readonly due: number } {
  const sums = { seen: 0, due: 0 };
  for (let index = Math.max(0, from); index < to; index += 1) {
    const value = valueAt(seen, index);
    if (Number.isNaN(value)) continue;
    sums.seen += value;
    sums.due += valueAt(due, index);
  }
  return sums;
}

/** Sums over the newest samples that are kept, after the one at an index; what is too old leaves them. */
function moved(
  before: LevelSums,
  basis: Basis,
  { index, kept, length }: { readonly index: number; readonly kept: Track; readonly length: number },
): LevelSums {
  const sums = { ...before };
  count(sums, basis, { index, kept, sign: 1 });
  count(sums, basis, { index: index - length, kept, sign: -1 });
  return sums;
}

function summedUp(basis: Basis, { from, to }: { readonly from: number; readonly to: number }, kept: Track): LevelSums {
  const sums = { seen: 0, due: 0, n: 0 };
  for (let index = Math.max(0, from); index < to; index += 1) count(sums, basis, { index, kept, sign: 1 });
  return sums;
}

function count(
  sums: { seen: number; due: number; n: number },
  { seen, due }: Basis,
  { index, kept, sign }: { readonly index: number; readonly kept: Track; readonly sign: 1 | -1 },
): void {
  const value = index < 0 ? Number.NaN : valueAt(seen, index);
  if (Number.isNaN(value) || valueAt(kept, index) !== 1) return;
  sums.seen += sign * value;
  sums.due += sign * valueAt(due, index);
  sums.n += sign;
}
