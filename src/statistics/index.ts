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
export { logMeanEvidence, type MarginOf, rhoFor, sequenceMargin } from './confidence-sequence.ts';
export { type ConfoundingBound, confoundingBound } from './confounding.ts';
export { type ControlLimits, countLimits, shareLimits } from './control-limit.ts';
export { addShare, dispersionOf, type ShareDeviation, standardSquare } from './dispersion.ts';
export { averagedEvidence, discoveries } from './e-value.ts';
export { groupSequentialBoundaries, type TwoShares, twoShareStatistic } from './group-sequential.ts';
export { logMeanExp, spaced } from './log-mean.ts';
export { type CountedOf, type DifferenceInterval, shareDifference } from './newcombe.ts';
export { normalCumulative, normalDensity, normalQuantile, normalTail } from './normal.ts';
export { detectableAbove, neededPerArm, type TestErrors } from './power.ts';
export { quantile } from './quantile.ts';
export {
  EVEN_MIXTURES,
  logEvidenceAbove,
  logEvidenceBelow,
  logProofAbove,
  logProofBelow,
  PROOF_OFFSETS,
  type RatioHypothesis,
  type RatioMixture,
} from './ratio-evidence.ts';
export { type RatioBounds, ratioBounds } from './ratio-interval.ts';
export {
  addPair,
  emptyRatioLikelihood,
  GREATEST_RATIO,
  logLikelihoodAt,
  type PairedCounts,
  RATIO_NODES,
  type RatioLikelihood,
} from './ratio-likelihood.ts';
export { RunningPercentile } from './running-percentile.ts';
export { seededRandom } from './seeded-random.ts';
export { logProofOfShare, logSplitEvidence, type SplitCounts } from './split-evidence.ts';
export { type BoundedFigure, compareInStrata, type StratifiedComparison, type StratumCounts } from './stratified.ts';
export {
  type SurvivalStep,
  type SurvivalTime,
  survivalCurve,
  survivalTime,
  survivalTimes,
  type WatchedSpan,
} from './survival.ts';
export { type DecisionTree, ensembleScore, packTrees, type TreeEnsemble, unpackTrees } from './tree-ensemble.ts';
export { type Interval, wilson, Z_95 } from './wilson.ts';
