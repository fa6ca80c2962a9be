import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';

/** Days of a week on which people review: Monday to Friday. Hours of the day are not told apart: teams span zones. */
export const WORKING_DAYS = 5;

/** 1 January 1970 was a Thursday: the Monday before it is where weeks are counted from. */
const MONDAY_OFFSET_DAYS = 3;
const WEEK_DAYS = 7;

/**
 * Milliseconds of working time since Monday 29 December 1969 (UTC), with Saturdays and Sundays left out: all moments of a
 * weekend are the Monday after it. Never falls when time goes on.
 */
export function workingTime(at: Instant): number {
  const days = Math.floor(at / DAY_MS) + MONDAY_OFFSET_DAYS;
  const week = Math.floor(days / WEEK_DAYS);
  const day = days - week * WEEK_DAYS;
  if (day >= WORKING_DAYS) return (week + 1) * WORKING_DAYS * DAY_MS;
  return (week * WORKING_DAYS + day) * DAY_MS + (at - Math.floor(at / DAY_MS) * DAY_MS);
}

/** The first moment with that much working time before it. */
export function atWorkingTime(working: number): Instant {
  const days = Math.floor(working / DAY_MS);
  const week = Math.floor(days / WORKING_DAYS);
  const day = days - week * WORKING_DAYS;
  return instant((week * WEEK_DAYS + day - MONDAY_OFFSET_DAYS) * DAY_MS + (working - days * DAY_MS));
}

/** The moment after that much working time; a Friday's evening plus one day is Monday's evening. */
export function afterWorkingTime(at: Instant, durationMs: number): Instant {
  return atWorkingTime(workingTime(at) + durationMs);
}

/** Number of the working day, and of the week, that a working time falls into. */
export function workingDay(working: number): { readonly day: number; readonly week: number } {
  const day = Math.floor(working / DAY_MS);
  return { day, week: Math.floor(day / WORKING_DAYS) };
}
