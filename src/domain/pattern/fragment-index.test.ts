import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { align, COMMON_PRINT, FragmentIndex } from './index.ts';
import { GRAM, WINDOW, winnow } from './winnow.ts';

const place = { firstLine: 1, lastLine: 2 };
const prints = (values: readonly number[]) => Uint32Array.from([...new Set(values)].sort((a, b) => a - b));
const printSets = fc.array(fc.array(fc.nat({ max: 60 }), { minLength: 6, maxLength: 20 }).map(prints), {
  minLength: 1,
  maxLength: 30,
});

describe('winnowing', () => {
  it('finds every run of tokens of the guaranteed length', () => {
    const tokens = fc.array(fc.nat({ max: 5 }), { minLength: GRAM + WINDOW - 1, maxLength: 60 });
    fc.assert(
      fc.property(tokens, fc.array(fc.nat({ max: 5 })), fc.array(fc.nat({ max: 5 })), (run, before, after) => {
        const alone = new Set(winnow(Uint32Array.from(run.slice(0, GRAM + WINDOW - 1))));
        const among = winnow(Uint32Array.from([...before, ...run, ...after]));
        expect(among.some((print) => alone.has(print))).toBe(true);
      }),
    );
  });

  it('gives nothing for fewer tokens than one print has', () => {
    expect(winnow(new Uint32Array(GRAM - 1))).toHaveLength(0);
    expect(winnow(new Uint32Array(GRAM))).toHaveLength(1);
  });
});

describe('the index', () => {
  it('answers as a look through everything would, whatever was added and taken out before', () => {
    fc.assert(
      fc.property(printSets, fc.array(fc.nat({ max: 29 })), fc.nat({ max: 29 }), (sets, gone, asked) => {
        const index = new FragmentIndex();
        const numbers = sets.map((each, at) => {
          const number = index.add(at, { ...place, prints: each });
          if (at % 3 === 0) index.find(each, { atLeast: 0.5, limit: 5 });
          return number;
        });
        const dead = new Set(gone.map((each) => each % sets.length));
        for (const each of dead) index.remove(numbers[each] as number);
        const question = sets[asked % sets.length] as Uint32Array;
        const expected = sets.flatMap((each, at) => {
          const shared = question.filter((print) => each.includes(print)).length;
          return !dead.has(at) && shared / question.length >= 0.5 ? [{ fragment: at, shared }] : [];
        });
        const found = index
          .find(question, { atLeast: 0.5, limit: 100 })
          .map(({ fragment, shared }) => ({ fragment, shared }));
        expect(found).toEqual(expected.sort((a, b) => b.shared - a.shared || a.fragment - b.fragment));
        expect(index.size).toBe(sets.length - dead.size);
      }),
    );
  });

  it('passes over prints that are everywhere', () => {
    const index = new FragmentIndex();
    const everywhere = prints([1, 2, 3, 4, 5, 6]);
    for (let at = 0; at <= COMMON_PRINT; at += 1) index.add(at, { ...place, prints: everywhere });
    expect(index.find(everywhere, { atLeast: 0.1, limit: 10 })).toEqual([]);
    expect(index.common(everywhere)).toBe(6);
    index.remove(0);
    expect(index.find(everywhere, { atLeast: 0.1, limit: 10 })).toHaveLength(10);
  });
});

describe('alignment', () => {
  it('is that of a slow longest common subsequence', () => {
    const run = fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 90 }).map((each) => Uint32Array.from(each));
    fc.assert(
      fc.property(run, run, (one, other) => {
        const [short, long] = [one, other].map((each) => threes(each)).sort((a, b) => a.length - b.length) as [
          string[],
          string[],
        ];
        expect(align(one, other).ofShorter).toBeCloseTo(slowCommon(short, long) / short.length);
      }),
    );
  });

  it('asks for order', () => {
    const one = Uint32Array.from({ length: 60 }, (_, at) => at);
    expect(align(one, one)).toEqual({ ofShorter: 1, ofLonger: 1 });
    expect(align(one, one.slice().reverse()).ofShorter).toBeLessThan(0.1);
  });
});

function threes(tokens: Uint32Array): string[] {
  return [...tokens].slice(2).map((_, at) => tokens.subarray(at, at + 3).join());
}

function slowCommon(one: readonly string[], other: readonly string[]): number {
  let row = new Array<number>(other.length + 1).fill(0);
  for (const left of one) {
    const next = [0];
    for (let at = 0; at < other.length; at += 1) {
      next.push(left === other[at] ? (row[at] as number) + 1 : Math.max(row[at + 1] as number, next[at] as number));
    }
    row = next;
  }
  return row.at(-1) as number;
}
