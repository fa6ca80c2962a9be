import { assertNever } from '../../kernel/index.ts';
import type { Condition } from './condition.ts';
import { conditionContext, factValue, showFact } from './condition-context.ts';
import type { ConditionContext } from './condition-environment.ts';
import {
  type ConditionLeaf,
  type ConditionPart,
  leavesOf,
  negated,
  type Truth,
  truthOf,
  truthWith,
} from './condition-part.ts';
import type { Facts } from './fact.ts';

/** A condition with the truth of each of its parts. */
export interface ExplainedPart {
  readonly kind: ConditionPart['kind'];
  readonly text: string;
  readonly truth: Truth;
  /** Facts that a leaf mentions; `null` value = unknown. Empty for other kinds. */
  readonly facts: readonly { readonly name: string; readonly value: string | null }[];
  readonly parts: readonly ExplainedPart[];
}

/** One test that alone, were it otherwise, would turn the whole condition round. */
export interface ConditionFlip {
  readonly text: string;
  /** What would have to hold instead, as a condition. */
  readonly otherwise: string;
  readonly facts: readonly string[];
}

/** Why a condition is what it is, and what would change it. */
export interface ConditionExplanation {
  readonly truth: Truth;
  readonly root: ExplainedPart;
  /** In reading order; empty where no single test decides. */
  readonly flips: readonly ConditionFlip[];
}

/** Explains a condition over facts. */
export function explainCondition(condition: Condition, facts: Facts): ConditionExplanation {
  const context = conditionContext(facts);
  const root = explainPart(condition.parts, { context, facts });
  const flips =
    root.truth === 'unknown' ? [] : leavesOf(condition.parts).filter((leaf) => flipsWhole(leaf, condition, context));
  return {
    truth: root.truth,
    root,
    flips: flips.map((leaf) => ({
      text: leaf.text,
      facts: leaf.facts,
      otherwise: otherwise(leaf, truthOf(leaf, context)),
    })),
  };
}

function explainPart(
  part: ConditionPart,
  given: { readonly context: ConditionContext; readonly facts: Facts },
): ExplainedPart {
  const truth = truthOf(part, given.context);
  const base = { kind: part.kind, text: part.text, truth };
  switch (part.kind) {
    case 'leaf':
      return { ...base, facts: part.facts.map((name) => ({ name, value: shown(name, given.facts) })), parts: [] };
    case 'not':
      return { ...base, facts: [], parts: [explainPart(part.part, given)] };
    case 'all':
    case 'any':
      return { ...base, facts: [], parts: part.parts.map((each) => explainPart(each, given)) };
    default:
      return assertNever(part);
  }
}

function shown(name: string, facts: Facts): string | null {
  const value = factValue(facts.values, name);
  return value === undefined ? null : showFact(value);
}

function flipsWhole(leaf: ConditionLeaf, condition: Condition, context: ConditionContext): boolean {
  const now = truthOf(leaf, context);
  const whole = truthOf(condition.parts, context);
  const turned = truthWith(condition.parts, (each) => (each === leaf ? negated(now) : truthOf(each, context)));
  return now !== 'unknown' && turned === negated(whole);
}

const OPPOSITE: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** The leaf's negation when it is true, the leaf itself when it is false: what would have to hold instead. */
function otherwise(leaf: ConditionLeaf, truth: Truth): string {
  if (truth === 'false') return leaf.text;
  const { op } = leaf.program.ast;
  const opposite = OPPOSITE[op];
  if (opposite === undefined) return `!(${leaf.text})`;
  const [left, right] = leaf.program.ast.args as readonly [
    { range: { start: number; end: number } },
    { range: { start: number; end: number } },
  ];
  const slice = (range: { start: number; end: number }): string => leaf.text.slice(range.start, range.end);
  return `${slice(left.range)} ${opposite} ${slice(right.range)}`;
}
