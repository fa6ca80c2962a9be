import {
  type Alarm,
  type Direction,
  newWatch,
  type PicturePoint,
  pictureOf,
  type Sample,
  type Watch,
  type WatchSetting,
  type WatchSignal,
  watch,
  watchSetting,
} from '../domain/detection/index.ts';
import { Fault, instant, printable } from '../kernel/index.ts';
import { type Known, knownOf } from './detection/summary.ts';
import type { World } from './port.ts';

/** How a file is to be watched. */
export interface DetectRequest {
  /** CSV with the columns timestamp,value; the first line may name them. */
  readonly file: string;
  /** Samples; `null` = a day and a week are tried, 0 = none. */
  readonly season: number | null;
  readonly alarmsPerWeek: number;
  readonly directions: readonly Direction[];
}

/** An alarm with its end and picture. */
export interface DetectedAlarm {
  readonly opened: Alarm;
  /** As it was at the last. */
  readonly last: Alarm;
  readonly cleared: Extract<WatchSignal, { readonly kind: 'cleared' }> | null;
  readonly picture: readonly PicturePoint[];
}

/** What a file came to. */
export interface Detected {
  readonly setting: WatchSetting;
  readonly first: Sample;
  readonly last: Sample;
  readonly watch: Watch;
  readonly known: Known;
  readonly alarms: readonly DetectedAlarm[];
  /** Lines that are no sample. */
  readonly gaps: readonly string[];
}

/** Runs the detectors over a file, sample by sample, as they would have run at the time. Faults: no file, no series in it. */
export async function detectInFile(world: World, request: DetectRequest): Promise<Detected> {
  const { samples, gaps } = parseSamples(await world.readCallerText(request.file));
  const [first] = samples;
  const last = samples.at(-1);
  const stepMs = stepOf(samples);
  if (first === undefined || last === undefined || stepMs === null) throw noSeries(request.file, gaps);
  const { season, alarmsPerWeek, directions } = request;
  const setting = watchSetting({
    stepMs,
    unit: unitOf(samples),
    alarmsPerWeek,
    directions,
    ...(season === null ? {} : { seasons: season === 0 ? [] : [season] }),
  });
  let state = newWatch(setting);
  const alarms: DetectedAlarm[] = [];
  for (const sample of samples) {
    const before = state;
    const taken = watch(state, sample);
    state = taken.watch;
    for (const signal of taken.signals) note(alarms, signal, signal.kind === 'cleared' ? before : state);
    const open = alarms.at(-1);
    if (state.open !== null && open !== undefined && open.cleared === null) {
      alarms[alarms.length - 1] = { ...open, last: state.open.alarm };
    }
  }
  const open = alarms.at(-1);
  if (open !== undefined && open.cleared === null) {
    alarms[alarms.length - 1] = { ...open, picture: pictureOf(state, PICTURE) };
  }
  return { setting, first, last, watch: state, known: knownOf(state), alarms, gaps };
}

/** Points of a picture: five hours at five minutes. */
const PICTURE = 60;
/** More lines than a year of minutes are no series for one look. */
const LINES_MOST = 600_000;

function note(alarms: DetectedAlarm[], signal: WatchSignal, state: Watch): void {
  if (signal.kind === 'opened') {
    alarms.push({ opened: signal.alarm, last: signal.alarm, cleared: null, picture: [] });
    return;
  }
  const open = alarms.at(-1);
  if (open === undefined) return;
  const end = signal.kind === 'cleared' ? { cleared: signal, picture: pictureOf(state, PICTURE) } : {};
  alarms[alarms.length - 1] = { ...open, last: signal.alarm, ...end };
}

function parseSamples(text: string): { readonly samples: readonly Sample[]; readonly gaps: readonly string[] } {
  const samples: Sample[] = [];
  const gaps: string[] = [];
  const lines = text.split('\n');
  if (lines.length > LINES_MOST) {
    throw new Fault({
      kind: 'usage',
      code: 'series-too-long',
      message: `the file has ${lines.length} lines, more than ${LINES_MOST}`,
      fix: 'Give a part of it, or longer steps.',
    });
  }
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const sample = sampleOf(line);
    if (sample !== null) samples.push(sample);
    else if (at > 0) gaps.push(`line ${at + 1} is no sample: ${printable(line.slice(0, 80))}`);
  }
  return { samples, gaps };
}

/** A time as RFC 3339, as `YYYY-MM-DD hh:mm:ss` in UTC, or in seconds or milliseconds since the epoch; an empty value = missing. */
function sampleOf(line: string): Sample | null {
  const [time = '', value = ''] = line.split(/[,;\t]/).map((cell) => cell.trim());
  const at = timeOf(time);
  const number = value === '' || /^(?:nan|null)$/i.test(value) ? null : Number(value);
  if (at === null || (number !== null && !Number.isFinite(number))) return null;
  return { at: instant(at), value: number };
}

/** Epoch times above this are milliseconds: as seconds they lie beyond the year 5000. */
const SECONDS_MOST = 1e11;

function timeOf(text: string): number | null {
  if (/^\d{1,16}(?:\.\d{1,9})?$/.test(text)) return Number(text) < SECONDS_MOST ? Number(text) * 1000 : Number(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || text.length > 40) return null;
  const iso = text.replace(' ', 'T');
  const at = Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/.test(iso) || iso.length === 10 ? iso : `${iso}Z`);
  return Number.isNaN(at) ? null : at;
}

/** The median time between samples that follow one another. */
function stepOf(samples: readonly Sample[]): number | null {
  const gaps = samples.slice(1).flatMap(({ at }, before) => {
    const gap = at - (samples[before]?.at ?? at);
    return gap > 0 ? [gap] : [];
  });
  return gaps.sort((one, other) => one - other)[gaps.length >> 1] ?? null;
}

/** Where values are no whole numbers, a fiftieth of their median size counts as one. */
function unitOf(samples: readonly Sample[]): number {
  const values = samples.flatMap(({ value }) => value ?? []);
  if (values.every((value) => Number.isInteger(value))) return 1;
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  return (sizes.sort((one, other) => one - other)[sizes.length >> 1] ?? 50) / 50;
}

function noSeries(file: string, [gap]: readonly string[]): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'no-series',
    message: `${printable(file)} holds no series${gap === undefined ? '' : `: ${gap}`}`,
    fix: 'Give a CSV file with the columns timestamp,value and at least two samples in the order of time.',
  });
}
