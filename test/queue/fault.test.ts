import { afterAll, describe, expect, it } from 'vitest';
import { openQueueBook, passQueue } from '../../src/control/index.ts';
import type { Executor, MergeQueue, QueueEntry, TrialBuilder } from '../../src/domain/merge-queue/index.ts';
import { payloadOf } from '../../src/event-log/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';
import { removeFolders } from '../support/git-repository.ts';
import { BUILDER_CALLS, Crash, type CrashPoint, EXECUTOR_CALLS, openKiller, STORE_CALLS } from './fault.ts';
import {
  add,
  isGreen,
  makeQueueShop,
  openBuilder,
  openExecutor,
  openShopQueue,
  type QueueShop,
  stateOf,
} from './queue-shop.ts';

afterAll(removeFolders);

/** Runs with `FIREBREAK_SEEDS=1,2,3` of one's own; one of them is enough to be killed around every act. */
const SEEDS = (process.env['FIREBREAK_SEEDS'] ?? '12').split(',').map(Number);
/** After so many deaths chance kills no more. */
const DEATHS = 24;
const CHANCE = 0.08;
const GREEN = ['one', 'two', 'left', 'lines'];

interface Run {
  readonly shop: QueueShop;
  readonly queue: MergeQueue;
  readonly points: ReadonlySet<CrashPoint>;
  readonly deaths: number;
  readonly foreign: string;
}

/** A whole run of a queue that dies again and again, with a foreign push in its midst and runners that are lost. */
async function run(
  seed: number,
  {
    spoil = (builder) => builder,
    chances = DEATHS,
  }: { spoil?: (builder: TrialBuilder) => TrialBuilder; chances?: number } = {},
): Promise<Run> {
  const random = seededRandom(seed);
  const shop = makeQueueShop();
  for (const name of ['one', 'two', 'left', 'right', 'red-alone']) shop.branch(name, { [name]: '1' });
  shop.branch('lines', { base: '1\nours\n3\n' });
  shop.branch('same-lines', { base: '1\ntheirs\n3\n' });
  const first = await openShopQueue(shop);
  for (const change of ['one', 'red-alone', 'left', 'lines', 'two', 'right', 'same-lines'])
    await add(first, shop, change);
  let executor: Executor = first.executor;
  let deaths = 0;
  let foreign = '';
  const killer = openKiller({ random, probability: CHANCE, isOn: () => deaths < chances });
  for (let life = 0; life < 400; life += 1) {
    // A new process each time: nothing but the log, the repository and the folder of builds outlives the one before.
    const book = openQueueBook();
    try {
      const world = await openShopQueue(shop, {
        store: killer.around(shop.store, STORE_CALLS),
        builder: killer.around(spoil(await openBuilder(shop)), BUILDER_CALLS),
        executor: killer.around(executor, EXECUTOR_CALLS),
      });
      for (;;) {
        if (foreign === '' && deaths >= 6) foreign = shop.push({ foreign: '1' });
        const { isIdle, running, waiting } = await passQueue(world, book);
        if (isIdle && running === 0 && waiting === 0) {
          await executor.close();
          return { shop, queue: await stateOf(first), points: killer.points, deaths, foreign };
        }
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      deaths += 1;
      // Sometimes the runner dies with it, sometimes its builds go on.
      if (random() < 0.4) {
        await executor.close();
        executor = await openExecutor(shop);
      }
    }
  }
  throw new Error(`seed ${seed}: the queue does not come to rest`);
}

function entriesOf(queue: MergeQueue): readonly QueueEntry[] {
  return queue.items.filter((item): item is QueueEntry => item.kind === 'entry');
}

/** Every value that the branch ever had, as the repository itself noted it. */
function valuesOf(shop: QueueShop): readonly string[] {
  const log = shop.repository.git('reflog', 'show', '--format=%H', 'refs/heads/main').trim().split('\n');
  return [...new Set(log)];
}

/** What is wrong with how a run ended; empty where nothing is. */
async function flawsOf({ shop, queue, foreign }: Run): Promise<readonly string[]> {
  const flaws: string[] = [];
  for (const value of valuesOf(shop)) if (!isGreen(shop, value)) flaws.push(`main was red at ${value}`);
  const history = shop.repository.git('log', '--first-parent', '--format=%H %s', 'main').trim().split('\n');
  const merges = history.map((line) => line.slice(41)).filter((subject) => subject.startsWith('Merge '));
  if (new Set(merges).size !== merges.length) flaws.push(`landed twice: ${merges.join(', ')}`);
  const states = new Map(entriesOf(queue).map((entry) => [entry.change, entry]));
  for (const change of GREEN) {
    if (states.get(change)?.state !== 'landed')
      flaws.push(`${change} is lost: ${JSON.stringify(states.get(change)?.ejection)}`);
    if (!merges.includes(`Merge ${change}`)) flaws.push(`${change} is not in main`);
  }
  for (const [change, code] of [
    ['red-alone', 'build-failed'],
    ['right', 'build-failed'],
    ['same-lines', 'textual-conflict'],
  ] as const) {
    if (states.get(change)?.ejection?.code !== code)
      flaws.push(`${change}: ${JSON.stringify(states.get(change)?.ejection)}`);
  }
  if (!history.some((line) => line.startsWith(foreign))) flaws.push('the foreign push is gone');
  const ends = (await shop.store.readAll({ after: 0, limit: 1000 }))
    .filter(({ type }) => type === 'TrialEnded' || type === 'Landed')
    .map(
      (event) =>
        `${event.type} ${JSON.stringify((payloadOf(event) as { trial?: number; landing?: number }).trial ?? (payloadOf(event) as { landing?: number }).landing)}`,
    );
  if (new Set(ends).size !== ends.length) flaws.push('a result was taken twice');
  return flaws;
}

describe('a queue whose process dies between any two steps', () => {
  const points = new Set<CrashPoint>();

  it.each(SEEDS)(
    'keeps main green at every value, lands nothing twice and loses nothing (seed %i)',
    async (seed) => {
      const came = await run(seed);
      for (const point of came.points) points.add(point);
      expect(came.deaths).toBeGreaterThanOrEqual(DEATHS);
      expect(await flawsOf(came), `seed ${seed}`).toEqual([]);
    },
    120_000,
  );

  it('was killed around every act that changes something', () => {
    const acts = ['append', 'make', 'keep', 'moveBranch', 'tidy', 'start', 'poll'];
    const missing = acts.flatMap((act) => (['before', 'after'] as const).map((when) => `${when} ${act}` as CrashPoint));
    expect(missing.filter((point) => !points.has(point))).toEqual([]);
  });

  it('would be seen to lose changes if a move of the branch left no mark', async () => {
    const forgetful = (builder: TrialBuilder): TrialBuilder =>
      new Proxy(builder, {
        get: (target, name) =>
          name === 'isLanded'
            ? async () => false
            : (Reflect.get(target, name, target) as object as () => unknown).bind(target),
      });
    const found = await flawsOf(await run(12, { spoil: forgetful, chances: 0 }));
    expect(found).not.toEqual([]);
  }, 240_000);
});
