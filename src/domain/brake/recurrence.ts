import { Temporal } from 'temporal-polyfill';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';

/** A moment of the week on the wall clock: 1 = Monday to 7 = Sunday, minutes after midnight 0..1439. */
export interface WeekMoment {
  readonly day: number;
  readonly minute: number;
}

/**
 * Windows on the wall clock of a zone of the IANA data base; never empty. A weekly span ends at the next moment of that name, a week later
 * where both are the same. `dates` are wall-clock times `YYYY-MM-DDTHH:MM`.
 */
export type Recurrence =
  | {
      readonly kind: 'weekly';
      readonly zone: string;
      readonly spans: readonly { readonly from: WeekMoment; readonly to: WeekMoment }[];
    }
  | {
      readonly kind: 'dates';
      readonly zone: string;
      readonly spans: readonly { readonly from: string; readonly to: string }[];
    };

/** One time that a window holds; `end` is no part of it. */
export interface Occurrence {
  readonly start: Instant;
  readonly end: Instant;
}

/** Spans of one window. */
export const MAX_SPANS = 50;
/** A calendar of this length is shown at most; what is asked beyond is cut. */
export const MAX_LOOK_MS = 800 * DAY_MS;
const WEEK_DAYS = 7;

/** Whether this is a zone by name, of which the rules are known here: `Europe/London`, `UTC`. Offsets are none: they know no summer time. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,60}$/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * Every time that the window holds inside of `from` to `to`, ascending and apart: what touches is one. Where the clocks are put forward over
 * the beginning it begins before the gap, where they are put back over the end it ends after the second time: in doubt it holds.
 */
export function occurrencesBetween(
  recurrence: Recurrence,
  asked: { readonly from: Instant; readonly to: Instant },
): readonly Occurrence[] {
  const from = asked.from;
  const to = Math.min(asked.to, from + MAX_LOOK_MS);
  const all = recurrence.kind === 'weekly' ? weekly(recurrence, { from, to }) : dated(recurrence);
  return joined(all.filter(({ start, end }) => end > from && start < to));
}

/** The window that holds at a moment, whole, and else the next one within a little more than a week or among the dates; `null` = none. */
export function windowAt(
  recurrence: Recurrence,
  now: Instant,
): { readonly inside: Occurrence | null; readonly next: Occurrence | null } {
  const reach = (WEEK_DAYS + 2) * DAY_MS;
  const to = recurrence.kind === 'weekly' ? now + reach : now + MAX_LOOK_MS;
  const around = occurrencesBetween(recurrence, { from: instant(now - reach), to: instant(to) });
  return {
    inside: around.find(({ start, end }) => start <= now && now < end) ?? null,
    next: around.find(({ start }) => start > now) ?? null,
  };
}

function weekly(
  { zone, spans }: Extract<Recurrence, { kind: 'weekly' }>,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Occurrence[] {
  // A span lasts a week at most, and a zone may be a day away from another.
  const first = dateOf(from, zone).subtract({ days: WEEK_DAYS + 1 });
  const last = dateOf(to, zone).add({ days: 1 });
  const found: Occurrence[] = [];
  for (const span of spans) {
    const ahead = (span.from.day - first.dayOfWeek + WEEK_DAYS) % WEEK_DAYS;
    const days = lengthInDays(span);
    for (
      let date = first.add({ days: ahead });
      Temporal.PlainDate.compare(date, last) <= 0;
      date = date.add({ days: WEEK_DAYS })
    ) {
      found.push({
        start: epochOf(date, span.from.minute, { zone, side: 'earlier' }),
        end: epochOf(date.add({ days }), span.to.minute, { zone, side: 'later' }),
      });
    }
  }
  return found;
}

function lengthInDays({ from, to }: { readonly from: WeekMoment; readonly to: WeekMoment }): number {
  const days = (to.day - from.day + WEEK_DAYS) % WEEK_DAYS;
  return days === 0 && to.minute <= from.minute ? WEEK_DAYS : days;
}

function dated({ zone, spans }: Extract<Recurrence, { kind: 'dates' }>): readonly Occurrence[] {
  return spans.map(({ from, to }) => ({
    start: wallEpoch(Temporal.PlainDateTime.from(from), { zone, side: 'earlier' }),
    end: wallEpoch(Temporal.PlainDateTime.from(to), { zone, side: 'later' }),
  }));
}

function dateOf(at: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
}

interface Wall {
  readonly zone: string;
  /** Which of two readings of the wall clock is meant, or on which side of a gap. */
  readonly side: 'earlier' | 'later';
}

function epochOf(date: Temporal.PlainDate, minute: number, wall: Wall): Instant {
  return wallEpoch(date.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 }), wall);
}

function wallEpoch(at: Temporal.PlainDateTime, { zone, side }: Wall): Instant {
  return instant(at.toZonedDateTime(zone, { disambiguation: side }).epochMilliseconds);
}

function joined(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  const sorted = [...occurrences].sort((a, b) => a.start - b.start || a.end - b.end);
  const found: Occurrence[] = [];
  for (const each of sorted) {
    const last = found.at(-1);
    if (last !== undefined && each.start <= last.end) {
      if (each.end > last.end) found[found.length - 1] = { start: last.start, end: each.end };
    } else if (each.end > each.start) found.push(each);
  }
  return found;
}
