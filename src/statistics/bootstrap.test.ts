import { describe, expect, it } from 'vitest';
import { blockWeights, bootstrapFigure } from './bootstrap.ts';
import { seededRandom } from './seeded-random.ts';

describe('a bootstrap over time blocks', () => {
  it('repeats with the seed and differs without it', () => {
    const plan = { rows: 50, blocks: 10, replicates: 3, seed: 7 };
    expect(blockWeights(plan)).toEqual(blockWeights(plan));
    expect(blockWeights(plan)).not.toEqual(blockWeights({ ...plan, seed: 8 }));
  });

  it('draws whole blocks', () => {
    for (const weights of blockWeights({ rows: 40, blocks: 8, replicates: 20, seed: 1 })) {
      expect([...weights].reduce((sum, weight) => sum + weight, 0)).toBe(40);
      for (let row = 0; row < 40; row += 5) expect(new Set(weights.subarray(row, row + 5)).size).toBe(1);
    }
  });

  it('covers the truth of an independent mean about 95 times in 100, and rarely with half the width', () => {
    const random = seededRandom(3);
    let covered = 0;
    let coveredByHalf = 0;
    for (let round = 0; round < 200; round += 1) {
      const values = Array.from({ length: 200 }, () => random());
      const mean = (weights: ArrayLike<number> | null): number =>
        values.reduce((sum, value, row) => sum + value * (weights === null ? 1 : (weights[row] ?? 0)), 0) / 200;
      const resamples = blockWeights({ rows: 200, blocks: 40, replicates: 200, seed: round });
      const { value, low, high } = bootstrapFigure(mean, resamples);
      const middle = value ?? 0;
      if ((low ?? 1) <= 0.5 && (high ?? 0) >= 0.5) covered += 1;
      if (middle - (middle - (low ?? 0)) / 2 <= 0.5 && middle + ((high ?? 0) - middle) / 2 >= 0.5) coveredByHalf += 1;
    }
    expect(covered).toBeGreaterThan(178);
    expect(coveredByHalf).toBeLessThan(160);
  });

  it('says null where a figure is undefined', () => {
    expect(bootstrapFigure(() => null, [])).toEqual({ value: null, low: null, high: null });
  });
});
