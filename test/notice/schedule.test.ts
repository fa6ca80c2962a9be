import { describe, expect, it } from 'vitest';
import type { Messenger } from '../../src/domain/notice/index.ts';
import { dyingStore, EVENT, noticeTest } from './simulation.ts';

const HOUR_MS = 3_600_000;

describe('the schedule of notices', () => {
  it('begins at the head of the log: nobody is told what happened before', async () => {
    const test = noticeTest();
    await test.append(EVENT.submitted('a:b#1'), EVENT.asked('a:b#1', 'ada'));
    const notifier = test.start();
    await test.settle(notifier);
    expect(test.delivered).toEqual([]);
    await test.append(EVENT.asked('a:b#1', 'bo'));
    await test.settle(notifier);
    expect(test.delivered.map(({ to }) => to).sort()).toEqual(['bo', 'webhook']);
  });

  it('tells what comes at once in one message, and what follows not before a minute', async () => {
    const test = noticeTest();
    const notifier = test.start();
    await test.settle(notifier, 2);
    for (let number = 0; number < 30; number += 1) {
      await test.append(EVENT.submitted(`a:b#${number}`), EVENT.asked(`a:b#${number}`, 'ada'));
    }
    await test.settle(notifier, 3);
    const first = test.delivered.filter(({ to }) => to === 'ada');
    expect(first.map(({ message }) => [message?.lines.length, message?.more])).toEqual([[20, 10]]);
    await test.append(EVENT.submitted('a:b#31'), EVENT.asked('a:b#31', 'ada'));
    await test.settle(notifier, 12);
    const [, second] = test.delivered.filter(({ to }) => to === 'ada');
    expect((second?.at ?? 0) - (first[0]?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
  });

  it('keeps overrides from waiting, and from being turned off', async () => {
    const test = noticeTest({ optedOut: ['ada'] });
    const notifier = test.start();
    await test.settle(notifier, 2);
    await test.append(EVENT.submitted('a:b#1'), EVENT.asked('a:b#1', 'ada'));
    await test.append(EVENT.submitted('a:b#2'), EVENT.overridden('a:b#2', { ticket: 'T-1', skipped: ['ada'] }));
    const at = test.now();
    // Two passes: what is routed in the first is sent in the second.
    for (let pass = 0; pass < 2; pass += 1) {
      await notifier.pass();
      await notifier.idle();
    }
    const told = test.delivered.filter(({ to }) => to !== 'webhook');
    expect(told.map(({ to, at: moment }) => [to, moment])).toEqual([
      ['channel', at],
      ['ada', at],
    ]);
    expect(told[1]?.message?.lines.map(({ change }) => change)).toEqual(['a:b#2']);
  });

  it('asks by the same id until it is taken, and lets no receiver wait for another', async () => {
    const test = noticeTest({ weather: (to) => (to === 'ada' && test.now() < down ? 'answer-lost' : 'fine') });
    const notifier = test.start();
    await test.settle(notifier, 2);
    const down = test.now() + HOUR_MS;
    await test.append(EVENT.submitted('a:b#1'), EVENT.asked('a:b#1', 'ada'), EVENT.asked('a:b#1', 'bo'));
    await test.settle(notifier, 4);
    expect(test.delivered.filter(({ to }) => to === 'bo')).toHaveLength(1);
    test.move(5 * HOUR_MS);
    await test.settle(notifier, 3);
    const ids = test.delivered.filter(({ to }) => to === 'ada').map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('sends one digest a day to the channel, and none of a day without events', async () => {
    const test = noticeTest();
    const notifier = test.start();
    await test.settle(notifier, 2);
    await test.append(EVENT.submitted('a:b#1'), EVENT.decided('a:b#1', 'hold'));
    for (let hour = 0; hour < 72; hour += 1) {
      test.move(HOUR_MS - 30_000);
      await test.settle(notifier, 3);
    }
    const digests = test.delivered.filter(({ id }) => id.includes('-digest-'));
    expect(digests.map(({ to, at }) => [to, new Date(at).toISOString().slice(0, 13)])).toEqual([
      ['channel', '2026-03-03T07'],
    ]);
    expect(digests[0]?.message?.lines[0]?.pieces).toEqual([{ own: '1 submitted, 1 decided: hold' }]);
  });

  it('disables a program that is gone, shows it, and goes on where it stood when a server is started', async () => {
    const test = noticeTest();
    const notifier = test.start();
    await test.settle(notifier, 2);
    test.outcomes.set('webhook', { kind: 'answered', status: 410, retryAfterS: null });
    await test.append(EVENT.submitted('a:b#1'), EVENT.landed('a:b#1'));
    await test.settle(notifier, 4);
    expect(await notifier.figures()).toMatchObject({ firebreak_notice_receivers_disabled: 1 });
    expect(await notifier.figures()).toMatchObject({ firebreak_webhook_events_behind: 2 });
    expect(test.faults).toHaveLength(1);
    // The channel was told all the same.
    expect(test.delivered.map(({ to }) => to)).toEqual(['channel']);
    test.outcomes.delete('webhook');
    await test.settle(notifier, 4);
    expect(test.delivered.filter(({ to }) => to === 'webhook')).toEqual([]);
    const restarted = test.start();
    await test.settle(restarted, 4);
    const types = test.delivered.flatMap(({ to, body }) => (to === 'webhook' ? [JSON.parse(body ?? '').type] : []));
    expect(types).toEqual(['change.submitted', 'change.landed_without_permission']);
    expect(await restarted.figures()).toMatchObject({ firebreak_notice_receivers_disabled: 0 });
  });

  it('counts what it gave up, and tells the operator whom it could not tell', async () => {
    const test = noticeTest();
    const notifier = test.start();
    await test.settle(notifier, 2);
    test.outcomes.set('ada', { kind: 'rejected' });
    await test.append(EVENT.submitted('a:b#1'), EVENT.asked('a:b#1', 'ada'));
    await test.settle(notifier, 4);
    expect(await notifier.figures()).toMatchObject({ firebreak_notices_lost: 1 });
    expect(test.faults.map((fault) => fault.split(':').slice(0, 2).join(':'))).toEqual(['person:ada']);
  });

  it('uses the next way to a person where the first does not reach them', async () => {
    const test = noticeTest();
    const deaf: Messenger = { name: 'deaf', send: async () => ({ outcome: { kind: 'nobody' }, reason: 'unknown' }) };
    const notifier = test.start({ ways: { ...test.ways, personal: [deaf, ...test.ways.personal, deaf] } });
    await test.settle(notifier, 2);
    await test.append(EVENT.submitted('a:b#1'), EVENT.asked('a:b#1', 'ada'));
    await test.settle(notifier, 4);
    expect(test.delivered.filter(({ to }) => to === 'ada')).toHaveLength(1);
    expect(await notifier.figures()).toMatchObject({ firebreak_notices_lost: 0 });
  });

  it('sends again what was sent when the node was killed before it could write that down', async () => {
    for (let calls = 1; calls < 60; calls += 1) {
      const test = noticeTest();
      await test.settle(test.start(), 2);
      await test.append(EVENT.submitted('a:b#1'), EVENT.overridden('a:b#1', { ticket: 'T-1', skipped: ['ada'] }));
      const dying = test.start({ store: dyingStore(test.store, { calls, isDone: () => calls % 2 === 0 }) });
      await test.settle(dying, 1).catch(() => {});
      await dying.pass().catch(() => {});
      await dying.idle();
      test.move(HOUR_MS);
      await test.settle(test.start(), 8);
      const ids = (to: string) => new Set(test.delivered.filter((each) => each.to === to).map(({ id }) => id)).size;
      expect([calls, ids('webhook'), ids('ada'), ids('channel')]).toEqual([calls, 2, 1, 1]);
    }
  });

  it('writes nothing while nothing happens', async () => {
    const test = noticeTest();
    const notifier = test.start();
    await test.settle(notifier, 3);
    let writes = 0;
    const counting = new Proxy(test.store, {
      get: (store, name) => {
        if (name !== 'records' && name !== 'leases') return Reflect.get(store, name);
        return new Proxy(Reflect.get(store, name), {
          get: (table, method) => {
            if (['put', 'change', 'claim', 'renew'].includes(String(method))) writes += 1;
            return Reflect.get(table, method);
          },
        });
      },
    });
    await test.settle(test.start({ store: counting }), 5);
    expect(writes).toBe(0);
  });
});
