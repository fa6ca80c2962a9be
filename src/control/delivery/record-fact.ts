import type {
  CodeLifeFacts,
  DeliveredChange,
  DeliveredDeployment,
  DeliveryFacts,
  DeliveryIncident,
} from '../../domain/delivery/index.ts';
import { causeOf, type Incident } from '../../domain/incident/index.ts';
import type { Rollout } from '../../domain/rollout/index.ts';
import type { GitDelivery } from './git-history.ts';
import type { RecordedChange, RecordedDeployment } from './record-view.ts';

/** Everything that a server knows of delivery. */
export interface RecordedDelivery {
  readonly changes: readonly RecordedChange[];
  readonly deployments: readonly RecordedDeployment[];
  readonly rollouts: readonly Rollout[];
  readonly incidents: readonly Incident[];
  /** Landed changes of git, by `FORGE:REPOSITORY`: they tell what landed before anything was recorded, and what became of it. */
  readonly histories: ReadonlyMap<string, GitDelivery>;
}

/** Facts of the record, laid over those of git: the same change under one id, that of the record. */
export function deliveryFacts(record: RecordedDelivery): DeliveryFacts & CodeLifeFacts {
  const joined = joinChanges(record);
  const rollouts = record.rollouts.map((rollout) => rolledOut(rollout, joined));
  const deployments = record.deployments.map((each) => observed(each, joined));
  return {
    changes: joined.changes,
    deployments: [...withRollbacks(deployments, rollouts), ...carriedOut(record.changes)],
    incidents: record.incidents.flatMap((incident) => incidentOf(incident, joined)),
    written: null,
  };
}

interface Joined {
  readonly changes: readonly DeliveredChange[];
  /** Final id by any name of a change: of the record, of git, or of a commit. */
  readonly idOf: ReadonlyMap<string, string>;
  /** Landed changes of a repository, oldest first, and the place of each commit among them. */
  readonly order: ReadonlyMap<
    string,
    { readonly ids: readonly string[]; readonly placeOf: ReadonlyMap<string, number> }
  >;
  readonly byId: ReadonlyMap<string, DeliveredChange>;
}

function joinChanges({ changes, histories }: RecordedDelivery): Joined {
  const idOf = new Map<string, string>();
  const found = new Map<string, RecordedChange>();
  const byHead = new Map(changes.flatMap((change) => (change.head === null ? [] : [[change.head, change] as const])));
  const byNumber = new Map(
    changes.flatMap((change) => (change.number === null ? [] : [[numberKey(change), change] as const])),
  );
  for (const [place, history] of histories) {
    for (const [id, commits] of history.commits) {
      const number = history.pullRequests.get(id);
      const same =
        commits.map((commit) => byHead.get(commit)).find((each) => each !== undefined) ??
        (number === undefined ? undefined : byNumber.get(`${place}#${number}`));
      if (same !== undefined) found.set(id, same);
      const known = same?.id ?? id;
      idOf.set(id, known);
      for (const commit of commits) idOf.set(commit, known);
    }
  }
  const overlaid = new Set<string>();
  const all: DeliveredChange[] = [];
  const order = new Map<string, { ids: string[]; placeOf: Map<string, number> }>();
  for (const [place, history] of histories) {
    const line = { ids: [] as string[], placeOf: new Map<string, number>() };
    order.set(place, line);
    for (const change of history.facts.changes) {
      const recorded = found.get(change.id);
      const id = idOf.get(change.id) ?? change.id;
      for (const commit of history.commits.get(change.id) ?? []) line.placeOf.set(commit, line.ids.length);
      line.ids.push(id);
      const { repair } = change;
      const named =
        repair.kind === 'reverted' || repair.kind === 'fixed'
          ? { ...repair, by: idOf.get(repair.by) ?? repair.by }
          : repair;
      if (recorded !== undefined && overlaid.has(recorded.id)) continue;
      all.push(recorded === undefined ? { ...change, repair: named } : overlay({ ...change, repair: named }, recorded));
      if (recorded !== undefined) overlaid.add(recorded.id);
    }
  }
  for (const change of changes) if (!overlaid.has(change.id)) all.push(alone(change));
  for (const { id } of changes) idOf.set(id, id);
  return { changes: all, idOf, order, byId: new Map(all.map((change) => [change.id, change])) };
}

function numberKey({ forge, repository, number }: RecordedChange): string {
  return `${forge}:${repository}#${number}`;
}

/** A change that git and the record both know: what it is from git, what happened to it from the record. */
function overlay(git: DeliveredChange, recorded: RecordedChange): DeliveredChange {
  const own = alone(recorded);
  return {
    ...git,
    id: recorded.id,
    services: git.services.length > 0 ? git.services : own.services,
    tier: git.tier ?? own.tier,
    lane: own.lane === 'normal' ? git.lane : own.lane,
    moments: {
      ...own.moments,
      begun: git.moments.begun,
      landed: git.moments.landed ?? own.moments.landed,
      closed: null,
    },
    holds: own.holds,
    seniorMinutes: own.seniorMinutes,
    passed: own.passed ?? (recorded.isDecided ? 'by-itself' : null),
  };
}

