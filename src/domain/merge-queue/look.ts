import type { MergeQueue, QueueEntry, QueueItem, QueueTrial } from './model.ts';

/** The entry of that number; `null` = there is none, or it was decided long ago. */
export function entryOf(queue: MergeQueue, number: number): QueueEntry | null {
  const item = itemOf(queue, number);
  return item?.kind === 'entry' ? item : null;
}

/** Entry or foreign push of that number. */
export function itemOf(queue: MergeQueue, number: number): QueueItem | null {
  return queue.items[number - firstNumber(queue)] ?? null;
}

/** Number of the oldest item that is remembered. */
export function firstNumber(queue: MergeQueue): number {
  return queue.items[0]?.number ?? queue.nextNumber;
}

/** Waiting entries in order of arrival. */
export function waitingEntries({ items }: MergeQueue): readonly QueueEntry[] {
  const known = waitingIn.get(items);
  if (known !== undefined) return known;
  const found = items.filter((item): item is QueueEntry => item.kind === 'entry' && item.state === 'waiting');
  waitingIn.set(items, found);
  return found;
}

/** Items never change, so neither do those of them that wait; a decision asks many times, of thousands. */
const waitingIn = new WeakMap<readonly QueueItem[], readonly QueueEntry[]>();

/** The newest entry of a change, or the entry whose number is written; `null` = none. */
export function findEntry(queue: MergeQueue, named: string): QueueEntry | null {
  const entries = queue.items.filter((item): item is QueueEntry => item.kind === 'entry');
  const byChange = entries.findLast(({ change }) => change === named);
  if (byChange !== undefined) return byChange;
  return /^#?\d{1,9}$/.test(named) ? entryOf(queue, Number(named.replace('#', ''))) : null;
}

/** Builds that run. */
export function runningTrials(queue: MergeQueue): readonly QueueTrial[] {
  return queue.trials.filter(({ end }) => end === null);
}

/** Trials of which the entry is a subject; ascending by number. */
export function trialsOf({ trials }: Pick<MergeQueue, 'trials'>, number: number): readonly QueueTrial[] {
  let known = bySubject.get(trials);
  if (known === undefined) {
    known = readBySubject(trials);
    bySubject.set(trials, known);
  }
  return known.get(number) ?? [];
}

/** Trials never change, so neither does who their subjects are; a decision asks of thousands of entries. */
const bySubject = new WeakMap<readonly QueueTrial[], ReadonlyMap<number, readonly QueueTrial[]>>();

function readBySubject(trials: readonly QueueTrial[]): ReadonlyMap<number, readonly QueueTrial[]> {
  const found = new Map<number, QueueTrial[]>();
  for (const trial of trials) {
    for (const subject of new Set(trial.subjects)) {
      const list = found.get(subject);
      if (list === undefined) found.set(subject, [trial]);
      else list.push(trial);
    }
  }
  return found;
}
