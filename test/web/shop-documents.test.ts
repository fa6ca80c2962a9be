import { describe, expect, it } from 'vitest';
import {
  alarmReport,
  brakeReport,
  changeReport,
  exposureReport,
  inboxReport,
  meReport,
  nowReport,
  policyReport,
  queueExplanation,
  queueList,
  queueReport,
  rolloutList,
  rolloutReport,
  signalReport,
} from '../../src/contract/index.ts';
import { type ShopState, webShop } from '../support/web-shop.ts';

describe('the shop that the web client is tested with', () => {
  it.each<ShopState>(['busy', 'empty', 'hostile', 'many'])('speaks the contract in the state "%s"', (state) => {
    const shop = webShop(state);
    for (const [schema, document] of [
      [meReport, shop.me],
      [nowReport, shop.now],
      [inboxReport, shop.inbox],
      [exposureReport, shop.exposure],
      [policyReport, shop.policy],
      [brakeReport, shop.brakes],
      [rolloutList, shop.rollouts.list],
      [signalReport, shop.alarms.signals],
      [alarmReport, shop.alarms.alarms],
      ...shop.rollouts.reports.map((report) => [rolloutReport, report] as const),
      ...shop.changes.map((change) => [changeReport, change] as const),
      [queueList.shape.queues, shop.queues.map(({ row }) => row)],
      ...shop.queues.map((queue) => [queueReport, queue.report(40)] as const),
      ...shop.queues.flatMap(({ report, why }) =>
        report(20).entries.map(({ number }) => [queueExplanation, why(String(number))] as const),
      ),
    ] as const) {
      expect(schema.safeParse(document).error?.message).toBeUndefined();
    }
  });

  it('would be told of a document that is none', () => {
    expect(nowReport.safeParse({ ...webShop('busy').now, counts: {} }).success).toBe(false);
  });
});
