/** Lines `start`..`end`, both 1-based and included. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Largest line number taken seriously: the limit of 9 digits keeps sums exact and refuses nonsense. */
const LINE_LIMIT = 999_999_999;

/** Reads `1-4,9,12-14`; `null` where any part is no range. Never expands a range, so `1-999999999` costs nothing. */
export function readRanges(text: string): readonly LineRange[] | null {
  const ranges: LineRange[] = [];
  for (const part of text.split(',')) {
    const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part);
    if (match === null) return null;
    const range = lineRange(Number(match[1]), Number(match[2] ?? match[1]));
    if (range === null) return null;
    ranges.push(range);
  }
  return ranges;
}

/** A range of whole lines with 1 <= start <= end; `null` otherwise. */
export function lineRange(start: unknown, end: unknown): LineRange | null {
  if (!isLine(start) || !isLine(end) || end < start) return null;
  return { start, end };
}

/** Sorted, without overlap or touching neighbours: the same lines, each once. */
export function mergeRanges(ranges: readonly LineRange[]): readonly LineRange[] {
  const sorted = [...ranges].sort((a, b) => a.start - b.start || a.end - b.end);
  const merged: LineRange[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last === undefined || range.start > last.end + 1) merged.push(range);
    else if (range.end > last.end) merged[merged.length - 1] = { start: last.start, end: range.end };
  }
  return merged;
}

/** The lines of `ranges` that are in none of `removed`; merged. */
export function subtractRanges(ranges: readonly LineRange[], removed: readonly LineRange[]): readonly LineRange[] {
  const cuts = mergeRanges(removed);
  const left: LineRange[] = [];
  let at = 0;
  for (const range of mergeRanges(ranges)) {
    let { start } = range;
    while (at < cuts.length && (cuts[at]?.end ?? 0) < start) at += 1;
    for (let cut = at; cut < cuts.length && start <= range.end; cut += 1) {
      const gap = cuts[cut];
      if (gap === undefined || gap.start > range.end) break;
      if (gap.start > start) left.push({ start, end: gap.start - 1 });
      start = gap.end + 1;
    }
    if (start <= range.end) left.push({ start, end: range.end });
  }
  return left;
}

/** Number of distinct lines. */
export function countLines(ranges: readonly LineRange[]): number {
  return mergeRanges(ranges).reduce((sum, { start, end }) => sum + end - start + 1, 0);
}

/** Highest line; 0 for none. */
export function lastLine(ranges: readonly LineRange[]): number {
  return ranges.reduce((last, { end }) => Math.max(last, end), 0);
}

/** `1-4,9`: sorted, merged, as git-ai writes them. */
export function formatRanges(ranges: readonly LineRange[]): string {
  return mergeRanges(ranges)
    .map(({ start, end }) => (start === end ? String(start) : `${start}-${end}`))
    .join(',');
}

function isLine(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LINE_LIMIT;
}
