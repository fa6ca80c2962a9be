import type { Instant } from '../../kernel/index.ts';
import type { Tier } from '../catalog/index.ts';
import { afterWorkingTime } from './working-time.ts';

const HOUR_MS = 3_600_000;

/**
 * Hours, weekends left out, after which an unanswered ask goes to the next person. A judgement: below the 4 hours within which
 * half of all reviews are done at Google (Sadowski et al., ICSE-SEIP 2018) where a mistake costs most, up to two days where it
 * costs least. A tier that is not known waits no longer than tier 1.
 */
export const FALLBACK_HOURS: Readonly<Record<Tier | 'unknown', number>> = { 0: 2, 1: 4, 2: 24, 3: 48, unknown: 4 };

/** The moment from which somebody else is asked. */
export function dueAfter(at: Instant, tier: Tier | null): Instant {
  return afterWorkingTime(at, FALLBACK_HOURS[tier ?? 'unknown'] * HOUR_MS);
}
