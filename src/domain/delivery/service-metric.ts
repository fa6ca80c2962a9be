import { isNew, type TellingDeployment } from './deployment-kind.ts';
import type { DeploymentFailure, LinkedFailures } from './failure.ts';
import { type PaceFigure, paceFigure, type ShareFigure, shareFigure, type TimeFigure, TimeList } from './figure.ts';
import type { DeliveredChange, Span } from './model.ts';

/** The five DORA metrics of one service. Services are never added up: their deployments are not alike. */
export interface ServiceMetrics {
  readonly service: string;
  readonly frequency: PaceFigure;
  readonly leadTime: TimeFigure;
  readonly changeFail: ShareFigure;
  readonly recovery: TimeFigure;
  readonly rework: ShareFigure;
  /** Deployments that count for none of them. */
  readonly again: number;
  readonly back: number;
  /** New deployments of which nobody knows what they brought: they have a place in the shares, and no lead time. */
  readonly withoutChanges: number;
  /** Deployments by what they brought: what is no version is easily overlooked. */
  readonly of: Readonly<Record<TellingDeployment['of'], number>>;
}

/** What the metrics of all services are computed from. */
export interface ServiceGround {
  readonly span: Span;
  readonly deployments: readonly TellingDeployment[];
  readonly changes: ReadonlyMap<string, DeliveredChange>;
  readonly linked: LinkedFailures;
  /** Landed changes by service. */
  readonly landed: ReadonlyMap<string, readonly DeliveredChange[]>;
  /** First moment at which a change was in production, by service and change. */
  readonly deployedAt: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** The metrics of every service that was deployed in the window, by name. */
export function serviceMetrics(ground: ServiceGround): readonly ServiceMetrics[] {
  const { from, to } = ground.span;
  const byService = new Map<string, TellingDeployment[]>();
  for (const deployment of ground.deployments) {
    if (deployment.at < from || deployment.at >= to) continue;
    const known = byService.get(deployment.service);
    if (known === undefined) byService.set(deployment.service, [deployment]);
    else known.push(deployment);
  }
  return [...byService]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, deployments]) => metricsOf(service, deployments, ground));
}

function metricsOf(service: string, deployments: readonly TellingDeployment[], ground: ServiceGround): ServiceMetrics {
  const { span, linked, changes } = ground;
  const fresh = deployments.filter(isNew);
  const failed = fresh.flatMap(({ id }) => linked.failures.get(id) ?? []);
  const of = { version: 0, configuration: 0, flag: 0, data: 0, manual: 0 };
  for (const deployment of fresh) of[deployment.of] += 1;
  return {
    service,
    frequency: paceFigure('frequency/1', fresh.length, span),
    leadTime: leadTimeOf(service, ground),
    changeFail: shareFigure('change-fail/1', failed.length, fresh.length),
    recovery: recoveryOf(failed, span),
    rework: shareFigure('rework/1', fresh.filter((each) => isRework(each, changes)).length, fresh.length),
    again: deployments.filter(({ kind }) => kind === 'again').length,
    back: deployments.filter(({ kind }) => kind === 'back').length,
    withoutChanges: fresh.filter(({ brings }) => brings === null).length,
    of,
  };
}

function recoveryOf(failed: readonly DeploymentFailure[], { to }: Span): TimeFigure {
  const times = new TimeList();
  for (const { startedAt, recoveredAt } of failed) times.add(startedAt, recoveredAt, to);
  return times.figure('recovery/1', 0);
}

/**
 * Changes of the service that were deployed first in the window, or landed in it and still wait. A change that nobody will deploy any more
 * because a later one took it back is not waiting.
 */
function leadTimeOf(service: string, { span, landed, deployedAt }: ServiceGround): TimeFigure {
  const deployed = deployedAt.get(service);
  const times = new TimeList();
  let unknown = 0;
  for (const { id, moments, repair } of landed.get(service) ?? []) {
    const at = deployed?.get(id) ?? null;
    const isInside = at !== null && at >= span.from && at < span.to;
    const isWaiting = at === null && moments.landed !== null && moments.landed >= span.from && moments.landed < span.to;
    if (!isInside && (!isWaiting || repair.kind === 'reverted')) continue;
    if (moments.begun === null || (at !== null && at < moments.begun)) unknown += 1;
    else times.add(moments.begun, at, span.to);
  }
  return times.figure('lead-time/1', unknown);
}

function isRework({ brings }: TellingDeployment, changes: ReadonlyMap<string, DeliveredChange>): boolean {
  const known = (brings ?? []).flatMap((id) => changes.get(id) ?? []);
  return known.length > 0 && known.every(({ lane }) => lane !== 'normal');
}
