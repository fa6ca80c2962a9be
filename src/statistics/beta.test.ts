import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaCumulative, betaQuantile, logGamma } from './beta.ts';

describe('the beta distribution', () => {
  it('knows factorials and the gamma of one half', () => {
    expect(logGamma(1)).toBeCloseTo(0, 12);
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  });

  it('agrees with closed forms', () => {
    // Uniform; and P(X <= x) = x^a for beta = 1, 1 - (1 - x)^b for alpha = 1.
    expect(betaCumulative({ alpha: 1, beta: 1 }, 0.3)).toBeCloseTo(0.3, 12);
    expect(betaCumulative({ alpha: 3, beta: 1 }, 0.4)).toBeCloseTo(0.4 ** 3, 12);
    expect(betaCumulative({ alpha: 1, beta: 5 }, 0.2)).toBeCloseTo(1 - 0.8 ** 5, 12);
    // Binomial tail: P(X >= 2) of 5 trials at 0.3.
    expect(betaCumulative({ alpha: 2, beta: 4 }, 0.3)).toBeCloseTo(0.47178, 5);
  });

  it('turns its cumulative back, also for shapes far below 1 and large ones', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 5_000, noNaN: true }),
        fc.double({ min: 0.02, max: 50_000, noNaN: true }),
        fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        (alpha, beta, share) => {
          const x = betaQuantile({ alpha, beta }, share);
          if (x > 0 && x < 1 - 1e-9) expect(betaCumulative({ alpha, beta }, x)).toBeCloseTo(share, 6);
        },
      ),
    );
  });
});
