import type { Branded } from './brand.ts';

/** Milliseconds since the Unix epoch, UTC. */
export type Instant = Branded<number, 'Instant'>;

export const DAY_MS = 86_400_000;

/** Makes an instant of epoch milliseconds; throws a RangeError on anything that is not a finite number. */
export function instant(epochMs: number): Instant {
  if (!Number.isFinite(epochMs)) throw new RangeError(`not an instant: ${epochMs}`);
  return Math.trunc(epochMs) as Instant;
}

/** RFC 3339 in UTC, or `null` where the instant lies outside what a Date can hold (a hostile commit date). */
export function toIso(at: Instant): string | null {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
