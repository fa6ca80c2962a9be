import { assertNever, type Instant } from '../../kernel/index.ts';
import { type JudgedSignoff, type ReviewContext, type SignoffRequirement, satisfy } from '../review/index.ts';
import type { CompiledPolicy, CompiledRule } from './compile.ts';
import { type Condition, evaluateCondition } from './condition.ts';
import { conditionContext, factValue, showFact } from './condition-context.ts';
import type { ConditionContext } from './condition-environment.ts';
import { decidingLeaves } from './condition-part.ts';
import type { Facts } from './fact.ts';
import type { EvidenceKind, Rule } from './model.ts';

/** Something that a matching rule still lacks. */
export type MissingRequirement =
  | { readonly kind: 'signoffs'; readonly requirement: SignoffRequirement; readonly have: number }
  | { readonly kind: 'two-person'; readonly have: number }
  /** `unknown`: whether it is there cannot be told, which is not "there". */
  | {
      readonly kind: 'evidence';
      readonly evidence: EvidenceKind;
      readonly state: 'absent' | 'unknown';
      readonly why: string | null;
    }
  /** Only another change of the facts clears these two. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'block' };

/** A fact by name with its value as text. */
export interface ShownFact {
  readonly name: string;
  readonly value: string;
}

/** A fact that is unknown, with why and what would make it known. */
export interface UnknownFact {
  readonly fact: string;
  readonly why: string;
}

/** What one rule says of the facts. */
export type RuleOutcome = { readonly rule: Rule } & (
  | { readonly kind: 'not-matched' }
  | { readonly kind: 'satisfied'; readonly facts: readonly ShownFact[] }
  /** `missing` is never empty. */
  | {
      readonly kind: 'unsatisfied';
      readonly facts: readonly ShownFact[];
      readonly missing: readonly MissingRequirement[];
    }
  /** `missing` is empty where `error` is the reason. */
  | { readonly kind: 'unevaluable'; readonly missing: readonly UnknownFact[]; readonly error: string | null }
  | { readonly kind: 'expired'; readonly ended: Instant }
  | { readonly kind: 'not-started'; readonly starts: Instant }
);

/** What all rules say, sorted by rule id. */
export interface PolicyVerdict {
  readonly outcomes: readonly RuleOutcome[];
}

/** Evaluates every rule on its own; no rule sees another. */
export function evaluatePolicy(given: {
  readonly policy: CompiledPolicy;
  readonly facts: Facts;
  readonly signoffs: readonly JudgedSignoff[];
  readonly review: ReviewContext;
  readonly now: Instant;
}): PolicyVerdict {
  const context = conditionContext(given.facts);
  return { outcomes: given.policy.rules.map((rule) => evaluateRule(rule, { ...given, context })) };
}

interface Given {
  readonly facts: Facts;
  readonly context: ConditionContext;
  readonly signoffs: readonly JudgedSignoff[];
  readonly review: ReviewContext;
  readonly now: Instant;
}

function evaluateRule(compiled: CompiledRule, given: Given): RuleOutcome {
  const { rule, condition, starts, ends } = compiled;
  if (ends !== null && ends <= given.now) return { rule, kind: 'expired', ended: ends };
  if (starts !== null && starts > given.now) return { rule, kind: 'not-started', starts };
  const result = evaluateCondition(condition, given.context);
  switch (result.kind) {
    case 'not-matched':
      return { rule, kind: 'not-matched' };
    case 'unevaluable':
      return { rule, kind: 'unevaluable', missing: unknownFacts(result.missing, given.facts), error: result.error };
    case 'matched': {
      const facts = decidingFacts(condition, given);
      const missing = missingOf(rule, given);
      return missing.length === 0 ? { rule, kind: 'satisfied', facts } : { rule, kind: 'unsatisfied', facts, missing };
    }
    default:
      return assertNever(result);
  }
}

function unknownFacts(names: readonly string[], facts: Facts): readonly UnknownFact[] {
  return names.map((fact) => ({ fact, why: whyUnknown(fact, facts) }));
}

function whyUnknown(fact: string, facts: Facts): string {
  return Object.hasOwn(facts.unknown, fact) ? (facts.unknown[fact] ?? '') : 'nobody supplied it';
}

/** Which changes a sum is over: named wherever a fact of the sum decides. */
const COMPANIONS = { group: 'companions.', names: 'companions.changes' };

/** The facts in the tests that make the condition true; sorted, unique. */
function decidingFacts(condition: Condition, given: Given): readonly ShownFact[] {
  const names = new Set(decidingLeaves(condition.parts, given.context).flatMap((leaf) => leaf.facts));
  const isSum = [...names].some((name) => name.startsWith(COMPANIONS.group));
  if (isSum && given.facts.values.companions.changes?.length) names.add(COMPANIONS.names);
  return [...names].sort().flatMap((name) => {
    const value = factValue(given.facts.values, name);
    return value === undefined ? [] : [{ name, value: showFact(value) }];
  });
}

function missingOf(rule: Rule, given: Given): readonly MissingRequirement[] {
  const { effect } = rule;
  if (effect.kind !== 'require') return [{ kind: effect.kind }];
  const state = satisfy({ requirements: effect.signoffs, twoPerson: effect.twoPerson }, given.signoffs, given.review);
  const missing: MissingRequirement[] = state.requirements
    .filter((each) => !each.satisfied)
    .map(({ requirement, have }) => ({ kind: 'signoffs', requirement, have }));
  if (state.twoPerson !== null && !state.twoPerson.satisfied) {
    missing.push({ kind: 'two-person', have: state.twoPerson.have });
  }
  for (const evidence of effect.evidence) {
    const found = evidenceState(evidence, given.facts);
    if (found.state !== 'present') missing.push({ kind: 'evidence', evidence, state: found.state, why: found.why });
  }
  return missing;
}

/** The fact behind each kind of evidence. */
export const EVIDENCE_FACT: Readonly<Record<EvidenceKind, string>> = {
  'test-change': 'change.test_changed',
  ticket: 'evidence.tickets',
  'rollout-plan': 'evidence.rollout_plan',
  'rollback-plan': 'evidence.rollback_plan',
};

function evidenceState(
  kind: EvidenceKind,
  facts: Facts,
): { readonly state: 'present' | 'absent' | 'unknown'; readonly why: string | null } {
  const fact = EVIDENCE_FACT[kind];
  const value = factValue(facts.values, fact);
  if (value === undefined) return { state: 'unknown', why: whyUnknown(fact, facts) };
  const present = Array.isArray(value) ? value.length > 0 : value === true;
  return { state: present ? 'present' : 'absent', why: null };
}
