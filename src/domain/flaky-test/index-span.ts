/** Spans of whole numbers as a flat list: first and last of each, both included, ascending and apart. */
export function spansOf(numbers: readonly number[]): readonly number[] {
  const spans: number[] = [];
  for (const number of Int32Array.from(numbers).sort()) {
    const last = spans.at(-1);
    if (last !== undefined && number === last) continue;
    if (last !== undefined && number === last + 1) spans[spans.length - 1] = number;
    else spans.push(number, number);
  }
  return spans;
}

/** Whether a number lies in one of the spans. */
export function isInSpans(spans: readonly number[], number: number): boolean {
  let low = 0;
  let high = spans.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (number < (spans[2 * middle] as number)) high = middle - 1;
    else if (number > (spans[2 * middle + 1] as number)) low = middle + 1;
    else return true;
  }
  return false;
}
