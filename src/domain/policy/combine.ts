import { assertNever } from '../../kernel/index.ts';
import type { RuleOutcome } from './evaluate.ts';
import { RULE_MODES, type RuleMode } from './model.ts';

/** What rules do together: refuse, hold, or nothing. */
export type CombinedEffect = 'allow' | 'hold' | 'block';

/** What the outcomes of all rules together say, counting only rules whose mode is in `counted`. */
export function combine(outcomes: readonly RuleOutcome[], counted: readonly RuleMode[]): CombinedEffect {
  const effects = outcomes.filter(({ rule }) => counted.includes(rule.mode)).map(effectOf);
  if (effects.includes('block')) return 'block';
  return effects.includes('hold') ? 'hold' : 'allow';
}

/** What one outcome does where its rule is enforced; a rule that cannot be evaluated holds. */
export function effectOf(outcome: RuleOutcome): CombinedEffect {
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
