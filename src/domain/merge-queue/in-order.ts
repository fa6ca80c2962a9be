import { addBit, type Bits, sameWithin } from './bits.ts';
import type { Board, EndedTrial, Plan, Scheduler, Trial } from './board.ts';
import { proofOf } from './proof.ts';

/** Builds of one tree before what it says is believed: a first failure may be a flake. */
const ATTEMPTS = 2;

/**
 * The simplest scheduler that is right: by priority and arrival, each entry built on all before it that are not known to fail,
 * the first ones landing as soon as they are proved. It remembers nothing.
 */
export function inOrderScheduler(): Scheduler {
  return { plan };
}

function plan(board: Board): Plan {
  const order = [...board.waiting].sort((a, b) => priorityOf(board, b) - priorityOf(board, a) || a - b);
  const wanted: Trial[] = [];
  const assumed: number[] = [];
  const content = board.landed.slice();
  for (const index of order) {
    const isFirst = assumed.length === 0;
    const told = tellingOf(board, index, withOne(content, index));
    const passed = told.some(({ hasPassed }) => hasPassed);
    const failures = told.filter(({ hasPassed }) => !hasPassed).length;
    if (passed && isFirst && proofOf(board, [index]) !== null) {
      return { land: [{ entries: [index] }], eject: [], wanted, wakeAt: null };
    }
    if (!passed && failures >= ATTEMPTS && isFirst) return { land: [], eject: [index], wanted, wakeAt: null };
    if (!passed && failures < ATTEMPTS) {
      wanted.push({ subjects: [index], assumes: [...assumed].sort((a, b) => a - b), attempt: failures });
    }
    // What fails on those before it is left out until they are decided.
    if (failures > 0 && !passed) continue;
    assumed.push(index);
    addBit(content, index);
  }
  return { land: [], eject: [], wanted: wanted.slice(0, board.workers), wakeAt: null };
}

/** Ended builds of an entry that held, of its neighbours, exactly what that content holds. */
function tellingOf(board: Board, index: number, content: Bits): readonly EndedTrial[] {
  const neighbours = board.entries[index]?.neighbours;
  if (neighbours === undefined) return [];
  const ended = board.ended.get(index) ?? [];
  return ended.filter(({ subjects, content: held }) => subjects.length === 1 && sameWithin(neighbours, held, content));
}

function withOne(content: Bits, index: number): Bits {
  const more = content.slice();
  addBit(more, index);
  return more;
}

function priorityOf(board: Board, index: number): number {
  return board.entries[index]?.priority ?? 0;
}
