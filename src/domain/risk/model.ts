import { ensembleScore, type PlattScale, sigmoid, type TreeEnsemble } from '../../statistics/index.ts';
import { type Features, modelInputs } from './feature.ts';

/** One ensemble of a model and what its score counts. */
export interface ModelPart {
  readonly ensemble: TreeEnsemble;
  readonly weight: number;
}

/** A fitted model: parts are added up in log-odds, then calibrated to a probability. */
export interface RiskModel {
  /** `shipped` = the fixed weights of the product; `refit` = blended with the repository's own labels. */
  readonly origin: 'shipped' | 'refit';
  readonly parts: readonly ModelPart[];
  readonly calibration: PlattScale;
  /** 0..1: mean probability to which the calibration is set. */
  readonly baseRate: number;
  /** Medians of the training changes: what "usual" means until the repository has changes of its own. */
  readonly typical: Features;
  readonly trainedOn: { readonly changes: number; readonly harmful: number };
}

/** Uncalibrated score in log-odds: good for ranking within one repository. */
export function riskLogOdds(model: Pick<RiskModel, 'parts'>, features: Features): number {
  const row = modelInputs(features);
  return model.parts.reduce((sum, part) => sum + part.weight * ensembleScore(part.ensemble, row), 0);
}

/** Probability (0..1) that the change will have to be repaired, as far as its features tell. */
export function riskProbability(model: RiskModel, features: Features): number {
  return calibrated(model, riskLogOdds(model, features));
}

/** The calibration of a model, alone. */
export function calibrated({ calibration }: Pick<RiskModel, 'calibration'>, logOdds: number): number {
  return sigmoid(calibration.slope * logOdds + calibration.offset);
}
