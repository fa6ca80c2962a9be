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
export type { ReachCertainty, ReachedFile } from './reach/model.ts';
