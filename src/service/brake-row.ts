import type { BrakeReport, BrakeRow, BrakeVerdict } from '../contract/index.ts';
import {
  type Brake,
  type BrakeHold,
  holdMessage,
  howToPass,
  occurrencesBetween,
  scopePartText,
  standingOf,
  windowText,
} from '../control/index.ts';
import { DAY_MS, type Instant, instant, printable, toIso } from '../kernel/index.ts';

/** How far the calendar of brakes is shown, and how much of it. */
const CALENDAR_MS = 28 * DAY_MS;
const MAX_OCCURRENCES = 200;

/** One brake as it stands at a moment. */
export function brakeRowOf(
  brake: Brake,
  given: { readonly now: Instant; readonly holds: number | null; readonly repository?: string },
): BrakeRow {
  const { now, holds, repository } = given;
  const standing = standingOf(brake, now);
  const active = standing.state === 'active' ? standing.active : null;
  const isCalendar = brake.by.kind === 'calendar';
  const { released, lanes, end } = brake;
  return {
    id: printable(brake.id),
    repository: repository === undefined ? null : printable(repository),
    scope: brake.scope.map((part) => printable(scopePartText(part))),
    reason: printable(brake.reason),
    by: actorOf(brake.by),
    at: isCalendar ? null : toIso(brake.at),
    state: standing.state,
    since: active === null || (isCalendar && brake.window === null) ? null : toIso(active.since),
    until: active?.until == null ? null : toIso(active.until),
    next: standing.state === 'waiting' && standing.next !== null ? toIso(standing.next) : null,
    end: { kind: end.kind, at: isCalendar && end.kind === 'review' ? null : toIso(end.at) },
    overdue: active?.isOverdue ?? false,
    window: brake.window === null ? null : windowText(brake.window),
    zone: brake.window?.zone ?? null,
    lanes: { hotfix: lanes.hotfix, reverts: lanes.revert },
    cause: brake.cause === null ? null : printable(brake.cause),
    amendments: brake.amendments.map(({ by, at, changed, direction }) => ({
      by: actorOf(by),
      at: isoOf(at),
      changed: [...changed],
      direction,
    })),
    released:
      released === null ? null : { by: actorOf(released.by), at: isoOf(released.at), note: printable(released.note) },
    holds,
  };
}

/** Those that hold first, then those that will, then the newest that ended. */
export function orderedBrakes(brakes: readonly Brake[], now: Instant): readonly Brake[] {
  const rank = { active: 0, waiting: 1, ended: 2 };
  return [...brakes]
    .reverse()
    .map((brake) => ({ brake, at: rank[standingOf(brake, now).state] }))
    .sort((a, b) => a.at - b.at)
    .map(({ brake }) => brake);
}

/** When brakes hold within the days to come. */
export function brakeCalendar(
  brakes: readonly Brake[],
  given: { readonly now: Instant; readonly repository?: string },
): BrakeReport['calendar'] {
  const { now, repository } = given;
  const to = instant(now + CALENDAR_MS);
  const found = brakes.flatMap((brake) => {
    const standing = standingOf(brake, now);
    if (standing.state === 'ended') return [];
    const last = brake.end.kind === 'until' ? brake.end.at : null;
    if (brake.window === null) return brake.from < to ? [{ brake: brake.id, start: brake.from, end: last }] : [];
    return occurrencesBetween(brake.window, { from: now, to }).flatMap(({ start, end }) => {
      const begins = instant(Math.max(start, brake.from));
      const ends = last === null ? end : instant(Math.min(end, last));
      return begins < ends ? [{ brake: brake.id, start: begins, end: ends }] : [];
    });
  });
  return found
    .sort((a, b) => a.start - b.start || (a.brake < b.brake ? -1 : 1))
    .slice(0, MAX_OCCURRENCES)
    .map(({ brake, start, end }) => ({
      brake: printable(brake),
      repository: repository === undefined ? null : printable(repository),
      start: isoOf(start),
      end: end === null ? null : isoOf(end),
    }));
}

/** Whether something may go on, with what holds it. */
export function brakeVerdictOf(holds: readonly BrakeHold[], now: Instant): BrakeVerdict {
  return {
    schema: 'firebreak.brake-verdict/v1',
    as_of: isoOf(now),
    allowed: holds.length === 0,
    holds: holds.map((hold) => ({
      brake: printable(hold.brake),
      part: printable(hold.part),
      unknown: hold.unknown === null ? null : printable(hold.unknown),
      until: hold.until === null ? null : toIso(hold.until),
      message: printable(holdMessage(hold)),
      how: printable(howToPass(hold)),
    })),
  };
}

function actorOf({ kind, name }: Brake['by']): BrakeRow['by'] {
  return { kind, name: printable(name) };
}

function isoOf(at: Instant): string {
  return toIso(at) ?? '1970-01-01T00:00:00.000Z';
}
