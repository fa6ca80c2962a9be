import type { ChangeRow, ExposureReport } from '../../../contract/index.ts';

/** `free`: a change that may pass gets there. `stopped`: only changes that a gate holds would. `calm`: none does. */
export type Spread = 'free' | 'stopped' | 'calm';

type Service = ExposureReport['services'][number];

/** Whether nothing keeps it from landing now. */
export function isFree(change: Pick<ChangeRow, 'verdict' | 'overridden'>): boolean {
  return change.verdict === 'allow' || change.overridden;
}

/** What some changes together mean for a place that they reach. */
export function spreadOf(ids: readonly string[], free: ReadonlySet<string>): Spread {
  if (ids.length === 0) return 'calm';
  return ids.some((id) => free.has(id)) ? 'free' : 'stopped';
}

/** Changes that touch or reach a service; with `only`, of this change alone. */
export function changesAt(service: Service, only: string | null): readonly string[] {
  const all = [...new Set([...service.touched_by, ...service.reached_by])];
  return only === null ? all : all.filter((id) => id === only);
}

/** What goes from the called service to its caller: changes that are at both. */
export function changesAlong(caller: Service, callee: Service, only: string | null): readonly string[] {
  const there = new Set(changesAt(callee, only));
  return changesAt(caller, only).filter((id) => there.has(id));
}

/** Money a minute by currency: where a change that may pass gets, where a gate stops it, and elsewhere. */
export interface MoneySums {
  readonly currency: string;
  readonly free: number;
  readonly stopped: number;
  readonly calm: number;
}

/** Sums over flows whose value is known, by currency; the largest first. */
export function moneyOf(
  flows: ExposureReport['flows'],
  free: ReadonlySet<string>,
  only: string | null,
): readonly MoneySums[] {
  const sums = new Map<string, { free: number; stopped: number; calm: number }>();
  for (const { money_per_minute: money, reached_by } of flows) {
    if (money === null) continue;
    const sum = sums.get(money.currency) ?? { free: 0, stopped: 0, calm: 0 };
    const ids = only === null ? reached_by : reached_by.filter((id) => id === only);
    sum[spreadOf(ids, free)] += money.amount;
    sums.set(money.currency, sum);
  }
  return [...sums]
    .map(([currency, sum]) => ({ currency, ...sum }))
    .sort((a, b) => b.free + b.stopped + b.calm - (a.free + a.stopped + a.calm));
}

/**
 * The services that are worth drawing, in the order of the document: those that call, are called or are reached; of too
 * many, what is reached first, then what is critical.
 */
export function drawn(
  { services, calls }: Pick<ExposureReport, 'services' | 'calls'>,
  chosen: string | null,
  most: number,
): readonly Service[] {
  const linked = new Set(calls.flatMap(({ caller, callee }) => [caller, callee]));
  const weight = (service: Service) =>
    (service.id === chosen ? 1_000 : 0) +
    (service.touched_by.length > 0 ? 100 : 0) +
    (service.reached_by.length > 0 ? 50 : 0) +
    (linked.has(service.id) ? 20 : 0) +
    (service.tier === null ? 0 : 10 - service.tier);
  const worth = services.filter((service) => weight(service) >= 20);
  if (worth.length <= most) return worth;
  const kept = new Set(worth.toSorted((a, b) => weight(b) - weight(a)).slice(0, most));
  return worth.filter((service) => kept.has(service));
}
