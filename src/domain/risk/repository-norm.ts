import { RunningPercentile } from '../../statistics/index.ts';
import { FEATURES, type FeatureName, type Features } from './feature.ts';

/** Preceding changes that say what is usual: about a year of a busy repository, and it forgets what is over. */
export const NORM_WINDOW = 2_000;
/** Fewer preceding changes say nothing about what is usual. */
export const NORM_MINIMUM = 30;

/** {@link RepositoryNorm} as JSON: one row per change of the window, oldest first. */
export interface RepositoryNormState {
  readonly format: 'firebreak.repository-norm/v1';
  /** Features in the order of `FEATURES`, then the risk in log-odds. */
  readonly rows: readonly (readonly number[])[];
}

/** What is usual in one repository, from its preceding changes only; feed it oldest first. */
export class RepositoryNorm {
  readonly #columns = new Map<FeatureName, RunningPercentile>(
    FEATURES.map((name) => [name, new RunningPercentile(NORM_WINDOW)]),
  );
  readonly #risk = new RunningPercentile(NORM_WINDOW);
  readonly #rows: number[][] = [];

  /** Continues from a stored state; throws a RangeError on a format it does not know. */
  static read(state: RepositoryNormState): RepositoryNorm {
    if (state.format !== 'firebreak.repository-norm/v1') throw new RangeError(`unknown norm format: ${state.format}`);
    const norm = new RepositoryNorm();
    for (const row of state.rows) norm.#take([...row]);
    return norm;
  }

  state(): RepositoryNormState {
    return { format: 'firebreak.repository-norm/v1', rows: this.#rows.map((row) => [...row]) };
  }

  /** Preceding changes known, at most {@link NORM_WINDOW}. */
  get size(): number {
    return this.#risk.size;
  }

  /** Takes a change into what is usual; `logOdds` is its uncalibrated risk. */
  add(features: Features, logOdds: number): void {
    this.#take([...FEATURES.map((name) => features[name]), logOdds]);
  }

  /** 0..100: share of preceding changes with less of it (ties half); `null` while too few are known. */
  percentile(name: FeatureName, value: number): number | null {
    return this.size < NORM_MINIMUM ? null : (this.#columns.get(name)?.rank(value) ?? null);
  }

  /** 0..100: share of preceding changes with a lower risk (ties half); `null` while too few are known. */
  riskPercentile(logOdds: number): number | null {
    return this.size < NORM_MINIMUM ? null : this.#risk.rank(logOdds);
  }

  /** Median of the preceding changes; `null` while too few are known. */
  typical(name: FeatureName): number | null {
    return this.size < NORM_MINIMUM ? null : (this.#columns.get(name)?.median() ?? null);
  }

  #take(row: number[]): void {
    FEATURES.forEach((name, index) => {
      this.#columns.get(name)?.add(row[index] ?? 0);
    });
    this.#risk.add(row[FEATURES.length] ?? 0);
    this.#rows.push(row);
    if (this.#rows.length > NORM_WINDOW) this.#rows.shift();
  }
}
