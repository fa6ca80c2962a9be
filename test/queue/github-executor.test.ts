import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForgeTransport } from '../../src/adapter/forge-http/index.ts';
import { openGithubQueues } from '../../src/adapter/github/index.ts';
import { runGit } from '../../src/adapter/mirror/index.ts';
import type { BuildOrder, RemoteQueue } from '../../src/domain/merge-queue/index.ts';
import { FakeGithub } from '../support/fake-github.ts';
import { makeRepository, removeFolders } from '../support/git-repository.ts';
import { type ExecutorSetting, executorContract } from './executor-contract.ts';
import { makeQueueShop, openBuilder } from './queue-shop.ts';

const NAME = 'shop/checkout';
const CHECKS = ['ci / build', 'ci / test'];

afterAll(removeFolders);

/** A fake of GitHub whose workflows do what a tree says: red fails, slow never ends. */
async function open(): Promise<
  ExecutorSetting & {
    readonly fake: FakeGithub;
    readonly queue: RemoteQueue;
    branches(): readonly string[];
    headOf(id: string): string;
  }
> {
  const fake = await FakeGithub.start();
  const forge = makeRepository('--bare');
  forge.git('config', 'http.receivepack', 'true');
  forge.git('config', 'core.logAllRefUpdates', 'always');
  fake.act.addRepository(NAME, { path: forge.path });
  const shop = makeQueueShop();
  const now = (): number => fake.nowMs;
  const queue = openGithubQueues({
    credentials: { kind: 'token', token: fake.token, repositories: [NAME] },
    apiUrl: fake.apiUrl,
    webUrl: fake.webUrl,
    transport: openForgeTransport({ apiUrl: fake.apiUrl, now, sleep: async () => {}, timeoutMs: 5_000 }),
    git: runGit,
    now,
  })({
    repository: NAME,
    branch: 'main',
    slug: 'slug',
    folder: shop.repository.path,
    trials: await openBuilder(shop),
    fetch: async () => {},
  });
  const told = queue.openExecutor(CHECKS);
  // Whatever happens on the fake is told by a webhook.
  const executor: typeof told = {
    ...told,
    poll: (id) => {
      queue.heard();
      return told.poll(id);
    },
  };
  const branches = (): readonly string[] =>
    forge
      .git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/firebreak/trial/')
      .trim()
      .split('\n')
      .filter(Boolean);
  let made = 0;
  return {
    headOf: (id) => forge.git('rev-parse', `refs/heads/firebreak/trial/${id}`).trim(),
    executor,
    queue,
    fake,
    branches,
    async order(kind): Promise<BuildOrder> {
      made += 1;
      const files = { green: { [`f${made}`]: '1' }, red: { red: String(made) }, long: { slow: String(made) } }[kind];
      const commit = shop.branch(`build-${made}`, files);
      const tree = shop.repository.git('rev-parse', `${commit}^{tree}`).trim();
      return { id: `trial-${made}`, folder: shop.repository.path, commit, tree };
    },
    async work() {
      const { checks } = fake.act.repository(NAME);
      for (const line of branches()) {
        const head = line.split(' ')[1] ?? '';
        const files = forge.git('ls-tree', '--name-only', head).split('\n');
        if (files.includes('slow') || checks.some((check) => check.head === head)) continue;
        for (const name of CHECKS) {
          const conclusion = files.includes('red') && name === 'ci / test' ? 'failure' : 'success';
          fake.act.addCheck(NAME, { appId: 7, name, head, conclusion });
        }
      }
    },
    startsOf: async (id) =>
      forge.git('reflog', 'show', '--format=%H', `refs/heads/firebreak/trial/${id}`).trim().split('\n').length,
    async close() {
      await executor.close();
      const { flaws } = fake;
      await fake.stop();
      expect(flaws).toEqual([]);
    },
  };
}

executorContract('GitHub', open);

