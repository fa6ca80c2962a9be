import { minutesText } from './number.ts';

/** `14:03 CET` on the same day, else `3 Mar 14:03 CET`, with the year where it is another one; in the reader's zone. */
export function momentText(at: number, now: number, zone?: string): string {
  const date = new Date(at);
  const of = (options: Intl.DateTimeFormatOptions, moment = date) =>
    moment.toLocaleString('en-GB', zone === undefined ? options : { ...options, timeZone: zone });
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
  const time = of({ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
  if (of(day) === of(day, new Date(now))) return time;
  const isThisYear = of({ year: 'numeric' }) === of({ year: 'numeric' }, new Date(now));
  return `${of(isThisYear ? { day: 'numeric', month: 'short' } : day)} ${time}`;
}

/** The whole of it, for whoever hovers: to the second, with the zone's offset. */
export function exactText(at: number): string {
  return new Date(at).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'long' });
}

/** `just now`, `12 min ago`, `in 2 h`. */
export function ageText(at: number, now: number): string {
  const minutes = (now - at) / 60_000;
  if (Math.abs(minutes) < 1) return minutes >= 0 ? 'just now' : 'in a moment';
  const span = minutesText(Math.floor(Math.abs(minutes)));
  return minutes > 0 ? `${span} ago` : `in ${span}`;
}

/** `in 5 to 12 min`, `within 12 min`, `in about 8 min`: an interval to come, as people say it. */
export function spanText(
  { earliest, latest }: { readonly earliest: string; readonly latest: string },
  now: number,
): string {
  const from = Math.max(0, Math.floor((Date.parse(earliest) - now) / 60_000));
  const to = Math.max(1, Math.ceil((Date.parse(latest) - now) / 60_000));
  if (from < 1) return `within ${minutesText(to)}`;
  if (from >= to || minutesText(from) === minutesText(to)) return `in about ${minutesText(to)}`;
  return to < 60 ? `in ${from} to ${minutesText(to)}` : `in ${minutesText(from)} to ${minutesText(to)}`;
}
