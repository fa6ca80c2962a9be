import type { Instant } from '../../kernel/index.ts';

/** A test whose failures do not count for a time, as the configuration of the protected base states it. */
export interface Quarantine {
  /** A test's name, or the start of names, ended by `*`. */
  readonly test: string;
  /** Who repairs it: a person or `@team`. */
  readonly owner: string;
  readonly because: string;
  /** From then on the test counts again. */
  readonly expires: Instant;
  readonly origin: { readonly file: string; readonly line: number };
}

/** What of a build's failed tests counts. */
export interface CountedFailures {
  /** In the order given. */
  readonly counted: readonly string[];
  /** Failures that are recorded and fail nothing, with what excuses each. */
  readonly excused: readonly { readonly test: string; readonly quarantine: Quarantine }[];
  /** Of `counted`: tests whose quarantine has lapsed. */
  readonly lapsed: readonly { readonly test: string; readonly quarantine: Quarantine }[];
}

/** Parts failed tests into those that count and those that are in quarantine at that moment. */
export function countFailures(
  failed: readonly string[],
  quarantines: readonly Quarantine[],
  now: Instant,
): CountedFailures {
  const counted: string[] = [];
  const excused: { test: string; quarantine: Quarantine }[] = [];
  const lapsed: { test: string; quarantine: Quarantine }[] = [];
  for (const test of failed) {
    const named = quarantines.filter((each) => covers(each, test));
    const active = named.find((each) => !hasLapsed(each, now));
    if (active !== undefined) excused.push({ test, quarantine: active });
    else counted.push(test);
    const [old] = named;
    if (active === undefined && old !== undefined) lapsed.push({ test, quarantine: old });
  }
  return { counted, excused, lapsed };
}

/** Whether a quarantine is over. */
export function hasLapsed({ expires }: Quarantine, now: Instant): boolean {
  return expires <= now;
}

/** Whether a quarantine is about a test. */
export function covers({ test: named }: Pick<Quarantine, 'test'>, test: string): boolean {
  return named.endsWith('*') ? test.startsWith(named.slice(0, -1)) : test === named;
}
