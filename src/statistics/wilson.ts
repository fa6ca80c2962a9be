/** A share with its range. Members are `null` where nothing was counted: 0 of 0 is no share. */
export interface Interval {
  /** 0..1. */
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Two-sided 95 % of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/**
 * Wilson score interval of `count` in `n`, without continuity correction. `count` may be fractional (an expected
 * value); it must lie in 0..n. Honest at 0, at n and at small n, where the textbook interval is not.
 * Source: E. B. Wilson, JASA 22 (1927); formula (3) of R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872.
 */
export function wilson(count: number, n: number, z: number = Z_95): Interval {
  if (!(n >= 0 && count >= 0 && count <= n)) throw new RangeError(`not a share: ${count} of ${n}`);
  if (n === 0) return { share: null, low: null, high: null };
  const share = count / n;
  const square = z * z;
  const centre = 2 * count + square;
  const spread = z * Math.sqrt(square + 4 * count * (1 - share));
  const scale = 2 * (n + square);
  return {
    share,
    // At the ends the bounds are exact; rounding must not push them past the share.
    low: count === 0 ? 0 : Math.min(share, Math.max(0, (centre - spread) / scale)),
    high: count === n ? 1 : Math.max(share, Math.min(1, (centre + spread) / scale)),
  };
}
