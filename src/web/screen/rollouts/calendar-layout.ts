import type { BrakeReport } from '../../../contract/index.ts';

/** Days that are shown. */
export const DAYS = 14;
const DAY_MS = 86_400_000;

/** One stretch on one day, in hours of the wall clock. */
export interface CalendarBlock {
  readonly brake: string;
  readonly from: number;
  readonly to: number;
  /** Whether it goes on from the day before, or into the next. */
  readonly isCutBefore: boolean;
  readonly isCutAfter: boolean;
}

/** One day of the wall clock of a zone. */
export interface CalendarDay {
  /** `2026-11-22`. */
  readonly day: string;
  readonly blocks: readonly CalendarBlock[];
}

/** A name for a brake that is the same in no other repository. */
export function brakeKey({ id, repository }: { readonly id: string; readonly repository: string | null }): string {
  return repository === null ? id : `${repository} ${id}`;
}

/**
 * The coming days on the wall clock of a zone, each with when brakes hold. Where clocks are changed a stretch begins and ends at the
 * hours that the clock on the wall shows.
 */
export function layOutDays(
  calendar: BrakeReport['calendar'],
  given: { readonly now: number; readonly zone: string },
): readonly CalendarDay[] {
  const wall = wallClock(given.zone);
  const today = Date.parse(`${wall(given.now).day}T00:00:00Z`);
  const days = Array.from({ length: DAYS }, (_, at) => new Date(today + at * DAY_MS).toISOString().slice(0, 10));
  const last = days.at(-1) ?? '';
  const stretches = calendar.map(({ brake, repository, start, end }) => ({
    brake: brakeKey({ id: brake, repository }),
    start: wall(Math.max(Date.parse(start), given.now)),
    end: end === null ? null : wall(Date.parse(end)),
  }));
  return days.map((day) => ({
    day,
    blocks: stretches.flatMap(({ brake, start, end }) => {
      if (day < start.day || (end !== null && day > end.day) || start.day > last) return [];
      const from = day === start.day ? start.hour : 0;
      const to = end !== null && day === end.day ? end.hour : 24;
      if (to <= from) return [];
      return [{ brake, from, to, isCutBefore: day > start.day, isCutAfter: end === null || day < end.day }];
    }),
  }));
}

/** A row for each brake: brakes that never hold at the same hours of a day share one. */
export function lanesOf(days: readonly CalendarDay[], keys: readonly string[]): ReadonlyMap<string, number> {
  const lanes = new Map<string, number>();
  for (const key of keys) {
    const taken = new Set(keys.filter((other) => areAtOnce(days, key, other)).map((other) => lanes.get(other)));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    lanes.set(key, lane);
  }
  return lanes;
}

function areAtOnce(days: readonly CalendarDay[], one: string, other: string): boolean {
  return days.some(({ blocks }) =>
    blocks.some((a) => a.brake === one && blocks.some((b) => b.brake === other && a.from < b.to && b.from < a.to)),
  );
}

/** What a clock on a wall there shows. */
export function wallClock(zone: string): (at: number) => { readonly day: string; readonly hour: number } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const { year, month, day, hour, minute } = parts;
    return { day: `${year}-${month}-${day}`, hour: Number(hour) + Number(minute) / 60 };
  };
}

/** Zones whose clocks can be chosen: those of windows, then the reader's; each once. */
export function zonesOf(report: BrakeReport, own: string): readonly string[] {
  const stated = report.brakes.filter(({ state }) => state !== 'ended').flatMap(({ zone }) => zone ?? []);
  return [...new Set([...stated, own])];
}
