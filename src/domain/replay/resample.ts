import { blockWeights } from '../../statistics/index.ts';

/** Neighbours in time resemble one another; forty blocks of a year are about nine days each. */
const BLOCKS = 40;
/** Enough for two decimals of an interval. */
const REPLICATES = 200;
/** Row weights of all replicates together: keeps ten thousand changes under a fifth of a second. */
const WEIGHTS_LIMIT = 1_000_000;
/** A long history has narrow intervals, for which fewer replicates do. */
const LEAST_REPLICATES = 60;
const SEED = 20_210;

/** Resamples of blocks of time that every figure over `n` changes (oldest first) shares, so that all meet the same luck. */
export function resamplesOf(n: number): readonly Float64Array[] {
  const replicates = Math.max(LEAST_REPLICATES, Math.min(REPLICATES, Math.floor(WEIGHTS_LIMIT / Math.max(1, n))));
  return blockWeights({ rows: n, blocks: BLOCKS, replicates, seed: SEED });
}
