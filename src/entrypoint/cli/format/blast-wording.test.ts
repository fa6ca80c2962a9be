import { describe, expect, it } from 'vitest';
import { exposureLines, importersText } from './blast-wording.ts';

describe('the words of a blast radius', () => {
  it('agree with one and with many', () => {
    expect([0, 1, 2].map(importersText)).toEqual(['0 files import it', '1 file imports it', '2 files import it']);
    const term = { flow: 'pay', currency: 'EUR', amount_per_order: 25, users_per_minute: null };
    const of = (orders: number) =>
      exposureLines({
        money: [{ currency: 'EUR', per_minute: 25 * orders }],
        orders_per_minute: orders,
        users_per_minute: null,
        flows_without_value: [],
        terms: [{ ...term, orders_per_minute: orders, money_per_minute: 25 * orders }],
      });
    expect(of(1)).toEqual(['EUR 25 a minute (pay: 1 order x 25)', '1 order a minute']);
    expect(of(30)).toEqual(['EUR 750 a minute (pay: 30 orders x 25)', '30 orders a minute']);
  });
});
