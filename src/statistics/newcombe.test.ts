import { describe, expect, it } from 'vitest';
import { shareDifference } from './newcombe.ts';
import { wilson } from './wilson.ts';

describe('the difference of two shares', () => {
  it('gives the intervals of the published example', () => {
    // 56/70 and 48/80: R. G. Newcombe, Statistics in Medicine 17 (1998), table II, case (a).
    const { difference, low, high } = shareDifference({ count: 56, n: 70 }, { count: 48, n: 80 });
    expect(difference).toBeCloseTo(0.2, 12);
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
    expect(wilson(56, 70).low).toBeCloseTo(0.6918, 4);
    expect(wilson(48, 80).high).toBeCloseTo(0.7004, 4);
    expect(wilson(0, 30).high).toBeCloseTo(0.1135, 4);
  });

  it('turns about when the sides are exchanged', () => {
    const there = shareDifference({ count: 3, n: 41 }, { count: 9, n: 52 });
    const back = shareDifference({ count: 9, n: 52 }, { count: 3, n: 41 });
    expect(back.low).toBeCloseTo(-(there.high ?? 0), 12);
    expect(back.high).toBeCloseTo(-(there.low ?? 0), 12);
  });

  it('stays wide where nothing was seen on either side, and says nothing of none', () => {
    const none = shareDifference({ count: 0, n: 20 }, { count: 0, n: 20 });
    expect(none.low).toBeLessThan(-0.1);
    expect(none.high).toBeGreaterThan(0.1);
    expect(shareDifference({ count: 0, n: 0 }, { count: 1, n: 2 }).difference).toBeNull();
  });

  it('covers the true difference about as often as it says, by counting every outcome', () => {
    // Exact coverage at two shares: all pairs of counts with their probabilities.
    const [n, m, p, q] = [30, 40, 0.1, 0.25];
    let covered = 0;
    for (let a = 0; a <= n; a += 1) {
      for (let b = 0; b <= m; b += 1) {
        const { low, high } = shareDifference({ count: a, n }, { count: b, n: m });
        if ((low ?? 1) <= p - q && p - q <= (high ?? -1)) covered += binomial(a, n, p) * binomial(b, m, q);
      }
    }
    expect(covered).toBeGreaterThan(0.94);
    expect(covered).toBeLessThan(0.975);
  });
});

function binomial(k: number, n: number, p: number): number {
  let value = 1;
  for (let at = 1; at <= k; at += 1) value *= (n - k + at) / at;
  return value * p ** k * (1 - p) ** (n - k);
}
