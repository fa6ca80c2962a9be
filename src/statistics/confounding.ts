/** How strong something unmeasured must be to explain a ratio away. */
export interface ConfoundingBound {
  /** Of the estimate; 1 = it needs nothing to be explained away. */
  readonly estimate: number;
  /** Of the end of its interval that is nearer to 1; 1 = the interval holds 1. */
  readonly interval: number;
}

/**
 * Least risk ratio that an unmeasured confounder must have with both the exposure and the outcome so that a risk ratio is explained away (the
 * "E-value"; not the e-values of sequential tests). Ratios > 0; `low <= ratio <= high`, else a RangeError.
 * Source: T. J. VanderWeele and P. Ding, Annals of Internal Medicine 167 (2017) 268-274.
 */
export function confoundingBound({
  ratio,
  low,
  high,
}: {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}): ConfoundingBound {
  if (!(low > 0 && low <= ratio && ratio <= high)) throw new RangeError(`not a ratio: ${low} <= ${ratio} <= ${high}`);
  const nearest = low > 1 ? low : high < 1 ? high : 1;
  return { estimate: strengthFor(ratio), interval: strengthFor(nearest) };
}

function strengthFor(ratio: number): number {
  const above = ratio < 1 ? 1 / ratio : ratio;
  return above + Math.sqrt(above * (above - 1));
}
