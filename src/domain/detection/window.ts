import { assert, DAY_MS } from '../../kernel/index.ts';
import { dueAt, HALF, levelOf, newBasis, sumsOf, withKept, withSample } from './basis.ts';
import type { Basis, DropWatch, Lookout, WatchSetting } from './model.ts';
import { HORIZON, windowOf } from './setting.ts';
import { emptyTail, withAlarm, withPeak } from './tail.ts';
import { appended, emptyTrack, overwritten, type Track, valueAt } from './track.ts';

/** Samples that are judged together: one finds an outage at once, 36 find a third less among wild noise. */
const WINDOWS = [1, 3, 6, 12, 24, 36] as const;
/** The window whose recovery ends an alarm. */
const RECOVERY = 6;
/** Noise is never taken for smaller than two percent. */
const DEVIATION_LEAST = 0.02;
/** Noise before anything is known: a third to each side. */
const VARIANCE_FIRST = 0.1;
/** One deviation counts for at most three times the noise when noise is learnt. */
const OUTLIER = 9;
/** Days of samples over which noise is learnt. */
const MEMORY_DAYS = 3;
/** A deviation below this is inside the usual. */
const OUT_FROM = 1;
/** Until its tail is known a lookout tells only what is ten times the noise. */
const PRIOR = { prior: 10, least: 1, law: 'exponential', budget: 0 } as const;
const WEEK_MS = 7 * DAY_MS;

/** Nothing known of drops; one basis without a season, one of each season, one of all of them. */
export function newDropWatch(setting: WatchSetting): DropWatch {
  const { seasons } = setting;
  const each = [[], ...seasons.map((season) => [season]), ...(seasons.length > 1 ? [seasons] : [])];
  const lookouts = each.flatMap((_, basis) => WINDOWS.map((window) => newLookout(basis, window)));
  return {
    bases: each.map((one) => newBasis(one, setting)),
    kept: emptyTrack(windowOf(setting) + HORIZON),
    lookouts,
    main: WINDOWS.indexOf(RECOVERY),
  };
}

function newLookout(basis: number, window: number): Lookout {
  const noise = { variance: VARIANCE_FIRST, n: 0 };
  return { basis, window, ...noise, height: 0, peak: 0, isCounted: false, tail: emptyTail(PRIOR) };
}

/** Takes the sample at `index` in (in units, NaN = missing). What is not kept leaves no trace in level and noise. */
export function withDropSample(
  before: DropWatch,
  sample: { readonly means: Track; readonly index: number; readonly value: number; readonly isKept: boolean },
  setting: WatchSetting,
): DropWatch {
  const { means, index, value, isKept } = sample;
  const kept = appended(before.kept, isKept ? 1 : 0);
  const dues = setting.seasons.map((season) => dueAt(means, season, { index, setting }));
  const bases = before.bases.map((basis) => {
    const [season] = basis.seasons;
    const isOne = basis.seasons.length === 1 && season !== undefined;
    const due =
      season === undefined ? 1 : isOne ? (dues[setting.seasons.indexOf(season)] ?? Number.NaN) : geometricMean(dues);
    const taken = withSample(basis, { value, due, index, kept }, setting);
    return Number.isNaN(value) || Number.isNaN(due)
      ? taken
      : { ...taken, weeks: taken.weeks + setting.stepMs / WEEK_MS };
  });
  const taken = { ...before, bases, kept };
  if (Number.isNaN(value)) return taken;
  const most = MEMORY_DAYS * windowOf(setting);
  const found = bases.map((basis) => shortfalls(basis, index));
  const lookouts = before.lookouts.map((lookout, at) => {
    const sums = found[lookout.basis]?.[at % WINDOWS.length] ?? null;
    const weeks = bases[lookout.basis]?.weeks ?? 0;
    return judged(lookout, sums, { isKept, most, weeks });
  });
  return { ...taken, lookouts };
}

/** How far what came in a window lies below what was expected, and what one would expect of noise. */
export interface Shortfall {
  readonly seen: number;
  readonly expected: number;
  /** Logarithm of expected over seen, and its standard deviation. */
  readonly log: number;
  readonly deviation: number;
}

/** The shortfall of a lookout's window that ends with `index`, against the level before it; `null` = not known. */
export function shortfallAt(
  { bases }: Pick<DropWatch, 'bases'>,
  { basis, window, variance }: Pick<Lookout, 'basis' | 'window' | 'variance'>,
  index: number,
): Shortfall | null {
  const own = bases[basis];
  assert(own !== undefined, 'a lookout has a basis');
  const level = valueAt(own.levels, index - window);
  const { seen, due } = sumsOf(own, { from: index + 1 - window, to: index + 1 });
  const expected = due * Math.exp(level);
  if (!(expected > 0)) return null;
  return shortfallOf({ seen, expected }, variance);
}

function shortfallOf({ seen, expected }: Sums, variance: number): Shortfall {
  const log = Math.log((expected + HALF) / (seen + HALF));
  return { seen, expected, log, deviation: deviationOf(variance, expected) };
}

