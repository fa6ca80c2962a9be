import { describe, expect, it } from 'vitest';
import { countLimits, shareLimits } from './control-limit.ts';

describe('control limits', () => {
  it.each([
    // scipy.stats.poisson.ppf at 0.00135 and 0.99865
    [0.2, 0, 2],
    [1, 0, 5],
    [3.5, 0, 10],
    [12.25, 3, 24],
    [80, 55, 108],
  ])('of counts around %d are %d and %d, as the distribution has it', (mean, low, high) => {
    expect(countLimits(mean)).toEqual({ centre: mean, low, high });
  });

  it.each([
    // scipy.stats.binom.ppf at 0.00135 and 0.99865
    [0.2, 5, 0, 4],
    [0.1, 40, 0, 11],
    [0.02, 400, 1, 18],
  ])('of a share of %d among %d are those of the distribution', (share, n, low, high) => {
    const limits = shareLimits(share, n);
    expect(limits.low).toBeCloseTo(low / n, 12);
    expect(limits.high).toBeCloseTo(high / n, 12);
  });

  it('hold where nothing or everything is hit, and with many members', () => {
    expect(shareLimits(0, 10)).toEqual({ centre: 0, low: 0, high: 0 });
    expect(shareLimits(1, 10).low).toBe(1);
    expect(countLimits(0)).toEqual({ centre: 0, low: 0, high: 0 });
    const many = shareLimits(0.5, 20_000);
    expect(many.low).toBeGreaterThan(0.489);
    expect(many.high).toBeLessThan(0.511);
  });

  it('refuses what is no mean and no share', () => {
    expect(() => countLimits(-1)).toThrow(RangeError);
    expect(() => countLimits(1e9)).toThrow(RangeError);
    expect(() => shareLimits(0.1, 0)).toThrow(RangeError);
  });
});
