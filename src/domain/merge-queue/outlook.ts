import type { Instant } from '../../kernel/index.ts';
import { LANE_PRIORITY } from './board-of.ts';
import { entryOf, waitingEntries } from './look.ts';
import type { MergeQueue, QueueEntry, QueueTrial } from './model.ts';
import { mayLand } from './standing.ts';

/** Waiting entries in the order in which they may land: by lane, then by arrival. */
export function inLandingOrder(queue: MergeQueue): readonly QueueEntry[] {
  const known = orders.get(queue.items);
  if (known !== undefined) return known;
  const order = waitingEntries(queue).toSorted(
    (a, b) => LANE_PRIORITY[b.lane] - LANE_PRIORITY[a.lane] || a.number - b.number,
  );
  orders.set(queue.items, order);
  return order;
}

/** Items never change, so neither does their order; a screen explains a hundred entries of one queue by it. */
const orders = new WeakMap<MergeQueue['items'], readonly QueueEntry[]>();

/** By number of a waiting entry: how many go before it in the order in which they may land. */
export function placesOf(queue: MergeQueue): ReadonlyMap<number, number> {
  const order = inLandingOrder(queue);
  let known = places.get(order);
  if (known === undefined) {
    known = new Map(order.map(({ number }, place) => [number, place]));
    places.set(order, known);
  }
  return known;
}

const places = new WeakMap<readonly QueueEntry[], ReadonlyMap<number, number>>();

/**
 * Numbers of the entries that land next if nothing fails: those of the landing that is under way, else of the first build that stands on
 * the branch alone and holds an entry that may land, else the first entry that may. Empty = nothing may land now.
 */
export function nextToLand(queue: MergeQueue, now: Instant): readonly number[] {
  if (queue.pending !== null) return queue.pending.entries;
  const ready = inLandingOrder(queue).filter((entry) => mayLand(queue, { entry, together: [], now }));
  const grounded = queue.trials.filter((trial) => isGrounded(queue, trial));
  for (const { number } of ready) {
    const trial = grounded.findLast(({ subjects }) => subjects.includes(number));
    if (trial !== undefined) return trial.subjects;
  }
  return ready.slice(0, 1).map(({ number }) => number);
}

/** Builds that passed for entries that all still wait, and assumed none that was sent back; ascending by number. */
export function standingProofs(queue: MergeQueue): readonly QueueTrial[] {
  return queue.trials.filter(
    ({ end, subjects, assumes }) =>
      end?.outcome === 'passed' &&
      subjects.every((number) => entryOf(queue, number)?.state === 'waiting') &&
      assumes.every((number) => entryOf(queue, number)?.state !== 'ejected'),
  );
}

/** Whether it runs or passed for entries that may still land, and assumes nothing that has not landed. */
function isGrounded(queue: MergeQueue, { end, subjects, assumes }: QueueTrial): boolean {
  return (
    (end === null || end.outcome === 'passed') &&
    subjects.every((number) => entryOf(queue, number)?.state === 'waiting') &&
    assumes.every((number) => entryOf(queue, number)?.state === 'landed')
  );
}
