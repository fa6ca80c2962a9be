import { type Instant, instant } from '../../kernel/index.ts';

/** A record of whatever JSON held, or `null` where it is none. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** The first of the named members that is a text with something in it. */
export function textOf(record: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = record[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return null;
}

/** A finite number, also where it is written as text. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '' || value.length > 40) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** RFC 3339 or `YYYY-MM-DD hh:mm:ss` (UTC where no zone is told), or seconds, milliseconds, micro- or nanoseconds since the epoch. */
export function timeOf(value: unknown): Instant | null {
  const number = numberOf(value);
  if (number !== null) return ofEpoch(number);
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value) || value.length > 40) return null;
  const spaced = value.trim().replace(' ', 'T');
  const parsed = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(spaced) ? spaced : `${spaced}Z`);
  return Number.isNaN(parsed) ? null : instant(parsed);
}

/** By size: the four units do not overlap between 2001 and 2286. */
function ofEpoch(number: number): Instant | null {
  if (number < 1e9) return null;
  for (const [below, perMs] of [
    [1e10, 0.001],
    [1e13, 1],
    [1e16, 1_000],
    [1e19, 1_000_000],
  ] as const) {
    if (number < below) return instant(number / perMs);
  }
  return null;
}

/** Longest value of an attribute that is kept; a stack tells its cause at its head. */
const VALUE_MOST = 4_000;
const DEPTH_MOST = 3;
const ATTRIBUTES_MOST = 60;

/** Members as text, nested ones by dotted name; `left` are no attributes. */
export function attributesOf(
  record: Readonly<Record<string, unknown>>,
  left: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  const found: [string, string][] = [];
  const walk = (part: Readonly<Record<string, unknown>>, prefix: string, depth: number): void => {
    for (const [name, value] of Object.entries(part)) {
      if (found.length >= ATTRIBUTES_MOST) return;
      if (prefix === '' && left.has(name)) continue;
      const key = `${prefix}${name}`.slice(0, 200);
      if (typeof value === 'string') found.push([key, value.slice(0, VALUE_MOST)]);
      else if (typeof value === 'number' || typeof value === 'boolean') found.push([key, String(value)]);
      else {
        const nested = Array.isArray(value) ? recordOf({ ...value.slice(0, 20) }) : recordOf(value);
        if (nested !== null && depth < DEPTH_MOST)
          walk(nested, prefix === '' && name === 'attributes' ? '' : `${key}.`, depth + 1);
      }
    }
  };
  walk(record, '', 0);
  return Object.fromEntries(found);
}
