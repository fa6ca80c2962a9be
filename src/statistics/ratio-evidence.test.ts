import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logGamma } from './beta.ts';
import { logMeanExp, spaced } from './log-mean.ts';
import {
  EVEN_MIXTURES,
  logEvidenceAbove,
  logEvidenceBelow,
  logProofAbove,
  logProofBelow,
  type RatioHypothesis,
} from './ratio-evidence.ts';
import { addPair, emptyRatioLikelihood, type PairedCounts, type RatioLikelihood } from './ratio-likelihood.ts';

const counts = (treated: number, control: number, treatedExposure: number, controlExposure: number): PairedCounts => ({
  treated,
  control,
  treatedExposure,
  controlExposure,
});
const of = (...pairs: readonly PairedCounts[]): RatioLikelihood => pairs.reduce(addPair, emptyRatioLikelihood());
const at = (ratio: number, phi = 1): RatioHypothesis => ({ ratio, phi });

/** The recursion as it is published: the sum over intervals for each ratio of the mixture. */
function direct(pairs: readonly PairedCounts[], { ratio, phi }: RatioHypothesis, offsets: readonly number[]): number {
  const share = (r: number, { treatedExposure: n, controlExposure: m }: PairedCounts) => (r * n) / (r * n + m);
  const sums = offsets.map((offset) =>
    pairs.reduce((sum, pair) => {
      const [is, was] = [share(ratio * Math.exp(offset), pair), share(ratio, pair)];
      return sum + pair.treated * Math.log(is / was) + pair.control * Math.log((1 - is) / (1 - was));
    }, 0),
  );
  return logMeanExp(sums.map((sum) => sum / phi));
}
const ABOVE = spaced(Math.log(1.1), Math.log(20), 24);

const pairArbitrary = fc.record({
  treated: fc.nat(60),
  control: fc.nat(600),
  treatedExposure: fc.integer({ min: 1, max: 5_000 }),
  controlExposure: fc.integer({ min: 1, max: 50_000 }),
});

/** Mean of e^log over the binomial law of the treated count at a true ratio. */
function expected(truth: number, events: number, evidence: (treated: number) => number): number {
  const theta = (truth * 300) / (truth * 300 + 700);
  let mean = 0;
  for (let x = 0; x <= events; x += 1) {
    const log = logGamma(events + 1) - logGamma(x + 1) - logGamma(events - x + 1);
    mean += Math.exp(log + x * Math.log(theta) + (events - x) * Math.log1p(-theta) + evidence(x));
  }
  return mean;
}

