import { type Instant, instant } from '../../kernel/index.ts';
import { type KeptRun, NAME_LIMIT, RUN_LIMIT, type TestHistory } from './history.ts';
import type { Standing } from './model.ts';

/** Another shape is another number; a text of another number is no history. */
const FORMAT = 'firebreak.test-history/v1';

/** A history as text, for whoever keeps it. */
export function writeHistory({ names, runs, standing }: TestHistory): string {
  return JSON.stringify({ format: FORMAT, names, runs, standing: [...standing] });
}

/** What {@link writeHistory} wrote; `null` for anything that cannot be it. */
export function readHistory(text: string): TestHistory | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || value['format'] !== FORMAT) return null;
  const { names, runs, standing } = value;
  if (!isListOf(names, isText) || names.length > NAME_LIMIT || new Set(names).size !== names.length) return null;
  if (!Array.isArray(runs) || runs.length > RUN_LIMIT || !isListOf(standing, isStanding)) return null;
  const read = runs.map((run) => runOf(run, names.length));
  if (read.some((run) => run === null)) return null;
  const kept = read as readonly KeptRun[];
  const isOrdered = kept.every((run, at) => at === 0 || run.at >= (kept[at - 1] as KeptRun).at);
  return isOrdered ? { names, runs: kept, standing: new Map(standing) } : null;
}

function runOf(value: unknown, names: number): KeptRun | null {
  if (!isRecord(value)) return null;
  const { id, content, at, load, place, passed, others } = value;
  if (!isText(id) || !isText(content) || !isNumeric(at) || !(load === null || isNumeric(load))) return null;
  if (place !== 'branch' && place !== 'trial') return null;
  const isNumber = (each: unknown): each is number => isCount(each) && each < names;
  if (!isListOf(passed, isNumber) || !areSpans(passed)) return null;
  const isOther = (each: unknown): each is readonly [number, number, number, number] =>
    isListOf(each, isCount) && each.length === 4 && isNumber(each[0]);
  if (
    !isListOf(others, isOther) ||
    !others.every(([test], place) => place === 0 || test > (others[place - 1]?.[0] ?? 0))
  )
    return null;
  return { id, content, at: instant(at) as Instant, load, place, passed, others };
}

function areSpans(list: readonly number[]): boolean {
  const isNext = (each: number, place: number): boolean => {
    const before = list[place - 1] ?? -1;
    return place % 2 === 0 ? each > before : each >= before;
  };
  return list.length % 2 === 0 && list.every(isNext);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf<Item>(value: unknown, is: (item: unknown) => item is Item): value is readonly Item[] {
  return Array.isArray(value) && value.every(is);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumeric(value: unknown): value is number {
  return Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isStanding(value: unknown): value is readonly [string, Standing] {
  return Array.isArray(value) && value.length === 2 && isText(value[0]) && (value[1] === 'good' || value[1] === 'bad');
}
