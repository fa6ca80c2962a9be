import { factorsOf, type RiskFactor } from './factor.ts';
import type { Features } from './feature.ts';
import { calibrated, type RiskModel, riskLogOdds, riskProbability } from './model.ts';
import type { RepositoryNorm } from './repository-norm.ts';
import { cappedUplifts, type Uplift, uplifted } from './uplift.ts';

/** How likely a change is to need repair, and why. */
export interface RiskScore {
  /** 0..1, uplifts included. */
  readonly probability: number;
  /** 0..1, of the features alone. */
  readonly fromFeatures: number;
  /** 0..100: share of the repository's preceding changes with a lower risk; `null` = too few to tell. */
  readonly percentile: number | null;
  /** At most five, largest first. */
  readonly factors: readonly RiskFactor[];
  /** Those that counted, with the points that counted. */
  readonly uplifts: readonly Uplift[];
  /** Uncalibrated; what `RepositoryNorm.add` takes. */
  readonly logOdds: number;
}

/** Scores one change. Deterministic; more lines, files, folders, areas or entropy never lower the probability. */
export function scoreChange(options: {
  readonly model: RiskModel;
  readonly features: Features;
  /** What is usual in the repository, from changes that landed before; `null` = not known. */
  readonly norm: RepositoryNorm | null;
  readonly uplifts: readonly Uplift[];
}): RiskScore {
  const { model, features, norm } = options;
  const logOdds = riskLogOdds(model, features);
  const fromFeatures = calibrated(model, logOdds);
  const uplifts = cappedUplifts(options.uplifts);
  return {
    probability: uplifted(fromFeatures, uplifts),
    fromFeatures,
    percentile: norm?.riskPercentile(logOdds) ?? null,
    factors: factorsOf({ model, features, norm }),
    uplifts,
    logOdds,
  };
}

/** The probability of {@link scoreChange} alone, without the reasons, which cost most of the work. */
export function probabilityOf(options: {
  readonly model: RiskModel;
  readonly features: Features;
  readonly uplifts: readonly Uplift[];
}): number {
  return uplifted(riskProbability(options.model, options.features), cappedUplifts(options.uplifts));
}
