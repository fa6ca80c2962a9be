import type { Explanation } from '../contract/index.ts';
import { explainRules, type JudgedProposal, type RuleExplanation } from '../control/index.ts';
import { Fault, printable } from '../kernel/index.ts';
import { isoOf } from './decision-document.ts';

/**
 * Explains one rule (by id or blocker code) or, with `null`, every rule that matched or could not be evaluated. A code that
 * no rule has is a Fault that names the rules there are.
 */
export function explanationsOf(judged: JudgedProposal, code: string | null): readonly Explanation[] {
  const all = explainRules(judged);
  const id = code === null ? null : (code.split('/')[0] ?? code);
  const wanted =
    id === null ? all.filter(({ outcome }) => outcome !== 'not-matched') : all.filter(({ rule }) => rule.id === id);
  if (id !== null && wanted.length === 0) {
    throw new Fault({
      kind: 'usage',
      code: 'unknown-rule',
      message: `no rule is called ${printable(id)}`,
      fix: `The rules of ${judged.rulebook.configuration.source} are: ${all.map(({ rule }) => rule.id).join(', ')}.`,
    });
  }
  return wanted.map((each) => explanationOf(judged, each));
}

function explanationOf({ assessment }: JudgedProposal, each: RuleExplanation): Explanation {
  const { rule } = each;
  const blockers = assessment.decision.blockers.filter((blocker) => blocker.rule === rule.id);
  return {
    schema: 'firebreak.explanation/v1',
    rule: {
      id: rule.id,
      when: rule.when,
      because: printable(rule.because),
      mode: rule.mode,
      effect: each.effect,
      origin: `${rule.origin.file}:${rule.origin.line}`,
      profile: rule.profile,
      expires_at: isoOf(rule.expires),
    },
    change: { id: printable(assessment.change.id), title: printable(assessment.change.title) },
    outcome: each.outcome,
    parts: each.parts.map(({ text, truth }) => ({ text, value: truth })),
    facts: each.facts.map(({ name, value }) => ({ name, value: printable(value) })),
    who_can_clear: [...new Set(blockers.flatMap((blocker) => blocker.whoCanClear.map(({ name }) => printable(name))))],
    how: blockers.map((blocker) => printable(blocker.how)),
    would_change: each.wouldChange.map(printable),
  };
}
