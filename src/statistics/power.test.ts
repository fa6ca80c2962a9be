import { describe, expect, it } from 'vitest';
import { detectableAbove, neededPerArm } from './power.ts';
import { seededRandom } from './seeded-random.ts';

describe('how many are needed to tell two shares apart', () => {
  it.each([
    [0.05, 0.06, 8_158],
    [0.05, 0.075, 1_471],
    [0.05, 0.1, 435],
    [0.01, 0.02, 2_319],
    [0.001, 0.002, 23_511],
  ])('from %d to %d it is %d in each arm', (from, to, needed) => {
    expect(neededPerArm(from, to)).toBe(needed);
    expect(neededPerArm(to, from)).toBe(needed);
  });

  it('sees the difference in about four of five drawn pairs of that size', () => {
    const random = seededRandom(7);
    const n = neededPerArm(0.1, 0.25);
    const drawn = (share: number) => Array.from({ length: n }, random).filter((value) => value < share).length;
    const runs = 600;
    let seen = 0;
    for (let run = 0; run < runs; run += 1) {
      const [a, b] = [drawn(0.1) / n, drawn(0.25) / n];
      const pooled = (a + b) / 2;
      if (Math.abs(a - b) / Math.sqrt((2 * pooled * (1 - pooled)) / n) > 1.96) seen += 1;
    }
    expect(seen / runs).toBeGreaterThan(0.75);
    expect(seen / runs).toBeLessThan(0.86);
  });

  it('says what arms of one size would show, and nothing where they show nothing', () => {
    const shown = detectableAbove(0.05, { one: 435, other: 435 });
    expect(shown).toBeCloseTo(0.1, 3);
    expect(detectableAbove(0.05, { one: 1, other: 9_000 })).toBeNull();
    expect(detectableAbove(0.05, { one: 0, other: 10 })).toBeNull();
  });

  it('is helped little by one large arm', () => {
    const even = detectableAbove(0.05, { one: 400, other: 400 }) ?? 1;
    const uneven = detectableAbove(0.05, { one: 200, other: 100_000 }) ?? 1;
    expect(Math.abs(even - uneven)).toBeLessThan(0.001);
  });

  it('refuses equal shares', () => {
    expect(() => neededPerArm(0.2, 0.2)).toThrow(RangeError);
  });
});
