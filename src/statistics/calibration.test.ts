import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brierScore, fitPlatt, offsetForBaseRate, reliabilityBins, sigmoid } from './calibration.ts';
import { seededRandom } from './seeded-random.ts';

function drawn(slope: number, offset: number, n: number) {
  const random = seededRandom(11);
  const scores = Array.from({ length: n }, () => 6 * random() - 3);
  return { scores, labels: scores.map((score) => (random() < sigmoid(slope * score + offset) ? 1 : 0)) };
}

describe('Platt scaling', () => {
  it('finds the slope and offset that made the labels', () => {
    const { slope, offset } = fitPlatt(drawn(0.7, -1, 20_000));
    expect(slope).toBeCloseTo(0.7, 1);
    expect(offset).toBeCloseTo(-1, 1);
  });

  it('stays finite where scores separate the classes, and never turns the order round', () => {
    const { slope } = fitPlatt({ labels: [0, 0, 1, 1], scores: [-1, -2, 1, 2] });
    expect(Number.isFinite(slope)).toBe(true);
    expect(fitPlatt({ labels: [1, 1, 0, 0], scores: [-1, -2, 1, 2] }).slope).toBe(0);
  });

  it('makes bins where prediction and outcome agree', () => {
    const rows = drawn(0.7, -1, 20_000);
    const { slope, offset } = fitPlatt(rows);
    const scores = rows.scores.map((score) => sigmoid(slope * score + offset));
    const bins = reliabilityBins({ labels: rows.labels, scores }, 10);
    expect(bins).toHaveLength(10);
    for (const bin of bins) expect(Math.abs(bin.predicted - bin.observed)).toBeLessThan(0.04);
    const raw = rows.scores.map(sigmoid);
    expect(brierScore({ labels: rows.labels, scores })).toBeLessThan(brierScore({ labels: rows.labels, scores: raw }));
  });
});

describe('the offset for a base rate', () => {
  it('makes the mean probability the base rate', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (scores, baseRate) => {
          const offset = offsetForBaseRate({ scores, slope: 0.8, baseRate });
          const mean = scores.reduce((sum, score) => sum + sigmoid(0.8 * score + offset), 0) / scores.length;
          expect(mean).toBeCloseTo(baseRate, 6);
        },
      ),
    );
  });
});
