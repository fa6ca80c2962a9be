export { FACTOR_LIMIT, type FactorKind, factorsOf, type RiskFactor } from './factor.ts';
export {
  FEATURES,
  type FeatureName,
  type Features,
  MODEL_INPUTS,
  modelInputs,
  NON_DECREASING,
} from './feature.ts';
export { FeatureHistory, type FeatureHistoryState } from './feature-history.ts';
export { type LabelledChange, typicalOf } from './fit.ts';
export {
  fitGeneration,
  fitMoments,
  type Generation,
  type KnownChange,
  LEARN_WINDOW,
  type ModelUse,
  modelOfGeneration,
  type ScoringModel,
  shippedScoring,
} from './generation.ts';
export { readGeneration } from './kept-generation.ts';
export { calibrated, type ModelPart, type RiskModel, riskLogOdds, riskProbability } from './model.ts';
export {
  priorWeight,
  REFIT_MINIMUM,
  REFIT_OUTCOMES,
  type RefitRejection,
  refit,
  withBaseRate,
} from './refit.ts';
export { NORM_MINIMUM, NORM_WINDOW, RepositoryNorm, type RepositoryNormState } from './repository-norm.ts';
export { RiskRank } from './risk-rank.ts';
export { probabilityOf, type RiskScore, scoreChange } from './score.ts';
export { fitWeights, modelOf, type ShippedWeights } from './ship.ts';
export { shippedHasSeen, shippedModel } from './shipped-model.ts';
export { figureOf, type Trial, type TrialBin, type TrialFigure, type TrialRow, tryModels } from './trial.ts';
export { cappedUplifts, RISK_CEILING, UPLIFT_CAP, UPLIFT_TOTAL_CAP, type Uplift } from './uplift.ts';
