import { fromLog, toLog } from './logarithm.ts';
import { seasonMean } from './mean.ts';
import type { Candidate, Expectation, Level, Watch, WatchSetting } from './model.ts';
import { medianInPlace, scaleInPlace } from './robust.ts';
import { horizonOf, LAG, windowOf } from './setting.ts';
import { appended, gather, type Track, valueAt } from './track.ts';

/** Below so many known samples a window says nothing. */
const WINDOW_KNOWN = 24;
/** The level is mostly that of the last day, and a little that of its end: days differ, and hours follow one another. */
const RECENT_WEIGHT = 0.3;
const RECENT = 36;
/** Without a season only what is near can be compared. */
const TRAILING = 48;
/** Noise is never taken for smaller than two percent: a series that never moved would alarm at a breath (reference method). */
const SCALE_LEAST = 0.02;
/** A change of an expectation counts as this much at most when candidates are compared. */
const ERROR_MOST = 3;

/** The logarithm that a candidate expects at an index, before the level of the day; 0 without a season; NaN where no season is known. */
export function seasonalLog(
  means: Track,
  {
    season,
    index,
    setting,
  }: { readonly season: number | null; readonly index: number; readonly setting: WatchSetting },
): number {
  return season === null ? 0 : toLog(seasonMean(means, season, index), setting);
}

/** A candidate that has taken a sample in, and by how much the sample missed what was expected. */
export interface LearnedCandidate {
  readonly candidate: Candidate;
  /** Before the level of the day; NaN = nothing was expected, or nothing came. */
  readonly residual: number;
}

/** Takes the logarithm of the sample at `index` (NaN = missing) in. What is not kept leaves no trace in the level. */
export function learned(
  candidate: Candidate,
  sample: { readonly means: Track; readonly index: number; readonly log: number; readonly isKept: boolean },
  setting: WatchSetting,
): LearnedCandidate {
  const { season, residuals, all } = candidate;
  const { means, index, log, isKept } = sample;
  const expected = seasonalLog(means, { season, index, setting });
  const residual = log - expected;
  const track = appended(residuals, isKept ? residual : Number.NaN);
  const taken = { season, residuals: track, all: appended(all, residual), error: candidate.error, n: candidate.n };
  const change = Math.abs(residual - valueAt(all, index - horizonOf(setting)));
  if (Number.isNaN(change)) return { candidate: taken, residual };
  const n = Math.min(candidate.n + 1, 7 * windowOf(setting));
  const error = candidate.error + (Math.min(change, ERROR_MOST) - candidate.error) / n;
  return { candidate: { ...taken, error, n }, residual };
}

/** Level and noise of a candidate's residuals before `index`; `null` = too little is known. */
export function levelAt(
  { season, residuals }: Pick<Candidate, 'season' | 'residuals'>,
  index: number,
  setting: WatchSetting,
): Level | null {
  const to = index - LAG;
  const window = season === null ? TRAILING : windowOf(setting);
  const found = new Float64Array(window);
  const n = gather(residuals, { from: to - window, to }, { into: found, at: 0 });
  if (n < WINDOW_KNOWN) return null;
  const median = medianInPlace(found, n);
  const scale = scaleInPlace(found, n, median) + SCALE_LEAST;
  const near = gather(residuals, { from: to - RECENT, to }, { into: found, at: 0 });
  const recent = near === 0 || season === null ? median : medianInPlace(found, near);
  return { shift: (1 - RECENT_WEIGHT) * median + RECENT_WEIGHT * recent, scale };
}

/** How much better another candidate must be before it is taken. */
const BETTER = 0.95;

/** Which candidate expects best of those that were tried for a day, or the chosen one if none is clearly better. */
export function bestCandidate({ candidates, chosen, setting }: Watch): number {
  const isTried = ({ n }: Candidate) => n >= windowOf(setting);
  const own = candidates[chosen];
  let best = chosen;
  let error = own === undefined || !isTried(own) ? Number.POSITIVE_INFINITY : own.error * BETTER;
  for (const [at, candidate] of candidates.entries()) {
    if (at === chosen || !isTried(candidate) || candidate.error >= error) continue;
    best = at;
    error = candidate.error;
  }
  return best;
}

/** How many units of noise the band around what is expected is wide, to each side: 99.7 % of normal noise. */
export const BAND = 3;

/** What is expected at an index, with its band, in the units of the series; `null` = not known. */
export function expectationAt(watch: Watch, index: number): Expectation | null {
  const { candidates, chosen, level, setting, means } = watch;
  const season = candidates[chosen]?.season ?? null;
  const base = seasonalLog(means, { season, index, setting });
  if (level === null || Number.isNaN(base)) return null;
  const of = (noise: number) => fromLog(base + level.shift + noise * level.scale, setting);
  return { value: of(0), low: of(-BAND), high: of(BAND) };
}
