import { accept, type Result, reject } from '../../kernel/index.ts';
import { fitPlatt, offsetForBaseRate, type PlattScale } from '../../statistics/index.ts';
import { fitEnsemble, harmfulShare, type LabelledChange, OWN_FIT, REHEARSAL_BAGS, typicalOf } from './fit.ts';
import { type ModelPart, type RiskModel, riskLogOdds } from './model.ts';

/** Fewest labelled changes of a repository on which a refit is better than the shipped weights alone. */
export const REFIT_MINIMUM = 1_000;
/** Fewest changes of each outcome: below, the labels say too little. */
export const REFIT_OUTCOMES = 30;

/** Why no refit was made; the shipped model stays in use. */
export interface RefitRejection {
  readonly code: 'too-few-changes' | 'too-few-harmful' | 'too-few-harmless';
  readonly found: number;
  readonly needed: number;
}

/** The newest part of the changes, used to calibrate and never to grow the trees that are being calibrated. */
const CALIBRATION_SHARE = 0.25;

/**
 * Fits the model to the repository's own labelled changes (oldest first), blended with the shipped one. Calibrated
 * on the newest quarter by a model that was fitted on the rest; then fitted on everything. Deterministic.
 */
export function refit(
  changes: readonly LabelledChange[],
  shipped: RiskModel | null,
): Result<RiskModel, RefitRejection> {
  const harmful = changes.filter((change) => change.label === 1).length;
  const lacking = missing(changes.length, harmful);
  if (lacking !== null) return reject(lacking);
  const cut = Math.floor(changes.length * (1 - CALIBRATION_SHARE));
  const rehearsal = blended({ changes: changes.slice(0, cut), shipped, bags: REHEARSAL_BAGS });
  const calibration = calibrate(rehearsal, changes.slice(cut));
  return accept({
    origin: 'refit',
    parts: blended({ changes, shipped, bags: OWN_FIT.bags }),
    calibration,
    baseRate: harmfulShare(changes.slice(cut)),
    typical: typicalOf(changes),
    trainedOn: { changes: changes.length, harmful },
  });
}

/** The model with its calibration moved to a repository whose changes (scores in log-odds) go wrong at this rate. */
export function withBaseRate(model: RiskModel, logOdds: ArrayLike<number>, baseRate: number): RiskModel {
  const { slope } = model.calibration;
  return {
    ...model,
    baseRate,
    calibration: { slope, offset: offsetForBaseRate({ scores: logOdds, slope, baseRate }) },
  };
}

/** What the shipped model counts beside trees grown on `changes` own changes: about 1 at 800, towards 0.3 with many. */
export function priorWeight(changes: number): number {
  return 0.3 + 550 / Math.max(1, changes);
}

function blended(from: {
  readonly changes: readonly LabelledChange[];
  readonly shipped: RiskModel | null;
  readonly bags: number;
}): ModelPart[] {
  const weight = priorWeight(from.changes.length);
  const prior = (from.shipped?.parts ?? []).map((part) => ({ ...part, weight: part.weight * weight }));
  return [fitEnsemble([from.changes], { ...OWN_FIT, bags: from.bags }), ...prior];
}

function calibrate(parts: readonly ModelPart[], newest: readonly LabelledChange[]): PlattScale {
  const scores = newest.map(({ features }) => riskLogOdds({ parts }, features));
  return fitPlatt({ labels: newest.map(({ label }) => label), scores });
}

function missing(found: number, harmful: number): RefitRejection | null {
  if (found < REFIT_MINIMUM) return { code: 'too-few-changes', found, needed: REFIT_MINIMUM };
  if (harmful < REFIT_OUTCOMES) return { code: 'too-few-harmful', found: harmful, needed: REFIT_OUTCOMES };
  const harmless = found - harmful;
  if (harmless < REFIT_OUTCOMES) return { code: 'too-few-harmless', found: harmless, needed: REFIT_OUTCOMES };
  return null;
}
