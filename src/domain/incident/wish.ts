import { type Instant, instant } from '../../kernel/index.ts';
import { type IncidentRejection, type IncidentScope, MAX_NAME, MAX_SCOPE, MAX_SOURCE, type Range } from './model.ts';

/** Clocks of those who tell may go before ours so much. */
const SKEW_MS = 60_000;

/** What is wrong with a text of at most `limit` characters; `null` = nothing. */
export function wrongText(what: string, text: string, limit: number): IncidentRejection | null {
  return text.trim() === '' || text.length > limit ? { code: 'bad-text', what, limit } : null;
}

/** What is wrong with a source: an address of the web, or `log:POSITION`. */
export function wrongSource(source: string | null): IncidentRejection | null {
  if (source === null || /^log:\d{1,15}$/.test(source)) return null;
  const isAddress = source.length <= MAX_SOURCE && /^https?:\/\/[^\s<>"]+$/.test(source) && URL.canParse(source);
  return isAddress ? null : { code: 'bad-source' };
}

/** What is wrong with moments that are told: none lies ahead, and they follow each other in the order given. */
export function wrongTimes(
  told: readonly (readonly [name: string, at: Instant | null])[],
  now: Instant,
): IncidentRejection | null {
  let before: readonly [string, Instant] | null = null;
  for (const [name, at] of told) {
    if (at === null) continue;
    if (at > now + SKEW_MS) return { code: 'bad-time', why: `${name} lies ahead` };
    if (before !== null && at < before[1]) return { code: 'bad-time', why: `${name} lies before ${before[0]}` };
    before = [name, at];
  }
  return null;
}

/** What is wrong with a range. */
export function wrongRange({ low, high }: Range, most: number): IncidentRejection | null {
  if (!Number.isFinite(low) || !Number.isFinite(high) || low < 0 || low > high) {
    return { code: 'bad-range', why: 'a range has a low and a high end, neither below 0' };
  }
  return high > most ? { code: 'bad-range', why: `it goes beyond ${most}` } : null;
}

/** A scope sorted and without repetition. */
export function orderedScope({ services, flows, environment }: IncidentScope): IncidentScope {
  const sorted = (names: readonly string[]): readonly string[] => [...new Set(names.map((name) => name.trim()))].sort();
  return { services: sorted(services), flows: sorted(flows), environment };
}

/** What is wrong with a scope. */
export function wrongScope({ services, flows, environment }: IncidentScope): IncidentRejection | null {
  const names = [...services, ...flows, ...(environment === null ? [] : [environment])];
  if (names.length > MAX_SCOPE) return { code: 'bad-scope', why: `it names more than ${MAX_SCOPE}` };
  const isBad = names.some((name) => name.trim() === '' || name.length > MAX_NAME);
  return isBad ? { code: 'bad-scope', why: `a name has 1 to ${MAX_NAME} characters` } : null;
}

/** The later of two moments. */
export function later(one: Instant, other: Instant): Instant {
  return instant(Math.max(one, other));
}
