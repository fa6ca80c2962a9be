import { describe, expect, it } from 'vitest';
import { normalCumulative, normalQuantile, normalTail } from './normal.ts';

describe('the normal distribution', () => {
  it('has its tabled values, far out too', () => {
    expect(normalCumulative(0)).toBe(0.5);
    expect(normalCumulative(1)).toBeCloseTo(0.841344746068543, 14);
    expect(normalTail(3)).toBeCloseTo(1.349898031630095e-3, 16);
    expect(normalTail(6) / 9.86587645037698e-10).toBeCloseTo(1, 12);
    expect(normalTail(20) / 2.75362411860623e-89).toBeCloseTo(1, 10);
    expect(normalQuantile(0.995)).toBeCloseTo(2.5758293035489004, 12);
  });

  it('turns a quantile back into its share, from both sides of where the method changes', () => {
    for (const z of [-8, -3.0001, -2.9999, -1, 0.3, 2.9999, 3.0001]) {
      expect(normalQuantile(normalCumulative(z))).toBeCloseTo(z, 6);
    }
    expect(() => normalQuantile(0)).toThrow(RangeError);
  });
});
