import { describe, expect, it } from 'vitest';
import { logMeanEvidence, rhoFor, sequenceMargin } from './confidence-sequence.ts';
import { seededRandom } from './seeded-random.ts';

describe('a confidence sequence', () => {
  it('has the published rho at 30,000 samples and alpha 1 % one-sided', () => {
    expect(rhoFor({ samples: 30_000, alpha: 0.02 })).toBeCloseTo(0.018259, 6);
  });

  it('is wider than a fixed interval and narrows with samples', () => {
    const margin = (samples: number) => sequenceMargin({ samples, sigma: 2, rho: 0.02, alpha: 0.05 });
    expect(margin(10_000)).toBeGreaterThan((1.96 * 2) / Math.sqrt(10_000));
    expect(margin(40_000)).toBeLessThan(margin(10_000) * 0.6);
  });

  it('and its e-value cross their lines about together', () => {
    const setting = { samples: 20_000, sigma: 3, rho: 0.018 };
    const effect = sequenceMargin({ ...setting, alpha: 2 * 0.01 });
    expect(logMeanEvidence({ ...setting, effect })).toBeCloseTo(Math.log(100), 2);
    expect(logMeanEvidence({ ...setting, effect: -effect })).toBeLessThan(-2);
    expect(logMeanEvidence({ ...setting, effect: -100 })).toBeGreaterThan(Number.NEGATIVE_INFINITY);
  });

  it('seldom excludes the true mean at any look', () => {
    const random = seededRandom(11);
    const rho = rhoFor({ samples: 1_000, alpha: 0.1 });
    let missed = 0;
    for (let run = 0; run < 300; run += 1) {
      let sum = 0;
      let isMissed = false;
      for (let samples = 1; samples <= 1_500; samples += 1) {
        sum += (random() - 0.5) * Math.sqrt(12);
        if (samples < 50 || samples % 50 > 0) continue;
        isMissed ||= Math.abs(sum / samples) > sequenceMargin({ samples, sigma: 1, rho, alpha: 0.1 });
      }
      missed += isMissed ? 1 : 0;
    }
    expect(missed).toBeLessThan(35);
  });
});
