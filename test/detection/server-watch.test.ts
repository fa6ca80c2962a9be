import { afterEach, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { openAlarms, readAlarms, watchedKey } from '../../src/control/detection/stream.ts';
import { openNodeDetection, openSignalHub, SERVER_VIEWS } from '../../src/control/index.ts';
import type { ObjectiveStatement, SeriesStatement } from '../../src/domain/policy/index.ts';
import { type Instant, instant, NO_TRACER } from '../../src/kernel/index.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 2, 2);
const REPOSITORY = 'local:shop';
const ORDERS: SeriesStatement = {
  name: 'orders',
  selector: { metric: 'orders_total', labels: {} },
  about: { kind: 'flow', id: 'pay' },
  environment: null,
  stepMs: MINUTE_MS,
  directions: ['drop'],
  alarmsPerWeek: 1,
  unit: 1,
};
const AVAILABLE: ObjectiveStatement = {
  name: 'available',
  service: 'checkout',
  environment: null,
  bad: [{ metric: 'errors_total', labels: {} }],
  all: [{ metric: 'requests_total', labels: {} }],
  isAbsentZero: true,
  objective: 0.999,
};

afterEach(removeFolders);

/** A node over a store of its own, with a clock that only the test moves. */
async function node(given: {
  readonly series?: readonly SeriesStatement[];
  readonly objectives?: readonly ObjectiveStatement[];
}) {
  const folder = temporaryFolder();
  let now = START;
  const world = { now: () => instant(now) };
  const statement = { series: given.series ?? [], objectives: given.objectives ?? [] };
  let stated = statement;
  const faults: unknown[] = [];
  const open = async () => {
    const store = await openEmbeddedStore({ folder, views: SERVER_VIEWS, upCasters: [] });
    const own = { holder: 'test', store, tracer: NO_TRACER, forges: [] } as never;
    const hub = openSignalHub({ sources: [], selectors: [], now: world.now });
    const repository = { repository: REPOSITORY, detection: stated, rules: [], plans: [], services: [], flows: [] };
    const detection = openNodeDetection({
      world,
      node: own,
      signals: hub,
      stated: async () => ({ repositories: [{ ...repository, detection: stated }], unread: [] }),
    });
    return { store, hub, detection };
  };
  let running = await open();
  return {
    clock: (at: number) => {
      now = at;
    },
    get now() {
      return now;
    },
    tell(metric: string, samples: readonly { readonly at: number; readonly value: number }[], instance = 'a') {
      return running.hub.take(
        samples.map(({ at, value }) => ({
          name: { metric, labels: { instance } },
          kind: 'counter' as const,
          states: 'total' as const,
          at,
          from: null,
          value,
          id: null,
        })),
      );
    },
    pass: () => running.detection.pass((_, error) => faults.push(error)),
    state: (next: typeof statement) => {
      stated = next;
    },
    alarms: async (name = 'orders') => (await readAlarms(running.store, watchedKey(REPOSITORY, name))).alarms,
    open: () => openAlarms(running.store),
    watched: () => running.detection.watched(),
    budgets: () => running.detection.budgets(),
    picture: (id: string) => running.detection.pictureOf(id),
    async restart() {
      await running.store.close();
      running = await open();
    },
    async stop() {
      await running.store.close();
      expect(faults).toEqual([]);
    },
  };
}

type Node = Awaited<ReturnType<typeof node>>;

/** Orders of a minute: about thirty, without chance. */
function ordersAt(minute: number): number {
  return 30 + ((minute * 7) % 11) - 5;
}

/** A counter over minutes, two samples in each, with what it grows by. */
function counter(minutes: { readonly from: number; readonly to: number }, grows: (minute: number) => number) {
  const samples: { at: number; value: number }[] = [];
  let value = 1_000_000 + minutes.from * 1_000;
  for (let minute = minutes.from; minute < minutes.to; minute += 1) {
    for (const second of [20, 50]) {
      value += grows(minute) / 2;
      samples.push({ at: START + minute * MINUTE_MS + second * 1_000, value });
    }
  }
  return samples;
}

/** Tells what comes up to a minute, and looks each ten minutes. */
async function run(
  it: Node,
  minutes: { readonly from: number; readonly to: number },
  grows = ordersAt,
  metric = 'orders_total',
) {
  const samples = counter(minutes, grows);
  for (let minute = minutes.from; minute < minutes.to; minute += 10) {
    it.clock(START + Math.min(minute + 10, minutes.to) * MINUTE_MS);
    it.tell(
      metric,
      samples.filter(({ at }) => at <= it.now && at > it.now - 11 * MINUTE_MS),
    );
    await it.pass();
  }
}

it('opens an alarm when orders stop, raises it, closes it when they come back, with a picture', async () => {
  const shop = await node({ series: [ORDERS] });
  await run(shop, { from: 0, to: 120 });
  expect(await shop.alarms()).toEqual([]);
  shop.clock(START + 130 * MINUTE_MS);
  await shop.pass();
  const [opened] = await shop.alarms();
  expect(opened).toMatchObject({ closed: null, finding: { alarm: { kind: 'missing', severity: 'warning' } } });
  shop.clock(START + 145 * MINUTE_MS);
  await shop.pass();
  expect((await shop.alarms())[0]).toMatchObject({ id: opened?.id, finding: { alarm: { severity: 'critical' } } });
  expect((await shop.picture(opened?.id ?? '')).length).toBeGreaterThan(30);
  await run(shop, { from: 145, to: 160 });
  const ended = (await shop.alarms()).map(({ id, closed }) => [id, closed?.because]);
  expect(ended).toEqual([[opened?.id, 'recovered']]);
  expect(await shop.open()).toEqual([]);
  await shop.stop();
});

it('takes neither a doubled, a late, a missing sample nor a counter that began anew for a drop', async () => {
  const shop = await node({ series: [ORDERS] });
  await run(shop, { from: 0, to: 90 });
  const samples = counter({ from: 90, to: 110 }, ordersAt);
  shop.clock(START + 110 * MINUTE_MS);
  const late = samples.filter(({ at }) => at > START + 98 * MINUTE_MS && at < START + 101 * MINUTE_MS);
  shop.tell(
    'orders_total',
    samples.filter((sample) => !late.includes(sample)),
  );
  await shop.pass();
  expect(shop.tell('orders_total', samples.slice(0, 6))).toMatchObject({ taken: 0, same: 6 });
  shop.tell('orders_total', late);
  await shop.pass();
  const again = counter({ from: 110, to: 130 }, ordersAt).map(({ at, value }) => ({ at, value: value - 1_110_000 }));
  shop.clock(START + 130 * MINUTE_MS);
  shop.tell('orders_total', again);
  await shop.pass();
  expect(await shop.alarms()).toEqual([]);
  const [watched] = await shop.watched();
  expect(watched?.known).toMatchObject({ summary: { counts: { refused: 0, restarts: 0 } } });
  expect(watched?.kind === 'series' && watched.known?.summary.counts.late).toBeGreaterThan(0);
  await shop.stop();
});

it('does not take one instance that is late for a drop, and goes on without one that is gone', async () => {
  const shop = await node({ series: [ORDERS] });
  const two = async (minutes: { readonly from: number; readonly to: number }, instances: readonly string[]) => {
    const samples = counter(minutes, ordersAt);
    for (let minute = minutes.from; minute < minutes.to; minute += 1) {
      shop.clock(START + (minute + 1) * MINUTE_MS);
      const own = samples.filter(({ at }) => at <= shop.now && at > shop.now - MINUTE_MS);
      for (const instance of instances) shop.tell('orders_total', own, instance);
      await shop.pass();
    }
  };
  await two({ from: 0, to: 60 }, ['a', 'b']);
  await two({ from: 60, to: 61 }, ['a']);
  await two({ from: 61, to: 75 }, ['a', 'b']);
  expect(await shop.alarms()).toEqual([]);
  const taken = async () =>
    (await shop.watched()).flatMap((each) => (each.kind === 'series' ? (each.known?.summary.counts.taken ?? 0) : []));
  const [before = 0] = await taken();
  await two({ from: 75, to: 85 }, ['a']);
  expect((await taken())[0]).toBeGreaterThan(before + 4);
  await shop.stop();
});

it('goes on after a restart with what it learnt, and takes its own absence for no silence', async () => {
  const shop = await node({ series: [ORDERS] });
  await run(shop, { from: 0, to: 120 });
  const told = (await shop.watched())[0]?.known;
  await shop.restart();
  shop.clock(START + 150 * MINUTE_MS);
  await shop.pass();
  await run(shop, { from: 150, to: 170 });
  expect(await shop.alarms()).toEqual([]);
  const [watched] = await shop.watched();
  expect(watched?.kind === 'series' && watched.known?.summary.counts.taken).toBeGreaterThan(
    watched?.kind === 'series' && told !== null && told !== undefined && 'summary' in told
      ? told.summary.counts.taken
      : 0,
  );
  // The twin: the same gap while it was there is silence.
  shop.clock(START + 200 * MINUTE_MS);
  await shop.pass();
  expect(await shop.open()).toHaveLength(1);
  await shop.restart();
  await shop.pass();
  expect(await shop.open()).toHaveLength(1);
  await shop.stop();
});

it('stands a clock that jumps ahead and back', async () => {
  const shop = await node({ series: [ORDERS] });
  await run(shop, { from: 0, to: 90 });
  shop.clock(START + 91 * MINUTE_MS + 3_600_000);
  await shop.pass();
  expect(await shop.open()).toHaveLength(1);
  await run(shop, { from: 91, to: 120 });
  expect(await shop.open()).toEqual([]);
  const [watched] = await shop.watched();
  expect(watched?.known?.told).toBeGreaterThan(START + 115 * MINUTE_MS);
  await shop.stop();
});

it('closes the alarm of what nobody states any more, and keeps it under another setting', async () => {
  const shop = await node({ series: [ORDERS] });
  await run(shop, { from: 0, to: 60 });
  shop.clock(START + 80 * MINUTE_MS);
  await shop.pass();
  expect(await shop.open()).toHaveLength(1);
  shop.state({ series: [{ ...ORDERS, alarmsPerWeek: 2 }], objectives: [] });
  await shop.pass();
  // What it remembers of measurements says the same under the new one.
  expect(await shop.alarms()).toMatchObject([{ closed: null }]);
  shop.state({ series: [], objectives: [] });
  await shop.pass();
  expect(await shop.open()).toEqual([]);
  await shop.stop();
});

it('alarms while an error budget burns, tells when it is spent, and counts nothing where nothing is known', async () => {
  const shop = await node({ objectives: [AVAILABLE] });
  await run(shop, { from: 0, to: 120 }, () => 100, 'requests_total');
  expect(await shop.alarms('available')).toEqual([]);
  expect(await shop.budgets()).toEqual([{ repository: REPOSITORY, service: 'checkout', spentAt: null }]);
  const errors = counter({ from: 119, to: 200 }, () => 95);
  shop.tell(
    'errors_total',
    errors.filter(({ at }) => at <= shop.now),
  );
  for (let minute = 120; minute < 190; minute += 10) {
    shop.clock(START + (minute + 10) * MINUTE_MS);
    const fits = ({ at }: { readonly at: number }) => at <= shop.now && at > shop.now - 11 * MINUTE_MS;
    shop.tell('requests_total', counter({ from: 0, to: 200 }, () => 100).filter(fits));
    shop.tell('errors_total', errors.filter(fits));
    await shop.pass();
  }
  expect((await shop.alarms('available'))[0]).toMatchObject({
    closed: null,
    finding: { kind: 'burn', severity: 'critical' },
  });
  const [budget] = await shop.budgets();
  expect(budget?.spentAt).toBeGreaterThan(START + 120 * MINUTE_MS);
  const at = budget?.spentAt as Instant;
  await shop.pass();
  expect((await shop.budgets())[0]?.spentAt).toBe(at);
  await shop.stop();
});
