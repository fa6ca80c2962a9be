import {
  type Change,
  type CommitId,
  fixStatement,
  type HistoryReader,
  type RepositoryDescription,
} from '../domain/change/index.ts';
import {
  FEATURES,
  FeatureHistory,
  type FeatureHistoryState,
  type FeatureName,
  NORM_WINDOW,
  RepositoryNorm,
  type RepositoryNormState,
  riskLogOdds,
  shippedModel,
  shippedScoring,
} from '../domain/risk/index.ts';
import { type Digest, digestOfJson } from '../kernel/index.ts';
import type { Watch } from './history.ts';
import { type FoldKind, readFold } from './kept-fold.ts';
import { readOwnModel } from './kept-own-model.ts';
import { withOwnModel } from './own-risk.ts';
import { RISK_HISTORY_FORMAT, type RiskBasis, type RiskHistory } from './risk-basis.ts';

interface KeptHistory {
  readonly format: typeof RISK_HISTORY_FORMAT;
  /** Digest of the model whose scores the percentiles rank. */
  readonly model: Digest;
  readonly tip: CommitId;
  readonly features: FeatureHistoryState;
  readonly norm: RepositoryNormState;
  /** Commit, percentile, then the features in the order of `FEATURES`. */
  readonly landed: readonly (readonly [string, number | null, ...number[]])[];
}

/** The features of every landed change up to `tip`, each as it was when the change landed, and the scores that follow. */
export async function readRiskHistory(options: {
  readonly history: Pick<HistoryReader, 'landedChanges' | 'recall' | 'keep'>;
  readonly description: RepositoryDescription;
  readonly tip: CommitId | null;
  readonly watch?: Watch | undefined;
}): Promise<RiskHistory> {
  const whole = await readFold({ ...options, kind: RISK });
  const fold = options.description.shallow ? new CutHistory(whole) : whole;
  const own = await readOwnModel(options.history);
  return own === null ? fold : withOwnModel(fold, own.generations);
}

/** A fold over landed changes that remembers, for each, what its risk is computed from. */
class RiskFold implements RiskHistory {
  readonly #features: FeatureHistory;
  readonly #norm: RepositoryNorm;
  readonly #landed: Map<string, readonly [number | null, ...number[]]>;

  constructor(kept: KeptHistory | null) {
    this.#features = kept === null ? new FeatureHistory() : FeatureHistory.read(kept.features);
    this.#norm = kept === null ? new RepositoryNorm() : RepositoryNorm.read(kept.norm);
    this.#landed = new Map(kept?.landed.map(([commit, ...numbers]) => [commit, numbers]));
  }

  add(change: Change): void {
    const features = this.#features.featuresOf(change);
    const logOdds = riskLogOdds(shippedModel(), features);
    const percentile = this.#norm.riskPercentile(logOdds);
    if (change.head !== null) this.#landed.set(change.head, [percentile, ...FEATURES.map((name) => features[name])]);
    this.#norm.add(features, logOdds);
    this.#features.add(change);
  }

  get order(): readonly CommitId[] {
    return [...this.#landed.keys()] as CommitId[];
  }

  landed(commit: CommitId): RiskBasis | null {
    const found = this.#landed.get(commit);
    if (found === undefined) return null;
    const [percentile, ...numbers] = found;
    const features = Object.fromEntries(FEATURES.map((name, index) => [name, numbers[index] ?? 0]));
    return { features: features as Record<FeatureName, number>, percentile, norm: null, scoring: shippedScoring() };
  }

  next(change: Change): RiskBasis {
    const features = this.#features.featuresOf(change);
    const percentile = this.#norm.riskPercentile(riskLogOdds(shippedModel(), features));
    return { features, percentile, norm: this.#norm, scoring: shippedScoring() };
  }

  state(tip: CommitId): KeptHistory {
    return {
      format: RISK_HISTORY_FORMAT,
      model: modelDigest(),
      tip,
      features: this.#features.state(),
      norm: this.#norm.state(),
      landed: [...this.#landed].map(([commit, numbers]) => [commit, ...numbers]),
    };
  }
}

/** The history of a shallow clone: the changes above its border say that they lack what stood before them. */
class CutHistory implements RiskHistory {
  readonly order: readonly CommitId[];
  readonly #history: RiskHistory;
  readonly #cut: ReadonlySet<CommitId>;

  constructor(history: RiskHistory) {
    this.#history = history;
    this.order = history.order;
    this.#cut = new Set(this.order.slice(0, NORM_WINDOW));
  }

  landed(commit: CommitId): RiskBasis | null {
    const basis = this.#history.landed(commit);
    return basis === null || !this.#cut.has(commit) ? basis : { ...basis, cut: true };
  }

  next(change: Change): RiskBasis {
    const basis = this.#history.next(change);
    return this.order.length < NORM_WINDOW ? { ...basis, cut: true } : basis;
  }
}

/** What features are made of and nothing else, so that a whole history fits in memory. */
function slim(change: Change): Change {
  return {
    ...change,
    // One commit that says that it repairs tells as much as all of them.
    commits: change.commits.filter(({ message }) => fixStatement(message) !== null).slice(0, 1),
    gaps: [],
  };
}

/** How risk's side of history is kept between runs. */
const RISK: FoldKind<RiskFold> = {
  name: 'risk',
  begin: () => new RiskFold(null),
  slim,
  // The file carries a digest of its own, so its shape is trusted once its format and its model are ours.
  read: (bytes) => {
    try {
      const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return isKept(value) ? { fold: new RiskFold(value), tip: value.tip } : null;
    } catch {
      return null;
    }
  },
  write: (fold, tip) => new TextEncoder().encode(JSON.stringify(fold.state(tip))),
};

function isKept(value: unknown): value is KeptHistory {
  if (typeof value !== 'object' || value === null || !('format' in value) || !('model' in value)) return false;
  return value.format === RISK_HISTORY_FORMAT && value.model === modelDigest();
}

function modelDigest(): Digest {
  return digestOfJson(shippedModel().parts);
}
