import {
  addBit,
  type Bits,
  type Board,
  noBits,
  type Plan,
  type Scheduler,
  type Trial,
} from '../../merge-queue/index.ts';
import { QueueRecord } from './record.ts';

/** How many entries at the head may be built: a fixed number, or a window that grows by 1 with a landing and halves with a failure. */
export type HeadLimit =
  | { readonly kind: 'fixed'; readonly entries: number }
  | { readonly kind: 'window'; readonly start: number; readonly floor: number };

/**
 * Builds every entry on its undecided earlier neighbours as if these all landed. With `skipsFailing` an entry whose own build
 * has failed is left out of the trees behind it at once (Zuul's nearest non-failing item); without, only when it is ejected, and
 * then everything behind it is built again (GitHub's queue, GitLab's trains, "Optimistic" of the SubmitQueue paper).
 */
export function successPathQueue(options: { readonly limit: HeadLimit; readonly skipsFailing: boolean }): Scheduler {
  const record = new QueueRecord();
  const { limit, skipsFailing } = options;
  let window = limit.kind === 'fixed' ? limit.entries : limit.start;
  return {
    plan(board): Plan {
      record.follow(board);
      const decided = record.decide();
      if (limit.kind === 'window') {
        window += decided.land.length;
        for (const _ of decided.eject) window = Math.max(limit.floor, Math.floor(window / 2));
      }
      return { ...decided, wanted: wantedOf({ board, record, window, skipsFailing }), wakeAt: null };
    },
  };
}

function wantedOf(given: {
  readonly board: Board;
  readonly record: QueueRecord;
  readonly window: number;
  readonly skipsFailing: boolean;
}): readonly Trial[] {
  const { board, record, skipsFailing } = given;
  const wanted: Trial[] = [];
  const failing = new Set<number>();
  const gone = goneOf(board);
  for (const index of record.waiting.slice(0, given.window)) {
    const assumed = failing.size > 0 ? record.before(index).filter((each) => !failing.has(each)) : record.before(index);
    const key = record.keyWith(index, assumed);
    const hasPassed = record.resultOf(key);
    if (hasPassed === undefined) wanted.push(record.trialOf(index, key, assumed));
    if (skipsFailing && (hasPassed === false || (hasPassed === undefined && hasFailed(board, index, gone)))) {
      failing.add(index);
      addBit(gone, index);
    }
  }
  return wanted;
}

/** Whether the last build of an entry failed and nothing in its tree but the entry explains it. */
function hasFailed(board: Board, index: number, gone: Bits): boolean {
  const last = board.ended.get(index)?.at(-1);
  if (last === undefined || last.hasPassed) return false;
  const neighbours = board.entries[index]?.neighbours ?? noBits(0);
  return neighbours.every((word, at) => (word & (last.content[at] ?? 0) & (gone[at] ?? 0)) === 0);
}

/** Entries that were sent back. */
function goneOf(board: Board): Bits {
  const gone = noBits(board.landed.length * 32);
  for (const { index, state } of board.entries) if (state === 'ejected') addBit(gone, index);
  return gone;
}
