import { afterAll, describe, expect, it } from 'vitest';
import { openQueueBook, passQueue } from '../../src/control/index.ts';
import { removeFolders } from '../support/git-repository.ts';
import { add, makeQueueShop, openBuilder, openShopQueue, stateOf } from './queue-shop.ts';

afterAll(removeFolders);

const MARKS = 'refs/firebreak/landing';

describe('the mark of a landing', () => {
  it('of another log does not count as a landing of this one, and nothing is lost to it', async () => {
    const shop = makeQueueShop();
    const { git } = shop.repository;
    // Learns the name of the place of marks, which is made from the branch.
    const base = shop.tip('main');
    const probe = shop.push({ probe: '1' });
    git('update-ref', 'refs/heads/main', base);
    await (await openBuilder(shop)).moveBranch({ landing: 1, from: base, to: probe });
    const [mark = ''] = git('for-each-ref', '--format=%(refname)', MARKS).trim().split('\n');
    expect(mark.startsWith(MARKS)).toBe(true);
    git('update-ref', 'refs/heads/main', base);

    const one = shop.branch('one', { one: '1' }, base);
    const world = await openShopQueue(shop);
    await add(world, shop, 'one');
    const book = openQueueBook();
    for (;;) {
      const { isIdle, running, waiting } = await passQueue(world, book);
      if (isIdle && running === 0 && waiting === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await world.executor.close();
    const queue = await stateOf(world);
    expect(queue.landings.map(({ number, entries }) => ({ number, entries }))).toEqual([{ number: 1, entries: [1] }]);
    expect(shop.tip('main')).toBe(queue.landings[0]?.to);
    expect(git('rev-list', 'main')).toContain(one);
  });

  it('of the same landing is not moved by again', async () => {
    const shop = makeQueueShop();
    const from = shop.tip('main');
    const to = shop.branch('one', { one: '1' });
    const builder = await openBuilder(shop);
    expect(await builder.isLanded({ landing: 1, to })).toBe(false);
    expect(await builder.moveBranch({ landing: 1, from, to })).toBe(true);
    expect(await builder.isLanded({ landing: 1, to })).toBe(true);
    expect(await builder.isLanded({ landing: 1, to: from })).toBe(false);
    // Somebody takes the branch back: the landing happened all the same.
    shop.repository.git('update-ref', 'refs/heads/main', from);
    expect(await builder.moveBranch({ landing: 1, from, to })).toBe(false);
    expect(shop.tip('main')).toBe(from);
  });
});
