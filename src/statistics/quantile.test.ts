import { describe, expect, it } from 'vitest';
import { quantile } from './quantile.ts';

describe('quantile', () => {
  // R: quantile(c(1, 3, 4, 8, 20), c(0, .1, .25, .5, .9, 1)), type 7.
  it.each([
    [0, 1],
    [0.1, 1.8],
    [0.25, 3],
    [0.5, 4],
    [0.9, 15.2],
    [1, 20],
  ])('interpolates definition 7 at %f', (p, expected) => {
    expect(quantile([20, 1, 4, 3, 8], p)).toBeCloseTo(expected, 12);
  });

  it('of no values is null, of one is that one', () => {
    expect(quantile([], 0.5)).toBeNull();
    expect(quantile([7], 0.99)).toBe(7);
  });

  it('refuses what is not a probability', () => {
    expect(() => quantile([1], 1.1)).toThrow(RangeError);
    expect(() => quantile([1], Number.NaN)).toThrow(RangeError);
  });
});
