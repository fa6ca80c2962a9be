import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';

/**
 * The moment a date begins, or the moment written; `null` where the calendar has no such day. A date without a time is
 * that day in UTC.
 */
export function startOf(written: string): Instant | null {
  const at = Date.parse(written.includes('T') ? written : `${written}T00:00Z`);
  const day = new Date(at);
  return Number.isNaN(at) || day.toISOString().slice(0, 10) !== written.slice(0, 10) ? null : instant(at);
}

/**
 * The moment at which something that lasts until a date no longer counts: the end of that day in UTC (what expires on
 * 1 March still counts on 1 March), or the moment written.
 */
export function endOf(written: string): Instant | null {
  const start = startOf(written);
  return start === null || written.includes('T') ? start : instant(start + DAY_MS);
}
