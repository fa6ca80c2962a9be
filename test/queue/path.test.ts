import { afterAll, describe, expect, it } from 'vitest';
import { freeze, handleQueue, openQueueBook, passQueue, type QueueWorld, thaw } from '../../src/control/index.ts';
import {
  firebreakScheduler,
  inOrderScheduler,
  type MergeQueue,
  type QueueEvent,
  type QueueRejection,
} from '../../src/domain/merge-queue/index.ts';
import type { Result } from '../../src/kernel/index.ts';
import { removeFolders } from '../support/git-repository.ts';
import { add, isGreen, makeQueueShop, openExecutor, openShopQueue, RULES, stateOf, tableGate } from './queue-shop.ts';

afterAll(removeFolders);

/** Eight processes that sleep until they are ended. */
const CROWD = 'for one in 1 2 3 4 5 6 7 8; do sleep 60 & done; wait';

/** Passes until nothing changes and nothing runs. */
async function settle(world: QueueWorld): Promise<void> {
  const book = openQueueBook();
  for (let round = 0; round < 2_000; round += 1) {
    const { isIdle, running } = await passQueue(world, book);
    if (isIdle && running === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the queue does not come to rest');
}

async function tell(
  world: QueueWorld,
  plan: (queue: MergeQueue) => Result<readonly QueueEvent[], QueueRejection>,
): Promise<void> {
  const { store, id, now } = world;
  const came = await handleQueue({
    store,
    book: openQueueBook(),
    id,
    actor: null,
    now,
    plan: (queue) => (queue === null ? { ok: true, value: [] } : plan(queue)),
  });
  expect(came.ok).toBe(true);
}

describe('a queue on real git', () => {
  it.each([
    ['the scheduler', firebreakScheduler, false],
    ['one that goes in order', inOrderScheduler, true],
  ] as const)(
    'under %s lands what is green, sends back the rest, and moves the branch to built trees only',
    async (_name, schedule, keepsOrder) => {
      const shop = makeQueueShop();
      const start = shop.tip('main');
      shop.branch('one', { one: '1' });
      shop.branch('bad', { red: '1' });
      shop.branch('left', { left: '1' });
      shop.branch('right', { right: '1' });
      shop.branch('lines', { base: '1\nours\n3\n' });
      shop.branch('same-lines', { base: '1\ntheirs\n3\n' });
      const world = await openShopQueue(shop, { scheduler: schedule() });
      for (const change of ['one', 'bad', 'left', 'right', 'lines', 'same-lines']) await add(world, shop, change);
      await settle(world);
      const queue = await stateOf(world);
      const fateOf = (change: string): string | undefined => {
        const item = queue.items.find((each) => each.kind === 'entry' && each.change === change);
        return item?.kind === 'entry' ? (item.ejection?.code ?? item.state) : undefined;
      };
      expect([fateOf('one'), fateOf('bad')]).toEqual(['landed', 'build-failed']);
      // Which of two that do not go together lands is decided by whose build ends first.
      expect([fateOf('left'), fateOf('right')].sort()).toEqual(['build-failed', 'landed']);
      expect([fateOf('lines'), fateOf('same-lines')].sort()).toEqual(['landed', 'textual-conflict']);
      if (keepsOrder) expect([fateOf('left'), fateOf('lines')]).toEqual(['landed', 'landed']);
      const conflict = queue.items.find((item) => item.kind === 'entry' && item.ejection?.code === 'textual-conflict');
      expect(conflict?.kind === 'entry' && conflict.ejection).toMatchObject({ files: ['base'] });
      expect(queue.landings.map(({ evidence }) => evidence.kind)).toEqual(['tree', 'tree', 'tree']);
      for (const { to, tree, from } of queue.landings) {
        expect(isGreen(shop, to)).toBe(true);
        expect(shop.repository.git('rev-parse', `${to}^{tree}`).trim()).toBe(tree);
        expect(shop.repository.git('rev-parse', `${to}^1`).trim()).toBe(from);
      }
      expect(queue.landings[0]?.from).toBe(start);
      expect(shop.tip('main')).toBe(queue.landings.at(-1)?.to);
      await world.executor.close();
    },
  );

  it('lands a stack parents first, and sends back with a parent what is stacked on it', async () => {
    const shop = makeQueueShop();
    shop.branch('lower', { lower: '1' });
    shop.branch('upper', { upper: '1' }, 'lower');
    shop.branch('rotten', { red: '1' });
    shop.branch('on-rotten', { more: '1' }, 'rotten');
    const world = await openShopQueue(shop);
    // The upper one first: what it is stacked on is found when it comes.
    for (const change of ['upper', 'lower', 'rotten', 'on-rotten']) await add(world, shop, change);
    await settle(world);
    const queue = await stateOf(world);
    expect(
      queue.items.map((item) => item.kind === 'entry' && [item.change, item.parents, item.ejection?.code]),
    ).toEqual([
      ['upper', [2], undefined],
      ['lower', [], undefined],
      ['rotten', [], 'build-failed'],
      ['on-rotten', [3], 'parent-ejected'],
    ]);
    const order = queue.landings.flatMap(({ entries }) => entries);
    expect(order).toEqual([2, 1]);
    await world.executor.close();
  });

  it('takes a landed change back before everything else, without a build where its tree was built before', async () => {
    const shop = makeQueueShop();
    shop.branch('one', { one: '1' });
    shop.branch('two', { two: '1' });
    const world = await openShopQueue(shop);
    await add(world, shop, 'one');
    await settle(world);
    await add(world, shop, 'two');
    await settle(world);
    shop.branch('other', { other: '1' });
    await add(world, shop, 'other');
    const landed = shop.tip('main');
    const head = await world.builder.makeRevert({ commit: landed, at: world.now() });
    await add(world, shop, 'revert two', { head, lane: 'revert', revertOf: landed });
    await settle(world);
    const queue = await stateOf(world);
    expect(queue.landings.flatMap(({ entries }) => entries)).toEqual([1, 2, 4, 3]);
    const revert = queue.trials.find(({ subjects }) => subjects.includes(4));
    expect(revert?.end).toMatchObject({ outcome: 'passed', code: 'same-tree' });
    expect(shop.files('main')).toEqual(['base', 'check.sh', 'one', 'other']);
    await world.executor.close();
  });

  it('goes on building while landing is frozen, and lands without another build when the freeze ends', async () => {
    const shop = makeQueueShop();
    shop.branch('one', { one: '1' });
    const world = await openShopQueue(shop);
    await add(world, shop, 'one');
    const frozen = { id: 'f', targets: null, reason: 'release day', by: null, at: world.now(), until: null };
    await tell(world, (queue) => freeze(queue, frozen));
    await settle(world);
    const held = await stateOf(world);
    expect(held.landings).toEqual([]);
    expect(held.trials.map(({ end }) => end?.outcome)).toEqual(['passed']);
    await tell(world, (queue) => thaw(queue, { freeze: 'f', now: world.now() }));
    await settle(world);
    const queue = await stateOf(world);
    expect(queue.landings.length).toBe(1);
    expect(queue.trials.length).toBe(1);
    await world.executor.close();
  });

  it('lets an entry wait that the gate no longer allows, and sends back what it blocks or what moved', async () => {
    const shop = makeQueueShop();
    for (const name of ['held', 'blocked', 'moved']) shop.branch(name, { [name]: '1' });
    const table = new Map([
      ['held', 'hold'],
      ['blocked', 'block'],
      ['moved', 'moved'],
    ] as const);
    const world = await openShopQueue(shop, { gate: tableGate(table) });
    for (const name of ['held', 'blocked', 'moved']) await add(world, shop, name);
    await settle(world);
    const held = await stateOf(world);
    expect(held.items.map((item) => item.kind === 'entry' && [item.state, item.ejection?.code])).toEqual([
      ['waiting', undefined],
      ['ejected', 'gate-blocks'],
      ['ejected', 'content-changed'],
    ]);
    await world.executor.close();
  });

  it('sends back what always runs out of time, after a bounded number of builds, and never takes that for a failure', async () => {
    const shop = makeQueueShop();
    shop.branch('endless', { slow: '20' });
    const executor = await openExecutor(shop, 60);
    const world = await openShopQueue(shop, { executor });
    await add(world, shop, 'endless');
    await settle(world);
    const queue = await stateOf(world);
    expect(queue.items[0]).toMatchObject({
      state: 'ejected',
      ejection: { code: 'infrastructure', detail: 'timed-out' },
    });
    expect(queue.trials.map(({ end }) => end?.outcome)).toEqual(['infrastructure', 'infrastructure', 'infrastructure']);
    await executor.close();
  });

  it('sends back what starts too many processes, after one confirmation, and says so', async () => {
    const shop = makeQueueShop();
    shop.branch('crowd', { crowd: '1' });
    const executor = await openExecutor(shop, 20_000, { processes: 4, command: CROWD });
    const world = await openShopQueue(shop, { executor });
    await add(world, shop, 'crowd');
    await settle(world);
    const queue = await stateOf(world);
    expect(queue.items[0]).toMatchObject({
      state: 'ejected',
      ejection: { code: 'build-failed', with: [], detail: 'it ran more than 4 processes at once' },
    });
    expect(queue.trials.map(({ end }) => end)).toMatchObject([{ code: 'process-limit' }, { code: 'process-limit' }]);
    await executor.close();
  });

  it('lands an independent change by the proof of its targets where the rules say so, and records that', async () => {
    const shop = makeQueueShop();
    shop.branch('one', { 'one/file': '1' });
    shop.branch('two', { 'two/file': '1' });
    const world = await openShopQueue(shop, { rules: { ...RULES, proof: 'targets' } });
    await add(world, shop, 'one', { targets: ['one'] });
    await add(world, shop, 'two', { targets: ['two'] });
    // Two workers: each is built on the branch as it stands or on the other; either way both land.
    await settle(world);
    const queue = await stateOf(world);
    expect(queue.landings.flatMap(({ entries }) => entries)).toEqual([1, 2]);
    expect(queue.landings.every(({ evidence }) => evidence.builds.length > 0)).toBe(true);
    await world.executor.close();
  });
});
