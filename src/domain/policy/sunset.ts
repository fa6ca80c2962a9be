import { DAY_MS, type Instant } from '../../kernel/index.ts';
import type { Policy } from './model.ts';

/** Something in a policy that ends by itself. */
export interface SunsetEntry {
  readonly kind: 'rule' | 'profile';
  readonly id: string;
  readonly because: string;
  /** `null` for a rule, which starts at once. */
  readonly starts: Instant | null;
  readonly ends: Instant;
  readonly state: 'not-started' | 'active' | 'ended';
  /** Whole days until it ends, rounded down; negative once it has ended. */
  readonly daysLeft: number;
  /** Rules that end with it, sorted. */
  readonly rules: readonly string[];
}

/** What ends by itself and when, soonest first; what has ended stays on the list until somebody removes it. */
export function sunsetReport(policy: Policy, now: Instant): readonly SunsetEntry[] {
  const rules = policy.rules.flatMap((rule) =>
    rule.expires === null
      ? []
      : [
          entry({
            kind: 'rule',
            id: rule.id,
            because: rule.because,
            starts: null,
            ends: rule.expires,
            rules: [rule.id],
            now,
          }),
        ],
  );
  const profiles = policy.profiles.map((profile) => entry({ kind: 'profile', ...profile, now }));
  return [...rules, ...profiles].sort((a, b) => a.ends - b.ends || (a.id < b.id ? -1 : 1));
}

function entry(given: Omit<SunsetEntry, 'state' | 'daysLeft'> & { readonly now: Instant }): SunsetEntry {
  const { now, kind, id, because, starts, ends } = given;
  const state = ends <= now ? 'ended' : starts !== null && starts > now ? 'not-started' : 'active';
  const daysLeft = Math.floor((ends - now) / DAY_MS);
  return { kind, id, because, starts, ends, state, daysLeft, rules: [...given.rules].sort() };
}
