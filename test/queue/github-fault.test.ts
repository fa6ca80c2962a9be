import { afterAll, expect, it } from 'vitest';
import { openForgeTransport } from '../../src/adapter/forge-http/index.ts';
import { openGithubQueues } from '../../src/adapter/github/index.ts';
import { runGit } from '../../src/adapter/mirror/index.ts';
import { openQueueBook, passQueue } from '../../src/control/index.ts';
import type { TrialBuilder } from '../../src/domain/merge-queue/index.ts';
import { payloadOf } from '../../src/event-log/index.ts';
import { Fault } from '../../src/kernel/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';
import { FakeGithub } from '../support/fake-github.ts';
import { makeRepository, removeFolders } from '../support/git-repository.ts';
import { BUILDER_CALLS, Crash, EXECUTOR_CALLS, openKiller, STORE_CALLS } from './fault.ts';
import { add, makeQueueShop, openBuilder, openShopQueue, stateOf } from './queue-shop.ts';

afterAll(removeFolders);

const NAME = 'shop/checkout';
const CHECK = 'ci / build';
const SEED = Number(process.env['FIREBREAK_SEED'] ?? '5');
/** Each act dies once before and once after it; then chance kills so often more. */
const DEATHS = 16;
const TRIALS = 'refs/heads/firebreak/trial/';

interface Setting {
  readonly seed: number;
  readonly deaths: number;
  readonly spoil?: (builder: TrialBuilder) => TrialBuilder;
}

