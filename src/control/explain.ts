import { describeRequirement } from '../domain/gate/index.ts';
import {
  type ExplainedPart,
  explainCondition,
  type Rule,
  type RuleOutcome,
  type Truth,
} from '../domain/policy/index.ts';
import type { JudgedProposal } from './proposal.ts';

/** One rule on one change, taken apart. */
export interface RuleExplanation {
  readonly rule: Rule;
  readonly outcome: RuleOutcome['kind'];
  /** What it asks for, one line. */
  readonly effect: string;
  /** The smallest tests of the condition with their truth, in reading order. */
  readonly parts: readonly { readonly text: string; readonly truth: Truth }[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly wouldChange: readonly string[];
}

/** Explains every rule of the policy on the judged change, in the order of outcomes; empty where the policy is unusable. */
export function explainRules({ assessment, rulebook }: JudgedProposal): readonly RuleExplanation[] {
  if (!rulebook.policy.ok) return [];
  const { rules } = rulebook.policy.value;
  return assessment.decision.outcomes.flatMap((outcome, index) => {
    const compiled = rules[index];
    if (compiled === undefined) return [];
    const { root, flips } = explainCondition(compiled.condition, assessment.facts);
    const leaves = leavesOf(root);
    return [
      {
        rule: outcome.rule,
        outcome: outcome.kind,
        effect: effectText(outcome.rule),
        parts: leaves.map(({ text, truth }) => ({ text, truth })),
        facts: factsOf(leaves, assessment.facts.unknown),
        wouldChange: flips.map((flip) => flip.otherwise),
      },
    ];
  });
}

function leavesOf(part: ExplainedPart): readonly ExplainedPart[] {
  return part.kind === 'leaf' ? [part] : part.parts.flatMap(leavesOf);
}

function factsOf(leaves: readonly ExplainedPart[], unknown: Readonly<Record<string, string>>) {
  const facts = new Map(
    leaves.flatMap((leaf) =>
      leaf.facts.map(
        ({ name, value }) => [name, value ?? `unknown: ${unknown[name] ?? 'nobody supplied it'}`] as const,
      ),
    ),
  );
  return [...facts].map(([name, value]) => ({ name, value }));
}

function effectText({ effect }: Rule): string {
  if (effect.kind !== 'require') return effect.kind === 'block' ? 'nothing: it refuses' : 'another change of the facts';
  const asks = effect.signoffs.map(describeRequirement);
  if (effect.twoPerson) asks.push('two distinct humans');
  return [...asks, ...effect.evidence.map((kind) => kind.replace('-', ' '))].join('; ');
}
