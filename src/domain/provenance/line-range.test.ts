import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countLines,
  formatRanges,
  type LineRange,
  lineRange,
  mergeRanges,
  readRanges,
  subtractRanges,
} from './line-range.ts';

const range = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 12 }))
  .map(([start, size]) => ({ start, end: start + size }));
const ranges = fc.array(range, { maxLength: 12 });

function linesOf(all: readonly LineRange[]): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const { start, end } of all) for (let line = start; line <= end; line += 1) lines.add(line);
  return lines;
}

describe('line ranges', () => {
  it('agree with sets of lines when merged, counted and subtracted', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const [inA, inB] = [linesOf(a), linesOf(b)];
        expect(linesOf(mergeRanges(a))).toEqual(new Set([...inA].sort((x, y) => x - y)));
        expect(countLines(a)).toBe(inA.size);
        const left = [...inA].filter((line) => !inB.has(line)).sort((x, y) => x - y);
        expect([...linesOf(subtractRanges(a, b))]).toEqual(left);
      }),
    );
  });

  it('are written as they are read', () => {
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 12 }), (a) => {
        expect(readRanges(formatRanges(a))).toEqual(mergeRanges(a));
      }),
    );
  });

  it('are never expanded', () => {
    expect(countLines(readRanges('1-999999999,5-7') ?? [])).toBe(999_999_999);
  });

  it.each(['', '0', '3-1', '1,', '1-', '-1', '1 2', '1-2-3', '9999999999', '1e3'])('refuse %j', (text) => {
    expect(readRanges(text)).toBeNull();
  });

  it('refuse what is no whole line number', () => {
    expect(lineRange('1', 2)).toBeNull();
    expect(lineRange(1.5, 2)).toBeNull();
    expect(lineRange(1, Number.POSITIVE_INFINITY)).toBeNull();
  });
});
