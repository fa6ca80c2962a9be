import { logMeanEvidence, rhoFor, sequenceMargin } from '../../statistics/index.ts';
import type { CountVector } from './reading.ts';

/** Mean and variance of the mean of one arm. */
export interface ArmMean {
  readonly n: number;
  readonly mean: number;
  /** Variance of the mean, where values are independent. */
  readonly variance: number;
}

/** Of n, sum and sum of squares; `null` of fewer than two values. */
export function meanOf([n = 0, sum = 0, sumOfSquares = 0]: CountVector): ArmMean | null {
  if (n < 2) return null;
  const mean = sum / n;
  const spread = Math.max(0, sumOfSquares - n * mean * mean) / (n - 1);
  return { n, mean, variance: spread / n };
}

/** Two means and the dispersion that their difference has beyond that of independent values (>= 1). */
export interface TwoMeans {
  readonly canary: ArmMean;
  readonly control: ArmMean;
  readonly phi: number;
}

/**
 * ln of the e-value that the canary's mean lies beyond `ratio` times the control's, upwards or downwards: the sequence of section
 * "asymptotic confidence sequence" in docs/judge.md on `mean_canary - ratio * mean_control`. 0 where nothing can be told.
 */
export function logRatioEvidence(means: TwoMeans, { ratio, side }: { ratio: number; side: 'above' | 'below' }): number {
  const { canary, control } = means;
  if (Math.min(canary.n, control.n) < LEAST_VALUES) return 0;
  const variance = cautiousVariance(means, { ratio, side });
  if (!(variance > 0) || !(control.mean > 0)) return 0;
  const samples = canary.n + control.n;
  const difference = canary.mean - ratio * control.mean;
  return logMeanEvidence({
    samples,
    sigma: Math.sqrt(variance * samples),
    rho: RHO,
    effect: side === 'above' ? difference : -difference,
  });
}

/** Ratios that are not ruled out at any look at `alpha` (Fieller's interval with the margin of the sequence). */
export function meanRatioBounds(
  means: TwoMeans,
  alpha: number,
): { readonly estimate: number | null; readonly low: number | null; readonly high: number | null } {
  const { canary, control, phi } = means;
  const samples = canary.n + control.n;
  if (!(control.mean > 0)) return { estimate: null, low: null, high: null };
  const estimate = canary.mean / control.mean;
  const factor = sequenceMargin({ samples, sigma: 1, rho: RHO, alpha }) ** 2 * samples * phi;
  // (a - q b)^2 = factor (va + q^2 vb), a quadratic in q.
  const square = control.mean ** 2 - factor * control.variance;
  const root = (canary.mean * control.mean) ** 2 - square * (canary.mean ** 2 - factor * canary.variance);
  if (!(square > 0) || !(root >= 0)) return { estimate, low: null, high: null };
  const centre = (canary.mean * control.mean) / square;
  const half = Math.sqrt(root) / square;
  return { estimate, low: centre - half, high: centre + half };
}

/** The difference at a ratio in units of its standard deviation; `null` where nothing can be told. */
export function ratioScore(means: TwoMeans, ratio: number): number | null {
  const variance = varianceAt(means, ratio);
  if (!(variance > 0)) return null;
  return (means.canary.mean - ratio * means.control.mean) / Math.sqrt(variance);
}

/** The sequence is tightest at this many values in both arms, as GrowthBook and PostHog have it. */
const TIGHTEST_AT = 5_000;
const RHO = rhoFor({ samples: TIGHTEST_AT, alpha: 0.02 });

/** The mean of fewer skewed values is no normal one. */
const LEAST_VALUES = 50;

/**
 * Of skewed values an arm whose mean is low by chance shows too little scatter too. So the arm that is found low has at least the scatter of the other one, in
 * proportion to the means.
 */
function cautiousVariance(
  { canary, control, phi }: TwoMeans,
  { ratio, side }: { ratio: number; side: 'above' | 'below' },
): number {
  const treated = side === 'below' ? Math.max(canary.variance, varianceLike(control, canary)) : canary.variance;
  const other = side === 'above' ? Math.max(control.variance, varianceLike(canary, control)) : control.variance;
  return phi * (treated + ratio * ratio * other);
}

/** Variance of the mean of `arm`, if its values scattered in proportion as those of `other` do. */
function varianceLike(other: ArmMean, arm: ArmMean): number {
  if (!(other.mean > 0 && arm.mean > 0)) return 0;
  return ((other.variance * other.n) / arm.n) * (arm.mean / other.mean) ** 2;
}

function varianceAt({ canary, control, phi }: TwoMeans, ratio: number): number {
  return phi * (canary.variance + ratio * ratio * control.variance);
}