describe('a trial branch on GitHub', () => {
  let setting: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    setting = await open();
  });
  afterEach(() => setting.close());

  it('has passed only when every named check passed, whatever else is there', async () => {
    const { executor, fake } = setting;
    const order = await setting.order('green');
    await executor.start(order);
    const head = setting.headOf(order.id);
    const check = (name: string, conclusion: string) => fake.act.addCheck(NAME, { appId: 7, name, head, conclusion });
    check('lint', 'failure');
    check('ci / build', 'success');
    expect(await executor.poll(order.id)).toEqual({ kind: 'running' });
    check('ci / test', 'neutral');
    expect(await executor.poll(order.id)).toMatchObject({ kind: 'ended', outcome: 'passed' });
  });

  it.each([
    ['timed_out', 'infrastructure'],
    ['cancelled', 'infrastructure'],
    ['failure', 'failed'],
    ['action_required', 'failed'],
  ])('that ended as %s tells %s', async (conclusion, outcome) => {
    const { executor, fake } = setting;
    const order = await setting.order('long');
    await executor.start(order);
    fake.act.addCheck(NAME, { appId: 7, name: 'ci / test', head: setting.headOf(order.id), conclusion });
    expect(await executor.poll(order.id)).toMatchObject({ kind: 'ended', outcome });
    fake.act.repository(NAME).checks.splice(0);
  });

  it('has a page for each check run, the one that failed first, and none for a status', async () => {
    const { executor, fake, queue } = setting;
    const order = await setting.order('long');
    await executor.start(order);
    const head = setting.headOf(order.id);
    fake.act.addCheck(NAME, { appId: 7, name: 'ci / build', head, conclusion: 'success' });
    fake.act.addCheck(NAME, { appId: 7, name: 'ci / test', head, conclusion: 'failure' });
    const end = await executor.poll(order.id);
    const build = end.kind === 'ended' ? end.build : '';
    const [failed = '', passed = ''] = queue.pagesOf(build);
    const numbers = [failed, passed].map((page) => Number(page.replace(`${fake.webUrl}/${NAME}/runs/`, '')));
    expect(numbers[0]).toBeGreaterThan(numbers[1] ?? Number.NaN);
    expect(queue.pagesOf('github:12+status-13')).toEqual([`${fake.webUrl}/${NAME}/runs/12`]);
    expect(queue.pagesOf('github:refused')).toEqual([]);
    expect(queue.pagesOf('local:1')).toEqual([]);
    fake.act.repository(NAME).checks.splice(0);
  });

  it('is taken away when it is cancelled', async () => {
    const { executor, branches } = setting;
    const order = await setting.order('long');
    await executor.start(order);
    expect(branches().length).toBe(1);
    await executor.cancel(order.id);
    expect(branches()).toEqual([]);
  });

  it('is known by statuses too, where a reporter writes no checks', async () => {
    const { executor, fake } = setting;
    const order = await setting.order('long');
    await executor.start(order);
    const repository = fake.act.repository(NAME);
    const say = (context: string, state: string) =>
      fake.act.addStatus(repository, { sha: setting.headOf(order.id), by: 'ci', state, context });
    say('ci / build', 'pending');
    expect(await executor.poll(order.id)).toEqual({ kind: 'running' });
    say('ci / build', 'success');
    say('ci / test', 'error');
    expect(await executor.poll(order.id)).toMatchObject({ kind: 'ended', outcome: 'infrastructure' });
    say('ci / test', 'success');
    expect(await executor.poll(order.id)).toMatchObject({ kind: 'ended', outcome: 'passed' });
  });

  it('is never answered for by an earlier build of the same content', async () => {
    const { executor, fake } = setting;
    const order = await setting.order('long');
    await executor.start(order);
    fake.act.addCheck(NAME, { appId: 7, name: 'ci / test', head: setting.headOf(order.id), conclusion: 'failure' });
    expect(await executor.poll(order.id)).toMatchObject({ outcome: 'failed' });
    const again = { ...order, id: 'again' };
    await executor.start(again);
    expect(await executor.poll('again')).toEqual({ kind: 'running' });
  });

  it('that GitHub does not take is lost, and not asked for again and again', async () => {
    const { executor, fake } = setting;
    const order = await setting.order('green');
    const { path } = fake.act.repository(NAME);
    const hook = join(path ?? '', 'hooks', 'pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho no >&2\nexit 1\n', { mode: 0o755 });
    await executor.start(order);
    expect(await executor.poll(order.id)).toMatchObject({ outcome: 'infrastructure', code: 'push-refused' });
  });

  it('goes away when its end was written down', async () => {
    const { executor, branches } = setting;
    const order = await setting.order('green');
    await executor.start(order);
    await executor.forget(order.id);
    await executor.forget(order.id);
    expect(branches()).toEqual([]);
  });
});
