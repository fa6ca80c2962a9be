import { quantile } from '../../statistics/index.ts';
import { entryOf, trialsOf } from './look.ts';
import type { MergeQueue, QueueEntry, QueueTrial } from './model.ts';
import { inLandingOrder, placesOf } from './outlook.ts';

/** How far a waiting entry came: nothing of it runs; it is built; a build of it passed; builds of it failed and none runs. */
export const STAGES = ['untried', 'building', 'passed', 'failed'] as const;
export type Stage = (typeof STAGES)[number];

/** Which signs tell how long an entry of a stage still takes; the order is that of its weights. */
export const SIGNS = {
  untried: ['one', 'waves', 'crowd', 'pace'],
  building: ['one', 'waves', 'crowd', 'pace', 'rest', 'below', 'beside', 'hasPassed'],
  passed: ['one', 'waves', 'crowd', 'pace', 'below', 'failures'],
  failed: ['one', 'waves', 'crowd', 'pace', 'failures'],
} as const satisfies Readonly<Record<Stage, readonly string[]>>;

/** What can be seen of a waiting entry: pure numbers, so that queues of any speed and size are alike. */
export interface Sight {
  readonly stage: Stage;
  /** In the order of `SIGNS`. */
  readonly signs: readonly number[];
}

/** A queue at one moment, read once for all of its entries. */
export interface QueueSight {
  /** Milliseconds of a middling build: the unit of everything. */
  readonly unitMs: number;
  of(entry: QueueEntry): Sight;
}

/** Shortest and longest that a pace or a rest is taken for, in builds: beyond, a few odd builds would decide. */
const PACE = { min: 0.05, max: 200 } as const;
const REST = { min: 0.05, max: 5 } as const;
/** What is left of a build that has outlasted all that are remembered, in builds. */
const OVERDUE = 0.3;
/** Landings whose times are remembered to see the pace. */
export const PACE_LANDINGS = 10;

/** Reads a queue at a moment. `parallel` = builds at once where none runs. */
export function sightOf(
  queue: MergeQueue,
  given: { readonly now: number; readonly unitMs: number; readonly parallel: number },
): QueueSight {
  const { now, unitMs } = given;
  const order = inLandingOrder(queue);
  const places = placesOf(queue);
  const running = queue.trials.filter(({ end }) => end === null).length;
  const parallel = running > 0 ? running : Math.max(1, given.parallel);
  const crowd = Math.log1p(order.length / parallel);
  const gapMs = landingGap(queue.forecast.landedAt, now) ?? unitMs;
  const pace = Math.log(within((gapMs * order.length) / unitMs, PACE));
  return {
    unitMs,
    of(entry) {
      const own = trialsOf(queue, entry.number).filter((trial) => mayHold(queue, trial));
      const waves = Math.log1p((places.get(entry.number) ?? 0) / parallel);
      const seen = seenOf(queue, { number: entry.number, own, durations: queue.durations, now, unitMs });
      const all = { one: 1, waves, crowd, pace, ...seen };
      const stage = stageOf(seen);
      return { stage, signs: SIGNS[stage].map((name) => all[name]) };
    },
  };
}

interface Seen {
  readonly isRunning: boolean;
  readonly rest: number;
  readonly below: number;
  readonly beside: number;
  readonly hasPassed: number;
  readonly failures: number;
}

function stageOf({ isRunning, hasPassed, failures }: Seen): Stage {
  if (isRunning) return 'building';
  if (hasPassed > 0) return 'passed';
  return failures > 0 ? 'failed' : 'untried';
}

function seenOf(
  queue: MergeQueue,
  given: {
    readonly number: number;
    readonly own: readonly QueueTrial[];
    readonly durations: readonly number[];
    readonly now: number;
    readonly unitMs: number;
  },
): Seen {
  const { number, own, durations, now, unitMs } = given;
  const undecided = ({ assumes, subjects }: QueueTrial): number =>
    [...assumes, ...subjects].filter((each) => each !== number && entryOf(queue, each)?.state === 'waiting').length;
  const running = own.findLast(({ end }) => end === null);
  const passed = own.filter(({ end }) => end?.outcome === 'passed');
  const failed = own.filter(({ end }) => end?.outcome === 'failed');
  const rest = running === undefined ? 0 : Math.log(within(restOf(durations, now - running.startedAt, unitMs), REST));
  const below = running === undefined ? Math.min(...passed.map(undecided)) : undecided(running);
  return {
    isRunning: running !== undefined,
    rest,
    below: Math.log1p(Number.isFinite(below) ? below : 0),
    beside: Math.log1p(Math.max(0, (running?.subjects.length ?? 1) - 1)),
    hasPassed: passed.length > 0 ? 1 : 0,
    failures: Math.log1p(failed.length),
  };
}

/** Middling rest, in builds, of a build that has run so long, of those that ran longer. */
function restOf(durations: readonly number[], elapsedMs: number, unitMs: number): number {
  const longer = durations.filter((each) => each > elapsedMs).map((each) => each - elapsedMs);
  const rest = quantile(longer, 0.5);
  return rest === null ? OVERDUE : rest / unitMs;
}

/** Milliseconds between two of the newest landings; `null` while there are fewer than are looked at. */
function landingGap(landedAt: readonly number[], now: number): number | null {
  const first = landedAt.at(-PACE_LANDINGS);
  return first === undefined ? null : (now - first) / PACE_LANDINGS;
}

/** What was sent back is in no tree that lands. */
function mayHold(queue: MergeQueue, { assumes, subjects }: QueueTrial): boolean {
  return [...assumes, ...subjects].every((each) => entryOf(queue, each)?.state !== 'ejected');
}

function within(value: number, { min, max }: { readonly min: number; readonly max: number }): number {
  return Math.min(max, Math.max(min, value));
}
