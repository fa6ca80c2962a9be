import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { queueReport } from '../../src/contract/index.ts';
import { FakeGithub } from '../support/fake-github.ts';
import { gitIn } from '../support/git-over-http.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import {
  type ApiClient,
  changePath,
  decided,
  type RunningServer,
  startServer,
  testClock,
  until,
} from '../support/server.ts';
import { makeServerShop, type ServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const NAME = 'shop/store';
const ID = `github:${NAME}@main`;
const PATH = `/api/v1/queue/${encodeURIComponent(ID)}`;
const CHECK = 'ci / build';
const TRIALS = 'refs/heads/firebreak/trial/';

const clock = testClock();
const data = temporaryFolder();
let shop: ServerShop;
let fake: FakeGithub;
let server: RunningServer;
let cleo: ApiClient;
/** Whether GitHub's workflows run. */
let works = true;
let made = 0;
/** Tip of main whose pull requests GitHub has shown as merged. */
let merged: string | undefined;
/** Heads of trials that were built. */
const built = new Set<string>();

const start = (): Promise<RunningServer> =>
  startServer({
    data,
    clock,
    github: fake,
    variables: { FIREBREAK_QUEUE: 'github', FIREBREAK_QUEUE_REPOSITORIES: NAME },
  });

beforeAll(async () => {
  shop = makeServerShop();
  const queue = `queue:\n  checks: ["${CHECK}"]\n  workers: 2\n`;
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': `${SHOP_CONFIGURATION}${queue}` } });
  gitIn(shop.path, 'config', 'http.receivepack', 'true');
  gitIn(shop.path, 'config', 'core.logAllRefUpdates', 'always');
  fake = await FakeGithub.start();
  Object.defineProperty(fake, 'nowMs', { get: clock.now });
  fake.act.addRepository(NAME, { path: shop.path });
  server = await start();
  cleo = await server.account({ name: 'cleo', person: 'cleo' });
});
beforeEach(() => {
  works = true;
});
afterAll(async () => {
  await server.stop();
  await fake.stop();
  removeFolders();
  expect([...fake.flaws, ...server.faults]).toEqual([]);
});

function trials(): readonly string[] {
  return refs()
    .filter(([, name]) => name?.startsWith(TRIALS))
    .map(([head = '']) => head);
}

function refs(): readonly (readonly string[])[] {
  const text = gitIn(shop.path, 'for-each-ref', '--format=%(objectname) %(refname)', TRIALS, 'refs/heads/main');
  return text.split('\n').map((line) => line.split(' '));
}

/** What GitHub does by itself: workflows of trial branches run and are told of twice, and what landed is merged. */
async function github(): Promise<void> {
  const seen = refs();
  const heads = seen.flatMap(([head = '', name = '']) => (name.startsWith(TRIALS) ? [head] : []));
  for (const head of works ? heads.filter((each) => !built.has(each)) : []) {
    built.add(head);
    const isRed = gitIn(shop.path, 'ls-tree', '-r', '--name-only', head).includes('src/catalog/red');
    const run = fake.act.addCheck(NAME, { appId: 7, name: CHECK, head, conclusion: isRed ? 'failure' : 'success' });
    const payload = {
      action: 'completed',
      check_run: { name: run.name, head_sha: head },
      repository: { full_name: NAME },
    };
    for (const id of [`run-${run.id}`, `run-${run.id}`, `again-${run.id}`]) {
      await fake.deliver('check_run', payload, { id });
    }
  }
  const tip = seen.find(([, name]) => name === 'refs/heads/main')?.[0];
  if (tip === merged) return;
  merged = tip;
  for (const pull of fake.act.repository(NAME).pulls) {
    if (pull.state !== 'open' || !landed(pull.head)) continue;
    await fake.act.close(NAME, pull.number, { isMerged: true });
  }
}

function landed(commit: string): boolean {
  return gitIn(shop.path, 'rev-list', 'main').split('\n').includes(commit);
}

/** Opens a pull request of cleo's that the gate lets pass; gives its number. */
async function propose(file: string): Promise<number> {
  made += 1;
  const branch = `feature-${made}`;
  const head = shop.commit({ branch, files: { [`src/catalog/${file}.ts`]: `export const n = ${made};\n` } });
  const pull = await fake.act.openPull(NAME, { head, base: shop.tip('main'), headRef: branch, author: 'cleo' });
  await decided(cleo, `github:${NAME}#${pull.number}`, 'allow');
  return pull.number;
}

const add = (number: number) => cleo.post(`${PATH}/entries`, { change: `github:${NAME}#${number}` });

async function report(fits: (document: ReturnType<typeof queueReport.parse>) => boolean) {
  const { body } = await until(
    async () => {
      await github();
      return cleo.get(PATH);
    },
    (answer) => answer.status === 200 && fits(queueReport.parse(answer.body)),
  );
  return queueReport.parse(body);
}

const stateOf = (document: ReturnType<typeof queueReport.parse>, number: number) =>
  document.entries.find(({ change }) => change.endsWith(`#${number}`));

async function seenToLand(number: number) {
  const document = await report((each) => stateOf(each, number)?.state === 'landed');
  await until(
    () => cleo.get(changePath(`github:${NAME}#${number}`)),
    ({ body }) => body.change?.state === 'landed',
  );
  return document;
}

it('pushes a trial, takes what its check says once, moves the branch by a push, and leaves nothing behind', async () => {
  const number = await propose('list');
  expect(await add(number)).toMatchObject({ status: 200, body: { entry: 1, refused: null } });
  const document = await seenToLand(number);
  expect(document).toMatchObject({ landings: [{ proof: 'tree', to: shop.tip('main') }] });
  expect(document.landings[0]?.builds[0]).toMatch(/^github:\d+$/);
  await until(
    async () => trials(),
    ({ length }) => length === 0,
  );
  expect((await cleo.get('/api/v1/findings')).body.findings).toEqual([]);
});

it('takes a landed change back for an operator', async () => {
  const ops = await server.account({ name: 'ops', person: 'dora', roles: ['operator'] });
  expect(await ops.post(`${PATH}/entries`, { revert: shop.tip('main') })).toMatchObject({ body: { refused: null } });
  const document = await report(({ entries }) =>
    entries.some(({ lane, state }) => lane === 'revert' && state === 'landed'),
  );
  expect(document.landings[0]?.to).toBe(shop.tip('main'));
  expect(gitIn(shop.path, 'ls-tree', '-r', '--name-only', 'main')).not.toContain('list');
});

it('sends back what fails twice, each time as a build of its own, and lands what was beside it', async () => {
  const [red, green] = [await propose('red'), await propose('green')];
  for (const number of [red, green]) expect((await add(number)).body).toMatchObject({ refused: null });
  const document = await report(
    (each) => stateOf(each, red)?.state === 'ejected' && stateOf(each, green)?.state === 'landed',
  );
  expect(stateOf(document, red)?.constraint).toMatchObject({ reason: 'build-failed' });
  expect(gitIn(shop.path, 'ls-tree', '-r', '--name-only', 'main')).not.toContain('red');
});

it('goes on after a restart with a build that ended meanwhile, and lands on top of what somebody pushed', async () => {
  works = false;
  const number = await propose('late');
  await add(number);
  await until(
    async () => trials(),
    ({ length }) => length > 0,
  );
  await server.stop();
  fake.hook = null;
  works = true;
  await github();
  const foreign = shop.commit({ branch: 'main', by: 'ann', files: { 'src/catalog/foreign.ts': 'export {};\n' } });
  server = await start();
  cleo = await server.signIn('cleo');
  const document = await seenToLand(number);
  expect(document.landings[0]?.to).toBe(shop.tip('main'));
  expect(landed(foreign)).toBe(true);
  const subjects = gitIn(shop.path, 'log', '--first-parent', '--format=%s', 'main').split('\n');
  expect(subjects.filter((each) => each.includes(`#${number}`)).length).toBe(1);
});

it('says what to do where a rule of the repository keeps it from landing, and lands when it no longer does', async () => {
  const hook = join(shop.path, 'hooks', 'update');
  const number = await propose('kept');
  writeFileSync(hook, '#!/bin/sh\ntest "$1" != refs/heads/main\n', { mode: 0o755 });
  await add(number);
  await until(
    async () => {
      await github();
      return [...server.faults];
    },
    (faults) => faults.some((each) => each.includes('does not let main be moved')),
  );
  rmSync(hook);
  server.faults.splice(0);
  clock.move(20_000);
  await seenToLand(number);
});

it('moves no branch of a repository that is not named, and none for a change that is meant for another branch', async () => {
  const list = (await cleo.get('/api/v1/queue')).body.queues.map(({ queue }: { queue: string }) => queue);
  expect(list).toEqual([ID]);
  shop.commit({ branch: 'release', files: { 'src/catalog/old.ts': 'export {};\n' } });
  made += 1;
  const head = shop.commit({ branch: 'backport', from: 'release', files: { 'src/catalog/b.ts': 'export {};\n' } });
  const base = shop.tip('release');
  const pull = await fake.act.openPull(NAME, { head, base, baseRef: 'release', headRef: 'backport', author: 'cleo' });
  await decided(cleo, `github:${NAME}#${pull.number}`, 'allow');
  expect(await add(pull.number)).toMatchObject({ body: { code: 'other-branch' } });
});

it('queues nothing where the branch names no checks, and says what to write', async () => {
  const number = await propose('unchecked');
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': SHOP_CONFIGURATION } });
  await fake.act.branchPushed(NAME, { branch: 'main', head: shop.tip('main') });
  await decided(cleo, `github:${NAME}#${number}`, 'allow');
  const answer = await until(
    () => add(number),
    ({ body }) => body.code !== undefined,
  );
  expect(answer.body).toMatchObject({ code: 'no-checks' });
});
