import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rolloutAnswer, rolloutList, rolloutReport } from '../../src/contract/index.ts';
import { issueToken, principalOfSession } from '../../src/control/index.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { type ApiClient, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { makeServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const clock = testClock();
const ROLLOUTS = `rollouts:
  shop:
    service: checkout
    targets: { deploy: { engine: haproxy, name: shop/new } }
    metrics:
      errors: { kind: errors, events: shop_errors_total, exposure: shop_requests_total }
    stages:
      - { name: five, weight: 5 }
`;

let server: RunningServer;
let people: Readonly<Record<'ann' | 'ops', ApiClient>>;
let agent: ApiClient;
let script: ApiClient;
let repository: string;
const data = temporaryFolder();
let repositories: readonly string[] = [];

beforeAll(async () => {
  const shop = makeServerShop();
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': `${SHOP_CONFIGURATION}${ROLLOUTS}` } });
  repositories = [shop.path];
  repository = `local:${basename(shop.path).replaceAll(/[^\w.~-]/g, '-')}`;
  server = await startServer({ data, clock, repositories, variables: {} });
  people = {
    ann: await server.account({ name: 'ann', person: 'ann' }),
    ops: await server.account({ name: 'ops', person: 'dora', roles: ['operator'] }),
  };
  const { principal } = await principalOfSession(server.access, people.ops.cookie);
  const token = async (isAgent: boolean) => {
    const scopes = isAgent ? (['read', 'brake'] as const) : (['read', 'brake', 'roll-out'] as const);
    const issued = await issueToken(server.access, principal, {
      name: isAgent ? 'sentinel' : 'pipeline',
      scopes: [...scopes],
      isAgent,
      days: 1,
    });
    return server.withToken(issued.ok ? issued.value.text : '');
  };
  agent = await token(true);
  script = await token(false);
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

async function told(client: ApiClient, path: string, body: object = {}) {
  const answer = await client.post(`/api/v1/rollouts${path}`, body);
  return { status: answer.status, body: answer.body as { readonly code?: string } };
}

async function reported(id: string) {
  return rolloutReport.parse((await people.ann.get(`/api/v1/rollouts/${id}`)).body);
}

describe('rollouts over HTTP', () => {
  it('are started from the plan of the protected branch by whoever may, and stand still, go on and end by what they are', async () => {
    const listed = rolloutList.parse((await people.ann.get('/api/v1/rollouts')).body);
    expect(listed.plans).toMatchObject([{ name: 'shop', engines: [{ kind: 'haproxy', configured: false }] }]);
    expect(listed.may.start.allowed).toBe(false);
    expect((await told(people.ann, '', { plan: 'shop' })).status).toBe(403);
    expect((await told(script, '', { plan: 'shopp' })).body.code).toBe('no-such-plan');
    // Told by several pipelines at once, one rollout begins.
    const wishes = ['', 'v2', 'v3'].map((version) => (version === '' ? {} : { versions: { deploy: version } }));
    const told3 = await Promise.all(wishes.map((wish) => told(script, '', { plan: 'shop', repository, ...wish })));
    expect(told3.map(({ body }) => body.code ?? 'begun').sort()).toEqual([
      'already-running',
      'already-running',
      'begun',
    ]);
    const started = rolloutAnswer.parse(told3.find(({ status }) => status === 200)?.body);
    const id = started.rollout;
    expect((await told(script, '', { plan: 'shop' })).body.code).toBe('already-running');

    // Nothing moves it: the order is written down, and waits.
    const waiting = await until(
      () => reported(id),
      ({ order }) => order !== null,
    );
    expect(waiting).toMatchObject({
      state: 'running',
      too_little: true,
      stage: null,
      order: { act: '5 %', target: 'deploy' },
      // Nobody said what is rolled out: the worst is assumed.
      demand: { tier: null, alpha: 0.05, promote_alpha: 0.01 },
      safety: { answer: 'unknown', route: 'ask' },
      may: { pause: { allowed: false }, abort: { allowed: false } },
    });

    expect((await told(agent, `/${id}/pause`, { reason: 'orders fall' })).status).toBe(200);
    expect((await reported(id)).paused).toMatchObject({ code: 'asked', by: { kind: 'agent' }, text: 'orders fall' });
    expect((await told(script, `/${id}/resume`)).body.code).toBe('human-only');
    expect((await told(people.ops, `/${id}/resume`)).status).toBe(200);
    expect((await told(people.ops, `/${id}/promote`, { reason: 'in a hurry' })).body.code).toBe('no-stage');
    expect((await told(script, `/${id}/abort`, { reason: 'wrong build' })).body.code).toBe('unsafe-rollback');
    expect((await told(script, `/${id}/abort`, { reason: 'x', insist: true })).body.code).toBe('human-only');
  });

  it('survive a restart, and end where a human leaves them', async () => {
    const [row] = rolloutList.parse((await people.ann.get('/api/v1/rollouts')).body).rollouts;
    const id = row?.id ?? '';
    const before = await reported(id);
    await server.stop();
    server = await startServer({ data, clock, repositories, variables: {} });
    people = {
      ann: await server.signIn('ann'),
      ops: await server.signIn('ops'),
    };
    const after = await reported(id);
    expect(after.order?.id).toBe(before.order?.id);
    const left = await told(people.ops, `/${id}/abort`, { reason: 'the old way', leave: true });
    expect(left.body).toMatchObject({ state: 'left' });
    expect((await told(people.ops, `/${id}/pause`, { reason: 'late' })).body.code).toBe('already-ended');
    expect((await people.ann.get('/api/v1/rollouts/shop-00000000')).status).toBe(404);
  });
});
