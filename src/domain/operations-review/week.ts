import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';

/** A week by ISO 8601, as `2026-W47`: Monday to Sunday, in UTC. */
export interface Week {
  readonly name: string;
  /** Monday, 00:00 UTC. */
  readonly from: Instant;
  /** The next Monday; not inside. What is known by then is what the week's document rests on. */
  readonly to: Instant;
}

const WEEK_MS = 7 * DAY_MS;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4 * DAY_MS;

/** The week that a moment lies in. */
export function weekOf(at: Instant): Week {
  const monday = Math.floor((at - FIRST_MONDAY) / WEEK_MS) * WEEK_MS + FIRST_MONDAY;
  // A week belongs to the year of its Thursday.
  const thursday = new Date(monday + 3 * DAY_MS);
  const year = thursday.getUTCFullYear();
  const number = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / WEEK_MS);
  return {
    name: `${String(year).padStart(4, '0')}-W${String(number).padStart(2, '0')}`,
    from: instant(monday),
    to: instant(monday + WEEK_MS),
  };
}

/** Reads `2026-W47`; `null` where it names no week. */
export function parseWeek(text: string): Week | null {
  const parts = /^(\d{4})-W(\d{2})$/.exec(text);
  if (parts === null) return null;
  // The fourth of January lies in the first week of its year.
  const first = weekOf(instant(Date.UTC(Number(parts[1]), 0, 4)));
  const week = weekOf(instant(first.from + (Number(parts[2]) - 1) * WEEK_MS));
  return week.name === text ? week : null;
}

/** The week before. */
export function weekBefore({ from }: Week): Week {
  return weekOf(instant(from - 1));
}
