import { describe, expect, it } from 'vitest';
import { confoundingBound } from './confounding.ts';

describe('how strong a confounder must be', () => {
  it('gives the published example', () => {
    // Risk ratio 3.9 (1.8 to 8.7): 7.26 and 3.0 (VanderWeele and Ding 2017).
    const { estimate, interval } = confoundingBound({ ratio: 3.9, low: 1.8, high: 8.7 });
    expect(estimate).toBeCloseTo(7.263, 3);
    expect(interval).toBeCloseTo(3.0, 2);
  });

  it('is the same for a ratio and its inverse, and 1 where the interval holds 1', () => {
    const up = confoundingBound({ ratio: 2, low: 1.25, high: 4 });
    const down = confoundingBound({ ratio: 0.5, low: 0.25, high: 0.8 });
    expect(down.estimate).toBeCloseTo(up.estimate, 12);
    expect(down.interval).toBeCloseTo(up.interval, 12);
    expect(confoundingBound({ ratio: 1.4, low: 0.9, high: 2.2 }).interval).toBe(1);
  });

  it('is attained: a confounder of that strength takes the whole ratio', () => {
    // Bias factor of two equal strengths g: g * g / (2 g - 1) must be the ratio itself.
    for (const ratio of [1.1, 1.7, 4]) {
      const g = confoundingBound({ ratio, low: ratio, high: ratio }).estimate;
      expect((g * g) / (2 * g - 1)).toBeCloseTo(ratio, 10);
    }
  });

  it('refuses what is no ratio', () => {
    expect(() => confoundingBound({ ratio: 1, low: 0, high: 2 })).toThrow(RangeError);
  });
});
