import type { ReachWeights } from './ship.ts';
export const REACH_WEIGHTS: ReachWeights = {
  format: 'firebreak.reach-weights/v1',
  inputs: [],
  cuts: [],
  trees: '',
  slope: 1,
  offset: 0,
  cases: 0,
  repositories: 0,
};
