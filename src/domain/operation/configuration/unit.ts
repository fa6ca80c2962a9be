const DURATION_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  msec: 1,
  millis: 1,
  millisecond: 1,
  milliseconds: 1,
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
  weeks: 604_800_000,
};

const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  kb: 1000,
  ki: 1024,
  kib: 1024,
  m: 1024 ** 2,
  mb: 1000 ** 2,
  mi: 1024 ** 2,
  mib: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1000 ** 3,
  gi: 1024 ** 3,
  gib: 1024 ** 3,
  t: 1024 ** 4,
  tb: 1000 ** 4,
  ti: 1024 ** 4,
  tib: 1024 ** 4,
};

/** Longest text taken for a quantity. */
const TEXT_LIMIT = 40;

/** A plain number; `null` where the text is none. */
export function plainNumber(text: string): number | null {
  return /^-?\d{1,15}(?:\.\d{1,10})?$/.test(text) ? Number(text) : null;
}

/** Milliseconds of a text that states its unit: `5s`, `1h30m`, `500 ms`, `PT5M`; `null` where it states none. */
export function durationOf(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > TEXT_LIMIT) return null;
  if (/^P(?=.)/.test(trimmed)) return isoDuration(trimmed);
  let total = 0;
  let at = 0;
  const part = /(\d{1,12}(?:\.\d{1,9})?) ?([a-zµ]{1,12})/gy;
  const lower = trimmed.toLowerCase();
  for (let match = part.exec(lower); match !== null; match = part.exec(lower)) {
    const unit = DURATION_UNITS[match[2] ?? ''];
    if (unit === undefined) return null;
    total += Number(match[1]) * unit;
    at = part.lastIndex;
    if (lower.charAt(at) === ' ') part.lastIndex = at + 1;
  }
  return at === lower.length ? total : null;
}

function isoDuration(text: string): number | null {
  const match = /^P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,6})?)S)?)?$/.exec(text);
  if (match === null) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((each) => Number(each ?? 0));
  return days * 86_400_000 + hours * 3_600_000 + minutes * 60_000 + seconds * 1000;
}

/** Bytes of a text that states a unit of size: `512Mi`, `10 MB`; `null` where it states none. */
export function sizeOf(text: string): number | null {
  if (text.length > TEXT_LIMIT) return null;
  const match = /^(\d{1,12}(?:\.\d{1,9})?) ?([a-z]{1,3})$/.exec(text.trim().toLowerCase());
  const unit = match === null ? undefined : SIZE_UNITS[match[2] ?? ''];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}

/** A ratio in words: `1,000 times`, `1/12 of`. */
export function ratioText(from: number, to: number): string {
  const factor = to / from;
  return factor >= 1 ? `${rounded(factor)} times` : `1/${rounded(1 / factor)} of`;
}

function rounded(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-GB') : String(Math.round(value * 10) / 10);
}
