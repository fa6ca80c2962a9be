import { trialsOf } from './look.ts';
import type { MergeQueue, QueueEntry, QueueTrial } from './model.ts';

/** The one build that tells most of an entry. */
export interface DecidingBuild {
  /** The executor's own id. */
  readonly build: string;
  /** `null` = it was dropped since. */
  readonly trial: QueueTrial | null;
  /** Whether the entry was landed or sent back by it; else it is the newest that ended. */
  readonly isDecided: boolean;
}

/** The build by which an entry landed or was sent back, or the newest of it that ended; `null` = none did. */
export function decidingBuild(queue: MergeQueue, entry: QueueEntry): DecidingBuild | null {
  const decided = decidedBy(queue, entry);
  if (decided !== null) return decided;
  const newest = trialsOf(queue, entry.number).findLast((trial) => buildOf(trial) !== null);
  const build = newest === undefined ? null : buildOf(newest);
  return newest === undefined || build === null ? null : { build, trial: newest, isDecided: false };
}

/** The trial that a build was made for, the first where several took its word; `null` = none that is remembered. */
export function trialOfBuild({ trials }: MergeQueue, build: string): QueueTrial | null {
  return trials.find((trial) => buildOf(trial) === build) ?? null;
}

function decidedBy(queue: MergeQueue, { ejection, landing }: QueueEntry): DecidingBuild | null {
  if (ejection?.code === 'build-failed' || ejection?.code === 'infrastructure') {
    const trial = queue.trials.find(({ number }) => number === ejection.trial) ?? null;
    const told = ejection.code === 'build-failed' ? ejection.build : null;
    const build = told ?? (trial === null ? null : buildOf(trial));
    return build === null ? null : { build, trial, isDecided: true };
  }
  const { evidence } = queue.landings.find(({ number }) => number === landing) ?? {};
  const build = evidence?.builds.at(-1);
  if (evidence === undefined || build === undefined || build === '') return null;
  const trial = queue.trials.find(({ number }) => number === evidence.trials.at(-1)) ?? null;
  return { build, trial, isDecided: true };
}

function buildOf({ end }: QueueTrial): string | null {
  return end === null || end.outcome === 'conflict' || end.build === '' ? null : end.build;
}
