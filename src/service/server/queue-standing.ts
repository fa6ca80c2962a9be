import type { ChangeReport, QueueStanding } from '../../contract/index.ts';
import { findEntry, type NodeQueue, type Submission } from '../../control/index.ts';
import { Fault } from '../../kernel/index.ts';
import { queueStandingOf } from '../queue/document.ts';
import type { Plane } from './plane.ts';

type Rung = ChangeReport['ladder'][number];

/** The queue of the branch that a change is for, and where the change stands in it. */
export interface ChangeInQueue {
  /** `none` = that branch has no queue here; `unread` = whether it has one could not be read now. */
  readonly queue: 'there' | 'none' | 'unread';
  /** `null` = it was never queued there. */
  readonly standing: QueueStanding | null;
}

/** Where a change stands in the merge queue of the branch that it is for. What cannot be read now hides nothing else of the change. */
export async function queueStandingOfChange(
  { queues, world }: Pick<Plane, 'queues' | 'world'>,
  { id, ref, revision }: Pick<Submission, 'id' | 'ref' | 'revision'>,
): Promise<ChangeInQueue> {
  if (ref === null) return { queue: 'none', standing: null };
  try {
    const found = (await queues.list()).find(
      ({ forge, repository, branch }) =>
        forge === ref.forge &&
        repository === ref.repository &&
        (revision.baseBranch === null || revision.baseBranch === branch),
    );
    if (found === undefined) return { queue: 'none', standing: null };
    return { queue: 'there', standing: await standingIn({ queues, world }, found, id) };
  } catch (error) {
    if (error instanceof Fault) return { queue: 'unread', standing: null };
    throw error;
  }
}

/** The rung of the queue on the way to production. */
export function queueRung(
  { queue, standing }: ChangeInQueue,
  { isProposal, passes }: { readonly isProposal: boolean; readonly passes: boolean },
): Rung {
  const rung = (state: Rung['state'], text: string): Rung => ({ step: 'queue', state, text });
  if (queue === 'unread') return rung('not-connected', 'the queue of its repository cannot be read now');
  if (queue === 'none') {
    const how = isProposal ? 'lands by the forge' : 'carried out by hand or by its pipeline';
    return rung('not-connected', `${how}: no queue is connected`);
  }
  if (standing === null) {
    return passes ? rung('now', 'may be queued; nobody did so far') : rung('later', 'may be queued once it may pass');
  }
  const { state, entry, constraint, place, waiting } = standing;
  if (state === 'landed') return rung('done', `landed as entry ${entry}`);
  if (state === 'ejected') {
    return rung(passes ? 'stuck' : 'later', `entry ${entry} was sent back: ${constraint.text}`);
  }
  return rung(passes ? 'now' : 'later', `entry ${entry}, ${place} of ${waiting}: ${constraint.text}`);
}

async function standingIn(
  { queues, world }: Pick<Plane, 'queues' | 'world'>,
  found: NodeQueue,
  change: string,
): Promise<QueueStanding | null> {
  const queue = await queues.load(found.id);
  const entry = queue === null ? null : findEntry(queue, change);
  if (queue === null || entry === null) return null;
  return queueStandingOf({ queue, entry, rules: await queues.rulesOf(found), now: world.now() });
}
