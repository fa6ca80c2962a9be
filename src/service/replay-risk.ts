import type { ReplayReport } from '../contract/index.ts';
import { ASSISTANCE_MINIMUM, type ReplayRisk } from '../control/index.ts';
import { figureDocumentOf } from './risk-training.ts';

/** The contract's two paragraphs on risk: whether it came true, and whether assistance made a difference. */
export function replayRiskDocumentOf({
  check,
  assistance,
}: ReplayRisk): Pick<ReplayReport, 'risk_check' | 'assistance_harm'> {
  const { models, changes, harmful, figures } = check;
  return {
    risk_check: {
      models: models.map(({ use, asOf, changes: count }) => ({ use, as_of: asOf, changes: count })),
      changes,
      harmful,
      figures:
        figures === null ? null : { used: figureDocumentOf(figures.used), shipped: figureDocumentOf(figures.shipped) },
    },
    assistance_harm: { ...assistance, minimum: { ...ASSISTANCE_MINIMUM } },
  };
}

/** The last landed change that the model of a score knew; `null` = the weights as shipped, or no score. */
export function asOf(scored: ReplayRisk['scored'][number]): string | null {
  return scored === null || scored.use === 'shipped' ? null : (scored.asOf?.commit ?? null);
}
