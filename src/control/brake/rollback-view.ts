import type { NodeStore, View } from '../../event-log/index.ts';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import { readRollout, rolloutEventOf } from '../rollout/stream.ts';

/** Rollouts of one day that ended by going back; more than these are a storm whoever counts. */
const KEPT = 500;

/** Rollouts that ended by going back, by day of the epoch: what a storm is made of. */
export const ROLLBACK_DAYS: View = {
  name: 'rollback-day',
  version: 1,
  keysOf: (envelope) => {
    const event = rolloutEventOf(envelope);
    return event?.kind === 'RolloutEnded' && isBack(event.end) ? [dayOf(event.at)] : [];
  },
  evolve: ({ document, event: envelope }) => {
    const before = (document as readonly string[] | null) ?? [];
    const id = envelope.stream.slice(envelope.stream.indexOf(':') + 1);
    return [id, ...before].slice(0, KEPT);
  },
};

/** What was rolled back or aborted since yesterday, with who it is of. */
export async function recentRollbacks(
  store: Pick<NodeStore, 'readDocument'>,
  now: Instant,
): Promise<
  readonly { readonly id: string; readonly repository: string; readonly service: string; readonly at: Instant }[]
> {
  const days = [dayOf(now), dayOf(instant(now - DAY_MS))];
  const ids = await Promise.all(
    days.map(async (day) => ((await store.readDocument(ROLLBACK_DAYS, day)) as readonly string[] | null) ?? []),
  );
  const kept = await Promise.all([...new Set(ids.flat())].map((id) => readRollout(store, id)));
  return kept.flatMap(({ rollout }) => {
    if (rollout === null || rollout.end === null || !isBack(rollout.end.kind)) return [];
    const { id, subject, plan, end } = rollout;
    return [{ id, repository: subject.repository, service: plan.service, at: end.at }];
  });
}

/** The new version was taken back, before or after it was given to all. */
function isBack(end: string): boolean {
  return end === 'rolled-back' || end === 'aborted';
}

function dayOf(at: Instant): string {
  return String(Math.floor(at / DAY_MS));
}
