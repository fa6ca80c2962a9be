import type { CriticalFlow } from '../../domain/catalog/index.ts';
import { type ImpactFigure, type Incident, impactOf, spansOf } from '../../domain/incident/index.ts';
import { type Estimate, type Factor, type FlowWorth, lossOf } from '../../domain/money/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** What an incident cost in one flow. */
export interface FlowLoss {
  readonly flow: string;
  readonly currency: string;
  readonly estimate: Estimate;
}

/** What an incident cost, flow by flow, and why nobody can tell of the others; `unknown` = `null` where each is told. */
export interface IncidentLosses {
  readonly losses: readonly FlowLoss[];
  readonly unknown: string | null;
}

/** The losses of an incident by what the ledger counts and what the owners of its flows state. */
export function lossesOf(
  incident: Incident,
  { flows, now }: { readonly flows: readonly CriticalFlow[]; readonly now: Instant },
): IncidentLosses {
  const figures = impactOf(incident);
  const named = new Set([...incident.scope.flows, ...figures.flatMap(({ flow }) => flow ?? [])]);
  if (named.size === 0) return { losses: [], unknown: 'no flow is named that it hurt' };
  const losses: FlowLoss[] = [];
  const unknown: string[] = [];
  for (const id of [...named].sort()) {
    const worth = worthOf(flows.find((flow) => flow.id === id));
    if (worth === null) {
      unknown.push(`what the flow ${id} is worth is not stated (flows.${id}.value)`);
      continue;
    }
    const answer = lossOf(worth, harmIn(id, { incident, figures, isOnly: named.size === 1, now }));
    if (answer.kind === 'known') losses.push({ flow: id, currency: worth.currency, estimate: answer.loss });
    else unknown.push(`${id}: ${answer.why}`);
  }
  return { losses, unknown: unknown.length === 0 ? null : unknown.join('; ') };
}

/** What a flow is worth, for questions of money; `null` where its amount or currency is not stated. */
export function worthOf(flow: CriticalFlow | undefined): FlowWorth | null {
  const value = flow?.value ?? null;
  if (flow === undefined || value === null || value.amountPerOrder === null || value.currency === null) return null;
  const { ordersPerMinute, amountPerOrder, currency } = value;
  const { recapture = null, margin = null } = value;
  return { flow: flow.id, currency, ordersPerMinute, amountPerOrder, recapture, margin };
}

function harmIn(
  flow: string,
  given: {
    readonly incident: Incident;
    readonly figures: readonly ImpactFigure[];
    /** What is said of no flow in particular is said of this one. */
    readonly isOnly: boolean;
    readonly now: Instant;
  },
) {
  const { incident, figures, isOnly, now } = given;
  const figure = (measure: ImpactFigure['measure'], name: string): Factor | null => {
    const own = figures.filter((each) => each.measure === measure);
    const found =
      own.find((each) => each.flow === flow) ?? (isOnly ? own.find((each) => each.flow === null) : undefined);
    if (found === undefined) return null;
    return { name, ...found.range, from: `ledger ${found.from.join(', ')} (${found.basis})` };
  };
  const { hurtMs } = spansOf(incident, now);
  const minutes = hurtMs === null ? null : hurtMs / 60_000;
  const spanned: Factor | null =
    minutes === null ? null : { name: 'minutes', low: minutes, high: minutes, from: 'ledger: beginning to mitigation' };
  return {
    orders: figure('orders', 'lost orders'),
    minutes: figure('minutes', 'minutes') ?? spanned,
    drop: figure('conversion-drop', 'share of orders lost'),
  };
}
