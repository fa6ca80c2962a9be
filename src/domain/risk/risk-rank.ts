import { RunningPercentile } from '../../statistics/index.ts';
import { NORM_MINIMUM, NORM_WINDOW } from './repository-norm.ts';

/** Ranks scores of one model among the preceding changes of a repository; feed it oldest first. */
export class RiskRank {
  readonly #scores = new RunningPercentile(NORM_WINDOW);

  add(logOdds: number): void {
    this.#scores.add(logOdds);
  }

  /** 0..100: share of preceding changes with a lower score (ties half); `null` while too few are known. */
  of(logOdds: number): number | null {
    return this.#scores.size < NORM_MINIMUM ? null : this.#scores.rank(logOdds);
  }
}
