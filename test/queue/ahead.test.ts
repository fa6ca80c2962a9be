import { afterAll, describe, expect, it } from 'vitest';
import { openInquiries, openQueueBook, passQueue, type QueueGate, type QueueWorld } from '../../src/control/index.ts';
import { removeFolders } from '../support/git-repository.ts';
import { add, makeQueueShop, openShopQueue, RULES, stateOf, tableGate } from './queue-shop.ts';

afterAll(removeFolders);

const CHANGES = ['one', 'two', 'three', 'four', 'five', 'six'];
/** Passes until something is seen: far more than any run of these takes. */
const MAX_PASSES = 20_000;

/** A queue whose gate is ready when the test says so. */
async function openSlowQueue() {
  const shop = makeQueueShop();
  for (const name of CHANGES) shop.branch(name, { [name]: '1' });
  let release = (): void => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  const judged: string[] = [];
  const table = tableGate();
  const gate: QueueGate = {
    ...table,
    judge: (entry) => {
      judged.push(entry.change);
      return table.judge(entry);
    },
    prepare: () => isReleased,
  };
  const world = await openShopQueue(shop, { gate, rules: { ...RULES, workers: 2 } });
  for (const change of CHANGES) await add(world, shop, change);
  return { shop, world, judged, release };
}

async function passUntil(
  world: QueueWorld,
  is: (seen: { readonly isAsking: boolean; readonly running: number; readonly waiting: number }) => boolean,
): Promise<void> {
  const book = openQueueBook();
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    if (is(await passQueue(world, book))) return;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  throw new Error('what was waited for did not come');
}

describe('a queue whose gate takes long', () => {
  it('builds on top of what is judged meanwhile, and lands with those very builds', async () => {
    const { shop, world, judged, release } = await openSlowQueue();
    const before = shop.tip('main');
    await passUntil(world, ({ isAsking, running }) => isAsking && running === 2);
    const asking = await stateOf(world);
    const passed = asking.trials.filter(({ end }) => end?.outcome === 'passed').flatMap(({ subjects }) => subjects);
    const ahead = asking.trials.filter(({ end }) => end === null);
    expect(passed.length).toBeGreaterThan(0);
    expect(ahead.some(({ assumes }) => passed.every((number) => assumes.includes(number)))).toBe(true);
    expect({ main: shop.tip('main'), pending: asking.pending, judged }).toEqual({
      main: before,
      pending: null,
      judged: [],
    });
    release();
    await passUntil(world, ({ waiting, running }) => waiting + running === 0);
    await world.executor.close();
    const { items, trials } = await stateOf(world);
    expect(items.map((item) => item.kind === 'entry' && item.state)).toEqual(CHANGES.map(() => 'landed'));
    expect(trials.filter(({ end }) => end?.outcome !== 'passed')).toEqual([]);
    // Each is judged when it lands, whatever was made ready before.
    expect([...new Set(judged)].sort()).toEqual([...CHANGES].sort());
  });
});

describe('what the gate is asked', () => {
  it('is forgotten where the branch moved, and asked again where the gate was ready long ago', async () => {
    const inquiries = openInquiries();
    const [head, other] = ['a'.repeat(40), 'b'.repeat(40)] as Parameters<typeof inquiries.about>[0][];
    if (head === undefined || other === undefined) throw new Error('two tips');
    inquiries.open(
      { head, entries: [1], isWidened: false },
      { prepared: Promise.reject(new Error('no')), now: () => 5 },
    );
    expect(inquiries.about(head, 5)).toMatchObject({ entries: [1], isReady: false });
    await inquiries.settled();
    expect(inquiries.about(head, 6)).toMatchObject({ isReady: true });
    expect(inquiries.about(head, 100_000)).toBeNull();
    expect(inquiries.about(other, 6)).toBeNull();
  });
});