/** Noise of the series, and that of so many independent events, on the logarithmic scale. */
export function deviationOf(variance: number, expected: number): number {
  return Math.sqrt(Math.max(variance, DEVIATION_LEAST ** 2) + 1 / (expected + 1));
}

/** What came in the windows that end with `index`, the shortest first, and what was expected by the level before each; `null` = not known. */
function shortfalls(basis: Basis, index: number): readonly (Sums | null)[] {
  let from = index + 1;
  let seen = 0;
  let due = 0;
  return WINDOWS.map((window) => {
    while (from > index + 1 - window) {
      from -= 1;
      const value = from < 0 ? Number.NaN : valueAt(basis.seen, from);
      if (Number.isNaN(value)) continue;
      seen += value;
      due += valueAt(basis.due, from);
    }
    const expected = due * Math.exp(valueAt(basis.levels, index - window));
    return expected > 0 ? { seen, expected } : null;
  });
}

interface Sums {
  readonly seen: number;
  readonly expected: number;
}

function judged(
  before: Lookout,
  sums: Sums | null,
  { isKept, most, weeks }: { readonly isKept: boolean; readonly most: number; readonly weeks: number },
): Lookout {
  const { basis, window, isCounted, tail } = before;
  const found = sums === null ? null : shortfallOf(sums, before.variance);
  if (found === null) return before.height === 0 ? before : { ...before, height: 0 };
  const height = found.log / found.deviation;
  const n = isKept ? Math.min(before.n + 1, most) : before.n;
  const variance = isKept ? varianceAfter(before.variance, found, n) : before.variance;
  const isOut = height > OUT_FROM;
  const hasEnded = !isOut && before.peak > 0;
  // Written out: copies by spreading cost a quarter of the whole update.
  return {
    basis,
    window,
    variance,
    n,
    height,
    peak: isOut ? Math.max(before.peak, height) : 0,
    isCounted: isCounted && !hasEnded,
    tail: hasEnded && !isCounted ? withPeak({ ...tail, weeks }, before.peak) : tail,
  };
}

/** The running mean of squared deviations, without what independent events bring. */
function varianceAfter(variance: number, { log, expected }: Shortfall, n: number): number {
  const ofEvents = 1 / (expected + 1);
  const square = Math.min(log ** 2, OUTLIER * (variance + ofEvents)) - ofEvents;
  return Math.max(DEVIATION_LEAST ** 2, variance + (square - variance) / Math.max(24, n));
}

/** The lookouts of a basis that is used have been told of: their excursions count once, as alarms. */
export function withTold(before: DropWatch, told: readonly Lookout[]): DropWatch {
  const lookouts = before.lookouts.map((lookout) => {
    if (!told.includes(lookout)) return lookout;
    const weeks = before.bases[lookout.basis]?.weeks ?? 0;
    return { ...lookout, isCounted: true, tail: withAlarm({ ...lookout.tail, weeks }, lookout.height) };
  });
  return { ...before, lookouts };
}

/** The samples from `from` on are part of an alarm, and none of the level. */
export function withoutLevel(before: DropWatch, from: number, setting: WatchSetting): DropWatch {
  const kept = overwritten(before.kept, { from, to: before.kept.next }, 0);
  return { ...before, kept, bases: before.bases.map((basis) => withKept(basis, kept, setting)) };
}

/** After an alarm: excursions begin anew. `isUsual`: what it was made of is the usual level by now. */
export function withEnd(
  before: DropWatch,
  { from, isUsual, setting }: { readonly from: number; readonly isUsual: boolean; readonly setting: WatchSetting },
): DropWatch {
  const lookouts = before.lookouts.map((lookout) => ({ ...lookout, height: 0, peak: 0, isCounted: false }));
  if (!isUsual) return { ...before, lookouts };
  const { next } = before.kept;
  const kept = overwritten(before.kept, { from, to: next }, 1);
  const bases = before.bases.map((basis) => {
    const whole = withKept(basis, kept, setting);
    const level = levelOf(whole, valueAt(basis.levels, next - 1));
    return { ...whole, levels: overwritten(basis.levels, { from: next - 2 * HORIZON, to: next }, level) };
  });
  return { ...before, lookouts, kept, bases };
}

/** The shortfall of the newest samples from `from` on, six at most, by the basis that is used. */
export function recoveryAt(drops: DropWatch, from: number): Shortfall | null {
  const { main, lookouts, bases, kept } = drops;
  const basis = lookouts[main]?.basis ?? 0;
  const six = lookouts.find((each) => each.basis === basis && each.window === RECOVERY);
  const own = bases[basis];
  if (six === undefined || own === undefined) return null;
  const to = kept.next;
  const { seen, due } = sumsOf(own, { from: Math.max(from, to - RECOVERY), to });
  const expected = due * Math.exp(valueAt(own.levels, to - 1));
  if (!(expected > 0)) return null;
  return shortfallOf({ seen, expected }, six.variance);
}

function geometricMean(numbers: readonly number[]): number {
  return Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);
}
