import { normalCumulative } from './normal.ts';

/** What a margin is asked for. `samples` > 0; `sigma`: standard deviation of one sample; `rho` > 0; `alpha` 0..1 two-sided, twice it one-sided. */
export interface MarginOf {
  readonly samples: number;
  readonly sigma: number;
  readonly rho: number;
  readonly alpha: number;
}

/**
 * Half-width of a confidence sequence of a mean: asymptotically, the true mean stays within it at every look with 1 - alpha.
 * Source: I. Waudby-Smith et al., Time-uniform central limit theory (arXiv 2103.06476), normal mixture.
 */
export function sequenceMargin({ samples, sigma, rho, alpha }: MarginOf): number {
  const scaled = samples * rho * rho;
  const spread = (2 * (scaled + 1)) / (samples * scaled);
  return sigma * Math.sqrt(spread * Math.log(Math.sqrt(scaled + 1) / alpha));
}

/** The `rho` with which the margin is about tightest at `samples`; `alpha` as in {@link MarginOf}. */
export function rhoFor({ samples, alpha }: { samples: number; alpha: number }): number {
  const twice = -2 * Math.log(alpha);
  return Math.sqrt((twice + Math.log(twice + 1)) / samples);
}

/**
 * ln of the one-sided e-value against "the mean is at most 0" that belongs to the margin: a half-normal mixture of the likelihood of a
 * mean that lies `effect` above 0 over `samples` with standard deviation `sigma`. Asymptotic, as the margin is.
 */
export function logMeanEvidence({ samples, sigma, rho, effect }: Omit<MarginOf, 'alpha'> & { effect: number }): number {
  const scaled = samples * rho * rho;
  const z = (effect * Math.sqrt(samples)) / sigma;
  const shrunk = z * Math.sqrt(scaled / (scaled + 1));
  const half = Math.max(Number.MIN_VALUE, normalCumulative(shrunk));
  return Math.LN2 + Math.log(half) + (shrunk * shrunk) / 2 - Math.log1p(scaled) / 2;
}
