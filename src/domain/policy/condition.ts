import { EvaluationError, ParseError, type ParseResult } from '@marcbachmann/cel-js';
import { accept, type Result, reject } from '../../kernel/index.ts';
import { CONDITION_ENVIRONMENT, type ConditionContext, MAX_CONDITION_LENGTH } from './condition-environment.ts';
import { type ConditionPart, takeApart } from './condition-part.ts';
import { summariseTree, type TreeProblem, type TreeSummary } from './condition-tree.ts';

/** Why a condition cannot be used. */
export interface ConditionProblem {
  readonly code: TreeProblem['code'] | 'syntax' | 'type' | 'too-long';
  readonly message: string;
  readonly suggestion: string | null;
  /** Offset in the condition's text. */
  readonly offset: number;
}

/** A condition that has been parsed and type-checked. */
export interface Condition {
  readonly text: string;
  readonly mentions: Omit<TreeSummary, 'problems'>;
  readonly parts: ConditionPart;
  readonly program: ParseResult;
}

/** What a condition says of facts; `unevaluable` carries the unknown facts it mentions, or an error's text. */
export type ConditionResult =
  | { readonly kind: 'matched' }
  | { readonly kind: 'not-matched' }
  | {
      readonly kind: 'unevaluable';
      /** Names of the facts it mentions that are unknown; sorted, empty where an error is the reason. */
      readonly missing: readonly string[];
      /** What went wrong beside unknown facts; `null` where nothing did. */
      readonly error: string | null;
    };

/** Parses and type-checks a condition; rejects with every problem found, at least one. */
export function compileCondition(text: string): Result<Condition, readonly ConditionProblem[]> {
  if (text.length > MAX_CONDITION_LENGTH) {
    const message = `the condition is longer than ${MAX_CONDITION_LENGTH} characters; split it into several rules`;
    return reject([{ code: 'too-long', message, suggestion: null, offset: 0 }]);
  }
  try {
    const program = CONDITION_ENVIRONMENT.parse(text);
    const { problems, ...mentions } = summariseTree(program.ast);
    if (problems.length > 0) return reject(problems);
    const wrong = typeProblem(program);
    if (wrong !== null) return reject([wrong]);
    return accept({ text, mentions, parts: takeApart(text, program.ast), program });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return reject([{ code: 'syntax', message: error.summary, suggestion: null, offset: error.range?.start ?? 0 }]);
  }
}

/**
 * Evaluates with three-valued logic: `false && unknown` is no match, `true && unknown` is unevaluable. Any error other
 * than an unknown fact is unevaluable too, never "no match".
 */
export function evaluateCondition(condition: Condition, context: ConditionContext): ConditionResult {
  try {
    return condition.program(context) === true ? { kind: 'matched' } : { kind: 'not-matched' };
  } catch (error) {
    const missing = condition.mentions.facts.filter((name) => isUnknown(name, context));
    const unknown = error instanceof EvaluationError && error.code === 'no_such_key' && missing.length > 0;
    return { kind: 'unevaluable', missing, error: unknown ? null : summaryOf(error) };
  }
}

function typeProblem(program: ParseResult): ConditionProblem | null {
  const checked = program.check();
  if (checked.valid && checked.type === 'bool') return null;
  if (checked.valid) {
    const message = `a condition must be true or false, this is ${checked.type ?? 'something else'}`;
    return { code: 'type', message, suggestion: null, offset: 0 };
  }
  const { error } = checked;
  return { code: 'type', message: error?.summary ?? 'ill-typed', suggestion: null, offset: error?.range?.start ?? 0 };
}

function isUnknown(name: string, context: ConditionContext): boolean {
  const [group = '', member = ''] = name.split('.');
  return context[group]?.[member] === undefined;
}

function summaryOf(error: unknown): string {
  if (error instanceof EvaluationError) return error.summary;
  return error instanceof Error ? error.message : String(error);
}
