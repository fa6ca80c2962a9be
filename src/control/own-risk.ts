import type { Change, CommitId } from '../domain/change/index.ts';
import {
  type Generation,
  modelOfGeneration,
  NORM_WINDOW,
  type RiskModel,
  RiskRank,
  riskLogOdds,
  type ScoringModel,
  shippedScoring,
} from '../domain/risk/index.ts';
import type { RiskBasis, RiskHistory } from './risk-basis.ts';

/**
 * The same history, each change scored by the newest generation that was fitted before it landed. A generation whose last
 * change does not stand in this history at its place (another branch, a rewritten or cut history) is not used.
 */
export function withOwnModel(history: RiskHistory, generations: readonly Generation[]): RiskHistory {
  const { order } = history;
  const usable = generations.filter(({ at }) => order[at.landed - 1] === at.commit);
  return usable.length === 0 ? history : new OwnRisk(history, usable);
}

class OwnRisk implements RiskHistory {
  readonly order: readonly CommitId[];
  readonly #history: RiskHistory;
  /** Oldest first. */
  readonly #generations: readonly Generation[];
  readonly #position: ReadonlyMap<CommitId, number>;
  readonly #stretches = new Map<Generation, Stretch>();

  constructor(history: RiskHistory, generations: readonly Generation[]) {
    this.#history = history;
    this.order = history.order;
    this.#generations = generations;
    this.#position = new Map(this.order.map((commit, position) => [commit, position]));
  }

  landed(commit: CommitId): RiskBasis | null {
    const basis = this.#history.landed(commit);
    const position = this.#position.get(commit);
    if (basis === null || position === undefined) return basis;
    const stretch = this.#stretchOf(position);
    if (stretch === null) return basis;
    const percentile = stretch.percentiles === null ? basis.percentile : (stretch.percentiles.get(position) ?? null);
    return { ...basis, percentile, scoring: stretch.scoring };
  }

  next(change: Change): RiskBasis {
    const basis = this.#history.next(change);
    const stretch = this.#stretchOf(this.order.length);
    if (stretch === null) return basis;
    const percentile =
      stretch.ranks === null ? basis.percentile : stretch.ranks.of(riskLogOdds(stretch.scoring.model, basis.features));
    return { ...basis, percentile, scoring: stretch.scoring };
  }

  #stretchOf(position: number): Stretch | null {
    const index = this.#generations.findLastIndex(({ at }) => at.landed <= position);
    const generation = this.#generations[index];
    if (generation === undefined) return null;
    const known = this.#stretches.get(generation);
    if (known !== undefined) return known;
    const end = this.#generations[index + 1]?.at.landed ?? this.order.length;
    const made = this.#makeStretch(generation, end);
    this.#stretches.set(generation, made);
    return made;
  }

  #makeStretch(generation: Generation, end: number): Stretch {
    let model: RiskModel;
    try {
      model = modelOfGeneration(generation);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // Kept trees that cannot be read are as if nothing had been kept.
      return { scoring: shippedScoring(), percentiles: null, ranks: null };
    }
    const scoring = { model, generation };
    // The shipped weights at another level order changes as the shipped weights do.
    if (generation.use !== 'own') return { scoring, percentiles: null, ranks: null };
    const ranks = new RiskRank();
    const percentiles = new Map<number, number | null>();
    for (let at = Math.max(0, generation.at.landed - NORM_WINDOW); at < end; at += 1) {
      const features = this.#history.landed(this.order[at] as CommitId)?.features;
      if (features === undefined) continue;
      const logOdds = riskLogOdds(model, features);
      if (at >= generation.at.landed) percentiles.set(at, ranks.of(logOdds));
      ranks.add(logOdds);
    }
    return { scoring, percentiles, ranks };
  }
}

/** The changes that one generation scores. */
interface Stretch {
  readonly scoring: ScoringModel;
  /** By place in the history; `null` = the order is that of the shipped weights. */
  readonly percentiles: ReadonlyMap<number, number | null> | null;
  /** Scores of the changes before the end of the stretch. */
  readonly ranks: RiskRank | null;
}
