import {
  arrange,
  boardOf,
  evolve,
  type MergeQueue,
  type QueueEvent,
  type QueueRules,
  runningTrials,
  type Scheduler,
  type Steps,
  type WantedTrial,
} from '../../domain/merge-queue/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** Decisions that are taken for granted one after the other; what comes after more of them is planned when they were taken. */
const MAX_STEPS_AHEAD = 16;

/**
 * Builds that will be wanted once these have landed, for workers that are free now: they are made on top of what lands, so that they are the
 * very builds then. Nothing is stopped and nothing sent back for them, since the gate may still say no.
 */
export function wantedAhead(
  queue: MergeQueue,
  given: {
    /** Planned landings, in their order. */
    readonly land: readonly (readonly number[])[];
    readonly rules: QueueRules;
    readonly scheduler: Scheduler;
    readonly now: Instant;
  },
): readonly WantedTrial[] {
  const { rules, scheduler, now } = given;
  const free = rules.workers - runningTrials(queue).length;
  if (free <= 0) return [];
  const before: number[] = [];
  let ahead = queue;
  let steps: Pick<Steps, 'land' | 'eject' | 'start'> = { land: given.land, eject: [], start: [] };
  for (let step = 0; step < MAX_STEPS_AHEAD && steps.land.length + steps.eject.length > 0; step += 1) {
    for (const entries of steps.land) {
      ahead = afterLanding(ahead, entries, now);
      before.push(...entries);
    }
    for (const { number, reason } of steps.eject) {
      ahead = evolve(ahead, { kind: 'Ejected', id: queue.id, number, reason, at: now }) ?? ahead;
    }
    const board = boardOf(ahead, { rules, now });
    steps = arrange(ahead, { board, plan: scheduler.plan(board), now, confirm: [] });
  }
  return steps.start
    .filter(({ controls }) => controls === undefined)
    .slice(0, free)
    .map((wanted) => ({ ...wanted, assumes: [...new Set([...before, ...wanted.assumes])] }));
}

/** The queue as it would be: to plan by, never to be written down. */
function afterLanding(queue: MergeQueue, entries: readonly number[], at: Instant): MergeQueue {
  const { id, head, nextLanding: landing } = queue;
  const asked = { entries, from: head, to: head, tree: '', assumed: [] };
  const events: readonly QueueEvent[] = [
    { kind: 'LandRequested', id, landing, ...asked, evidence: { kind: 'tree', trials: [], builds: [] }, at },
    { kind: 'Landed', id, landing, at },
  ];
  return events.reduce<MergeQueue | null>(evolve, queue) ?? queue;
}
