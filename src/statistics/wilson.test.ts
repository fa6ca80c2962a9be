import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from './wilson.ts';

describe('wilson', () => {
  // R. G. Newcombe, Statistics in Medicine 17 (1998), Table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('agrees with the published interval of %i in %i', (count, n, low, high) => {
    const interval = wilson(count, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('says nothing of nothing', () => {
    expect(wilson(0, 0)).toEqual({ share: null, low: null, high: null });
  });

  it('refuses what is not a share', () => {
    for (const [count, n] of [
      [-1, 3],
      [4, 3],
      [Number.NaN, 3],
      [1, -1],
    ] as const) {
      expect(() => wilson(count, n)).toThrow(RangeError);
    }
  });

  it('keeps the share inside, within 0..1, and mirrors when failures are counted instead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const count = Math.round(part * n);
        const { share, low, high } = wilson(count, n);
        const mirror = wilson(n - count, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(share ?? -1);
        expect(high).toBeGreaterThanOrEqual(share ?? 2);
        expect(low).toBeCloseTo(1 - (mirror.high ?? 0), 9);
      }),
    );
  });
});
