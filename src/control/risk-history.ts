import type { Change, CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import {
  FEATURES,
  FeatureHistory,
  type FeatureHistoryState,
  type FeatureName,
  type Features,
  RepositoryNorm,
  type RepositoryNormState,
  riskLogOdds,
  saysRepair,
  shippedModel,
} from '../domain/risk/index.ts';
import { type Digest, digestOfJson } from '../kernel/index.ts';
import type { Watch } from './history.ts';

/** What the risk of one change is computed from: features as they were, and its rank among the changes before it. */
export interface RiskBasis {
  readonly features: Features;
  /** 0..100 among preceding changes; `null` = too few. */
  readonly percentile: number | null;
  /** What is usual in the repository; `null` for landed changes, of whose moment only the numbers are kept. */
  readonly norm: RepositoryNorm | null;
}

/** The risk side of a repository's history up to one commit. */
export interface RiskHistory {
  /** Of a landed change by its last commit, with what was known when it landed; `null` = not in this history. */
  landed(commit: CommitId): RiskBasis | null;
  /** Of a change that would land next. */
  next(change: Change): RiskBasis;
}

/** A kept state of another format or another model is read anew. */
const FORMAT = 'firebreak.risk-history/v1';
const KEPT_NAME = 'risk';
/** Landings after which the kept state is renewed: below, rolling it forward costs less than writing it. */
const RENEW_AFTER = 50;

interface KeptHistory {
  readonly format: typeof FORMAT;
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
  return fold;
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

  landed(commit: CommitId): RiskBasis | null {
    const found = this.#landed.get(commit);
    if (found === undefined) return null;
    const [percentile, ...numbers] = found;
    const features = Object.fromEntries(FEATURES.map((name, index) => [name, numbers[index] ?? 0]));
    return { features: features as Record<FeatureName, number>, percentile, norm: null };
  }

  next(change: Change): RiskBasis {
    const features = this.#features.featuresOf(change);
    const percentile = this.#norm.riskPercentile(riskLogOdds(shippedModel(), features));
    return { features, percentile, norm: this.#norm };
  }

  state(tip: CommitId): KeptHistory {
    return {
      format: FORMAT,
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
    commits: saysRepair(change) && !saysRepair({ ...change, commits: [] }) ? change.commits : [],
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
  return value.format === FORMAT && value.model === modelDigest();
}

function modelDigest(): Digest {
  return digestOfJson(shippedModel().parts);
}
