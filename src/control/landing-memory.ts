import type { Change, CommitId, CommitRange, HistoryReader } from '../domain/change/index.ts';
import { REFERENCE_WINDOW } from '../domain/replay/index.ts';

/** Landed changes that were read, by their last commits: what landed at a commit stays what it is. */
export type LandingMemory = Map<CommitId, Change>;

/** Landings that are remembered, two windows of facts of comparison; the longest known are forgotten first. */
const MAX_REMEMBERED = 2 * REFERENCE_WINDOW;
const COMMIT = /^[0-9a-f]{40,64}$/;

/**
 * Landed changes as the reader reads them, newest first, each read once: what another reading came past is not read again. What the
 * clone lacks a part of is read each time, since it may come; so is what is asked for without lines or up to a moment.
 */
export function rememberLandings(
  history: Pick<HistoryReader, 'landedChanges'>,
  memory: LandingMemory,
): Pick<HistoryReader, 'landedChanges'> {
  return {
    landedChanges: (range, options) =>
      options.lines && range.since === null && range.tip !== null && COMMIT.test(range.tip)
        ? remembered({ history, memory, tip: range.tip as CommitId, limit: range.limit })
        : history.landedChanges(range, options),
  };
}

async function* remembered(given: {
  readonly history: Pick<HistoryReader, 'landedChanges'>;
  readonly memory: LandingMemory;
  readonly tip: CommitId;
  readonly limit: CommitRange['limit'];
}): AsyncGenerator<Change> {
  const { history, memory, limit } = given;
  let next: CommitId | null = given.tip;
  let read = 0;
  let left = limit ?? Number.POSITIVE_INFINITY;
  while (next !== null && left > 0) {
    const known: Change | undefined = memory.get(next);
    if (known !== undefined) {
      yield known;
      left -= 1;
      next = known.base;
      continue;
    }
    const range = { tip: next, since: null, limit: limit === null ? null : left };
    next = null;
    for await (const change of history.landedChanges(range, { lines: true })) {
      if (change.head !== null && memory.has(change.head)) {
        next = change.head;
        break;
      }
      // Of a whole history only its newest: no later reading needs more, and it may be long.
      if (read < REFERENCE_WINDOW) remember(memory, change);
      read += 1;
      yield change;
      left -= 1;
    }
  }
}

function remember(memory: LandingMemory, change: Change): void {
  if (change.head === null || change.gaps.length > 0) return;
  memory.set(change.head, change);
  const [oldest] = memory.keys();
  if (memory.size > MAX_REMEMBERED && oldest !== undefined) memory.delete(oldest);
}
