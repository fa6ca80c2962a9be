import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rolloutAnswer, rolloutReport, servedFlags } from '../../src/contract/index.ts';
import { issueToken, principalOfSession } from '../../src/control/index.ts';
import { commitOn, removeFolders, type TestRepository, temporaryFolder } from '../support/git-repository.ts';
import { type ApiClient, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { DEFINITIONS, definitions, FLAG_CONFIGURATION, makeFlagShop } from './shop.ts';

const ROLLOUTS = `rollouts:
  shop:
    service: checkout
    targets: { switch: { engine: flag, name: new-checkout } }
    metrics:
      errors: { kind: errors, events: shop_errors_total, exposure: shop_requests_total }
    stages:
      - { name: some, weight: 20, promote: human }
      - { name: half, weight: 50, promote: human }
`;

const clock = testClock();
const data = temporaryFolder();
let shop: TestRepository;
let server: RunningServer;
let ops: ApiClient;
let token = '';
let repository = '';

beforeAll(async () => {
  shop = makeFlagShop();
  land({ 'firebreak.yaml': `${FLAG_CONFIGURATION}${ROLLOUTS}` });
  repository = `local:${basename(shop.path).replaceAll(/[^\w.~-]/g, '-')}`;
  server = await startServer({ data, clock, repositories: [shop.path] });
  ops = await server.account({ name: 'ops', person: 'dora', roles: ['operator'] });
  const { principal } = await principalOfSession(server.access, server.owner.cookie);
  const issued = await issueToken(server.access, principal, {
    name: 'program',
    scopes: ['evaluate'],
    isAgent: false,
    days: 1,
  });
  token = issued.ok ? issued.value.text : '';
  await until(
    () => server.owner.get('/api/v1/flags'),
    (answer) => answer.body.sets?.length === 1,
  );
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

function land(files: Readonly<Record<string, string>>): void {
  commitOn(shop.path, {
    branch: 'main',
    parents: [shop.git('rev-parse', 'main').trim()],
    author: 'Ann <ann@example.org>',
    at: 1_700_000_000 + shop.git('rev-list', 'main').length,
    message: 'Change the shop',
    files,
  });
}

const USERS = Array.from({ length: 60 }, (_, at) => `user-${at}`);

/** Users who get the flag by OFREP. */
async function shown(): Promise<readonly string[]> {
  const answers = await Promise.all(
    USERS.map(async (targetingKey) => {
      const response = await fetch(`${server.url}/ofrep/v1/evaluate/flags/new-checkout`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ context: { targetingKey } }),
      });
      return ((await response.json()) as { readonly value: boolean }).value;
    }),
  );
  return USERS.filter((_, at) => answers[at] === true);
}

async function begin(): Promise<string> {
  return rolloutAnswer.parse((await ops.post('/api/v1/rollouts', { plan: 'shop', repository })).body).rollout;
}

async function told(path: string, body: object) {
  const answer = await ops.post(`/api/v1/rollouts/${path}`, body);
  return [answer.status, answer.body.code ?? null];
}

type Report = ReturnType<typeof rolloutReport.parse>;

function reaching(id: string, isThere: (report: Report) => boolean): Promise<Report> {
  return until(async () => rolloutReport.parse((await ops.get(`/api/v1/rollouts/${id}`)).body), isThere);
}

const inStage =
  (name: string) =>
  ({ stage, order }: Report): boolean =>
    stage === name && order === null;

describe('a rollout by a flag alone', () => {
  it('gives it to more and more users, who keep it, through a restart, up to all of them', async () => {
    const before = await shown();
    const id = await begin();
    await reaching(id, inStage('some'));
    const some = await shown();
    expect(some.length).toBeGreaterThan(before.length);
    expect(some).toEqual(expect.arrayContaining([...before]));

    const { sets } = servedFlags.parse((await ops.get('/api/v1/flags')).body);
    expect(sets[0]?.shares).toMatchObject([{ flag: 'new-checkout', variant: 'on', percent: 20, action: `${id}.1` }]);

    await server.stop();
    server = await startServer({ data, clock, repositories: [shop.path] });
    ops = await server.signIn('ops');
    await until(shown, (users) => users.length > 0);
    expect(await shown()).toEqual(some);
    expect(await reaching(id, inStage('some'))).toMatchObject({ state: 'running', paused: null });

    expect(await told(`${id}/promote`, { reason: 'orders are well' })).toEqual([200, null]);
    await reaching(id, inStage('half'));
    const half = await shown();
    expect(half.length).toBeGreaterThan(some.length);
    expect(half).toEqual(expect.arrayContaining([...some]));

    expect(await told(`${id}/promote`, { reason: 'orders are well' })).toEqual([200, null]);
    await reaching(id, ({ state }) => state === 'finished');
    expect(await shown()).toEqual(USERS);
  });

  it('takes it back from everybody where it is aborted', async () => {
    const id = await begin();
    await reaching(id, inStage('some'));
    expect((await shown()).length).toBeGreaterThan(0);
    expect(await told(`${id}/abort`, { reason: 'errors', insist: true })).toEqual([200, null]);
    await reaching(id, ({ state }) => state === 'aborted');
    expect(await shown()).toEqual([]);
  });

  it('stands still and asks where the flag is killed, or newer definitions count', async () => {
    const id = await begin();
    await reaching(id, inStage('some'));
    const path = (what: string) => `/api/v1/flags/${encodeURIComponent(repository)}/${what}`;
    const reason = { flag: 'new-checkout', reason: 'errors at checkout' };
    expect((await ops.post(path('kill'), reason)).status).toBe(200);
    expect(await shown()).toEqual([]);
    expect((await reaching(id, ({ paused }) => paused !== null)).paused).toMatchObject({ code: 'engine-moved' });
    expect((await ops.post(path('restore'), reason)).status).toBe(200);
    expect(await told(`${id}/resume`, {})).toEqual([200, null]);
    await reaching(id, ({ paused }) => paused === null);
    expect((await shown()).length).toBeGreaterThan(0);

    land({ [DEFINITIONS]: definitions(70) });
    expect((await reaching(id, ({ paused }) => paused !== null)).paused).toMatchObject({ code: 'engine-moved' });
    expect((await shown()).length).toBeGreaterThan(USERS.length / 2);
  });
});
