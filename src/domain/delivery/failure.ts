import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import { isNew, type TellingDeployment } from './deployment-kind.ts';
import type { CauseGrade, DeliveredChange, DeliveryIncident } from './model.ts';

/** Why a deployment counts as failed, the strongest reason first. */
export type FailureReason = 'rolled-back' | 'incident' | 'reverted';

/** A deployment that needed somebody at once. */
export interface DeploymentFailure {
  readonly because: FailureReason;
  readonly startedAt: Instant;
  /** `null` = it lasts. */
  readonly recoveredAt: Instant | null;
  /** Ids of incidents that it is shown to have caused. */
  readonly incidents: readonly string[];
}

/** What is known of failures. */
export interface LinkedFailures {
  /** By id of the deployment. */
  readonly failures: ReadonlyMap<string, DeploymentFailure>;
  /** Incidents with a change that is no more than suspected: counted nowhere. */
  readonly suspected: readonly string[];
  /** Incidents whose causing change no deployment brought, as far as is recorded. */
  readonly unlinked: readonly string[];
}

/** A revert within a week is an answer to the deployment; later it is another decision. */
const REVERT_MS = 7 * DAY_MS;

/** Only these show a cause; a moment or a place alone makes a suspect. */
const SHOWN: readonly CauseGrade[] = ['mechanism', 'intervention'];

/**
 * Which deployments failed. Never by time alone: an incident counts for the deployment that brought the change which is shown to have caused
 * it, and an incident that no change caused counts for none.
 */
export function linkFailures(options: {
  readonly deployments: readonly TellingDeployment[];
  readonly changes: ReadonlyMap<string, DeliveredChange>;
  readonly incidents: readonly DeliveryIncident[];
  /** Of the deployments, see {@link deploymentsByChange}. */
  readonly bringing: ReadonlyMap<string, readonly TellingDeployment[]>;
}): LinkedFailures {
  const { deployments, changes, incidents, bringing } = options;
  const byDeployment = new Map<string, DeliveryIncident[]>();
  const suspected: string[] = [];
  const unlinked: string[] = [];
  for (const incident of incidents) {
    if (incident.cause.kind !== 'change') continue;
    if (!SHOWN.includes(incident.cause.grade)) {
      suspected.push(incident.id);
      continue;
    }
    const hit = hitBy(incident, bringing.get(incident.cause.change) ?? []);
    if (hit.length === 0) unlinked.push(incident.id);
    for (const { id } of hit) byDeployment.set(id, [...(byDeployment.get(id) ?? []), incident]);
  }
  const failures = new Map<string, DeploymentFailure>();
  for (const deployment of deployments) {
    const failure = failureOf(deployment, { changes, bringing, incidents: byDeployment.get(deployment.id) ?? [] });
    if (failure !== null) failures.set(deployment.id, failure);
  }
  return { failures, suspected, unlinked };
}

/** New deployments by the changes that they bring, oldest first. */
export function deploymentsByChange(
  deployments: readonly TellingDeployment[],
): ReadonlyMap<string, readonly TellingDeployment[]> {
  const bringing = new Map<string, TellingDeployment[]>();
  for (const deployment of deployments) {
    if (!isNew(deployment)) continue;
    for (const change of deployment.brings ?? []) {
      const known = bringing.get(change);
      if (known === undefined) bringing.set(change, [deployment]);
      else known.push(deployment);
    }
  }
  return bringing;
}

/** The first deployment of the change to each service that the incident names; of any service where it names none of them. */
function hitBy(incident: DeliveryIncident, bringing: readonly TellingDeployment[]): readonly TellingDeployment[] {
  const before = bringing.filter(({ at }) => at <= (incident.mitigatedAt ?? Number.POSITIVE_INFINITY));
  const named = before.filter(({ service }) => incident.services.includes(service));
  const first = (all: readonly TellingDeployment[]) =>
    all.filter((one, at) => all.findIndex(({ service }) => service === one.service) === at);
  return named.length > 0 ? first(named) : before.slice(0, 1);
}

interface Known {
  readonly changes: ReadonlyMap<string, DeliveredChange>;
  readonly bringing: ReadonlyMap<string, readonly TellingDeployment[]>;
  readonly incidents: readonly DeliveryIncident[];
}

function failureOf(deployment: TellingDeployment, known: Known): DeploymentFailure | null {
  if (!isNew(deployment)) return null;
  const { rolledBack, at } = deployment;
  const { incidents } = known;
  const reverts = revertsOf(deployment, known);
  const because: FailureReason | null =
    rolledBack !== null ? 'rolled-back' : incidents.length > 0 ? 'incident' : reverts.length > 0 ? 'reverted' : null;
  if (because === null) return null;
  const started = incidents.map(({ startedAt }) => Math.max(at, startedAt));
  const recovered = [
    ...(rolledBack === null ? [] : [rolledBack.recoveredAt]),
    ...incidents.map(({ mitigatedAt }) => mitigatedAt),
    ...reverts.map(({ recoveredAt }) => recoveredAt),
  ].filter((moment) => moment !== null);
  return {
    because,
    startedAt: instant(started.length > 0 ? Math.min(...started) : at),
    recoveredAt: recovered.length > 0 ? instant(Math.min(...recovered)) : null,
    incidents: incidents.map(({ id }) => id),
  };
}

function revertsOf({ at, brings, service }: TellingDeployment, { changes, bringing }: Known) {
  return (brings ?? []).flatMap((id) => {
    const repair = changes.get(id)?.repair;
    if (repair?.kind !== 'reverted' || repair.at === null) return [];
    if (repair.at < at || repair.at - at > REVERT_MS) return [];
    const mended = bringing.get(repair.by)?.find((other) => other.service === service && other.at >= at);
    return [{ recoveredAt: mended?.at ?? null }];
  });
}
