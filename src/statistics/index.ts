export {
  aucOf,
  type ScoredLabels,
  type WeightedStatistic,
  weightedAuc,
  weightedAucWithin,
  weightedCapture,
} from './auc.ts';
export { type BetaShape, betaCumulative, betaQuantile, logBeta, logGamma } from './beta.ts';
export { type BoostingPlan, boostTrees, type TrainingTable } from './boosted-trees.ts';
export {
  type BlockBootstrap,
  type BootstrapFigure,
  blockWeights,
  bootstrapFigure,
  percentileInterval,
} from './bootstrap.ts';
export {
  brierScore,
  fitPlatt,
  logOddsOf,
  offsetForBaseRate,
  type PlattScale,
  type ReliabilityBin,
  reliabilityBins,
  sigmoid,
} from './calibration.ts';
export { type CensoredValue, censoredQuantiles } from './censored-quantile.ts';
export { quantile } from './quantile.ts';
export { RunningPercentile } from './running-percentile.ts';
export { seededRandom } from './seeded-random.ts';
export { type DecisionTree, ensembleScore, packTrees, type TreeEnsemble, unpackTrees } from './tree-ensemble.ts';
export { type Interval, wilson, Z_95 } from './wilson.ts';
