import { describe, expect, it } from 'vitest';
import { closeSurges, readAlertText, type ServerNode, takeAlertDelivery } from '../../src/control/index.ts';
import { type Alert, alertKey, MAX_ALERTS } from '../../src/domain/signal/index.ts';
import { noticeTest, type Weather } from './simulation.ts';

function surgeTest(weather?: (to: string) => Weather) {
  const test = noticeTest(weather === undefined ? {} : { weather });
  const work = { node: { store: test.store } as unknown as ServerNode, now: test.now };
  const alert = (name: string, given: Partial<Alert> = {}): Alert => ({
    source: 'alertmanager',
    key: alertKey('alertmanager', name),
    status: 'firing',
    severity: 'critical',
    name,
    place: { service: 'shop', flow: null, environment: 'production' },
    labels: {},
    startedAt: test.now(),
    endedAt: null,
    links: [],
    summary: 'what somebody wrote',
    ...given,
  });
  const resolved = (name: string): Alert => alert(name, { status: 'resolved', endedAt: test.now() });
  const told = () =>
    test.delivered.flatMap(({ to, message }) => (to === 'channel' && message !== null ? [message.subject] : []));
  const paged = () => test.delivered.filter(({ to }) => to === 'pager').map(({ body }) => JSON.parse(body ?? ''));
  const notifier = () => test.start({ ways: { ...test.ways, pager: test.pager } });
  const tell = (...alerts: readonly Alert[]) => takeAlertDelivery(work, alerts);
  return { test, work, alert, resolved, told, paged, notifier, tell };
}

describe('a surge', () => {
  it('is one message and one page when it begins, and one when it is over, whatever happens between', async () => {
    const { test, work, alert, resolved, told, paged, notifier, tell } = surgeTest();
    const node = notifier();
    await test.settle(node, 2);
    const many = Array.from({ length: 300 }, (_, index) => alert(`rule ${index}`));
    for (let delivery = 0; delivery < 5; delivery += 1) {
      await tell(...many);
      await tell(alert('flapping'));
      test.move(5_000);
      await tell(resolved('flapping'));
      await test.settle(node, 10);
    }
    expect(told()).toEqual([expect.stringMatching(/^Firebreak: alerts: /)]);
    expect(paged()).toMatchObject([{ action: 'trigger', severity: 'critical', source: 'shop in production' }]);
    await tell(...many.slice(0, MAX_ALERTS).map(({ name }) => resolved(name)));
    test.move(6 * 60_000);
    await closeSurges(work);
    await test.settle(node, 10);
    expect(told()).toEqual([expect.anything(), expect.stringMatching(/^Firebreak: alerts are over: /)]);
    expect(paged().map(({ action, key }) => [action, key])).toEqual([
      ['trigger', paged()[0].key],
      ['resolve', paged()[0].key],
    ]);
    // Not a day's digest either: nothing of it is about a change.
    expect(test.faults).toEqual([]);
  });

  it('keeps what somebody wrote beside the log, for a time', async () => {
    const { test, work, alert, tell } = surgeTest();
    await tell(alert('a'));
    const events = await test.store.readAll({ after: 0, limit: 10 });
    expect(events.map(({ payload }) => payload).join()).not.toContain('somebody wrote');
    expect(await readAlertText(work, alert('a').key)).toMatchObject({ summary: 'what somebody wrote' });
    test.move(31 * 86_400_000);
    expect(await readAlertText(work, alert('a').key)).toBeNull();
  });

  it('loses no page to a receiver that is away, and sends the next one after it', async () => {
    let isDown = true;
    const { test, alert, paged, notifier, tell } = surgeTest((to) => (to === 'pager' && isDown ? 'down' : 'fine'));
    const node = notifier();
    await test.settle(node, 2);
    await tell(alert('a'));
    await tell(alert('b', { place: { service: 'mail', flow: null, environment: null } }));
    await test.settle(node, 3);
    expect(paged()).toEqual([]);
    isDown = false;
    test.move(6 * 60_000);
    await test.settle(node, 5);
    expect(paged().map(({ source }) => source)).toEqual(['shop in production', 'mail']);
  });

  it('leaves a page out that will never be taken, and tells of it', async () => {
    const { test, alert, paged, notifier, tell } = surgeTest();
    const node = notifier();
    await test.settle(node, 2);
    test.outcomes.set('pager', { kind: 'rejected' });
    await tell(alert('a'));
    await test.settle(node, 3);
    test.outcomes.clear();
    await tell(alert('b', { place: { service: 'mail', flow: null, environment: null } }));
    await test.settle(node, 3);
    expect(paged().map(({ source }) => source)).toEqual(['mail']);
    expect(test.faults.join()).toContain('pager');
  });
});
