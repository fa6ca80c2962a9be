/** A value that was seen, or of which only is known that it is at least that large. */
export interface CensoredValue {
  readonly value: number;
  readonly isCensored: boolean;
}

/**
 * The `p` quantile (0 < p < 1) of values some of which are only known to be larger: the first at which the Kaplan-Meier estimate of
 * being larger is at most 1 - p. `null` = so few are known that it lies beyond them all, or there are none.
 * Source: E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53 (1958) 457-481.
 */
export function censoredQuantiles(
  values: readonly CensoredValue[],
  shares: readonly number[],
): readonly (number | null)[] {
  // Of equal values those that were seen come first: what is censored there was larger.
  const sorted = [...values].sort((a, b) => a.value - b.value || Number(a.isCensored) - Number(b.isCensored));
  const found: (number | null)[] = shares.map(() => null);
  let larger = 1;
  sorted.forEach(({ value, isCensored }, at) => {
    if (isCensored) return;
    larger *= 1 - 1 / (sorted.length - at);
    shares.forEach((share, place) => {
      if (found[place] === null && larger <= 1 - share + ROUNDING) found[place] = value;
    });
  });
  return found;
}

/** A product of shares is not exact. */
const ROUNDING = 1e-9;
