import type { Instant } from '../../kernel/index.ts';

/**
 * Which of the stated landing times can be believed: the longest run, over the order of landing, in which no time goes
 * backwards. A clock that was wrong (1970, 2099) then moves neither the window nor the censoring. `null` = not stated
 * or not believed. Same length and order as the input, which is oldest first.
 * Source: patience sorting, M. L. Fredman, Discrete Mathematics 11 (1975) 29-35.
 */
export function believedTimes(stated: readonly (Instant | null)[]): readonly (Instant | null)[] {
  /** `tails[k]` = index of the smallest last time of any run of length k + 1. */
  const tails: number[] = [];
  const before = new Int32Array(stated.length).fill(-1);
  stated.forEach((time, index) => {
    if (time === null) return;
    const at = firstLater(tails, stated, time);
    before[index] = at === 0 ? -1 : (tails[at - 1] ?? -1);
    tails[at] = index;
  });
  const believed: (Instant | null)[] = stated.map(() => null);
  for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    believed[index] = stated[index] ?? null;
  }
  return believed;
}

function firstLater(tails: readonly number[], stated: readonly (Instant | null)[], time: Instant): number {
  let low = 0;
  let high = tails.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const tail = stated[tails[middle] ?? 0] ?? null;
    if (tail !== null && tail > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
