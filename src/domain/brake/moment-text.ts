import { Temporal } from 'temporal-polyfill';
import { accept, type Instant, instant, type Result, reject } from '../../kernel/index.ts';
import { isZone } from './recurrence.ts';

/**
 * Reads a moment as people write it: `2h`, `90m`, `3d` from now on; `2026-11-23T08:00:00Z` with its offset; `2026-11-23 08:00` on the wall
 * clock of the zone (in doubt the later one); `08:00`, the next one. Rejects with one sentence.
 */
export function parseMoment(
  text: string,
  given: { readonly zone: string | null; readonly now: Instant },
): Result<Instant, string> {
  const written = text.trim();
  const { zone, now } = given;
  const span = /^(\d{1,5})([mhd])$/.exec(written);
  if (span !== null) return accept(instant(now + Number(span[1]) * (UNIT_MS[span[2] ?? ''] ?? 0)));
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(written)) {
    const at = Date.parse(written);
    return Number.isNaN(at) ? refused(written) : accept(instant(at));
  }
  const wall = /^(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{1,2}:\d{2})$/.exec(written);
  if (wall === null) return refused(written);
  if (zone === null || !isZone(zone)) {
    return reject(`${JSON.stringify(written)} is a time on a wall clock; name its zone, such as Europe/London`);
  }
  return onWall({ date: wall[1] ?? null, time: wall[2] ?? '', zone, now }) ?? refused(written);
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function onWall(given: {
  readonly date: string | null;
  readonly time: string;
  readonly zone: string;
  readonly now: Instant;
}): Result<Instant, string> | null {
  const { date, time, zone, now } = given;
  try {
    const clock = Temporal.PlainTime.from(time.padStart(5, '0'));
    const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
    const at = (day: Temporal.PlainDate): Instant =>
      instant(day.toPlainDateTime(clock).toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds);
    if (date !== null) return accept(at(Temporal.PlainDate.from(date)));
    const first = at(today);
    return accept(first > now ? first : at(today.add({ days: 1 })));
  } catch {
    return null;
  }
}

function refused(written: string): Result<never, string> {
  return reject(
    `${JSON.stringify(written.slice(0, 80))} is no moment; write 2h, 2026-11-23T08:00:00Z, or "2026-11-23 08:00" with a zone`,
  );
}
