import { median } from './series.ts';

/** A detector of the literature: a statistic for each sample, positive and high = drop. */
export interface Rival {
  readonly name: string;
  /** The statistic of every sample of the series as it is, and of a stretch that is replaced. */
  prepare(values: Float64Array, season: number): Prepared;
}

export interface Prepared {
  readonly statistic: Float64Array;
  /** The statistic of `replaced`, put at `from`, going on from what came before. */
  continued(from: number, replaced: Float64Array): Float64Array;
}

/** z of an exponentially weighted mean and variance. */
export function ewmaRival(options: { readonly weight: number; readonly isLog: boolean }): Rival {
  const { weight, isLog } = options;
  return {
    name: `EWMA z (${weight})${isLog ? ' of logarithms' : ''}`,
    prepare: (raw) => {
      const values = isLog ? raw.map((value) => Math.log1p(value)) : raw;
      const means = new Float64Array(values.length + 1).fill(Number.NaN);
      const spreads = new Float64Array(values.length + 1);
      const go = (from: number, part: Float64Array, keep: boolean) => {
        let mean = means[from] as number;
        let spread = spreads[from] as number;
        return part.map((value, at) => {
          if (Number.isNaN(value)) return 0;
          const miss = Number.isNaN(mean) ? 0 : value - mean;
          const z = spread > 0 ? -miss / Math.sqrt(spread) : 0;
          mean = Number.isNaN(mean) ? value : mean + weight * miss;
          spread = (1 - weight) * (spread + weight * miss * miss);
          if (keep) {
            means[from + at + 1] = mean;
            spreads[from + at + 1] = spread;
          }
          return z;
        });
      };
      const statistic = go(0, values, true);
      return {
        statistic,
        continued: (from, part) => go(from, isLog ? part.map((value) => Math.log1p(value)) : part, false),
      };
    },
  };
}

/** z of the mean and standard deviation of the samples just before. */
export function trailingRival(options: { readonly window: number; readonly isLog: boolean }): Rival {
  const { window, isLog } = options;
  return {
    name: `trailing Gaussian z (${window})${isLog ? ' of logarithms' : ''}`,
    prepare: (raw) => {
      const at = (value: number) => (isLog ? Math.log1p(value) : value);
      const z = (values: Float64Array, index: number) => {
        const known = values.subarray(Math.max(0, index - window), index).filter((value) => !Number.isNaN(value));
        if (known.length < 24 || Number.isNaN(values[index] as number)) return 0;
        let sum = 0;
        let squares = 0;
        for (const value of known) {
          sum += at(value);
          squares += at(value) ** 2;
        }
        const mean = sum / known.length;
        const spread = squares / known.length - mean ** 2;
        return spread > 1e-12 ? -(at(values[index] as number) - mean) / Math.sqrt(spread) : 0;
      };
      return {
        statistic: raw.map((_, index) => z(raw, index)),
        continued: (from, replaced) => {
          const values = raw.slice();
          values.set(replaced, from);
          return replaced.map((_, step) => z(values, from + step));
        },
      };
    },
  };
}

const LAG = 6;
const DRIFT = 0.75;
const CLIP = 5;

/** Median of the last four seasons over a trailing MAD, plain or summed one-sidedly: the method of the reference. */
export function seasonalRival(options: { readonly isSummed: boolean }): Rival {
  const { isSummed } = options;
  return {
    name: isSummed ? 'seasonal median, MAD, CUSUM' : 'seasonal median, MAD',
    prepare: (raw, season) => {
      const logs = raw.map((value) => Math.log1p(value));
      const expected = logs.map((_, index) => {
        const found: number[] = [];
        for (let back = 1; back <= 4; back += 1) {
          for (let beside = -1; beside <= 1; beside += 1) {
            const value = logs[index - back * season + beside];
            if (value !== undefined && !Number.isNaN(value)) found.push(value);
          }
        }
        return median(found);
      });
      const residuals = logs.map((log, index) => log - (expected[index] as number));
      const window = Math.max(48, Math.min(144, Math.floor(season / 14)));
      const z = (of: Float64Array, index: number) => {
        const known = [...of.subarray(Math.max(0, index - window - LAG), Math.max(0, index - LAG))].filter(
          (value) => !Number.isNaN(value),
        );
        if (known.length < 24 || Number.isNaN(of[index] as number)) return Number.NaN;
        const centre = median(known);
        const scale = 1.4826 * median(known.map((value) => Math.abs(value - centre))) + 0.02;
        return -((of[index] as number) - centre) / scale;
      };
      const summed = (zs: Float64Array, start: number) => {
        let sum = start;
        return zs.map((each) => {
          if (Number.isNaN(each)) return isSummed ? sum : 0;
          if (!isSummed) return each;
          sum = Math.max(0, sum + Math.max(-CLIP, Math.min(CLIP, each)) - DRIFT);
          return sum;
        });
      };
      const statistic = summed(
        residuals.map((_, index) => z(residuals, index)),
        0,
      );
      return {
        statistic,
        continued: (from, replaced) => {
          const of = residuals.slice();
          for (const [step, value] of replaced.entries()) {
            of[from + step] = Math.log1p(value) - (expected[from + step] as number);
          }
          return summed(
            replaced.map((_, step) => z(of, from + step)),
            statistic[from - 1] ?? 0,
          );
        },
      };
    },
  };
}
