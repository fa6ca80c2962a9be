import { normalQuantile } from './normal.ts';

/** How far the share of one of two like arms lay from what was expected over a stretch of time. Plain data; empty is all 0. */
export interface ShareDeviation {
  /** Sum over intervals of events minus expected events. */
  readonly deviation: number;
  /** Sum over intervals of what the square of the deviation is in the mean where counts scatter as counts do. */
  readonly variance: number;
}

/** Adds an interval with `events` in all, of which `treated` fell to an arm with the share `share` (0..1) of exposures. */
export function addShare(
  { deviation, variance }: ShareDeviation,
  { treated, events, share }: { treated: number; events: number; share: number },
): ShareDeviation {
  return { deviation: deviation + treated - events * share, variance: variance + events * share * (1 - share) };
}

/** The squared deviation in units of its variance: 1 in the mean where counts scatter as counts do; `null` where nothing was seen. */
export function standardSquare({ deviation, variance }: ShareDeviation): number | null {
  return variance > 0 ? (deviation * deviation) / variance : null;
}

/**
 * Dispersion (phi) of a mean of `windows` independent standard squares: at least 1, raised to what the mean could be with
 * `confidence` (0..1), because few windows may have been calm ones. Chi-squared by Wilson and Hilferty (PNAS 17, 1931).
 */
export function dispersionOf(options: { mean: number; windows: number; confidence: number }): number {
  const { mean, windows, confidence } = options;
  if (!(windows >= 1 && mean >= 0)) throw new RangeError(`a mean of squares needs windows: ${mean} of ${windows}`);
  const spread = 2 / (9 * windows);
  const root = Math.max(0, 1 - spread + normalQuantile(1 - confidence) * Math.sqrt(spread));
  return Math.max(1, mean / Math.max(LEAST_QUANTILE, root ** 3));
}

/** Below it the approximation of the lower tail is not one (a single window). */
const LEAST_QUANTILE = 0.01;
