import { describe, expect, it } from 'vitest';
import { ratioBounds } from './ratio-interval.ts';
import { addPair, emptyRatioLikelihood, type RatioLikelihood } from './ratio-likelihood.ts';
import { seededRandom } from './seeded-random.ts';

const WANTED = { alpha: 0.05, phi: 1 };
const of = (treated: number, control: number): RatioLikelihood =>
  addPair(emptyRatioLikelihood(), { treated, control, treatedExposure: 1_000, controlExposure: 4_000 });

describe('bounds of a ratio', () => {
  it('bound nothing where nothing was seen', () => {
    expect(ratioBounds(emptyRatioLikelihood(), WANTED)).toEqual({ estimate: null, low: null, high: null });
  });

  it('bound on one side where one arm had no event', () => {
    const { estimate, low, high } = ratioBounds(of(0, 100), WANTED);
    expect([estimate, low]).toEqual([null, null]);
    expect(high).toBeGreaterThan(0.1);
    expect(high).toBeLessThan(0.4);
  });

  it('narrow with events and widen with dispersion', () => {
    const width = (factor: number, phi: number) => {
      const { estimate, low, high } = ratioBounds(of(20 * factor, 40 * factor), { alpha: 0.05, phi });
      expect(estimate).toBeCloseTo(2, 3);
      return Math.log((high as number) / (low as number));
    };
    expect(width(1_000, 1)).toBeLessThan(0.11);
    expect(width(10, 1)).toBeLessThan(width(1, 1));
    expect(width(10, 4)).toBeGreaterThan(1.5 * width(10, 1));
  });

  it('hold the true ratio at every look of nearly all rollouts', () => {
    const random = seededRandom(7);
    const truth = 1.5;
    const theta = (truth * 1_000) / (truth * 1_000 + 4_000);
    let missed = 0;
    for (let run = 0; run < 300; run += 1) {
      let likelihood = emptyRatioLikelihood();
      let isMissed = false;
      for (let look = 0; look < 25; look += 1) {
        let treated = 0;
        for (let event = 0; event < 12; event += 1) treated += random() < theta ? 1 : 0;
        const pair = { treated, control: 12 - treated, treatedExposure: 1_000, controlExposure: 4_000 };
        likelihood = addPair(likelihood, pair);
        const { low, high } = ratioBounds(likelihood, { alpha: 0.1, phi: 1 });
        isMissed ||= (low ?? 0) > truth || (high ?? 99) < truth;
      }
      missed += isMissed ? 1 : 0;
    }
    expect(missed).toBeLessThanOrEqual(30);
  });
});
