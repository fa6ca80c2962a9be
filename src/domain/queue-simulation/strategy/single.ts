import type { Plan, Scheduler } from '../../merge-queue/index.ts';
import { QueueRecord } from './record.ts';

/** Builds an entry only when nothing that it may conflict with is undecided before it. */
export function singleQueue(): Scheduler {
  const record = new QueueRecord();
  return {
    plan(board): Plan {
      record.follow(board);
      const decided = record.decide();
      const ready = record.waiting.filter((index) => record.before(index).length === 0);
      const wanted = ready.map((index) => record.trialOf(index, record.keyWith(index, []), []));
      return { ...decided, wanted, wakeAt: null };
    },
  };
}
