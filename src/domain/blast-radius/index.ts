export { type BlastInput, blastRadius, type PlaceInput, reachedPlaces } from './assemble.ts';
export { type Exposure, type ExposureTerm, exposureOf } from './exposure.ts';
export {
  type BlastFlow,
  type BlastPackage,
  type BlastRadius,
  type BlastRing,
  type BlastService,
  FILE_LIMIT,
  type ReachedBy,
  type ReachedPlaces,
} from './model.ts';
export {
  DEPENDENCY_DEPTH,
  DEPENDENT_DEPTH,
  type ImportDistance,
  neighboursOf,
  REACH_INPUTS,
  REACH_MONOTONE,
  type ReachCandidate,
  type ReachInput,
  reachCandidates,
} from './reach/candidate.ts';
export { importDistance } from './reach/import-distance.ts';
export { readOwnRank } from './reach/kept-own-rank.ts';
export type { ReachCertainty, ReachedFile } from './reach/model.ts';
export {
  learnReach,
  type OwnRank,
  type OwnReach,
  ownReachModel,
  type PastRepair,
  REPAIR_MINIMUM,
} from './reach/own-rank.ts';
export { isRanked, liveOn, repairedBeside, worthAsking } from './reach/past-repair.ts';
export { LIKELY, type ReachModel, rankReach, reachLogOdds } from './reach/rank.ts';
export { fitReach, type LabelledReach, type ReachWeights, reachModelOf } from './reach/ship.ts';
export { shippedReachModel } from './reach/shipped-model.ts';
export type { ReachTrial, TrialRecall } from './reach/trial.ts';
