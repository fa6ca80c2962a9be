import type { DayFacts } from '../../domain/brake/index.ts';
import type { Incident } from '../../domain/incident/index.ts';
import { isWorse, type Surge } from '../../domain/signal/index.ts';
import type { Instant } from '../../kernel/index.ts';
import type { Stated, StatedRepository } from '../detection/stated.ts';
import { openIncidents } from '../incident/stream.ts';
import type { ServerNode } from '../server/port.ts';
import { listOpenSurges } from '../signal/surge-stream.ts';
import { recentRollbacks } from './rollback-view.ts';

/** What is known at one moment, before it is told apart by repository. */
export interface Day {
  /** Those that go on: of alerts that others tell, and of alarms of what is watched here. */
  readonly surges: readonly Surge[];
  /** Those that have not ended. */
  readonly incidents: readonly Incident[];
  readonly rollbacks: readonly {
    readonly id: string;
    readonly repository: string;
    readonly service: string;
    readonly at: Instant;
  }[];
  readonly budgets: readonly {
    readonly repository: string;
    readonly service: string;
    readonly spentAt: Instant | null;
  }[];
}

/** Who tells of what; what nobody tells of is unknown, not quiet. */
export interface Tellers {
  /** Whether alerts of other programs come here. */
  readonly alerts: boolean;
}

/** A critical flow is of one of these tiers. */
const CRITICAL_TIERS: readonly number[] = [0, 1];

/** Reads the facts of the day from the log. */
export async function readDay(
  node: ServerNode,
  given: { readonly budgets: Day['budgets']; readonly now: Instant },
): Promise<Day> {
  const [surges, incidents, rollbacks] = await Promise.all([
    listOpenSurges(node),
    openIncidents(node.store),
    recentRollbacks(node.store, given.now),
  ]);
  return { surges, incidents, rollbacks, budgets: given.budgets };
}

/**
 * The facts of the day as the rules of one repository see them: what is about another repository is none of theirs. What names no service or
 * flow that anybody states is about everything.
 */
export function factsFor(
  own: StatedRepository,
  given: { readonly day: Day; readonly stated: Stated; readonly tellers: Tellers },
): DayFacts {
  const { day, stated, tellers } = given;
  const { detection, plans, repository } = own;
  const { series, objectives } = detection;
  const isFlowWatched = series.some(({ about }) => about.kind === 'flow');
  return {
    incidents: day.incidents.flatMap((incident) => incidentOf(incident, own, stated)),
    surges:
      tellers.alerts || series.length + objectives.length > 0
        ? day.surges.flatMap((surge) => criticalOf(surge, own, stated))
        : null,
    budgets: objectives.length === 0 ? null : day.budgets.filter((each) => each.repository === repository),
    rollbacks: plans.length === 0 ? null : day.rollbacks.filter((each) => each.repository === repository),
    alarms: tellers.alerts || isFlowWatched ? day.surges.flatMap((surge) => flowAlarmOf(surge, own)) : null,
  };
}

/** An incident that was declared and hurts: what an alarm proposed, and what is over but for its review, pulls nothing. */
function incidentOf(
  { id, severity, stage, scope }: Incident,
  own: StatedRepository,
  stated: Stated,
): NonNullable<DayFacts['incidents']> {
  if (stage !== 'open') return [];
  const hurt = placesOf(scope, own, stated);
  return hurt === null ? [] : [{ id, severity, isOpen: true, ...hurt }];
}

function criticalOf(
  { id, place, worst }: Surge,
  own: StatedRepository,
  stated: Stated,
): NonNullable<DayFacts['surges']> {
  if (worst !== 'critical') return [];
  const services = place.service === null ? [] : [place.service];
  const flows = place.flow === null ? [] : [place.flow];
  const hurt = placesOf({ services, flows }, own, stated);
  return hurt === null ? [] : [{ id, ...hurt }];
}

interface Places {
  readonly services: readonly string[];
  readonly flows: readonly string[];
}

/** Of the places that somebody names, those of this repository; `null` = all of them are somebody else's, whose rules see to it. */
function placesOf(named: Places, own: StatedRepository, { repositories }: Stated): Places | null {
  const of = ({ services, flows }: StatedRepository): Places => ({
    services: services.flatMap(({ id }) => (named.services.includes(id) ? [id] : [])),
    flows: flows.flatMap(({ id }) => (named.flows.includes(id) ? [id] : [])),
  });
  const bears = ({ services, flows }: Places): boolean => services.length + flows.length > 0;
  const mine = of(own);
  if (bears(mine)) return mine;
  return repositories.some((each) => bears(of(each))) ? null : mine;
}

/** One surge is one cause, however often its alarms come back. What is a warning or less is told, and pulls nothing. */
function flowAlarmOf({ id, place, worst }: Surge, own: StatedRepository): NonNullable<DayFacts['alarms']> {
  const flow = own.flows.find((each) => each.id === place.flow);
  if (flow === undefined) return [];
  return [{ id, flow: flow.id, isCritical: isWorse(worst, 'warning') && CRITICAL_TIERS.includes(flow.tier) }];
}
