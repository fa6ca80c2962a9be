import type { Instant } from '../../kernel/index.ts';
import type { FactValues } from './fact.ts';

/** What a case expects of one rule. */
export type ExpectedOutcome =
  | 'not-matched'
  | 'matched'
  | 'satisfied'
  | 'unsatisfied'
  | 'unevaluable'
  | 'expired'
  | 'not-started';

/** One example with what the policy must say of it. */
export interface PolicyTestCase {
  readonly name: string;
  /** Facts that are left out are unknown. */
  readonly facts: { readonly [Group in keyof FactValues]?: FactValues[Group] };
  readonly now: Instant | null;
  /** What must come out with every rule enforced; `null` = not checked. */
  readonly decision: 'allow' | 'hold' | 'block' | null;
  /** By rule id; rules that are not named are not checked. `matched` = satisfied or unsatisfied. */
  readonly rules: Readonly<Record<string, ExpectedOutcome>>;
}
