import {
  type BootstrapFigure,
  blockWeights,
  bootstrapFigure,
  brierScore,
  percentileInterval,
  type ReliabilityBin,
  reliabilityBins,
  type WeightedStatistic,
  weightedAuc,
  weightedAucWithin,
  weightedCapture,
} from '../../src/statistics/index.ts';
import type { ModelScores } from './evaluate.ts';
import type { Project } from './project.ts';

/** Shares of changes that a gate might hold. */
export const GATED = [0.05, 0.1, 0.2, 0.3, 0.5] as const;
/** Churn groups: quintiles. */
const GROUPS = 5;
const RELIABILITY_BINS = 10;
/** Blocks of neighbouring changes per test part: a few weeks each in the public data. */
const BLOCKS = 20;
const REPLICATES = 1_000;

/** A figure with its interval and the number of rows it rests on. */
export interface Figure extends BootstrapFigure {
  readonly n: number;
}

/** What one model reached on one project. */
export interface Measured {
  readonly model: string;
  readonly setting: ModelScores['setting'];
  readonly auc: Figure;
  readonly auc_in_churn_groups: Figure;
  readonly capture: readonly { readonly gated: number; readonly captured: Figure }[];
  readonly brier: number | null;
  readonly reliability: readonly ReliabilityBin[] | null;
}

/** Measures models on the same resamples, so that differences between them can be compared pairwise. */
export class Meter {
  readonly #project: Project;
  readonly #resamples: readonly Float64Array[];
  readonly #churn: readonly number[];

  constructor(project: Project, seed: number) {
    this.#project = project;
    this.#resamples = blockWeights({ rows: project.test.length, blocks: BLOCKS, replicates: REPLICATES, seed });
    this.#churn = project.test.map(({ features }) => features.la + features.ld);
  }

  measure(rows: ModelScores): Measured {
    return {
      model: rows.model,
      setting: rows.setting,
      auc: this.#figure(weightedAuc(rows)),
      auc_in_churn_groups: this.#figure(this.#within(rows)),
      capture: GATED.map((gated) => ({ gated, captured: this.#figure(weightedCapture(rows, gated)) })),
      brier: rows.probabilities === null ? null : brierScore({ labels: rows.labels, scores: rows.probabilities }),
      reliability:
        rows.probabilities === null
          ? null
          : reliabilityBins({ labels: rows.labels, scores: rows.probabilities }, RELIABILITY_BINS),
    };
  }

  /** AUC of one model less that of another on the same resamples. */
  lead(rows: ModelScores, other: ModelScores): Figure {
    const [a, b] = [weightedAuc(rows), weightedAuc(other)];
    return this.#figure((weights) => difference(a(weights), b(weights)));
  }

  /** The statistic per resample, for means over projects. */
  replicates(rows: ModelScores, kind: 'auc' | 'auc_in_churn_groups'): (number | null)[] {
    const statistic = kind === 'auc' ? weightedAuc(rows) : this.#within(rows);
    return [statistic(null), ...this.#resamples.map((weights) => statistic(weights))];
  }

  #within(rows: ModelScores): WeightedStatistic {
    return weightedAucWithin(rows, { by: this.#churn, groups: GROUPS });
  }

  #figure(statistic: WeightedStatistic): Figure {
    return { ...bootstrapFigure(statistic, this.#resamples), n: this.#project.test.length };
  }
}

/** Mean over projects of what {@link Meter.replicates} returned, with its interval; `n` counts projects. */
export function meanFigure(perProject: readonly (readonly (number | null)[])[]): Figure {
  const means = (perProject[0] ?? []).map((_, index) => mean(perProject.map((values) => values[index] ?? null)));
  const [value = null, ...resampled] = means;
  return { value, ...percentileInterval(resampled.filter((each) => each !== null)), n: perProject.length };
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length || known.length === 0
    ? null
    : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}
