import type { QueueReport } from '../../contract/index.ts';
import { type MergeQueue, type Principal, waitingEntries } from '../../control/index.ts';
import { mayOr } from './may.ts';

/** What somebody may do to a queue as it stands. */
export function queueMay(queue: MergeQueue, principal: Principal): NonNullable<QueueReport['may']> {
  const operate = (why: string | null) => mayOr(principal, 'operate', [why]);
  const add = mayOr(principal, 'submit', []);
  const isPaused = queue.paused !== null;
  return {
    add,
    hotfix: add.allowed ? operate(null) : add,
    revert: add.allowed ? operate(null) : add,
    eject: operate(waitingEntries(queue).length === 0 ? 'nothing waits' : null),
    pause: operate(isPaused ? 'it is paused already' : null),
    resume: operate(isPaused ? null : 'it is not paused'),
    freeze: operate(null),
    thaw: operate(queue.freezes.length === 0 ? 'nothing is frozen' : null),
  };
}
