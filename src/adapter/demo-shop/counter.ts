/** Upper bounds of the latency histogram in seconds; what the plan of the demo asks for is among them. */
export const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1] as const;

/** What one version of the shop counted since its start. */
export interface ShopCounts {
  /** Checkouts that were answered. */
  readonly checkouts: number;
  /** Of these, answered with a 5xx. */
  readonly bad: number;
  /** Orders that were placed: checkouts that went well. */
  readonly orders: number;
}

/** Counters of one version, shown in the text format of Prometheus. */
export interface ShopCounters {
  count(checkout: { readonly isBad: boolean; readonly seconds: number }): void;
  counts(): ShopCounts;
  /** Text exposition format 0.0.4 (prometheus.io, "Exposition formats"); every counter is there from the start. */
  text(): string;
}

/** Counters that stand at 0. */
export function openShopCounters(version: string): ShopCounters {
  const buckets = BOUNDS.map(() => 0);
  let [checkouts, bad, sum] = [0, 0, 0];
  const label = `version="${version}"`;
  return {
    count({ isBad, seconds }) {
      checkouts += 1;
      sum += seconds;
      if (isBad) bad += 1;
      for (const [at, bound] of BOUNDS.entries()) if (seconds <= bound) buckets[at] = (buckets[at] ?? 0) + 1;
    },
    counts: () => ({ checkouts, bad, orders: checkouts - bad }),
    text: () =>
      [
        '# TYPE shop_checkouts_total counter',
        `shop_checkouts_total{${label}} ${checkouts}`,
        '# TYPE shop_checkout_errors_total counter',
        `shop_checkout_errors_total{${label}} ${bad}`,
        '# TYPE shop_orders_total counter',
        `shop_orders_total{${label}} ${checkouts - bad}`,
        '# TYPE shop_checkout_seconds histogram',
        ...BOUNDS.map((bound, at) => `shop_checkout_seconds_bucket{${label},le="${bound}"} ${buckets[at] ?? 0}`),
        `shop_checkout_seconds_bucket{${label},le="+Inf"} ${checkouts}`,
        `shop_checkout_seconds_sum{${label}} ${sum}`,
        `shop_checkout_seconds_count{${label}} ${checkouts}`,
        '',
      ].join('\n'),
  };
}
