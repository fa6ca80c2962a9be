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
  RepositoryNorm,
  type RepositoryNormState,
  riskLogOdds,
  shippedModel,
  shippedScoring,
} from '../domain/risk/index.ts';
import { type Digest, digestOfJson } from '../kernel/index.ts';
import type { Watch } from './history.ts';
import { readOwnModel } from './kept-own-model.ts';
import { withOwnModel } from './own-risk.ts';
import { RISK_HISTORY_FORMAT, type RiskBasis, type RiskHistory } from './risk-basis.ts';

const KEPT_NAME = 'risk';
/** Landings after which the kept state is renewed: below, rolling it forward costs less than writing it. */
const RENEW_AFTER = 50;

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

/**
 * Folds the landed changes up to `tip`, oldest first. What an earlier run kept is continued, so that only what is new is
 * read; a kept state whose tip is not found on the way back (another branch, a rewritten history) is not used.
 */
export async function readRiskHistory(options: {
  readonly history: HistoryReader;
  readonly description: RepositoryDescription;
  readonly tip: CommitId | null;
  readonly watch?: Watch | undefined;
}): Promise<RiskHistory> {
  const { history, tip } = options;
  // Only the default branch is kept: another one would push it out, and be pushed out, at every turn.
  const keeps = tip === options.description.tip;
  const kept = keeps ? parseKept(await history.recall(KEPT_NAME)) : null;
  const fresh: Change[] = [];
  let continues = kept !== null && kept.tip === tip;
  if (tip !== null && !continues) {
    for await (const change of history.landedChanges({ tip, since: null, limit: null }, { lines: true })) {
      if (kept !== null && change.head === kept.tip) {
        continues = true;
        break;
      }
      fresh.push(slim(change));
      options.watch?.(fresh.length, null);
    }
  }
  const fold = new RiskFold(continues ? kept : null);
  for (const change of fresh.reverse()) fold.land(change);
  if (tip !== null && keeps && (!continues || fresh.length > RENEW_AFTER)) {
    await history.keep(KEPT_NAME, new TextEncoder().encode(JSON.stringify(fold.state(tip))));
  }
  const own = await readOwnModel(history);
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

  land(change: Change): void {
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

/** What features are made of and nothing else, so that a whole history fits in memory. */
function slim(change: Change): Change {
  return {
    ...change,
    // One commit that says that it repairs tells as much as all of them.
    commits: change.commits.filter(({ message }) => fixStatement(message) !== null).slice(0, 1),
    gaps: [],
  };
}

/** A kept state, or `null` for anything that is not ours: the file carries a digest, so its shape is trusted then. */
function parseKept(bytes: Uint8Array | null): KeptHistory | null {
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isKept(value) ? value : null;
  } catch {
    return null;
  }
}

function isKept(value: unknown): value is KeptHistory {
  if (typeof value !== 'object' || value === null || !('format' in value) || !('model' in value)) return false;
  return value.format === RISK_HISTORY_FORMAT && value.model === modelDigest();
}

function modelDigest(): Digest {
  return digestOfJson(shippedModel().parts);
}