describe('evidence of a ratio', () => {
  it.each([
    [of(counts(15, 5, 1_000, 1_000)), at(1), 5.88422],
    [of(counts(15, 5, 1_000, 1_000)), at(1.25), 2.13053],
    [of(counts(15, 5, 1_000, 1_000)), at(1, 4), 1.40827],
    [of(counts(12, 60, 1_000, 19_000)), at(1), 191.164],
  ])('upwards is as published', (likelihood, hypothesis, published) => {
    expect(Math.exp(logEvidenceAbove(likelihood, hypothesis, EVEN_MIXTURES.above)) / published).toBeCloseTo(1, 4);
  });

  it('downwards and of a limit is as published', () => {
    const { below, proofBelow } = EVEN_MIXTURES;
    expect(Math.exp(logEvidenceBelow(of(counts(5, 400, 1_000, 19_000)), at(1), below)) / 1931.07).toBeCloseTo(1, 4);
    expect(Math.exp(logProofBelow(of(counts(30, 30, 1_000, 1_000)), at(2), proofBelow)) / 15.526).toBeCloseTo(1, 4);
    expect(Math.exp(logProofBelow(of(counts(40, 50, 1_000, 1_000)), at(2), proofBelow)) / 4154.71).toBeCloseTo(1, 4);
  });

  it('is the published recursion over any intervals, whatever their rates and exposures', () => {
    fc.assert(
      fc.property(
        fc.array(pairArbitrary, { maxLength: 12 }),
        fc.constantFrom(1, 1.25),
        fc.constantFrom(1, 3.7),
        (pairs, ratio, phi) => {
          const exact = direct(pairs, { ratio, phi }, ABOVE);
          const events = pairs.reduce((sum, { treated, control }) => sum + treated + control, 0);
          const off = Math.abs(logEvidenceAbove(of(...pairs), { ratio, phi }, EVEN_MIXTURES.above) - exact);
          expect(off).toBeLessThanOrEqual(1e-9 + 2e-6 * events);
        },
      ),
    );
  });

  it('finds moderate harm and drops with fewer events than all ratios alike would, and proves sooner', () => {
    const { above, below, proofBelow } = EVEN_MIXTURES;
    const doubled = of(counts(30, 285, 50, 950));
    expect(logEvidenceAbove(doubled, at(1))).toBeGreaterThan(logEvidenceAbove(doubled, at(1), above) + 0.3);
    const fewer = of(counts(1_080, 22_800, 50, 950));
    expect(logEvidenceBelow(fewer, at(1))).toBeGreaterThan(logEvidenceBelow(fewer, at(1), below) + 0.3);
    for (const limit of [1.25, 2]) {
      const alike = of(counts(300 / limit ** 5, 300 / limit ** 5, 1_000, 1_000));
      const even = logProofBelow(alike, at(limit), proofBelow);
      expect(logProofBelow(alike, at(limit))).toBeGreaterThan(even);
    }
  });

  it('does not depend on the order of intervals', () => {
    fc.assert(
      fc.property(fc.array(pairArbitrary, { maxLength: 12 }), (pairs) => {
        const there = logEvidenceAbove(of(...pairs), at(1));
        expect(logEvidenceAbove(of(...[...pairs].reverse()), at(1))).toBeCloseTo(there, 6);
      }),
    );
  });

  it('is at most 1 in the mean at every ratio of the null hypothesis, tempered or not', () => {
    for (const events of [1, 7, 40, 200]) {
      for (const phi of [1, 2.5]) {
        const make = (x: number) => of(counts(x, events - x, 300, 700));
        for (const truth of [0.3, 0.8, 1]) {
          expect(expected(truth, events, (x) => logEvidenceAbove(make(x), at(1, phi)))).toBeLessThan(1 + 1e-4);
        }
        for (const truth of [1, 1.2, 4]) {
          expect(expected(truth, events, (x) => logEvidenceBelow(make(x), at(1, phi)))).toBeLessThan(1 + 1e-4);
        }
        for (const truth of [2, 2.5, 9]) {
          expect(expected(truth, events, (x) => logProofBelow(make(x), at(2, phi)))).toBeLessThan(1 + 1e-4);
        }
        for (const truth of [0.1, 0.4, 0.5]) {
          expect(expected(truth, events, (x) => logProofAbove(make(x), at(0.5, phi)))).toBeLessThan(1 + 1e-4);
        }
      }
    }
  });

  it('would show a mean above 1 where the null hypothesis does not hold', () => {
    const make = (x: number) => of(counts(x, 40 - x, 300, 700));
    expect(expected(2, 40, (x) => logEvidenceAbove(make(x), at(1)))).toBeGreaterThan(2);
    expect(expected(1, 40, (x) => logProofBelow(make(x), at(2)))).toBeGreaterThan(2);
  });

  it('says nothing of intervals without events or without exposure in an arm', () => {
    const nothing = of(counts(0, 0, 10, 10), counts(5, 5, 0, 10), counts(5, 5, 10, 0));
    expect(nothing).toEqual(emptyRatioLikelihood());
    expect(logEvidenceAbove(nothing, at(1))).toBeCloseTo(0, 12);
  });

  it('keeps its digits after a hundred million events', () => {
    const pair = counts(50_000_000, 50_000_000, 1, 1);
    expect(logEvidenceAbove(of(pair), at(1))).toBeLessThan(-10_000);
    expect(logProofBelow(of(pair), at(1.25))).toBeGreaterThan(10_000);
  });

  it('refuses what is no count', () => {
    for (const wrong of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      expect(() => of(counts(wrong, 1, 1, 1))).toThrow(RangeError);
      expect(() => of(counts(1, 1, wrong, 1))).toThrow(RangeError);
    }
  });
});
