import { describe, expect, it } from 'vitest';
import { addShare, dispersionOf, standardSquare } from './dispersion.ts';
import { seededRandom } from './seeded-random.ts';

const NONE = { deviation: 0, variance: 0 };

/** Mean standard square of windows of coin throws whose bias varies by `noise` from window to window. */
function meanSquare(noise: number, windows: number): number {
  const random = seededRandom(3);
  let sum = 0;
  for (let window = 0; window < windows; window += 1) {
    const bias = 0.5 + noise * (random() - 0.5);
    let treated = 0;
    for (let event = 0; event < 400; event += 1) treated += random() < bias ? 1 : 0;
    sum += standardSquare(addShare(NONE, { treated, events: 400, share: 0.5 })) ?? 0;
  }
  return sum / windows;
}

describe('dispersion', () => {
  it('is about 1 of plain counts and grows with noise that only one arm has', () => {
    expect(meanSquare(0, 400)).toBeGreaterThan(0.8);
    expect(meanSquare(0, 400)).toBeLessThan(1.25);
    expect(meanSquare(0.2, 400)).toBeGreaterThan(4);
  });

  it('sums intervals of different shares, and knows nothing of none', () => {
    const sum = addShare(addShare(NONE, { treated: 10, events: 40, share: 0.5 }), {
      treated: 5,
      events: 40,
      share: 0.25,
    });
    expect(sum).toEqual({ deviation: -15, variance: 17.5 });
    expect(standardSquare(NONE)).toBeNull();
  });

  it('is raised while windows are few, and never below 1', () => {
    const of = (windows: number, mean = 4) => dispersionOf({ mean, windows, confidence: 0.8 });
    // Quantiles of chi-squared at 0.2: 18.06 of 24, 87.95 of 100.
    expect(of(24)).toBeCloseTo((4 * 24) / 18.06, 1);
    expect(of(100)).toBeCloseTo((4 * 100) / 87.95, 2);
    expect(of(1)).toBeGreaterThan(of(2));
    expect(of(50, 0.2)).toBe(1);
    expect(() => of(0)).toThrow(RangeError);
  });
});
