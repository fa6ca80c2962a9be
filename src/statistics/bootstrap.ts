import type { WeightedStatistic } from './auc.ts';
import { seededRandom } from './seeded-random.ts';

/** A figure with the 95 % percentile interval of its bootstrap; all `null` where the figure is undefined. */
export interface BootstrapFigure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface BlockBootstrap {
  readonly rows: number;
  /** Rows are cut into this many runs of neighbours (rows must be in order of time), drawn with replacement. */
  readonly blocks: number;
  readonly replicates: number;
  readonly seed: number;
}

/**
 * Resamples blocks of neighbouring rows, so that changes of one week, which resemble one another, do not pass for
 * independent evidence (moving from rows to blocks widens intervals honestly). Returns row weights per replicate.
 */
export function blockWeights({ rows, blocks, replicates, seed }: BlockBootstrap): Float64Array[] {
  const random = seededRandom(seed);
  const count = Math.max(1, Math.min(blocks, rows));
  return Array.from({ length: replicates }, () => {
    const weights = new Float64Array(rows);
    for (let drawn = 0; drawn < count; drawn += 1) {
      const block = Math.floor(random() * count);
      const end = Math.floor((rows * (block + 1)) / count);
      for (let row = Math.floor((rows * block) / count); row < end; row += 1) weights[row] = (weights[row] ?? 0) + 1;
    }
    return weights;
  });
}

/** The statistic over all rows, with its interval over the given resamples; undefined resamples are left out. */
export function bootstrapFigure(statistic: WeightedStatistic, resamples: readonly Float64Array[]): BootstrapFigure {
  const value = statistic(null);
  if (value === null) return { value: null, low: null, high: null };
  const found = resamples.map((weights) => statistic(weights)).filter((each) => each !== null);
  return { value, ...percentileInterval(found) };
}

/** 2.5th and 97.5th percentile (nearest rank); `null` where nothing was given. */
export function percentileInterval(values: readonly number[]): {
  readonly low: number | null;
  readonly high: number | null;
} {
  if (values.length === 0) return { low: null, high: null };
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { low: at(0.025), high: at(0.975) };
}
