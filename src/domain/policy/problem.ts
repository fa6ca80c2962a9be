import type { ConfigurationProblem } from './configuration.ts';
import type { Rule } from './model.ts';

/** Everything that can be wrong with a policy. */
export type PolicyProblemCode =
  | 'syntax'
  | 'type'
  | 'too-long'
  | 'unknown-fact'
  | 'unknown-value'
  | 'not-allowed'
  | 'bad-pattern'
  | 'duplicate-id'
  | 'unknown-profile'
  | 'profile-names-no-rule'
  | 'profile-ends-before-it-starts'
  | 'too-many-rules'
  | 'bad-requirement'
  | 'missing-because'
  | 'expired'
  | 'always-matches'
  | 'never-matches'
  | 'unknown-is-no-match'
  | 'unsatisfiable'
  | 'unreachable-level'
  | 'empty-requirement';

/** One thing wrong with a policy. An `error` stops the policy from being used; a `warning` does not. */
export interface PolicyProblem extends ConfigurationProblem {
  readonly code: PolicyProblemCode;
}

/** A problem at a rule's place (columns are not kept, so it points to the line's start); an error unless said otherwise. */
export function problemOf(options: {
  readonly code: PolicyProblemCode;
  readonly rule: Pick<Rule, 'id' | 'origin'>;
  readonly message: string;
  readonly severity?: 'error' | 'warning';
  readonly suggestion?: string | null;
  /** The key of the rule that it is about; left out for the whole rule. */
  readonly member?: string;
  readonly line?: number;
}): PolicyProblem {
  const { code, rule, message, member } = options;
  return {
    code,
    severity: options.severity ?? 'error',
    rule: rule.id,
    file: rule.origin.file,
    line: options.line ?? rule.origin.line,
    column: 1,
    path: member === undefined ? rule.id : `${rule.id}.${member}`,
    message,
    suggestion: options.suggestion ?? null,
  };
}
