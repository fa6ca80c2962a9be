import type { CriticalFlow } from '../catalog/index.ts';

/** What stands behind the flows that a change reaches, for each minute that they do not work. */
export interface Exposure {
  /** By currency, sorted; empty where no reached flow states an amount. */
  readonly money: readonly { readonly currency: string; readonly perMinute: number }[];
  /** `null` where no reached flow states it. */
  readonly ordersPerMinute: number | null;
  /** At most so many people: one person may be in several flows. `null` where no reached flow states it. */
  readonly usersPerMinute: number | null;
  /** Reached flows that state nothing: the sums leave them out. Sorted. */
  readonly flowsWithoutValue: readonly string[];
  /** Each term, so that the sums can be checked by hand. */
  readonly terms: readonly ExposureTerm[];
}

/** One flow's part of the sums. */
export interface ExposureTerm {
  readonly flow: string;
  readonly ordersPerMinute: number | null;
  readonly amountPerOrder: number | null;
  readonly currency: string | null;
  /** `ordersPerMinute x amountPerOrder`; `null` where one of the two is not stated. */
  readonly moneyPerMinute: number | null;
  readonly usersPerMinute: number | null;
}

/** Adds up what the owners of the flows state. No rate of failure is in it: it is what a full stop would cost a minute. */
export function exposureOf(flows: readonly CriticalFlow[]): Exposure {
  const terms = flows.flatMap((flow) => termOf(flow) ?? []);
  const money = new Map<string, number>();
  for (const { currency, moneyPerMinute } of terms) {
    if (currency !== null && moneyPerMinute !== null) {
      money.set(currency, (money.get(currency) ?? 0) + moneyPerMinute);
    }
  }
  const valued = new Set(terms.map(({ flow }) => flow));
  return {
    money: [...money].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, perMinute]) => ({ currency, perMinute })),
    ordersPerMinute: sumOf(terms.map((term) => term.ordersPerMinute)),
    usersPerMinute: sumOf(terms.map((term) => term.usersPerMinute)),
    flowsWithoutValue: flows
      .map(({ id }) => id)
      .filter((id) => !valued.has(id))
      .sort(),
    terms,
  };
}

function termOf({ id, value }: CriticalFlow): ExposureTerm | null {
  if (value === null) return null;
  const { ordersPerMinute, amountPerOrder, currency, usersPerMinute } = value;
  const moneyPerMinute = ordersPerMinute === null || amountPerOrder === null ? null : ordersPerMinute * amountPerOrder;
  return { flow: id, ordersPerMinute, amountPerOrder, currency, moneyPerMinute, usersPerMinute };
}

function sumOf(values: readonly (number | null)[]): number | null {
  const stated = values.filter((value) => value !== null);
  return stated.length === 0 ? null : stated.reduce((sum, value) => sum + value, 0);
}
