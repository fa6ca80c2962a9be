import { ensembleScore, type PlattScale, sigmoid, type TreeEnsemble } from '../../../statistics/index.ts';
import { type ReachCandidate, type ReachInput, reachCandidates } from './candidate.ts';
import type { ReachCertainty, ReachedFile } from './model.ts';

/** A fitted rank: a weighted sum of scores of the candidate's inputs in log-odds, then calibrated to a probability. */
export interface ReachModel {
  readonly parts: readonly { readonly ensemble: TreeEnsemble; readonly weight: number }[];
  readonly calibration: PlattScale;
}

/** From here on a file is called likely. One file in eight of those was touched by the repair in the held-out figures. */
export const LIKELY = 0.1;

/**
 * Files that a change may reach, most probable first and then by path; the change's own files are not among them. A file
 * that nothing connects with the change is left out.
 */
export function rankReach(input: ReachInput, model: ReachModel): readonly ReachedFile[] {
  return reachCandidates(input)
    .map((candidate) => reachedFile(candidate, model))
    .sort((a, b) => b.probability - a.probability || (a.path < b.path ? -1 : 1));
}

/** The uncalibrated score of one candidate: good for ranking within one change. */
export function reachLogOdds({ parts }: Pick<ReachModel, 'parts'>, inputs: Float64Array): number {
  return parts.reduce((sum, { ensemble, weight }) => sum + weight * ensembleScore(ensemble, inputs), 0);
}

function reachedFile(candidate: ReachCandidate, model: ReachModel): ReachedFile {
  const { calibration } = model;
  const probability = sigmoid(calibration.slope * reachLogOdds(model, candidate.inputs) + calibration.offset);
  const { path, companion, dependentHops, dependencyHops } = candidate;
  return {
    path,
    certainty: certaintyOf(dependentHops, probability),
    probability,
    dependentHops,
    dependencyHops,
    landings: companion?.landings ?? 0,
    share: companion?.share ?? 0,
  };
}

function certaintyOf(dependentHops: number | null, probability: number): ReachCertainty {
  if (dependentHops === 1) return 'certain';
  return probability >= LIKELY ? 'likely' : 'possible';
}
