import type { Instant } from '../../kernel/index.ts';
import { isRepaired } from './cohort.ts';
import { isNew, productionDeployments } from './deployment-kind.ts';
import { deploymentsByChange, linkFailures } from './failure.ts';
import { WEEK_MS } from './figure.ts';
import type { DeliveryFacts } from './model.ts';
import { isOldEnough, OUTCOME_MS } from './outcome.ts';

/** What was counted in one week, of `n`. */
export interface WeekCount {
  readonly from: Instant;
  readonly count: number;
  readonly n: number;
}

/**
 * Landed changes that needed repair within {@link OUTCOME_MS}, of those that landed so long before `end`, by the week in which they landed: older
 * weeks had no more time to show it than newer ones. `weeks`: starts, ascending, next to each other.
 */
export function repairsByWeek(
  { changes }: DeliveryFacts,
  weeks: readonly Instant[],
  end: Instant,
): readonly WeekCount[] {
  const counted = emptyWeeks(weeks);
  for (const change of changes) {
    const { landed } = change.moments;
    if (landed === null || !isOldEnough(change, end)) continue;
    const at = change.repair.kind === 'reverted' || change.repair.kind === 'fixed' ? change.repair.at : null;
    counted.add(landed, isRepaired(change) && (at === null || at - landed <= OUTCOME_MS));
  }
  return counted.weeks;
}

/** New deployments to production that failed, by week. */
export function failuresByWeek(facts: DeliveryFacts, weeks: readonly Instant[]): readonly WeekCount[] {
  const counted = emptyWeeks(weeks);
  const deployments = productionDeployments(facts.deployments);
  const changes = new Map(facts.changes.map((change) => [change.id, change]));
  const { failures } = linkFailures({
    deployments,
    changes,
    bringing: deploymentsByChange(deployments),
    incidents: facts.incidents,
  });
  for (const deployment of deployments) {
    if (isNew(deployment)) counted.add(deployment.at, failures.has(deployment.id));
  }
  return counted.weeks;
}

function emptyWeeks(starts: readonly Instant[]) {
  const weeks = starts.map((from) => ({ from, count: 0, n: 0 }));
  const first = starts[0] ?? 0;
  return {
    weeks,
    add(at: number, isCounted: boolean): void {
      const week = weeks[Math.floor((at - first) / WEEK_MS)];
      if (week === undefined) return;
      week.n += 1;
      week.count += Number(isCounted);
    },
  };
}
