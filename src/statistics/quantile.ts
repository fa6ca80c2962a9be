/**
 * The `p` quantile (0..1) of values in any order, by linear interpolation of the order statistics; `null` of no values.
 * Source: definition 7 of R. J. Hyndman and Y. Fan, The American Statistician 50 (1996) 361-365, the default of R and NumPy.
 */
export function quantile(values: readonly number[], p: number): number | null {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`not a probability: ${p}`);
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  // A difference of infinite values has no number between them.
  return low === high ? low : low + (position - below) * (high - low);
}
