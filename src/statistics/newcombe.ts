import { wilson, Z_95 } from './wilson.ts';

/** So many of so many. */
export interface CountedOf {
  /** May be fractional; in 0..n. */
  readonly count: number;
  readonly n: number;
}

/** A difference with its range; members are `null` where either side counted nothing. */
export interface DifferenceInterval {
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Share of the first less share of the second, with the hybrid score interval: the two Wilson intervals squared and added. Keeps its
 * nominal level at small n and at 0, where the textbook interval does not.
 * Source: method 10 of R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890.
 */
export function shareDifference(first: CountedOf, second: CountedOf, z: number = Z_95): DifferenceInterval {
  const one = wilson(first.count, first.n, z);
  const two = wilson(second.count, second.n, z);
  if (one.share === null || two.share === null) return { difference: null, low: null, high: null };
  const difference = one.share - two.share;
  const below = Math.hypot(one.share - (one.low ?? 0), (two.high ?? 1) - two.share);
  const above = Math.hypot((one.high ?? 1) - one.share, two.share - (two.low ?? 0));
  return { difference, low: difference - below, high: difference + above };
}
