import { assert, DAY_MS, type Instant } from '../../kernel/index.ts';
import { spansOf } from './index-span.ts';
import type { Standing, TestRun } from './model.ts';

/** A run as it is kept. Names are numbers of {@link TestHistory.names}. */
export interface KeptRun {
  readonly id: string;
  readonly content: string;
  readonly at: Instant;
  readonly load: number | null;
  readonly place: TestRun['place'];
  /** Tests that passed in their one attempt: first and last of each span, ascending. */
  readonly passed: readonly number[];
  /** All others: test, passes, failures, interruptions. Ascending by test. */
  readonly others: readonly (readonly [number, number, number, number])[];
}

/** What is remembered of test runs. Bounded: see {@link RUN_LIMIT}, {@link HORIZON_MS} and {@link NAME_LIMIT}. */
export interface TestHistory {
  readonly names: readonly string[];
  /** Oldest first, unique by id. */
  readonly runs: readonly KeptRun[];
  /** What became known of contents that stand in `runs`. */
  readonly standing: ReadonlyMap<string, Standing>;
}

/** After so long an observation counts half: a repaired test is trusted again within weeks, a rare flake is not forgotten in days. */
export const HALF_LIFE_MS = 14 * DAY_MS;
/** Older runs would count for less than a two-hundredth. */
export const HORIZON_MS = 8 * HALF_LIFE_MS;
/** Runs kept: two weeks of thirty builds an hour, in some megabytes. The oldest go first. */
export const RUN_LIMIT = 10_000;
/** Names kept: the largest suites have some ten thousand tests. */
export const NAME_LIMIT = 200_000;

/** A history without runs. */
export function emptyHistory(): TestHistory {
  return { names: [], runs: [], standing: new Map() };
}

/** Adds runs; those known by their id change nothing. Neither the order of calls nor that of runs matters. */
export function recordRuns(history: TestHistory, runs: readonly TestRun[]): TestHistory {
  const known = new Set(history.runs.map(({ id }) => id));
  const numbers = new Map(history.names.map((name, number) => [name, number]));
  const fresh: KeptRun[] = [];
  for (const run of runs) {
    if (known.has(run.id)) continue;
    known.add(run.id);
    fresh.push(keptOf(run, numbers));
  }
  if (fresh.length === 0) return history;
  const all = [...history.runs, ...fresh].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return bounded({ names: [...numbers.keys()], runs: all, standing: history.standing });
}

/** Notes what became known of contents; a later word replaces an earlier one. Of contents without runs nothing is kept. */
export function settleContents(
  history: TestHistory,
  known: Iterable<readonly [content: string, standing: Standing]>,
): TestHistory {
  const contents = new Set(history.runs.map(({ content }) => content));
  const fresh = [...known].filter(([content, standing]) => {
    return contents.has(content) && history.standing.get(content) !== standing;
  });
  return fresh.length === 0 ? history : { ...history, standing: new Map([...history.standing, ...fresh]) };
}

function keptOf(run: TestRun, numbers: Map<string, number>): KeptRun {
  const passed: number[] = [];
  const others = new Map<number, readonly [number, number, number, number]>();
  for (const { test, passes, failures, interruptions } of run.outcomes) {
    const number = numbers.get(test) ?? numbers.size;
    numbers.set(test, number);
    assert(!others.has(number), 'a test stands once in a run');
    if (passes === 1 && failures === 0 && interruptions === 0) passed.push(number);
    else others.set(number, [number, passes, failures, interruptions]);
  }
  const { id, content, at, place } = run;
  const load = run.load === null ? null : Math.min(1, Math.max(0, run.load));
  return {
    id,
    content,
    at,
    load,
    place,
    passed: spansOf(passed),
    others: [...others.values()].sort((a, b) => a[0] - b[0]),
  };
}

function bounded(history: TestHistory): TestHistory {
  const newest = history.runs.at(-1);
  if (newest === undefined) return history;
  const runs = history.runs.slice(-RUN_LIMIT).filter(({ at }) => at > newest.at - HORIZON_MS);
  if (runs.length === history.runs.length && history.names.length <= NAME_LIMIT) return history;
  const contents = new Set(runs.map(({ content }) => content));
  const standing = new Map([...history.standing].filter(([content]) => contents.has(content)));
  return withUsedNames({ names: history.names, runs, standing });
}

/** Numbers names anew, those of the newest runs first, so that what exceeds the limit is what has not run for longest. */
function withUsedNames(history: TestHistory): TestHistory {
  const numbers = new Map<number, number>();
  const numberOf = (old: number): number | null => {
    const found = numbers.get(old);
    if (found !== undefined) return found;
    if (numbers.size >= NAME_LIMIT) return null;
    numbers.set(old, numbers.size);
    return numbers.size - 1;
  };
  const runs = history.runs.toReversed().map((run): KeptRun => {
    const passed: number[] = [];
    for (let at = 0; at < run.passed.length; at += 2) {
      for (let test = run.passed[at] as number; test <= (run.passed[at + 1] as number); test += 1) {
        const number = numberOf(test);
        if (number !== null) passed.push(number);
      }
    }
    const others = run.others.flatMap(([test, ...counts]): KeptRun['others'] => {
      const number = numberOf(test);
      return number === null ? [] : [[number, ...counts]];
    });
    return { ...run, passed: spansOf(passed), others: others.toSorted((a, b) => a[0] - b[0]) };
  });
  const names = [...numbers.keys()].map((old) => history.names[old] as string);
  return { names, runs: runs.reverse(), standing: history.standing };
}
