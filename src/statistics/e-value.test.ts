import { describe, expect, it } from 'vitest';
import { logGamma } from './beta.ts';
import { averagedEvidence, discoveries } from './e-value.ts';
import { logMeanExp } from './log-mean.ts';
import { logProofOfShare, logSplitEvidence } from './split-evidence.ts';

describe('e-values', () => {
  it('average without overflow, and say nothing of none', () => {
    expect(averagedEvidence([])).toBe(0);
    expect(averagedEvidence([Math.log(30), Math.log(10)])).toBeCloseTo(Math.log(20), 12);
    expect(averagedEvidence([5_000, 0])).toBeCloseTo(5_000 - Math.LN2, 9);
    expect(logMeanExp([])).toBe(Number.NEGATIVE_INFINITY);
  });

  it('name discoveries by the step-up rule', () => {
    const logs = [1, 50, 20.1, 400, 39].map(Math.log);
    // At 10 % of five: 50 for one, 25 for two, 16.7 for three, 12.5 for four.
    expect(discoveries(logs, 0.1)).toEqual([1, 2, 3, 4]);
    expect(discoveries([Math.log(20), Math.log(20)], 0.1)).toEqual([0, 1]);
    expect(discoveries([Math.log(19.9), 0], 0.1)).toEqual([]);
    expect(discoveries([], 0.1)).toEqual([]);
  });
});

describe('evidence of a split that is off', () => {
  const of = (treated: number, control: number, share: number) => logSplitEvidence({ treated, control, share });

  it('is 1 in the mean where the split is as configured', () => {
    const [n, share] = [60, 0.2];
    let mean = 0;
    for (let x = 0; x <= n; x += 1) {
      const chance =
        logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1) + x * Math.log(share) + (n - x) * Math.log1p(-share);
      mean += Math.exp(chance + of(x, n - x, share));
    }
    expect(mean).toBeCloseTo(1, 9);
  });

  it('grows where it is not and falls where it is', () => {
    expect(of(600, 9_400, 0.05)).toBeGreaterThan(Math.log(1_000));
    expect(of(500, 9_500, 0.05)).toBeLessThan(0);
    expect(of(0, 0, 0.05)).toBeCloseTo(0, 12);
  });
});

describe('proof of a small share', () => {
  const of = (events: number, exposure: number) => logProofOfShare({ events, exposure, share: 0.01, phi: 1 });

  it('is at most 1 in the mean at the share and above', () => {
    for (const truth of [0.01, 0.03]) {
      let mean = 0;
      for (let x = 0; x <= 300; x += 1) {
        const chance =
          logGamma(301) - logGamma(x + 1) - logGamma(301 - x) + x * Math.log(truth) + (300 - x) * Math.log1p(-truth);
        mean += Math.exp(chance + of(x, 300));
      }
      expect(mean).toBeLessThan(1 + 1e-9);
    }
  });

  it('comes of exposures without an event', () => {
    expect(of(0, 1_000)).toBeGreaterThan(Math.log(20));
    expect(of(10, 1_000)).toBeLessThan(0);
  });
});
