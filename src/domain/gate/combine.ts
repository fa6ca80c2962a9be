import { assertNever } from '../../kernel/index.ts';
import { RULE_MODES, type RuleMode, type RuleOutcome } from '../policy/index.ts';
import type { DecisionValue } from './model.ts';

/** What the outcomes of all rules together say, counting only rules whose mode is in `counted`. */
export function combine(outcomes: readonly RuleOutcome[], counted: readonly RuleMode[]): 'allow' | 'hold' | 'block' {
  const effects = outcomes.filter(({ rule }) => counted.includes(rule.mode)).map(effectOf);
  if (effects.includes('block')) return 'block';
  return effects.includes('hold') ? 'hold' : 'allow';
}

/** What one outcome does where its rule is enforced; a rule that cannot be evaluated holds. */
export function effectOf(outcome: RuleOutcome): 'allow' | 'hold' | 'block' {
  switch (outcome.kind) {
    case 'unsatisfied':
      return outcome.missing.some((missing) => missing.kind === 'block') ? 'block' : 'hold';
    case 'unevaluable':
      return 'hold';
    case 'not-matched':
    case 'satisfied':
    case 'expired':
    case 'not-started':
      return 'allow';
    default:
      return assertNever(outcome);
  }
}

/** The strongest mode of any rule in force; `shadow` where there is none. */
export function strongestMode(outcomes: readonly RuleOutcome[]): RuleMode {
  const inForce = outcomes.filter(({ kind }) => kind !== 'expired' && kind !== 'not-started');
  const strongest = Math.max(0, ...inForce.map(({ rule }) => RULE_MODES.indexOf(rule.mode)));
  return RULE_MODES[strongest] ?? 'shadow';
}

/** What a decision is once the policy itself could be used. */
export type UsableDecision = Exclude<DecisionValue, 'unknown'>;
