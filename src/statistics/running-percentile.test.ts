import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunningPercentile } from './running-percentile.ts';

function slowRank(window: readonly number[], value: number): number | null {
  if (window.length === 0) return null;
  const below = window.filter((other) => other < value).length;
  const equal = window.filter((other) => other === value).length;
  return (100 * (below + equal / 2)) / window.length;
}

describe('RunningPercentile', () => {
  it('ranks nothing against an empty window', () => {
    expect(new RunningPercentile(3).rank(5)).toBeNull();
  });

  it('counts equal values half', () => {
    const running = new RunningPercentile(10);
    for (const value of [1, 2, 2, 3]) running.add(value);
    expect(running.rank(2)).toBe(50);
    expect(running.rank(1)).toBe(12.5);
    expect(running.rank(4)).toBe(100);
  });

  it('lets the oldest value go when asked, and nothing where there is none', () => {
    const running = new RunningPercentile(3);
    for (const value of [7, 100, 1, 2]) running.add(value);
    running.drop();
    expect(running.size).toBe(2);
    expect(running.rank(50)).toBe(100);
    running.add(60);
    running.add(70);
    expect(running.rank(1.5)).toBe(0);
    for (let left = 4; left > 0; left -= 1) running.drop();
    expect(running.rank(1)).toBeNull();
  });

  it('forgets the oldest value when the window is full', () => {
    const running = new RunningPercentile(2);
    for (const value of [100, 1, 2]) running.add(value);
    expect(running.size).toBe(2);
    expect(running.rank(50)).toBe(100);
  });

  it('agrees with counting the window one by one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }),
        (capacity, values) => {
          const running = new RunningPercentile(capacity);
          values.forEach((value, index) => {
            expect(running.rank(value)).toBe(slowRank(values.slice(Math.max(0, index - capacity), index), value));
            running.add(value);
          });
        },
      ),
    );
  });

  it('refuses an impossible window and a value without a rank', () => {
    expect(() => new RunningPercentile(0)).toThrow(RangeError);
    expect(() => new RunningPercentile(1).add(Number.NaN)).toThrow(RangeError);
  });
});
