import { assert, type Instant } from '../../kernel/index.ts';
import { addBit, type Bits, bitsOf } from './bits.ts';
import type { Board, EndedTrial, Entry, StartedTrial } from './board.ts';
import { heldFailure, isHeldBack } from './failure.ts';
import { firstNumber } from './look.ts';
import type { MergeQueue, QueueEntry, QueueRules, QueueTrial } from './model.ts';
import { neighbourhoodOf } from './shared-targets.ts';
import { isReady } from './standing.ts';

/** Which item a scheduler means by an index, and back. */
export function numberAt(queue: MergeQueue, index: number): number {
  return firstNumber(queue) + index;
}

/** Index on the board of an item that is remembered. */
export function indexOf(queue: MergeQueue, number: number): number {
  return number - firstNumber(queue);
}

/** Priorities of lanes: a revert mends the branch for everybody, a hotfix for customers. */
export const LANE_PRIORITY = { revert: 200, hotfix: 100, normal: 0 } as const;

/**
 * The queue as a scheduler may see it. Entries that may not land now (frozen, held by the gate) are shown as sent back, so that nobody
 * waits for them; a foreign push is an entry that landed. Where the proof is by tree every entry is every other one's neighbour. A failure
 * that is not believed yet is not shown: its entry is as likely to fail again as the tests say, and where the farm is busy it goes last for
 * a while.
 */
export function boardOf(queue: MergeQueue, given: { readonly rules: QueueRules; readonly now: Instant }): Board {
  const { rules, now } = given;
  const { items } = queue;
  const landed = landedBits(queue, queue.landedCount);
  const { expectedMs, spreadMs } = expectedBuild(queue, rules);
  const hasHeld = queue.trials.some(isHeldBack);
  const { neighboursOf, shared } = neighbourhoodOf(items, rules.proof);
  const entries = items.map((item, index): Entry => {
    const neighbours = neighboursOf(index);
    if (item.kind === 'foreign') return foreignEntry(index, item.at, neighbours);
    const { queuedAt: arrivedAt, cohort } = item;
    const state = item.state === 'waiting' && !isReady(queue, item, now) ? 'ejected' : item.state;
    const isAsked = hasHeld && item.state === 'waiting';
    const rank = isAsked ? rankOf(queue, { entry: item, now, expectedMs }) : rankAsQueued(item);
    const { failure, priority } = rank;
    return { index, arrivedAt, state, failure, expectedMs, spreadMs, neighbours, cohort, priority };
  });
  const waiting = entries.filter(({ state }) => state === 'waiting').map(({ index }) => index);
  const running: StartedTrial[] = [];
  const ended = new Map<number, EndedTrial[]>();
  const bases = new Map([[queue.landedCount, landed]]);
  for (const trial of queue.trials) {
    const started = startedTrial(queue, trial, bases);
    if (started === null) continue;
    if (trial.end === null) {
      running.push(started);
      continue;
    }
    const { outcome, at } = trial.end;
    if (outcome === 'infrastructure' || outcome === 'cancelled' || isHeldBack(trial)) continue;
    const end: EndedTrial = { ...started, endedAt: at, hasPassed: outcome === 'passed' };
    for (const subject of started.subjects) {
      const list = ended.get(subject);
      if (list === undefined) ended.set(subject, [end]);
      else list.push(end);
    }
  }
  return { now, workers: rules.workers, entries, shared, waiting, landed, running, ended };
}

/** A retry that waits for an idle worker goes behind everything else, for at most so many build times: a busy farm makes tests flake. */
const IDLE_PATIENCE = 2;
const IDLE_PRIORITY = -1;
/** What flaked flakes again with this probability at least: flakes come in bursts (`flake-model`, first opinion). */
const AGAIN = 0.1;
/** No failure that may be a flake makes an entry so risky that nothing would be built of it. */
const MOST_SUSPECTED = 0.9;

function rankOf(
  queue: MergeQueue,
  given: { readonly entry: QueueEntry; readonly now: Instant; readonly expectedMs: number },
): Pick<Entry, 'failure' | 'priority'> {
  const { entry, now, expectedMs } = given;
  const asQueued = rankAsQueued(entry);
  const held = heldFailure(queue, entry.number);
  if (held === null || held.subjects.length > 1) return asQueued;
  const { innocent, tests, when, at } = held.judgement;
  const again = Math.max(AGAIN, tests[0]?.rate.value ?? 0);
  const failure = Math.max(entry.failure, Math.min(MOST_SUSPECTED, 1 - innocent.value * (1 - again)));
  const waitsForIdle = entry.lane === 'normal' && when === 'when-idle' && now - at < IDLE_PATIENCE * expectedMs;
  return { failure, priority: waitsForIdle ? IDLE_PRIORITY : asQueued.priority };
}

function rankAsQueued({ failure, lane }: QueueEntry): Pick<Entry, 'failure' | 'priority'> {
  return { failure, priority: LANE_PRIORITY[lane] };
}

/** Mean and standard deviation of a build, of the newest ones where there are enough. */
export function expectedBuild(
  { durations }: MergeQueue,
  rules: QueueRules,
): { readonly expectedMs: number; readonly spreadMs: number } {
  if (durations.length < MIN_DURATIONS) return { expectedMs: rules.expectedMs, spreadMs: rules.spreadMs };
  const mean = durations.reduce((sum, each) => sum + each, 0) / durations.length;
  const variance = durations.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (durations.length - 1);
  return { expectedMs: mean, spreadMs: Math.sqrt(variance) };
}

/** Below this a mean says less than the rules do. */
const MIN_DURATIONS = 3;

/** `bases` = what had landed when so many had, as far as it was read; what is read is added. */
function startedTrial(queue: MergeQueue, trial: QueueTrial, bases: Map<number, Bits>): StartedTrial | null {
  const first = firstNumber(queue);
  const { number: id, attempt, startedAt } = trial;
  const subjects = ascending(trial.subjects, first);
  if (subjects.length === 0) return null;
  const assumes = ascending(trial.assumes, first);
  const base = bases.get(trial.landedBefore) ?? landedBits(queue, trial.landedBefore);
  bases.set(trial.landedBefore, base);
  const content = base.slice();
  for (const index of [...assumes, ...subjects]) addBit(content, index);
  return { id, subjects, assumes, attempt, startedAt, content };
}

function ascending(numbers: readonly number[], first: number): readonly number[] {
  return numbers
    .map((number) => number - first)
    .filter((index) => index >= 0)
    .sort((a, b) => a - b);
}

/** What had landed when so many had. */
function landedBits(queue: MergeQueue, count: number): Bits {
  const first = firstNumber(queue);
  const missing = queue.landedCount - queue.landed.length;
  const numbers = queue.landed.slice(0, Math.max(0, count - missing));
  assert(count <= queue.landedCount, 'no trial holds what lands later');
  return bitsOf(
    queue.items.length,
    numbers.map((number) => number - first),
  );
}

function foreignEntry(index: number, arrivedAt: Instant, neighbours: Bits): Entry {
  const nothing = { failure: MIN_FAILURE, expectedMs: 0, spreadMs: 0, cohort: null, priority: 0 };
  return { index, arrivedAt, state: 'landed', neighbours, ...nothing };
}

/** It landed: nobody asks any more whether it may fail. */
const MIN_FAILURE = 1e-4;
