/** Robust statistics over scratch space: no allocation beyond a view, since they run for each sample of each series. */

/** Median of the first `n` numbers of `numbers`, which are sorted in place; NaN of none. */
export function medianInPlace(numbers: Float64Array, n: number): number {
  if (n === 0) return Number.NaN;
  const view = numbers.subarray(0, n).sort();
  const half = n >> 1;
  const upper = view[half] as number;
  return n % 2 === 1 ? upper : (upper + (view[half - 1] as number)) / 2;
}

/** 1.4826 times the median of |x - centre|, the standard deviation of normal noise; overwrites the first `n` numbers. */
export function scaleInPlace(numbers: Float64Array, n: number, centre: number): number {
  for (let at = 0; at < n; at += 1) numbers[at] = Math.abs((numbers[at] as number) - centre);
  return 1.4826 * medianInPlace(numbers, n);
}
