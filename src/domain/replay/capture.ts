import {
  bootstrapFigure,
  type ScoredLabels,
  type WeightedStatistic,
  weightedAuc,
  weightedAucWithin,
  weightedCapture,
} from '../../statistics/index.ts';
import { type AucFigure, type Capture, type CountedShare, GATED_PERCENTS, type ReplayRow } from './model.ts';
import { resamplesOf } from './resample.ts';
import { isHarm, shareOf } from './tally.ts';

/** With fewer harmful changes a curve or a comparison says nothing that its interval does not take back. */
export const HARM_MINIMUM = 10;
/** Groups of changes of like size: fifths, as in docs/risk.md. */
const SIZE_GROUPS = 5;

/**
 * How much of the harm stands among the changes that rank highest, by risk and by size. Both are measured on the same
 * changes: old enough to be judged and of known rank; without any known risk those of known size. Rows oldest first.
 * Intervals are over blocks of time, since changes of one week resemble one another.
 */
export function captureOf(rows: readonly ReplayRow[]): Capture {
  const sized = rows.filter((row) => row.label.kind !== 'censored' && row.sizePercentile !== null);
  const ranked = sized.filter((row) => riskOf(row) !== null);
  const compared = ranked.length > 0 ? ranked : sized;
  const bySize = labelled(compared, (row) => row.sizePercentile);
  const byRisk = labelled(ranked, riskOf);
  const harm = compared.filter(isHarm).length;
  const resamples = harm < HARM_MINIMUM ? [] : resamplesOf(compared.length);
  return {
    harm,
    minimumHarm: HARM_MINIMUM,
    rows: (harm < HARM_MINIMUM ? [] : GATED_PERCENTS).map((gatedPercent) => ({
      gatedPercent,
      byRisk: caught(byRisk, { gatedPercent, resamples }),
      bySize: caught(bySize, { gatedPercent, resamples }),
    })),
    auc:
      harm < HARM_MINIMUM
        ? null
        : {
            risk: figureOf(byRisk, { of: weightedAuc, resamples }),
            size: figureOf(bySize, { of: weightedAuc, resamples }),
            riskAmongLikeSizes: figureOf(byRisk, {
              of: (rows) => weightedAucWithin(rows, { by: ranked.map(({ lines }) => lines ?? 0), groups: SIZE_GROUPS }),
              resamples,
            }),
          },
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

interface Over {
  readonly resamples: readonly Float64Array[];
}

/** A tie at the edge counts in part, so the count may be an expected value. */
function caught(
  rows: ScoredLabels,
  { gatedPercent, resamples }: Over & { readonly gatedPercent: number },
): CountedShare {
  const harm = Array.from(rows.labels).filter((label) => label === 1).length;
  if (harm === 0) return shareOf(0, 0);
  const { value, low, high } = bootstrapFigure(weightedCapture(rows, gatedPercent / 100), resamples);
  return { ...shareOf(Math.min(harm, (value ?? 0) * harm), harm), low, high };
}

function figureOf(
  rows: ScoredLabels,
  { of, resamples }: Over & { readonly of: (rows: ScoredLabels) => WeightedStatistic },
): AucFigure {
  const n = rows.labels.length;
  return n === 0 ? { value: null, low: null, high: null, n } : { ...bootstrapFigure(of(rows), resamples), n };
}
