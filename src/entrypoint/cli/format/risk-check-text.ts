import type { ModelFigure, ReplayReport } from '../../../contract/index.ts';
import { shareText } from './number.ts';
import { modelName, plural, thousands } from './wording.ts';

/** Heads what is said of the risk itself. */
export const RISK_CHECK_HEAD = 'Did the risk come true?';

/** What scored the changes, and how well that did beside the shipped weights; empty where no risk was computed. */
export function riskCheckSentences({ risk_check: check }: Pick<ReplayReport, 'risk_check'>): string[] {
  if (check.models.length === 0) return [];
  const uses = (['own', 'level', 'shipped'] as const).flatMap((use) => {
    const models = check.models.filter((model) => model.use === use);
    const changes = models.reduce((sum, model) => sum + model.changes, 0);
    if (changes === 0) return [];
    const times = use !== 'shipped' && models.length > 1 ? `, fitted at ${models.length} moments` : '';
    return [`${modelName(use)} for ${plural(changes, 'change')}${times}`];
  });
  const scored = `Scored by ${uses.join('; ')}. No model knew anything that came after the change.`;
  if (check.figures === null) {
    return [
      scored,
      `${plural(check.harmful, 'harmful change')} of ${thousands(check.changes)}: too few to tell whether it came true.`,
    ];
  }
  const { used, shipped } = check.figures;
  const alone = check.models.every(({ use }) => use === 'shipped');
  const beside = alone ? '' : `; the shipped weights alone ${figureText(shipped)}`;
  return [
    scored,
    `Of ${plural(check.changes, 'change')}, ${thousands(check.harmful)} harmful: ${figureText(used)}${beside}.`,
  ];
}

/** Changes that were predicted alike and what became of them, by rising prediction. */
export function reliabilityRows({ risk_check: check }: Pick<ReplayReport, 'risk_check'>): readonly {
  readonly said: string;
  readonly came: string;
  readonly changes: string;
}[] {
  return (check.figures?.used.reliability ?? []).map(({ n, predicted, observed, low, high }) => ({
    said: percent(predicted),
    came: `${percent(observed)} (${percent(low)} to ${percent(high)})`,
    changes: thousands(n),
  }));
}

/** Whether assistance made a difference among changes of like risk and time, or what is missing to tell. */
export function assistanceSentence({ assistance_harm: found }: Pick<ReplayReport, 'assistance_harm'>): string {
  const { ai, others, difference, minimum } = found;
  if (difference === null || difference.value === null || difference.low === null || difference.high === null) {
    return `Whether changes with evidence of AI need repair more often: not enough data (${thousands(ai.n)} such and ${thousands(others.n)} other changes old enough; it takes ${minimum.changes} of each and ${minimum.harmful} harmful).`;
  }
  const { value, low, high } = difference;
  const rates = `Needed repair: ${shareText(ai)} with evidence of AI, ${shareText(others)} of the others.`;
  const verdict = low <= 0 && high >= 0 ? 'which shows no difference' : value > 0 ? 'more often' : 'less often';
  return `${rates} Among changes of like risk and time ${points(value)} points (${points(low)} to ${points(high)}), ${verdict}; that need not be why, and it enters no score.`;
}

function figureText({ auc, brier }: ModelFigure): string {
  const range = auc.low === null || auc.high === null ? '' : ` (${auc.low.toFixed(2)}–${auc.high.toFixed(2)})`;
  return `${auc.value === null ? '' : `AUC ${auc.value.toFixed(2)}${range}, `}Brier ${brier.toFixed(3)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${(100 * Math.abs(difference)).toFixed(1)}`;
}
