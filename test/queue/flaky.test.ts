import { afterAll, describe, expect, it } from 'vitest';
import { openLocalExecutor } from '../../src/adapter/build-local/index.ts';
import { readTestReport } from '../../src/adapter/junit/index.ts';
import { openQueueBook, openTestMemory, passQueue, type QueueWorld, type TestMemory } from '../../src/control/index.ts';
import type { Quarantine } from '../../src/domain/flaky-test/index.ts';
import { evolve, type MergeQueue, type QueueEvent } from '../../src/domain/merge-queue/index.ts';
import { payloadOf } from '../../src/event-log/index.ts';
import { DAY_MS, instant } from '../../src/kernel/index.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { add, makeQueueShop, openShopQueue, type QueueShop, stateOf } from './queue-shop.ts';

afterAll(removeFolders);

/** Two tests: `shaky` fails as often as `flakes` says on this machine, `calm` where there is a file `red`. Then the report. */
const TESTS = `test -e own && exit 1
mkdir -p reports
code=0; shaky=; calm=
runs=$(cat "$STATE/runs" 2>/dev/null || echo 0)
if test -e flakes && test "$runs" -lt "$(cat flakes)"; then
  echo $((runs + 1)) > "$STATE/runs"; shaky='<failure message="boom"/>'; code=1
fi
test -e nameless && { nameless='<testcase><failure/></testcase>'; code=1; }
test -e red && { calm='<failure message="no"/>'; code=1; }
test -e hangs && { calm='<failure message="Test timed out in 5000ms"/>'; code=1; }
test -e linked && ln -s /etc/hostname reports/host.xml
printf '<testsuite><testcase classname="shop" name="shaky">%s</testcase><testcase classname="shop" name="calm">%s</testcase>%s</testsuite>' "$shaky" "$calm" "$nameless" > reports/junit.xml
exit $code
`;

interface Reporting {
  readonly world: QueueWorld;
  readonly tests: TestMemory;
}

/** A queue whose builds report their tests, with what was learnt of them: `shaky` flakes in a tenth of its runs. */
async function reporting(shop: QueueShop, quarantines: readonly Quarantine[] = []): Promise<Reporting> {
  const tests = openTestMemory(async () => ({ recall: async () => null, keep: async () => {} }));
  for (let run = 0; run < 60; run += 1) {
    const outcomes = ['shaky', 'calm'].map((name) => ({
      test: `shop > ${name}`,
      passes: 1,
      failures: name === 'shaky' && run % 10 === 0 ? 1 : 0,
      interruptions: 0,
    }));
    const at = instant(Date.now() - 1000);
    await tests.record({ id: `seed-${run}`, content: `c${run}`, at, load: null, place: 'branch', outcomes });
  }
  const executor = await openLocalExecutor({
    folder: shop.builds,
    command: TESTS,
    limits: {
      timeMs: 20_000,
      outputBytes: 1_000_000,
      memoryBytes: null,
      processes: null,
      diskBytes: null,
      processorS: null,
      nice: 0,
    },
    variables: { STATE: temporaryFolder() },
    reports: { globs: ['reports/*.xml'], read: readTestReport },
  });
  return { world: await openShopQueue(shop, { executor, tests, quarantines }), tests };
}

