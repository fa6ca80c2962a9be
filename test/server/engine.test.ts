import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { namedServer, noHaproxy, startHaproxy, type TestHaproxy } from '../support/haproxy.ts';
import { type ApiClient, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { makeServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const missing = noHaproxy();
if (missing !== null) console.warn(`test/server/engine.test.ts leaves out HAProxy: ${missing}`);

const TOKEN = 'engine-token-of-length';
const METRICS = `
    metrics:
      errors: { kind: errors, events: haproxy_server_bad_answers_total, exposure: haproxy_server_answers_total }
    arms: { label: server, canary: v2, control: v1 }
    stages:
      - { name: fifth, weight: 20 }
      - { name: half, weight: 50 }
`;
const PLANS = `rollouts:
  machine:
    service: checkout
    targets: { deploy: { engine: haproxy, name: shop/v2 } }${METRICS}
  cluster:
    service: catalog
    targets: { deploy: { engine: argo, name: shop/catalog } }${METRICS}
  mesh:
    service: catalog
    targets: { deploy: { engine: flagger, name: shop/catalog } }${METRICS}
`;

const data = temporaryFolder();
let server: RunningServer;
let ops: ApiClient;
let proxy: TestHaproxy | null = null;

beforeAll(async () => {
  const shop = makeServerShop();
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': `${SHOP_CONFIGURATION}${PLANS}` } });
  if (missing === null) {
    proxy = await startHaproxy({
      servers: {
        v1: { settings: 'weight 4', answer: namedServer('v1') },
        v2: { settings: 'weight 0', answer: namedServer('v2') },
      },
    });
  }
  const socket = proxy === null ? {} : { FIREBREAK_HAPROXY_SOCKET: proxy.socket };
  server = await startServer({
    data,
    clock: testClock(),
    repositories: [shop.path],
    variables: { FIREBREAK_ENGINE_TOKEN: TOKEN, ...socket },
  });
  ops = await server.account({ name: 'ops', person: 'dora', roles: ['operator'] });
});
afterAll(async () => {
  await server.stop();
  await proxy?.stop();
  removeFolders();
});

const bearer = { authorization: `Bearer ${TOKEN}` };
const call = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(server.url + path, { headers: bearer, ...init });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};
const posted = (path: string, body: unknown, headers: Record<string, string> = bearer) =>
  call(path, { method: 'POST', headers, body: JSON.stringify(body) });

const argo = (stage: string) => ({
  namespace: 'shop',
  rollout: 'catalog',
  stage,
  canaryHash: 'abc',
  stableHash: 'xyz',
});
const canary = { namespace: 'shop', name: 'catalog', phase: 'Progressing', checksum: '1', metadata: {} };
const analyse = async (stage: string) => JSON.parse((await posted('/v1/argo/analyze', argo(stage))).text);

async function started(plan: string): Promise<string> {
  const answer = await ops.post('/api/v1/rollouts', { plan });
  expect([answer.status, answer.body]).toMatchObject([200, {}]);
  return answer.body.rollout;
}
const tell = async (id: string, what: string, body: object) =>
  (await ops.post(`/api/v1/rollouts/${id}/${what}`, { reason: 'as tested', ...body })).status;
const stageOf = async (id: string): Promise<string | null> => {
  const { body } = await ops.get(`/api/v1/rollouts/${id}`);
  return body.stage;
};

describe('engines over HTTP', () => {
  it('are let in by a token that opens nothing else, and by no other', async () => {
    const basic = `Basic ${Buffer.from(`anybody:${TOKEN}`).toString('base64')}`;
    const headers: readonly Record<string, string>[] = [bearer, { authorization: basic }];
    for (const each of headers) expect((await posted('/v1/argo/analyze', argo('fifth'), each)).status).toBe(200);
    const wrong: readonly Record<string, string>[] = [
      {},
      { authorization: 'Bearer engine-token-of-lengthy' },
      { authorization: `Basic ${Buffer.from(TOKEN).toString('base64')}` },
      { cookie: `firebreak-session=${ops.cookie}` },
    ];
    for (const each of wrong) expect((await posted('/v1/argo/analyze', argo('fifth'), each)).status).toBe(401);
    expect((await posted(`/v1/key/${TOKEN}/kayenta/judge`, {}, {})).status).toBe(200);
    expect((await posted('/v1/key/another-token-of-16/kayenta/judge', {}, {})).status).toBe(401);
    expect((await call('/api/v1/rollouts')).status).toBe(401);
    expect((await call('/v1/signals')).status).toBe(404);
  });

  it('stand in the description of the interface with every address, and answer at each', async () => {
    const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: Record<string, object> };
    const doors = Object.keys(paths).filter((path) => /^\/v1\/(?:argo|flagger|kayenta|key)\//.test(path));
    expect(doors.length).toBeGreaterThanOrEqual(13);
    for (const path of doors) {
      const [method = ''] = Object.keys(paths[path] ?? {}).filter((name) => name !== 'parameters');
      const address = path.replace('{token}', TOKEN).replace('{id}', 'firebreak');
      const { status } = method === 'get' ? await call(address) : await posted(address, {});
      expect([path, status].join(' ')).toMatch(/ (?:200|400|403)$/);
    }
  });

  it('get an answer in their own words whatever they ask, and hold where nothing is known', async () => {
    expect(await analyse('fifth')).toMatchObject({ decision: 'hold', rollout: null });
    expect((await call('/v1/argo/analyze', { method: 'POST', body: '{' })).status).toBe(200);
    const hooks = ['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion', 'rollback', 'rollout', 'event'];
    const statuses = await Promise.all(hooks.map(async (hook) => (await posted(`/v1/flagger/${hook}`, canary)).status));
    expect(statuses).toEqual([403, 403, 403, 403, 200, 200]);
    const query = async (text: string) => call(`/v1/flagger/api/v1/query?query=${encodeURIComponent(text)}`);
    expect(JSON.parse((await query('vector(1)')).text).data.result[0].value[1]).toBe('1');
    expect((await query('up')).status).toBe(400);
    const judged = await posted('/v1/kayenta/judge', { nothing: true });
    expect(JSON.parse(judged.text)).toMatchObject({ score: { classification: 'Marginal' } });
    const [config] = JSON.parse((await call('/v1/kayenta/canaryConfig?application=shop/catalog')).text);
    expect(config.name).toBe('firebreak');
    for (const path of ['/v1/argo/other', '/v1/kayenta/canary/none', '/v1/flagger/none']) {
      expect((await call(path)).status).toBe(404);
    }
    expect((await posted('/v1/argo/analyze', { rollout: 'x'.repeat(70_000) })).status).toBe(400);
  });
});

describe('an engine that asks', () => {
  it('is told what its rollout is: hold in a stage, promote once it was left, roll back when it is stopped', async () => {
    const id = await started('cluster');
    expect(await analyse('fifth')).toMatchObject({ decision: 'hold', rollout: id });
    await until(
      async () => {
        await analyse('fifth');
        return stageOf(id);
      },
      (stage) => stage === 'fifth',
    );
    expect(await analyse('fifth')).toMatchObject({ decision: 'hold' });
    expect(await tell(id, 'promote', {})).toBe(200);
    expect(await analyse('fifth')).toMatchObject({ decision: 'promote' });
    expect(await analyse('half')).toMatchObject({ decision: 'hold' });
    expect(await tell(id, 'abort', { insist: true })).toBe(200);
    expect(
      await until(
        () => analyse('half'),
        ({ decision }) => decision === 'rollback',
      ),
    ).toMatchObject({ rollout: id });
  });
});

describe('an engine that does not say which stage it is in, and that nobody can look at', () => {
  const advance = async () => (await posted('/v1/flagger/confirm-traffic-increase', canary)).status;
  const together = async () => (await Promise.all([advance(), advance(), advance()])).sort();

  it('is let into each stage by one yes, however often and however fast it asks', async () => {
    const id = await started('mesh');
    expect((await posted('/v1/flagger/confirm-rollout', canary)).status).toBe(200);
    expect((await posted('/v1/flagger/rollback', canary)).status).toBe(403);
    expect(await together()).toEqual([200, 403, 403]);
    expect(await stageOf(id)).toBe('fifth');
    expect(await together()).toEqual([403, 403, 403]);
    expect(await tell(id, 'promote', {})).toBe(200);
    expect(await together()).toEqual([200, 403, 403]);
    expect(await stageOf(id)).toBe('half');
    expect((await posted('/v1/flagger/confirm-promotion', canary)).status).toBe(403);
    expect(await tell(id, 'promote', {})).toBe(200);
    // No stage is left to go into.
    expect(await together()).toEqual([200, 200, 200]);
    expect((await posted('/v1/flagger/confirm-promotion', canary)).status).toBe(200);
    await posted('/v1/flagger/post-rollout', { ...canary, phase: 'Succeeded' });
    await until(
      async () => (await ops.get(`/api/v1/rollouts/${id}`)).body.state,
      (state) => state === 'finished',
    );
  });
});

describe.skipIf(missing !== null)('a rollout on one machine', () => {
  it('moves real traffic of HAProxy, counts it, and takes it back', async () => {
    const id = await started('machine');
    await until(
      () => stageOf(id),
      (stage) => stage === 'fifth',
    );
    const seen = await until(
      async (): Promise<Readonly<Record<string, number>>> => proxy?.answers(20) ?? {},
      (answers) => answers['v2'] === 4,
    );
    expect(seen).toEqual({ v1: 16, v2: 4 });
    expect(await tell(id, 'promote', {})).toBe(200);
    await until(
      () => stageOf(id),
      (stage) => stage === 'half',
    );
    expect(await tell(id, 'abort', { insist: true })).toBe(200);
    await until(
      async () => (await ops.get(`/api/v1/rollouts/${id}`)).body.state,
      (state) => state === 'aborted',
    );
    expect(await proxy?.answers(10)).toEqual({ v1: 10 });
  });
});
