import { type Board, type EndedTrial, hasBit } from '../../merge-queue/index.ts';
import type { QueueRecord } from './record.ts';

const LEAST = 1e-4;
/** An entry that passed somewhere fails elsewhere only by a conflict. */
const AFTER_PASS = 0.02;

/**
 * The chance of each waiting entry to fail after what its ended builds said: certain where a build on that outcome of the earlier
 * neighbours has ended, and Bayes' rule for the outcomes on which none has.
 */
export function learnedFailures(board: Board, record: QueueRecord): ReadonlyMap<number, number> {
  const failures = new Map<number, number>();
  for (const index of record.waiting) {
    const prior = board.entries[index]?.failure ?? 0.5;
    const ended =
      board.ended.get(index)?.filter(({ content }) => record.isPossible(index, content, board.landed)) ?? [];
    const learned = ended.length === 0 ? prior : learnedFrom({ prior, ended, before: record.before(index), failures });
    failures.set(index, Math.min(1 - LEAST, Math.max(LEAST, learned)));
  }
  return failures;
}

function learnedFrom(given: {
  readonly prior: number;
  readonly ended: readonly EndedTrial[];
  readonly before: readonly number[];
  readonly failures: ReadonlyMap<number, number>;
}): number {
  const { prior, ended, before, failures } = given;
  let failed = 0;
  let passed = 0;
  /** Least chance that a failing build failed for something that it took for granted. */
  let explained = 1;
  for (const { content, hasPassed } of ended) {
    let path = 1;
    let green = 1;
    for (const each of before) {
      const fails = failures.get(each) ?? 0.5;
      const isIn = hasBit(content, each);
      path *= isIn ? 1 - fails : fails;
      if (isIn) green *= 1 - fails;
    }
    if (hasPassed) passed += path;
    else {
      failed += path;
      explained = Math.min(explained, 1 - green);
    }
  }
  const isSeenPassing = ended.some(({ hasPassed }) => hasPassed);
  const elsewhere = isSeenPassing ? Math.min(prior, AFTER_PASS) : prior / (prior + (1 - prior) * explained);
  return failed + Math.max(0, 1 - failed - passed) * elsewhere;
}