async function settle(world: QueueWorld): Promise<MergeQueue> {
  const book = openQueueBook();
  for (let round = 0; round < 2_000; round += 1) {
    const { isIdle, running } = await passQueue(world, book);
    if (isIdle && running === 0) {
      await world.executor.close();
      return stateOf(world);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the queue does not come to rest');
}

async function alone(files: Readonly<Record<string, string>>, quarantines: readonly Quarantine[] = []) {
  const shop = makeQueueShop();
  shop.branch('change', files);
  const { world, tests } = await reporting(shop, quarantines);
  await add(world, shop, 'change');
  const queue = await settle(world);
  const [entry] = queue.items;
  if (entry?.kind !== 'entry') throw new Error('the entry is there');
  const model = await tests.modelWithout('', instant(Date.now()));
  return { shop, world, queue, entry, ends: queue.trials.map(({ end }) => end?.outcome), model };
}

const quarantine: Quarantine = {
  test: 'shop > shaky',
  owner: '@ann',
  because: 'r',
  expires: instant(Date.now() + DAY_MS),
  origin: { file: 'firebreak.yaml', line: 1 },
};

describe('a queue whose builds report their tests', () => {
  it('builds again what failed by a flaky test, as often as the test is known to flake, and lands it', async () => {
    const { queue, entry, ends, model, shop, world } = await alone({ flakes: '2' });
    expect(entry.state).toBe('landed');
    expect(ends).toEqual(['failed', 'failed', 'passed']);
    expect(queue.trials[0]?.judgement).toMatchObject({ advice: 'retry', tests: [{ test: 'shop > shaky' }] });
    // The runs went to where `firebreak flaky` reads: two failures and a pass on one content are proved flakes.
    expect(model.tests.get('shop > shaky')).toMatchObject({ attempts: 69, provedFlakes: 8 });
    const events = (await shop.store.readAll({ after: 0, limit: 1000 })).map(
      (event) => ({ kind: event.type, ...(payloadOf(event) as object) }) as QueueEvent,
    );
    expect(events.reduce<MergeQueue | null>(evolve, null)).toEqual(await stateOf(world));
  });

  it('lands what fails only by a test in quarantine, and the record of the build says so', async () => {
    const { queue, entry, ends } = await alone({ flakes: '9' }, [quarantine]);
    expect(entry.state).toBe('landed');
    expect(ends).toEqual(['passed']);
    expect(queue.trials[0]).toMatchObject({ end: { code: 'quarantined' }, tests: { excused: ['shop > shaky'] } });
  });

  it('is not excused by quarantine where a report holds a failure that cannot be named', async () => {
    const { queue, entry, ends } = await alone({ flakes: '9', nameless: '1' }, [quarantine]);
    expect(entry.ejection).toMatchObject({ code: 'build-failed' });
    expect(new Set(ends)).toEqual(new Set(['failed']));
    expect(queue.landings).toEqual([]);
  });

  it('sends back what fails by a calm test and names it, whatever flakes beside', async () => {
    const { entry, ends } = await alone({ red: '1' }, [quarantine]);
    expect(entry.ejection).toMatchObject({ code: 'build-failed', tests: ['shop > calm'] });
    expect(ends.every((end) => end === 'failed')).toBe(true);
    expect(ends.length).toBeLessThanOrEqual(2);
  });

  it('takes tests that ran out of time for no fault of the change', async () => {
    const { entry, ends } = await alone({ hangs: '1' });
    expect(entry.ejection).toMatchObject({ code: 'infrastructure', detail: 'tests-interrupted' });
    expect(ends).toEqual(['infrastructure', 'infrastructure', 'infrastructure']);
  });

  it('believes no report that the change brought along: the build must have written it', async () => {
    const forged = '<testsuite><testcase classname="shop" name="shaky"><failure message="x"/></testcase></testsuite>';
    const { queue, entry } = await alone({ own: '1', 'reports/junit.xml': forged }, [quarantine]);
    expect(entry.ejection?.code).toBe('build-failed');
    expect(queue.trials.map(({ tests }) => tests)).toEqual(queue.trials.map(() => null));
  });

  it('follows no link that a build leaves among its reports', async () => {
    const { entry, model } = await alone({ linked: '1' });
    expect(entry.state).toBe('landed');
    expect([...model.tests.keys()].sort()).toEqual(['shop > calm', 'shop > shaky']);
  });

  it('would send back the flaky one if its reports were not read', async () => {
    const shop = makeQueueShop();
    shop.branch('change', { flakes: '2' });
    const { world } = await reporting(shop);
    const deaf = Object.assign(Object.create(world.executor), {
      reports: async () => null,
      start: (order: Parameters<typeof world.executor.start>[0]) => world.executor.start(order),
      poll: (id: string) => world.executor.poll(id),
      cancel: (id: string) => world.executor.cancel(id),
      forget: (id: string) => world.executor.forget(id),
      close: () => world.executor.close(),
    });
    await add(world, shop, 'change');
    const queue = await settle({ ...world, executor: deaf });
    expect(queue.items[0]).toMatchObject({ ejection: { code: 'build-failed' } });
  });
});
