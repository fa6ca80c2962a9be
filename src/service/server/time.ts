import { assert, type Instant, toIso } from '../../kernel/index.ts';

/** A moment that this server noted itself, as RFC 3339; its clock is within the calendar. */
export function isoTime(at: Instant): string {
  const text = toIso(at);
  assert(text !== null, 'a server notes moments of this calendar');
  return text;
}
