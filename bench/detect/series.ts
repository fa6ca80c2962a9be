import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** A series on its own grid of steps. */
export interface Series {
  /** `GROUP/FILE.csv`. */
  readonly name: string;
  readonly stepMs: number;
  readonly start: number;
  /** One a step; NaN = missing. */
  readonly values: Float64Array;
  /** Labelled windows as indices, both ends in. */
  readonly windows: readonly { readonly from: number; readonly to: number }[];
}

/** The series of a folder of the shape of `anomaly/` (series/GROUP/*.csv with timestamp,value and windows.json), by name. */
export function readSeries(folder: string): readonly Series[] {
  const root = existsSync(join(folder, 'anomaly', 'series')) ? join(folder, 'anomaly') : folder;
  const place = join(root, 'series');
  if (!existsSync(place)) throw new Error(`${folder} has no folder series/ with GROUP/*.csv`);
  const labels = existsSync(join(root, 'windows.json'))
    ? (JSON.parse(readFileSync(join(root, 'windows.json'), 'utf8')) as Record<string, readonly [string, string][]>)
    : {};
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.csv'))
    .map((file) => relative(place, join(place, file)).split(sep).join('/'))
    .sort()
    .map((name) => parseSeries(name, readFileSync(join(place, name), 'utf8'), labels[name] ?? []));
}

/** The series of a CSV text with the columns timestamp,value (UTC where no zone is told). */
export function parseSeries(name: string, text: string, windows: readonly (readonly [string, string])[]): Series {
  const rows = text
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(','))
    .map(([at = '', value = '']) => [timeOf(at), Number(value)] as const)
    .filter(([at]) => !Number.isNaN(at))
    .sort(([one], [other]) => one - other);
  const [first] = rows[0] ?? [0];
  const gaps = rows.slice(1).map(([at], row) => at - (rows[row]?.[0] ?? 0));
  const stepMs = gaps.filter((gap) => gap > 0).sort((one, other) => one - other)[gaps.length >> 1] ?? 1;
  const indexOf = (at: number) => Math.round((at - first) / stepMs);
  const values = new Float64Array(indexOf(rows.at(-1)?.[0] ?? 0) + 1).fill(Number.NaN);
  for (const [at, value] of rows) values[indexOf(at)] = value;
  return {
    name,
    stepMs,
    start: first,
    values,
    windows: windows.map(([from, to]) => ({ from: indexOf(timeOf(from)), to: indexOf(timeOf(to)) })),
  };
}

/** Whether an index lies in a labelled window, or so near that its alarm may be of the window. */
export function isLabelled({ windows }: Series, index: number): boolean {
  return windows.some(({ from, to }) => index >= from && index <= to);
}

/** Why a series does not count events, or what it counts. */
export type CountKind = 'counts' | 'thin counts' | 'no counts';

/** Below this many a step a halving is better looked for on longer steps. */
const COUNTS_FROM = 5;
/** Noise from one step to the next, as a multiple of that of independent events: less is no count, more are bytes or the like. */
const NOISE = { least: 0.3, most: 300 } as const;
const DISTINCT_LEAST = 20;

/**
 * Whether a series counts events, by its values alone: whole and not negative, twenty different ones, at least five in the median (one
 * to five: thin), and noise between a third and 300 times that of independent events.
 */
export function countKind({ values }: Series): CountKind {
  const known = [...values].filter((value) => !Number.isNaN(value));
  if (known.some((value) => value < 0 || !Number.isInteger(value))) return 'no counts';
  if (new Set(known).size < DISTINCT_LEAST) return 'no counts';
  const middle = median(known);
  const steps = known.slice(1).map((value, at) => value - (known[at] ?? 0));
  const centre = median(steps);
  const scale = (1.4826 * median(steps.map((step) => Math.abs(step - centre)))) / Math.SQRT2;
  const noise = scale ** 2 / middle;
  if (!(middle >= 1) || noise < NOISE.least || noise > NOISE.most) return 'no counts';
  return middle < COUNTS_FROM ? 'thin counts' : 'counts';
}

/** What counts as one in a series: 1 for whole numbers, else a fiftieth of the median size. */
export function unitOf({ values }: Series): number {
  const known = [...values].filter((value) => !Number.isNaN(value));
  if (known.every((value) => Number.isInteger(value))) return 1;
  return median(known.map(Math.abs).filter((size) => size > 0)) / 50 || 1;
}

/** The middle value; NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? Number.NaN)) / 2;
}

function timeOf(text: string): number {
  const iso = text.trim().replace(' ', 'T');
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
}
