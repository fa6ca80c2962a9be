import type { Instant } from '../../kernel/index.ts';
import { entryOf } from './look.ts';
import type { Freeze, MergeQueue, QueueEntry } from './model.ts';

/** The freeze that an entry's landing waits for; unknown targets are covered by every freeze. `null` = none. */
export function freezeOf(queue: MergeQueue, entry: QueueEntry, now: Instant): Freeze | null {
  if (queue.freezes.length === 0) return null;
  return (
    queue.freezes.find(
      ({ targets, until }) => (until === null || now < until) && (targets === null || shares(entry.targets, targets)),
    ) ?? null
  );
}

/** Parents that did not land yet and are none of those. */
export function missingParents(queue: MergeQueue, entry: QueueEntry, together: readonly number[]): readonly number[] {
  return entry.parents.filter((parent) => entryOf(queue, parent)?.state === 'waiting' && !together.includes(parent));
}

/** Whether an entry is taken part in the race for landing: it waits, no freeze covers it, and the gate still lets it pass. */
export function isReady(queue: MergeQueue, entry: QueueEntry, now: Instant): boolean {
  return entry.state === 'waiting' && entry.gate.verdict === 'allow' && freezeOf(queue, entry, now) === null;
}

/** Whether it may land now, together with those. */
export function mayLand(
  queue: MergeQueue,
  asked: { readonly entry: QueueEntry; readonly together: readonly number[]; readonly now: Instant },
): boolean {
  const { entry, together, now } = asked;
  return queue.paused === null && isReady(queue, entry, now) && missingParents(queue, entry, together).length === 0;
}

/** Whether two sets of targets share one; `null` = not known, so they may. */
export function shares(one: readonly string[] | null, other: readonly string[] | null): boolean {
  return one === null || other === null || one.some((target) => other.includes(target));
}
