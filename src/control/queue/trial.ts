import { isHeldBack, type MergeQueue, type QueueTrial } from '../../domain/merge-queue/index.ts';
import { digestOf } from '../../kernel/index.ts';
import type { QueueWorld } from './port.ts';

/** Unique for ever: of the queue, the trial and what it builds, so that another log never finds another's result. */
export function buildId(queue: string, trial: { readonly number: number; readonly commit: string | null }): string {
  const slug = digestOf(queue).slice('sha256:'.length, 'sha256:'.length + 8);
  return `${slug}-${trial.number}-${(trial.commit ?? '').slice(0, 12)}`;
}

/** How the id that an executor on this machine gives a build begins; {@link buildId} follows. */
export const LOCAL_BUILD = 'local:';

/** How often exactly what would land was built on this branch and failed. */
export function failuresOf(queue: MergeQueue, entries: readonly number[]): number {
  const key = entries.join(' ');
  return queue.trials.filter(
    (trial) =>
      trial.landedBefore === queue.landedCount &&
      trial.assumes.length === 0 &&
      trial.subjects.join(' ') === key &&
      !isHeldBack(trial) &&
      (trial.end?.outcome === 'failed' || trial.end?.outcome === 'conflict'),
  ).length;
}

/** Whether a build, if it passes, shows what its subjects make of the branch as it stands: all below it has landed, and nothing else. */
export function isNext(queue: MergeQueue, { landedBefore, assumes, subjects }: QueueTrial): boolean {
  if (subjects.length === 0) return false;
  const missing = queue.landedCount - queue.landed.length;
  const since = landedBefore < missing ? null : queue.landed.slice(landedBefore - missing);
  return since !== null && since.length === assumes.length && assumes.every((number) => since.includes(number));
}

/** Whether a build said nothing for longer than whoever runs it may be silent. */
export function isLate({ startedAt }: QueueTrial, { patienceMs, now }: QueueWorld): boolean {
  return patienceMs !== null && now() - startedAt > patienceMs;
}
