import { Temporal } from 'temporal-polyfill';
import { accept, type Result, reject } from '../../kernel/index.ts';
import { isZone, MAX_SPANS, type Recurrence, type WeekMoment } from './recurrence.ts';

/**
 * Reads windows as people write them, all of one kind: `Friday 16:00 to Monday 08:00`, `daily 22:00 to 06:00`, `weekdays 17:00 to 09:00`,
 * `2026-12-20 to 2027-01-03` (both days whole), `2026-12-20 18:00 to 2027-01-04 08:00`. Rejects with one sentence.
 */
export function parseWindows(texts: readonly string[], zone: string): Result<Recurrence, string> {
  if (!isZone(zone)) {
    return reject(`${JSON.stringify(zone.slice(0, 80))} is no time zone; write a name such as Europe/London or UTC`);
  }
  if (texts.length === 0 || texts.length > MAX_SPANS) return reject(`give 1 to ${MAX_SPANS} windows`);
  const weekly: { from: WeekMoment; to: WeekMoment }[] = [];
  const dated: { from: string; to: string }[] = [];
  for (const text of texts) {
    const [left = '', right = '', ...more] = text.trim().replace(/\s+/g, ' ').split(' to ');
    const spans = more.length > 0 ? null : (weekSpans(left, right) ?? dateSpan(left, right));
    if (spans === null) return reject(`${JSON.stringify(text.slice(0, 120))} is no window; ${FORMS}`);
    if (spans.kind === 'weekly') weekly.push(...spans.spans);
    else dated.push(...spans.spans);
  }
  if (weekly.length > 0 && dated.length > 0) return reject('windows of the week and of dates are two brakes');
  if (weekly.length > MAX_SPANS) return reject(`give at most ${MAX_SPANS} windows`);
  if (weekly.length > 0 && isWholeWeek(weekly)) {
    return reject('these windows leave no gap, so that it never ended; leave one, or pull a brake without a window');
  }
  return accept(weekly.length > 0 ? { kind: 'weekly', zone, spans: weekly } : { kind: 'dates', zone, spans: dated });
}

/** What {@link parseWindows} reads, with the zone: for people. */
export function windowText(window: Recurrence): string {
  const spans =
    window.kind === 'weekly'
      ? window.spans.map(({ from, to }) => `${momentText(from)} to ${momentText(to)}`)
      : window.spans.map(({ from, to }) => `${from.replace('T', ' ')} to ${to.replace('T', ' ')}`);
  return `${spans.join(', ')} ${window.zone}`;
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const FORMS =
  'write "Friday 16:00 to Monday 08:00", "daily 22:00 to 06:00", "weekdays 17:00 to 09:00" or "2026-12-20 to 2027-01-03"';

type Spans =
  | { readonly kind: 'weekly'; readonly spans: readonly { readonly from: WeekMoment; readonly to: WeekMoment }[] }
  | { readonly kind: 'dates'; readonly spans: readonly { readonly from: string; readonly to: string }[] };

function weekSpans(left: string, right: string): Spans | null {
  const [word = '', time = ''] = left.split(' ');
  const minute = minuteOf(time);
  const repeated = { daily: [1, 2, 3, 4, 5, 6, 7], weekdays: [1, 2, 3, 4, 5] }[word.toLowerCase()];
  if (repeated !== undefined) {
    const end = minuteOf(right);
    if (minute === null || end === null) return null;
    const spans = repeated.map((day) => ({
      from: { day, minute },
      to: { day: end > minute ? day : (day % 7) + 1, minute: end },
    }));
    return { kind: 'weekly', spans };
  }
  const [endWord = '', endTime = ''] = right.split(' ');
  const day = dayOf(word);
  const endDay = dayOf(endWord);
  const end = minuteOf(endTime);
  if (day === null || minute === null || endDay === null || end === null) return null;
  return { kind: 'weekly', spans: [{ from: { day, minute }, to: { day: endDay, minute: end } }] };
}

const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** Whether the spans cover every minute of the week. */
function isWholeWeek(spans: readonly { readonly from: WeekMoment; readonly to: WeekMoment }[]): boolean {
  const minuteOfWeek = ({ day, minute }: WeekMoment): number => (day - 1) * DAY_MINUTES + minute;
  const sorted = spans
    .map(({ from, to }) => {
      const start = minuteOfWeek(from);
      const length = (minuteOfWeek(to) - start + WEEK_MINUTES) % WEEK_MINUTES;
      return { start, end: start + (length === 0 ? WEEK_MINUTES : length) };
    })
    .sort((one, other) => one.start - other.start);
  const first = sorted[0]?.start ?? 0;
  let covered = first;
  for (const { start, end } of sorted) {
    if (start > covered) return false;
    covered = Math.max(covered, end);
  }
  return covered >= first + WEEK_MINUTES;
}

function dateSpan(left: string, right: string): Spans | null {
  const from = wallTime(left, { wholeDay: 'start' });
  const to = wallTime(right, { wholeDay: 'end' });
  return from === null || to === null || to <= from ? null : { kind: 'dates', spans: [{ from, to }] };
}

function wallTime(text: string, { wholeDay }: { readonly wholeDay: 'start' | 'end' }): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2}))?$/.exec(text);
  const minute = match?.[2] === undefined ? 0 : minuteOf(match[2]);
  if (match === null || minute === null) return null;
  try {
    const date = Temporal.PlainDate.from(match[1] ?? '');
    const day = match[2] === undefined && wholeDay === 'end' ? date.add({ days: 1 }) : date;
    return `${day.toString()}T${clock(minute)}`;
  } catch {
    return null;
  }
}

/** By its name or the first three letters of it. */
function dayOf(word: string): number | null {
  const lower = word.toLowerCase();
  const at = DAYS.findIndex((day) => day.toLowerCase() === lower || day.slice(0, 3).toLowerCase() === lower);
  return at < 0 ? null : at + 1;
}

function minuteOf(time: string): number | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(time);
  const hour = Number(match?.[1]);
  const minute = Number(match?.[2]);
  return match !== null && hour < 24 && minute < 60 ? hour * 60 + minute : null;
}

function momentText({ day, minute }: WeekMoment): string {
  return `${DAYS[day - 1] ?? ''} ${clock(minute)}`;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
