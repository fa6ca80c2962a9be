import type { Plan, Scheduler } from '../../merge-queue/index.ts';
import type { Workload } from '../model.ts';
import { landingOf } from '../workload.ts';
import { QueueRecord } from './record.ts';

/** Knows what will land and builds only that, every entry at once: what nobody can beat while the order of arrival is kept. */
export function oracleQueue(workload: Workload): Scheduler {
  const lands = landingOf(workload.changes);
  const record = new QueueRecord();
  return {
    plan(board): Plan {
      record.follow(board);
      const decided = record.decide();
      const wanted = record.waiting.flatMap((index) => {
        const assumed = record.before(index).filter((each) => lands[each]);
        const key = record.keyWith(index, assumed);
        return record.resultOf(key) === undefined ? [record.trialOf(index, key, assumed)] : [];
      });
      return { ...decided, wanted, wakeAt: null };
    },
  };
}
