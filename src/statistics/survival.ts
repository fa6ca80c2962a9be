import { Z_95 } from './wilson.ts';

/** How long something was watched, and whether it ended then. */
export interface WatchedSpan {
  /** >= 0. */
  readonly time: number;
  /** False = it was still there when it was last seen. */
  readonly isEnded: boolean;
}

/** One step of a survival curve. */
export interface SurvivalStep {
  readonly time: number;
  /** Of those still watched just before. */
  readonly atRisk: number;
  readonly ended: number;
  /** Share 0..1 still there after it, with its 95 % interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Steps of the survival curve at the times at which something ended, by rising time; empty where nothing did. What is no longer watched
 * counts until then. Intervals by Greenwood's variance of the log-log share, which stays inside 0..1.
 * Source: E. L. Kaplan and P. Meier, JASA 53 (1958) 457-481; J. D. Kalbfleisch and R. L. Prentice, The Statistical Analysis of Failure
 * Time Data (1980), 1.3.
 */
export function survivalCurve(spans: readonly WatchedSpan[]): readonly SurvivalStep[] {
  const sorted = [...spans].sort((a, b) => a.time - b.time);
  const steps: SurvivalStep[] = [];
  let share = 1;
  let spread = 0;
  for (let at = 0; at < sorted.length; ) {
    const { time } = sorted[at] as WatchedSpan;
    const atRisk = sorted.length - at;
    let ended = 0;
    for (; at < sorted.length && sorted[at]?.time === time; at += 1) if (sorted[at]?.isEnded) ended += 1;
    if (ended === 0) continue;
    share *= 1 - ended / atRisk;
    spread += ended / (atRisk * (atRisk - ended));
    steps.push({ time, atRisk, ended, share, ...boundsOf(share, spread) });
  }
  return steps;
}

/** At the end of a curve that ends at 0 nothing is known of its spread. */
function boundsOf(share: number, spread: number): { readonly low: number; readonly high: number } {
  if (share <= 0 || !Number.isFinite(spread)) return { low: 0, high: share <= 0 ? 0 : 1 };
  const margin = (Z_95 * Math.sqrt(spread)) / Math.abs(Math.log(share));
  return { low: share ** Math.exp(margin), high: share ** Math.exp(-margin) };
}

/** A time by which a share of all has ended; `null` = it lies beyond what was seen. */
export interface SurvivalTime {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The time by which the share `p` (0 < p < 1) has ended, with its 95 % interval: where the curve, and the bounds of it, first fall to 1 - p.
 * Source: R. Brookmeyer and J. Crowley, Biometrics 38 (1982) 29-41.
 */
export function survivalTime(curve: readonly SurvivalStep[], p: number): SurvivalTime {
  const left = 1 - p + ROUNDING;
  const first = (reaches: (step: SurvivalStep) => boolean) => curve.find(reaches)?.time ?? null;
  return {
    value: first(({ share }) => share <= left),
    low: first(({ low }) => low <= left),
    high: first(({ high }) => high <= left),
  };
}

/**
 * The times of {@link survivalTime} for several shares without the curve between: for hundreds of thousands of spans. `times` holds each span as
 * twice its whole time, one more where it had not ended; in any order, and is left as it is.
 */
export function survivalTimes(times: Float64Array, shares: readonly number[]): readonly SurvivalTime[] {
  const sorted = times.slice().sort();
  const found = shares.map(() => ({ value: null, low: null, high: null }) as Writable);
  const left = shares.map((p) => 1 - p + ROUNDING);
  const least = Math.min(...left);
  let share = 1;
  let spread = 0;
  for (let at = 0; at < sorted.length; ) {
    const atRisk = sorted.length - at;
    const time = Math.floor((sorted[at] as number) / 2);
    let ended = 0;
    for (; sorted[at] === 2 * time; at += 1) ended += 1;
    for (; sorted[at] === 2 * time + 1; at += 1);
    if (ended === 0) continue;
    share *= 1 - ended / atRisk;
    spread += ended / (atRisk * (atRisk - ended));
    const { low, high } = boundsOf(share, spread);
    for (let place = 0; place < left.length; place += 1) {
      const one = found[place] as Writable;
      const bound = left[place] as number;
      if (one.low === null && low <= bound) one.low = time;
      if (one.value === null && share <= bound) one.value = time;
      if (one.high === null && high <= bound) one.high = time;
    }
    if (high <= least) break;
  }
  return found;
}

type Writable = { -readonly [K in keyof SurvivalTime]: SurvivalTime[K] };

/** A product of shares is not exact. */
const ROUNDING = 1e-9;