function alone(change: RecordedChange): DeliveredChange {
  const { opened, answered, approved, queued, landed, closed } = change;
  return {
    id: change.id,
    repository: change.repository ?? '',
    services: change.services,
    tier: change.tier,
    work: change.kind === 'proposal' ? 'unknown' : change.kind,
    assistance: change.assistance,
    evidence: 'none',
    size: null,
    lane: change.lane,
    moments: { begun: null, opened, answered, approved, queued, landed, closed: landed === null ? closed : null },
    repair: { kind: 'unknown' },
    holds: change.holds.map(({ rule, from, to, isReworked }) => ({ rule, from, to, isReworked })),
    seniorMinutes: change.seniorMinutes,
    passed: passedAs(change),
  };
}

function passedAs({ landed, isPastGate, overrides, approved, isDecided }: RecordedChange): DeliveredChange['passed'] {
  if (landed === null) return null;
  if (isPastGate) return 'past-the-gate';
  if (overrides.some(({ at }) => at <= landed)) return 'overridden';
  if (approved !== null) return 'signed-off';
  return isDecided ? 'by-itself' : null;
}

/** What was told, with the landings that lie between it and what stood there before. */
function observed({ deployment, previous }: RecordedDeployment, joined: Joined): DeliveredDeployment {
  const { forge, repository, service, environment, id, at, commit } = deployment;
  return {
    id,
    repository,
    service,
    environment,
    at,
    commit,
    of: commit === null && deployment.configurationDigest !== null ? 'configuration' : 'version',
    brings: commit === null ? null : between(joined, { place: `${forge}:${repository}`, service, commit, previous }),
    rolledBack: null,
  };
}

function between(
  { order, byId }: Joined,
  { place, service, commit, previous }: { place: string; service: string; commit: string; previous: string | null },
): readonly string[] | null {
  const line = order.get(place);
  const to = line?.placeOf.get(commit);
  const from = previous === null ? undefined : line?.placeOf.get(previous);
  if (line === undefined || to === undefined || from === undefined) return null;
  const isWhole = service === place.slice(place.indexOf(':') + 1);
  return line.ids.slice(from + 1, to + 1).filter((id) => {
    const services = byId.get(id)?.services ?? [];
    return isWhole || services.length === 0 || services.includes(service);
  });
}

function rolledOut({ id, plan, subject, startedAt, stop, end }: Rollout, { idOf }: Joined): DeliveredDeployment {
  const isBack = end?.kind === 'rolled-back' || end?.kind === 'aborted' || (stop !== null && end === null);
  return {
    id,
    repository: subject.repository.slice(subject.repository.indexOf(':') + 1),
    service: plan.service,
    environment: plan.environment,
    at: startedAt,
    commit: null,
    of: plan.targets.every(({ engine }) => engine === 'flag') ? 'flag' : 'version',
    brings: subject.change === null ? null : [idOf.get(subject.change) ?? subject.change],
    rolledBack: isBack ? { at: stop?.at ?? end?.at ?? startedAt, recoveredAt: end?.at ?? null } : null,
  };
}

/** A rollout and what a pipeline told of the same change are one deployment: how it ended is taken over. */
function withRollbacks(
  deployments: readonly DeliveredDeployment[],
  rollouts: readonly DeliveredDeployment[],
): readonly DeliveredDeployment[] {
  const told = new Map<string, DeliveredDeployment>();
  for (const each of deployments) for (const change of each.brings ?? []) told.set(targetOf(each, change), each);
  const back = new Map<string, DeliveredDeployment['rolledBack']>();
  const apart: DeliveredDeployment[] = [];
  for (const rollout of rollouts) {
    const [change] = rollout.brings ?? [];
    const same = change === undefined ? undefined : told.get(targetOf(rollout, change));
    if (same === undefined) apart.push(rollout);
    else if (rollout.rolledBack !== null) back.set(same.id, rollout.rolledBack);
  }
  return [...deployments.map((each) => ({ ...each, rolledBack: back.get(each.id) ?? each.rolledBack })), ...apart];
}

function targetOf({ service, environment }: DeliveredDeployment, change: string): string {
  return [service, environment, change].join('\n');
}

/** What is no pull request takes effect when it is carried out. */
function carriedOut(changes: readonly RecordedChange[]): readonly DeliveredDeployment[] {
  return changes.flatMap(({ id, kind, repository, services, landed }) => {
    if (kind === 'proposal' || landed === null) return [];
    return (services.length === 0 ? [repository ?? ''] : services).map((service) => ({
      id: `${id} ${service}`,
      repository: repository ?? '',
      service,
      environment: 'production',
      at: landed,
      commit: null,
      of: kind,
      brings: [id],
      rolledBack: null,
    }));
  });
}

function incidentOf(incident: Incident, { idOf }: Joined): DeliveryIncident[] {
  const { id, severity, scope, startedAt, detectedAt, openedAt, mitigatedAt, attribution, ending } = incident;
  if (ending !== null && ending !== 'resolved') return [];
  const cause = causeOf(attribution);
  return [
    {
      id,
      severity,
      services: scope.services,
      startedAt: startedAt ?? detectedAt ?? openedAt,
      mitigatedAt,
      cause:
        cause.kind === 'change'
          ? { kind: 'change', change: idOf.get(cause.id) ?? cause.id, grade: cause.grade }
          : { kind: cause.kind },
    },
  ];
}
