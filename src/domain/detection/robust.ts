/** Robust statistics over scratch space: no allocation, since they run for each sample of each series. */

/** Median of the first `n` numbers of `numbers`, none of them NaN, whose order is changed; NaN of none. */
export function medianInPlace(numbers: Float64Array, n: number): number {
  if (n === 0) return Number.NaN;
  const half = n >> 1;
  const upper = selected(numbers, n, half);
  if (n % 2 === 1) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < half; at += 1) lower = Math.max(lower, numbers[at] as number);
  return (lower + upper) / 2;
}

/** 1.4826 times the median of |x - centre|, the standard deviation of normal noise; overwrites the first `n` numbers. */
export function scaleInPlace(numbers: Float64Array, n: number, centre: number): number {
  for (let at = 0; at < n; at += 1) numbers[at] = Math.abs((numbers[at] as number) - centre);
  return 1.4826 * medianInPlace(numbers, n);
}

/** The number that would stand at `place` were the first `n` sorted; smaller ones come before it (C. A. R. Hoare's FIND, CACM 4, 1961). */
function selected(numbers: Float64Array, n: number, place: number): number {
  let low = 0;
  let high = n - 1;
  while (low < high) {
    const pivot = numbers[(low + high) >> 1] as number;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((numbers[left] as number) < pivot) left += 1;
      while ((numbers[right] as number) > pivot) right -= 1;
      if (left > right) break;
      const kept = numbers[left] as number;
      numbers[left] = numbers[right] as number;
      numbers[right] = kept;
      left += 1;
      right -= 1;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return numbers[place] as number;
}
