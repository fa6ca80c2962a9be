import { bootstrapFigure, type ScoredLabels, weightedAuc, weightedCapture } from '../../statistics/index.ts';
import { type AucFigure, type Capture, GATED_PERCENTS, type ReplayRow } from './model.ts';
import { resamplesOf } from './resample.ts';
import { isHarm, shareOf } from './tally.ts';

/** With fewer harmful changes a curve or a comparison says nothing that its interval does not take back. */
export const HARM_MINIMUM = 10;

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
    minimumHarm: HARM_MINIMUM,
    rows: (harm < HARM_MINIMUM ? [] : GATED_PERCENTS).map((gatedPercent) => ({
      gatedPercent,
      byRisk: caught(byRisk, gatedPercent),
      bySize: caught(bySize, gatedPercent),
    })),
    auc: harm < HARM_MINIMUM ? null : aucsOf({ byRisk, bySize }),
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

function aucsOf(rows: { readonly byRisk: ScoredLabels; readonly bySize: ScoredLabels }): Capture['auc'] {
  const resamples = resamplesOf(rows.bySize.labels.length);
  return { risk: aucFigure(rows.byRisk, resamples), size: aucFigure(rows.bySize, resamples) };
}

function aucFigure(rows: ScoredLabels, resamples: readonly Float64Array[]): AucFigure {
  const n = rows.labels.length;
  return n === 0 ? { value: null, low: null, high: null, n } : { ...bootstrapFigure(weightedAuc(rows), resamples), n };
}
