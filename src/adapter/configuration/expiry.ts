import type { ConfigurationProblem, Policy } from '../../domain/policy/index.ts';
import { type Instant, toIso } from '../../kernel/index.ts';

/** A warning for each rule that no longer counts at `now`, by itself or with its profile; none where `now` is `null`. */
export function expiryWarnings(policy: Policy, now: Instant | null): readonly ConfigurationProblem[] {
  if (now === null) return [];
  return policy.rules.flatMap((rule) => {
    const profile = policy.profiles.find((each) => each.id === rule.profile);
    const ends = [rule.expires, profile?.ends ?? null].flatMap((end) => end ?? []);
    const ended = ends.length === 0 ? null : (Math.min(...ends) as Instant);
    if (ended === null || ended > now) return [];
    const message = `rule "${rule.id}" ended ${toIso(ended) ?? 'long ago'}; renew its date or remove it`;
    const { file, line } = rule.origin;
    return {
      severity: 'warning',
      code: 'expired',
      file,
      line,
      column: 1,
      path: '',
      rule: rule.id,
      message,
      suggestion: null,
    };
  });
}
