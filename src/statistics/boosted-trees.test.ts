import { describe, expect, it } from 'vitest';
import { aucOf } from './auc.ts';
import { type BoostingPlan, boostTrees, type TrainingTable } from './boosted-trees.ts';
import { seededRandom } from './seeded-random.ts';
import { ensembleScore, packTrees, unpackTrees } from './tree-ensemble.ts';

const plan: BoostingPlan = {
  trees: 40,
  learningRate: 0.1,
  depth: 3,
  leafRows: 10,
  ridge: 1,
  rowShare: 0.7,
  columnShare: 1,
  monotone: [0, 0],
  seed: 1,
};

/** The label follows from whether two columns agree: no line can tell, a tree can. */
function table(noise: number): TrainingTable {
  const random = seededRandom(5);
  const n = 1_500;
  const columns = [0, 1].map(() => Float64Array.from({ length: n }, () => random()));
  const labels = Uint8Array.from({ length: n }, (_, row) => {
    const agree = (columns[0]?.[row] ?? 0) > 0.5 === (columns[1]?.[row] ?? 0) > 0.5;
    return (random() < noise ? random() < 0.5 : agree) ? 1 : 0;
  });
  return { columns, labels, weights: null, offsets: new Float64Array(n) };
}

function scores(given: TrainingTable, made: ReturnType<typeof boostTrees>): number[] {
  return Array.from(given.labels, (_, row) =>
    ensembleScore(
      made,
      given.columns.map((column) => column[row] ?? 0),
    ),
  );
}

describe('boosted trees', () => {
  it('learn an interaction that no single column shows', () => {
    const given = table(0.2);
    expect(aucOf({ labels: given.labels, scores: given.columns[0] ?? [] })).toBeCloseTo(0.5, 1);
    expect(aucOf({ labels: given.labels, scores: scores(given, boostTrees(given, plan)) })).toBeGreaterThan(0.85);
  });

  it('are the same for the same seed and differ for another', () => {
    const given = table(0.3);
    expect(boostTrees(given, plan)).toEqual(boostTrees(given, plan));
    expect(boostTrees(given, plan)).not.toEqual(boostTrees(given, { ...plan, seed: 2 }));
  });

  it('never fall along a column that must not, though the data falls', () => {
    const random = seededRandom(9);
    const column = Float64Array.from({ length: 800 }, () => random());
    const labels = Uint8Array.from(column, (value) =>
      random() < 0.8 - 0.5 * value + 0.4 * Math.sin(9 * value) ? 1 : 0,
    );
    const other = Float64Array.from(column, () => random());
    const given = { columns: [column, other], labels, weights: null, offsets: new Float64Array(800) };
    const falls = (monotone: readonly (0 | 1)[]): number => {
      const made = boostTrees(given, { ...plan, monotone });
      let found = 0;
      for (let second = 0.05; second < 1; second += 0.1) {
        for (let at = 0; at < 0.99; at += 0.01) {
          if (ensembleScore(made, [at + 0.01, second]) < ensembleScore(made, [at, second]) - 1e-12) found += 1;
        }
      }
      return found;
    };
    expect(falls([1, 0])).toBe(0);
    expect(falls([0, 0])).toBeGreaterThan(0);
  });

  it('survive packing up to the resolution of a leaf', () => {
    const given = table(0.3);
    const made = boostTrees(given, plan);
    const trees = unpackTrees(packTrees(made.trees));
    expect(packTrees(trees)).toBe(packTrees(made.trees));
    const [before, after] = [scores(given, made), scores(given, { ...made, trees })];
    before.forEach((score, row) => {
      expect(Math.abs(score - (after[row] ?? 0))).toBeLessThan(0.002);
    });
    expect(() => unpackTrees(packTrees(made.trees).slice(0, 8))).toThrow(RangeError);
  });
});
