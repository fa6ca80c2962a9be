import {
  blockWeights,
  bootstrapFigure,
  type ScoredLabels,
  weightedAuc,
  weightedCapture,
} from '../../statistics/index.ts';
import { type AucFigure, type Capture, GATED_PERCENTS, type ReplayRow } from './model.ts';
import { isHarm, shareOf } from './tally.ts';

/** With fewer harmful changes an area under a curve says nothing that its interval does not take back. */
export const AUC_MINIMUM = 10;

/**
 * How much of the harm stands among the changes that rank highest, by risk and by size. Both are measured on the same
 * changes: old enough to be judged and of known rank; without any known risk those of known size. Rows oldest first.
 */
export function captureOf(rows: readonly ReplayRow[]): Capture {
  const sized = rows.filter((row) => row.label.kind !== 'censored' && row.sizePercentile !== null);
  const ranked = sized.filter((row) => riskOf(row) !== null);
  const compared = ranked.length > 0 ? ranked : sized;
  const bySize = labelled(compared, (row) => row.sizePercentile);
  const byRisk = labelled(ranked, riskOf);
  const harm = compared.filter(isHarm).length;
  return {
    harm,
    rows: GATED_PERCENTS.map((gatedPercent) => ({
      gatedPercent,
      byRisk: caught(byRisk, gatedPercent),
      bySize: caught(bySize, gatedPercent),
    })),
    auc: harm < AUC_MINIMUM ? null : aucsOf({ byRisk, bySize }),
  };
}

function riskOf(row: ReplayRow): number | null {
  return row.risk?.percentile ?? null;
}

function labelled(rows: readonly ReplayRow[], score: (row: ReplayRow) => number | null): ScoredLabels {
  return {
    labels: Uint8Array.from(rows, (row) => (isHarm(row) ? 1 : 0)),
    scores: Float64Array.from(rows, (row) => score(row) ?? 0),
  };
}

/** A tie at the edge counts in part, so the count may be an expected value. */
function caught(rows: ScoredLabels, gatedPercent: number): ReturnType<typeof shareOf> {
  const harm = Array.from(rows.labels).filter((label) => label === 1).length;
  const part = weightedCapture(rows, gatedPercent / 100)(null) ?? 0;
  return shareOf(Math.min(harm, part * harm), harm);
}

/** Neighbours in time resemble one another; forty blocks of a year are about nine days each. */
const BLOCKS = 40;
/** Enough for two decimals of an interval. */
const REPLICATES = 200;
/** Row weights of all replicates together: keeps ten thousand changes under a fifth of a second. */
const WEIGHTS_LIMIT = 1_000_000;
/** A long history has narrow intervals, for which fewer replicates do. */
const LEAST_REPLICATES = 60;
const SEED = 20_210;

function aucsOf(rows: { readonly byRisk: ScoredLabels; readonly bySize: ScoredLabels }): Capture['auc'] {
  const resamples = resamplesOf(rows.bySize.labels.length);
  return { risk: aucFigure(rows.byRisk, resamples), size: aucFigure(rows.bySize, resamples) };
}

/** Resamples that every figure over `n` changes shares, so that risk and size meet the same luck. */
function resamplesOf(n: number): readonly Float64Array[] {
  const replicates = Math.max(LEAST_REPLICATES, Math.min(REPLICATES, Math.floor(WEIGHTS_LIMIT / Math.max(1, n))));
  return blockWeights({ rows: n, blocks: BLOCKS, replicates, seed: SEED });
}

function aucFigure(rows: ScoredLabels, resamples: readonly Float64Array[]): AucFigure {
  const n = rows.labels.length;
  return n === 0 ? { value: null, low: null, high: null, n } : { ...bootstrapFigure(weightedAuc(rows), resamples), n };
}
