import { type ConcurrentRollout, tellApart } from '../../domain/judge/index.ts';
import { type PlanMetric, type Rollout, stageOf } from '../../domain/rollout/index.ts';
import type { SeriesStore } from '../../domain/signal/index.ts';
import { selectorsOf } from './sampling.ts';

/** What the judge of one rollout is told of those that run beside it. */
export interface Beside {
  /** Labels of other rollouts with the value of their standing version: only that of them is compared. */
  readonly only: Readonly<Record<string, string>>;
  /** Ids of rollouts that are left out by their labels. */
  readonly apartFrom: readonly string[];
  /** Ids of rollouts that move both arms alike. */
  readonly spreadBy: readonly string[];
  /** Ids of rollouts that cannot be told apart from it. */
  readonly notToldApart: readonly string[];
}

/** Nothing runs beside it. */
export const ALONE: Beside = { only: {}, apartFrom: [], spreadBy: [], notToldApart: [] };

/** Which services a service needs, by id: what is rolled out there reaches those that call it. */
export type CallsOf = ReadonlyMap<string, readonly string[]>;

/** How each of the rollouts that go on stands to the others, by id. */
export function besideEachOther(
  rollouts: readonly Rollout[],
  given: { readonly calls: CallsOf; readonly series: SeriesStore },
): ReadonlyMap<string, Beside> {
  const open = rollouts.filter(({ end }) => end === null).filter((each) => shareOf(each) !== null);
  const labels = new Map(open.map((each) => [each.id, labelledBy(each, { others: open, series: given.series })]));
  const concurrent = open.map(
    (rollout): ConcurrentRollout => ({
      id: rollout.id,
      reaches: callersOf(rollout.plan.service, given.calls),
      canaryShare: shareOf(rollout) ?? 0.5,
      salt: saltOf(rollout),
      labels: [...(labels.get(rollout.id)?.keys() ?? [])],
    }),
  );
  return new Map(
    tellApart(concurrent).map(({ rollout, apartFrom, spreadBy, notToldApart }) => {
      const known = labels.get(rollout);
      const only = Object.fromEntries(apartFrom.flatMap((id) => known?.get(id) ?? []));
      return [rollout, { only, apartFrom, spreadBy, notToldApart }];
    }),
  );
}

/** Share of the new version where it is neither none nor all; `null` = there are no two arms. */
function shareOf({ weights }: Rollout): number | null {
  const moved = Object.values(weights).filter((weight) => weight > 0 && weight < 100);
  return moved.length === 0 ? null : Math.max(...moved) / 100;
}

/**
 * How users fall into the arms. A flag's buckets depend on its key alone (flagd, `fractional`); proxies draw each request. Of what goes through
 * stages in ways of its own nothing is known.
 */
function saltOf(rollout: Rollout): string | null {
  const stage = stageOf(rollout);
  const target = rollout.plan.targets.find(({ id }) => id === stage?.target);
  if (target === undefined || target.engine === 'spinnaker') return null;
  return `${target.engine} ${target.name}`;
}

/** A service, and all that call it, directly or not. */
function callersOf(service: string, calls: CallsOf): readonly string[] {
  const reached = new Set([service]);
  for (const each of reached) {
    for (const [caller, needed] of calls) if (needed.includes(each)) reached.add(caller);
  }
  return [...reached];
}

/** Rollouts whose arm stands on everything that this one is judged by, with the label and its value for the standing version. */
function labelledBy(
  rollout: Rollout,
  { others, series }: { readonly others: readonly Rollout[]; readonly series: SeriesStore },
): ReadonlyMap<string, readonly [readonly [string, string]]> {
  const { metrics } = rollout.plan;
  const found = new Map<string, readonly [readonly [string, string]]>();
  for (const { id, plan } of others) {
    const arms = plan.metrics[0]?.arms;
    if (id === rollout.id || arms === undefined || metrics.some((metric) => metric.arms.label === arms.label)) continue;
    const values = new Set([arms.canary, arms.control]);
    if (metrics.every((metric) => isLabelled(metric, { label: arms.label, values, series }))) {
      found.set(id, [[arms.label, arms.control]]);
    }
  }
  return found;
}

function isLabelled(
  metric: PlanMetric,
  {
    label,
    values,
    series,
  }: { readonly label: string; readonly values: ReadonlySet<string>; readonly series: SeriesStore },
): boolean {
  const { arms } = metric;
  const lines = selectorsOf(metric)
    .flatMap((selector) => series.find(selector))
    .filter(({ name }) => [arms.canary, arms.control].includes(name.labels[arms.label] ?? ''));
  return lines.length > 0 && lines.every(({ name }) => values.has(name.labels[label] ?? ''));
}
