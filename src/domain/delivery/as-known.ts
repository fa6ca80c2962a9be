import type { Instant } from '../../kernel/index.ts';
import type { CodeLifeFacts } from './code-life.ts';
import type { ChangeMoments, DeliveredChange, DeliveredDeployment, DeliveryFacts } from './model.ts';

/** The facts as they were known at a moment: what happened later has not happened. Code is not followed back. */
export function asKnownAt(facts: DeliveryFacts & CodeLifeFacts, at: Instant): DeliveryFacts & CodeLifeFacts {
  return {
    changes: facts.changes.flatMap((change) => changeAt(change, at)),
    deployments: facts.deployments.flatMap((deployment): DeliveredDeployment[] => {
      if (deployment.at >= at) return [];
      const { rolledBack } = deployment;
      if (rolledBack === null || rolledBack.at >= at) return [{ ...deployment, rolledBack: null }];
      return [{ ...deployment, rolledBack: { ...rolledBack, recoveredAt: before(rolledBack.recoveredAt, at) } }];
    }),
    incidents: facts.incidents.flatMap((incident) =>
      incident.startedAt >= at ? [] : [{ ...incident, mitigatedAt: before(incident.mitigatedAt, at) }],
    ),
    written: facts.written,
  };
}

function before(moment: Instant | null, at: Instant): Instant | null {
  return moment === null || moment >= at ? null : moment;
}

function changeAt(change: DeliveredChange, at: Instant): DeliveredChange[] {
  const { opened, landed, begun } = change.moments;
  const first = opened ?? landed ?? begun;
  if (first !== null && first >= at) return [];
  if (isWhollyBefore(change, at)) return [change];
  const { repair } = change;
  const isLater = (repair.kind === 'reverted' || repair.kind === 'fixed') && repair.at !== null && repair.at >= at;
  return [
    {
      ...change,
      moments: momentsAt(change.moments, at),
      repair: isLater ? { kind: 'none' } : repair,
      holds: change.holds.filter(({ from }) => from < at).map((hold) => ({ ...hold, to: before(hold.to, at) })),
      passed: before(landed, at) === null ? null : change.passed,
    },
  ];
}

/** Most of them: nothing is copied then. */
function isWhollyBefore({ moments, repair, holds }: DeliveredChange, at: Instant): boolean {
  const { begun, opened, answered, approved, queued, landed, closed } = moments;
  const last = Math.max(begun ?? 0, opened ?? 0, answered ?? 0, approved ?? 0, queued ?? 0, landed ?? 0, closed ?? 0);
  const isRepairBefore = repair.kind === 'none' || repair.kind === 'unknown' || repair.at === null || repair.at < at;
  return last < at && isRepairBefore && holds.every(({ from, to }) => from < at && (to === null || to < at));
}

function momentsAt(
  { begun, opened, answered, approved, queued, landed, closed }: ChangeMoments,
  at: Instant,
): ChangeMoments {
  return {
    begun: before(begun, at),
    opened: before(opened, at),
    answered: before(answered, at),
    approved: before(approved, at),
    queued: before(queued, at),
    landed: before(landed, at),
    closed: before(closed, at),
  };
}
