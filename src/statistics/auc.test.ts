import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aucOf, weightedAuc, weightedAucWithin, weightedCapture } from './auc.ts';

const rows = fc.array(fc.record({ label: fc.integer({ min: 0, max: 1 }), score: fc.integer({ min: -4, max: 4 }) }), {
  minLength: 2,
  maxLength: 40,
});

function split(given: readonly { label: number; score: number }[]) {
  return { labels: given.map((row) => row.label), scores: given.map((row) => row.score) };
}

describe('the area under the ROC curve', () => {
  it('is the share of pairs in the right order, ties half', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const positive = given.filter((row) => row.label === 1);
        const negative = given.filter((row) => row.label === 0);
        const pairs = positive.flatMap((a) =>
          negative.map((b) => (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0)),
        );
        const auc = aucOf(split(given));
        if (pairs.length === 0) expect(auc).toBeNull();
        else expect(auc).toBeCloseTo(pairs.reduce<number>((sum, each) => sum + each, 0) / pairs.length, 10);
      }),
    );
  });

  it('counts a row of weight 2 like two rows', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const weights = given.map((_, index) => index % 3);
        const repeated = given.flatMap((row, index) => Array.from({ length: weights[index] ?? 0 }, () => row));
        const expected = aucOf(split(repeated));
        const found = weightedAuc(split(given))(weights);
        if (expected === null) expect(found).toBeNull();
        else expect(found).toBeCloseTo(expected, 10);
      }),
    );
  });

  it('inside groups of equal size sees nothing of what size alone explains', () => {
    const by = Array.from({ length: 400 }, (_, row) => row);
    const labels = by.map((row) => (row >= 200 ? 1 : 0));
    expect(aucOf({ labels, scores: by })).toBe(1);
    const mixed = by.map((row) => (row * 7919) % 2);
    expect(weightedAucWithin({ labels: mixed, scores: by }, { by, groups: 5 })(null)).toBeCloseTo(0.5, 1);
  });
});

describe('capture', () => {
  it('counts the positives among the highest scores and breaks an edge tie evenly', () => {
    const scores = [9, 8, 7, 7, 1, 1, 1, 1, 1, 1];
    const labels = [1, 0, 1, 0, 0, 0, 0, 0, 0, 0];
    expect(weightedCapture({ labels, scores }, 0.1)(null)).toBe(0.5);
    expect(weightedCapture({ labels, scores }, 0.3)(null)).toBe(0.75);
    expect(weightedCapture({ labels, scores }, 1)(null)).toBe(1);
  });
});
