import type { FilePath } from '../../change/index.ts';

/**
 * How surely a file is reached. `certain`: it imports a changed file. `likely` and `possible` divide the ranked tail by
 * probability.
 */
export type ReachCertainty = 'certain' | 'likely' | 'possible';

/** One file that a change can reach, with why. */
export interface ReachedFile {
  readonly path: FilePath;
  readonly certainty: ReachCertainty;
  /** 0..1: if the change has to be repaired, how likely the repair touches this file (docs/blast-radius.md). */
  readonly probability: number;
  /** Hops along imports from the change to this file, which uses it; `null` = not within {@link DEPENDENT_DEPTH}. */
  readonly dependentHops: number | null;
  /** Hops along imports from the change to this file, which it uses. */
  readonly dependencyHops: number | null;
  /** Landings that touched it together with a file of the change. */
  readonly landings: number;
  /** 0..1: of one changed file's landings, the share that touched it too. */
  readonly share: number;
}
