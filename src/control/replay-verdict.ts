import { askedOf, type Decision } from '../domain/gate/index.ts';
import type { HoldingRule, ReplayVerdict } from '../domain/replay/index.ts';

/** What a decision means for a landed change, every rule enforced; a landed change has no sign-offs. */
export function replayVerdictOf(decision: Decision): ReplayVerdict {
  return {
    decision: decision.wouldDecide,
    matched: decision.outcomes
      .filter((outcome) => outcome.kind === 'satisfied' || outcome.kind === 'unsatisfied')
      .map((outcome) => outcome.rule.id),
    holding: decision.outcomes.flatMap((outcome) =>
      outcome.kind === 'unsatisfied' ? holdingOf(outcome, decision.seniorMinutesByRule) : [],
    ),
    unevaluable: decision.unevaluable.map((rule) => rule.rule),
    reviewMinutes: decision.review.minutes,
    seniorMinutes: decision.wouldSeniorMinutes,
  };
}

type Unsatisfied = Extract<Decision['outcomes'][number], { readonly kind: 'unsatisfied' }>;

function holdingOf({ rule, missing }: Unsatisfied, minutes: Decision['seniorMinutesByRule']): HoldingRule {
  return {
    rule: rule.id,
    effect: missing.some(({ kind }) => kind === 'block') ? 'block' : 'hold',
    seniorMinutes: minutes[rule.id] ?? 0,
    waits: missing.some(({ kind }) => kind === 'signoffs' || kind === 'two-person'),
    asks: [...new Set(missing.map(askedOf))].sort(),
  };
}
