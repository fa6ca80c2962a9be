import {
  type BootstrapFigure,
  blockWeights,
  bootstrapFigure,
  brierScore,
  reliabilityBins,
  type ScoredLabels,
  type WeightedStatistic,
  weightedAuc,
  wilson,
} from '../../statistics/index.ts';
import type { Features } from './feature.ts';
import { type RiskModel, riskProbability } from './model.ts';

/** One change with what each contender said of it before it landed. */
export interface TrialRow {
  readonly label: 0 | 1;
  /** Which models said it: scores of one moment are ranked among themselves only. */
  readonly moment: number;
  readonly shipped: number;
  readonly level: number;
  /** `null` = there were no trees of the repository's own yet. */
  readonly own: { readonly model: RiskModel; readonly features: Features } | null;
}

/** How good one contender's probabilities were. */
export interface TrialFigure {
  /** 0..1, 0.5 = chance, with its 95 % interval over time blocks. */
  readonly auc: BootstrapFigure;
  /** Mean squared error of the probability; 0 is perfect. */
  readonly brier: number;
  /** By rising prediction, of equal size. */
  readonly bins: readonly TrialBin[];
}

/** Changes that were predicted alike, and what became of them. */
export interface TrialBin {
  readonly n: number;
  /** Mean predicted probability. */
  readonly predicted: number;
  /** Share that proved harmful, with its 95 % Wilson interval. */
  readonly observed: number;
  readonly low: number;
  readonly high: number;
}

/** Contenders on the same changes, none of which they had seen. */
export interface Trial {
  readonly changes: number;
  readonly harmful: number;
  readonly shipped: TrialFigure;
  readonly level: TrialFigure;
  /** `null` = no trees of the repository's own were there to try. */
  readonly own: TrialFigure | null;
}

/** Newest changes that decide: what was long ago must not outvote what is. */
const TRIAL_WINDOW = 2_000;
/** Fewest harmful changes: with fewer the better contender is a matter of luck. */
const TRIAL_HARMFUL = 20;
const BINS = 5;
const BLOCKS = 40;
const REPLICATES = 200;
const SEED = 20_261;

/**
 * Measures the contenders on the newest changes (given oldest first): on those that trees of the repository's own have
 * scored where these hold enough harm, else on all. `null` where even these hold too little.
 */
export function tryModels(rows: readonly TrialRow[]): Trial | null {
  const withOwn = rows.filter(({ own }) => own !== null).slice(-TRIAL_WINDOW);
  const owns = isEnough(withOwn);
  const used = owns ? withOwn : rows.slice(-TRIAL_WINDOW);
  if (!isEnough(used)) return null;
  const resamples = blockWeights({ rows: used.length, blocks: BLOCKS, replicates: REPLICATES, seed: SEED });
  const figure = (score: (row: TrialRow) => number): TrialFigure => figureOf(used, { score, resamples });
  return {
    changes: used.length,
    harmful: harmfulOf(used),
    shipped: figure(({ shipped }) => shipped),
    level: figure(({ level }) => level),
    own: owns ? figure(({ own }) => (own === null ? 0 : riskProbability(own.model, own.features))) : null,
  };
}

/** Probabilities of one contender against outcomes: rank, error, and whether they come true. Rows oldest first. */
export function figureOf<Row extends Pick<TrialRow, 'label' | 'moment'>>(
  rows: readonly Row[],
  given: { readonly score: (row: Row) => number; readonly resamples: readonly Float64Array[] },
): TrialFigure {
  const scored: ScoredLabels = {
    labels: Uint8Array.from(rows, ({ label }) => label),
    scores: Float64Array.from(rows, given.score),
  };
  return {
    auc: bootstrapFigure(aucWithinMoments(rows, scored), given.resamples),
    brier: brierScore(scored),
    bins: reliabilityBins(scored, BINS).map(({ n, predicted, observed }) => {
      const { low, high } = wilson(Math.round(observed * n), n);
      return { n, predicted, observed, low: low ?? 0, high: high ?? 1 };
    }),
  };
}

/**
 * The chance that of a harmful and a harmless change of the same moment the harmful one scored higher: models of different
 * moments say different levels, which is no merit or fault of their order.
 */
function aucWithinMoments(rows: readonly Pick<TrialRow, 'moment'>[], scored: ScoredLabels): WeightedStatistic {
  const members = new Map<number, number[]>();
  rows.forEach(({ moment }, row) => {
    const known = members.get(moment);
    if (known === undefined) members.set(moment, [row]);
    else known.push(row);
  });
  const groups = [...members.values()].map((indexes) => {
    const labels = Uint8Array.from(indexes, (row) => scored.labels[row] ?? 0);
    return { indexes, labels, auc: weightedAuc({ labels, scores: indexes.map((row) => scored.scores[row] ?? 0) }) };
  });
  return (weights) => {
    let wins = 0;
    let pairs = 0;
    for (const { indexes, labels, auc } of groups) {
      const own = weights === null ? null : Float64Array.from(indexes, (row) => weights[row] ?? 0);
      const value = auc(own);
      if (value === null) continue;
      const mass = [0, 0];
      labels.forEach((label, at) => {
        mass[label] = (mass[label] ?? 0) + (own?.[at] ?? 1);
      });
      const count = (mass[0] ?? 0) * (mass[1] ?? 0);
      wins += value * count;
      pairs += count;
    }
    return pairs > 0 ? wins / pairs : null;
  };
}

function isEnough(rows: readonly TrialRow[]): boolean {
  const harmful = harmfulOf(rows);
  return harmful >= TRIAL_HARMFUL && rows.length - harmful >= TRIAL_HARMFUL;
}

function harmfulOf(rows: readonly TrialRow[]): number {
  return rows.filter(({ label }) => label === 1).length;
}