/** A whole run of a queue over GitHub; gives what is wrong with how it ended, and where its process died. */
async function run({ seed, deaths: most, spoil = (builder) => builder }: Setting): Promise<{
  readonly flaws: readonly string[];
  readonly points: ReadonlySet<string>;
}> {
  const random = seededRandom(seed);
  const shop = makeQueueShop();
  for (const name of ['one', 'red', 'left', 'right']) shop.branch(name, { [name === 'red' ? 'red-1' : name]: '1' });
  const forge = makeRepository('--bare');
  forge.git('fetch', '--quiet', shop.repository.path, '+refs/heads/*:refs/heads/*');
  forge.git('config', 'http.receivepack', 'true');
  forge.git('config', 'core.logAllRefUpdates', 'always');
  const fake = await FakeGithub.start();
  fake.act.addRepository(NAME, { path: forge.path });
  const lines = (...args: readonly string[]) =>
    forge
      .git(...args)
      .split('\n')
      .filter(Boolean);

  const openQueue = async () =>
    openGithubQueues({
      credentials: { kind: 'token', token: fake.token, repositories: [NAME] },
      apiUrl: fake.apiUrl,
      webUrl: fake.webUrl,
      transport: openForgeTransport({ apiUrl: fake.apiUrl, now: Date.now, sleep: async () => {}, timeoutMs: 5_000 }),
      git: runGit,
      now: Date.now,
    })({
      repository: NAME,
      branch: 'main',
      slug: 'slug',
      folder: shop.repository.path,
      trials: await openBuilder(shop),
      fetch: async (commits) => shop.repository.git('fetch', '--quiet', forge.path, ...commits),
    });

  /** Workflows of trial branches, now and then told of twice; now and then an answer of GitHub is lost. */
  const work = (): void => {
    for (const head of lines('for-each-ref', '--format=%(objectname)', TRIALS)) {
      const { checks } = fake.act.repository(NAME);
      if (checks.some((check) => check.head === head) || random() < 0.2) continue;
      const files = lines('ls-tree', '--name-only', head);
      const isRed = files.includes('red-1') || (files.includes('left') && files.includes('right'));
      const conclusion = isRed ? 'failure' : 'success';
      for (let times = random() < 0.5 ? 1 : 2; times > 0; times -= 1) {
        fake.act.addCheck(NAME, { appId: 7, name: CHECK, head, conclusion });
      }
    }
    if (random() < 0.1) fake.troubles.push({ path: 'check-runs', how: random() < 0.5 ? 'lost' : { status: 502 } });
  };

  // Marks that another log of this branch left, of the numbers that landings are given here.
  for (const landing of [1, 2]) forge.git('update-ref', `refs/firebreak/landing/slug/${landing}`, 'main');
  let deaths = 0;
  let foreign = '';
  const killer = openKiller({ random, probability: 0.08, isOn: () => deaths < most });
  const first = await openShopQueue(shop, { builder: (await openQueue()).builder });
  for (const change of ['one', 'red', 'left', 'right']) await add(first, shop, change);
  let isDone = false;
  for (let life = 0; life < 300 && !isDone; life += 1) {
    const queue = await openQueue();
    const world = await openShopQueue(shop, {
      store: killer.around(shop.store, STORE_CALLS),
      builder: killer.around(spoil(queue.builder), BUILDER_CALLS),
      executor: killer.around(queue.openExecutor([CHECK]), EXECUTOR_CALLS),
    });
    const book = openQueueBook();
    try {
      for (let round = 0; round < 500 && !isDone; round += 1) {
        work();
        queue.heard();
        if (foreign === '' && deaths >= 4) foreign = pushed();
        const { isIdle, running, waiting } = await passQueue(world, book);
        isDone = isIdle && running === 0 && waiting === 0;
      }
    } catch (error) {
      // Out of reach for a moment: the next life asks again.
      if (!(error instanceof Crash || error instanceof Fault)) throw error;
      deaths += 1;
    }
  }

  /** Somebody pushes to the branch, who does not know of the queue. */
  function pushed(): string {
    forge.git('fetch', '--quiet', '.', 'refs/heads/main:refs/heads/elsewhere');
    const tree = forge.git('rev-parse', 'main^{tree}').trim();
    const commit = forge.git(
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@b',
      'commit-tree',
      tree,
      '-p',
      'main',
      '-m',
      'own',
    );
    forge.git('update-ref', 'refs/heads/main', commit.trim());
    return commit.trim();
  }

  const flaws: string[] = [...fake.flaws];
  await fake.stop();
  for (const value of new Set(lines('reflog', 'show', '--format=%H', 'refs/heads/main'))) {
    const files = lines('ls-tree', '--name-only', value);
    const isRed = files.includes('red-1') || (files.includes('left') && files.includes('right'));
    if (isRed) flaws.push(`main was red at ${value}`);
  }
  const { items } = await stateOf(first);
  const states = items.flatMap((item) => (item.kind === 'entry' ? [`${item.change} ${item.state}`] : []));
  // Of the two that break each other one lands, whichever was found to be green first.
  const [kept, sent] = states.includes('left landed') ? ['left', 'right'] : ['right', 'left'];
  const wanted = ['one landed', 'red ejected', `${kept} landed`, `${sent} ejected`];
  for (const each of wanted) if (!states.includes(each)) flaws.push(`not ${each}: ${states.join(', ')}`);
  const subjects = lines('log', '--first-parent', '--format=%s', 'main').filter((line) => line.startsWith('Merge '));
  if (subjects.sort().join() !== [`Merge ${kept}`, 'Merge one'].sort().join())
    flaws.push(`landed: ${subjects.join(', ')}`);
  if (!lines('rev-list', 'main').includes(foreign)) flaws.push('the foreign push is gone');
  const ends = (await shop.store.readAll({ after: 0, limit: 2_000 }))
    .filter(({ type }) => type === 'TrialEnded')
    .map((event) => (payloadOf(event) as { readonly trial: number }).trial);
  if (new Set(ends).size !== ends.length) flaws.push('an end was taken twice');
  return { flaws, points: killer.points };
}

it('keeps the branch on GitHub green while its process dies around every act, answers are lost and ends are told twice', async () => {
  const { flaws, points } = await run({ seed: SEED, deaths: DEATHS });
  expect(flaws, `seed ${SEED}`).toEqual([]);
  for (const act of ['moveBranch', 'start', 'poll'] as const) {
    for (const when of ['before', 'after'] as const) expect([...points]).toContain(`${when} ${act}`);
  }
}, 120_000);

it('would be seen to lose a landing if a push left no mark', async () => {
  const forgetful = (builder: TrialBuilder): TrialBuilder => ({ ...builder, isLanded: async () => false });
  const { flaws } = await run({ seed: SEED, deaths: 0, spoil: forgetful });
  expect(flaws).not.toEqual([]);
}, 120_000);
