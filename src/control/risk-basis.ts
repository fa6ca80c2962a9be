import type { Change, CommitId } from '../domain/change/index.ts';
import type { Features, RepositoryNorm, ScoringModel } from '../domain/risk/index.ts';

/**
 * What features of landed changes mean: whoever changes what they count changes this too, since a kept history is read anew
 * then, and a kept model is not used for other features than it learnt from.
 */
export const RISK_HISTORY_FORMAT = 'firebreak.risk-history/v2';

/** What the risk of one change is computed from: features as they were, and its rank among the changes before it. */
export interface RiskBasis {
  readonly features: Features;
  /** 0..100 among preceding changes; `null` = too few. */
  readonly percentile: number | null;
  /** What is usual in the repository; `null` for landed changes, of whose moment only the numbers are kept. */
  readonly norm: RepositoryNorm | null;
  /** What scores it: fitted on what was known when it landed, or the weights as shipped. */
  readonly scoring: ScoringModel;
  /** A shallow clone ends so shortly before it that its features would take old files and old hands for new ones. */
  readonly cut?: boolean;
}

/** The risk side of a repository's history up to one commit. */
export interface RiskHistory {
  /** Of a landed change by its last commit, with what was known when it landed; `null` = not in this history. */
  landed(commit: CommitId): RiskBasis | null;
  /** Of a change that would land next. */
  next(change: Change): RiskBasis;
  /** The landed changes by their last commits, oldest first. */
  readonly order: readonly CommitId[];
}
