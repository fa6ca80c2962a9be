import type { DayFacts } from '../../domain/brake/index.ts';
import { isWorse, type Surge } from '../../domain/signal/index.ts';
import type { Instant } from '../../kernel/index.ts';
import type { Stated, StatedRepository } from '../detection/stated.ts';
import type { ServerNode } from '../server/port.ts';
import { listOpenSurges } from '../signal/surge-stream.ts';
import { recentRollbacks } from './rollback-view.ts';

/** What is known at one moment, before it is told apart by repository. */
export interface Day {
  /** Those that go on: of alerts that others tell, and of alarms of what is watched here. */
  readonly surges: readonly Surge[];
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
  const [surges, rollbacks] = await Promise.all([listOpenSurges(node), recentRollbacks(node.store, given.now)]);
  return { surges, rollbacks, budgets: given.budgets };
}

/**
 * The facts of the day as the rules of one repository see them: what is about another repository is none of theirs. Until there are
 * incidents, an open surge that was critical stands for one of severity 1; one that names no service or flow that anybody states is about
 * everything.
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
    incidents:
      tellers.alerts || series.length + objectives.length > 0
        ? day.surges.flatMap((surge) => incidentOf(surge, own, stated))
        : null,
    budgets: objectives.length === 0 ? null : day.budgets.filter((each) => each.repository === repository),
    rollbacks: plans.length === 0 ? null : day.rollbacks.filter((each) => each.repository === repository),
    alarms: tellers.alerts || isFlowWatched ? day.surges.flatMap((surge) => flowAlarmOf(surge, own)) : null,
  };
}

function incidentOf(
  { id, place, worst }: Surge,
  own: StatedRepository,
  { repositories }: Stated,
): NonNullable<DayFacts['incidents']> {
  if (worst !== 'critical') return [];
  const bears = ({ services, flows }: StatedRepository): boolean =>
    services.some((service) => service.id === place.service) || flows.some((flow) => flow.id === place.flow);
  // Somebody else's place: their rules see to it.
  if (!bears(own) && repositories.some(bears)) return [];
  const services = own.services.flatMap((service) => (service.id === place.service ? [service.id] : []));
  const flows = own.flows.flatMap((flow) => (flow.id === place.flow ? [flow.id] : []));
  return [{ id, severity: 1, isOpen: true, services, flows }];
}

/** One surge is one cause, however often its alarms come back. What is a warning or less is told, and pulls nothing. */
function flowAlarmOf({ id, place, worst }: Surge, own: StatedRepository): NonNullable<DayFacts['alarms']> {
  const flow = own.flows.find((each) => each.id === place.flow);
  if (flow === undefined) return [];
  return [{ id, flow: flow.id, isCritical: isWorse(worst, 'warning') && CRITICAL_TIERS.includes(flow.tier) }];
}
