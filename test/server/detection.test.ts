import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { brakeReport, brakeVerdict } from '../../src/contract/index.ts';
import { issueToken, principalOfSession } from '../../src/control/index.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { type ApiClient, decided, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { makeServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const TOKEN = 'push-token-of-sixteen';
const MINUTE_MS = 60_000;
const STATED = `flows:
  pay: { tier: 0, services: [checkout] }
detection:
  series:
    orders: { series: 'orders_total{shop="one"}', flow: pay, step: 1m, direction: drop, budget: 1/week }
brakes:
  rules:
    orders: { when: flow-alarm }
    sev: { when: open-sev-1 }
`;

const clock = testClock();
let server: RunningServer;
let ops: ApiClient;
let agent: ApiClient;
let change: string;

beforeAll(async () => {
  const shop = makeServerShop();
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': `${SHOP_CONFIGURATION}${STATED}` } });
  shop.commit({ branch: 'changes/search', files: { 'src/catalog/more.ts': 'export const more = 1;\n' } });
  change = `local:${basename(shop.path).replaceAll(/[^\w.~-]/g, '-')}`;
  server = await startServer({
    data: temporaryFolder(),
    clock,
    repositories: [shop.path],
    variables: { FIREBREAK_SIGNAL_TOKEN: TOKEN },
  });
  ops = await server.account({ name: 'ops', person: 'dora', roles: ['operator'] });
  const { principal } = await principalOfSession(server.access, ops.cookie);
  const wish = { name: 'sentinel', scopes: ['read', 'brake'], isAgent: true, days: 1 } as const;
  const issued = await issueToken(server.access, principal, wish);
  agent = server.withToken(issued.ok ? issued.value.text : '');
});
afterAll(async () => {
  await server?.stop();
  removeFolders();
});

/** What the counter stood at, each half minute of so many minutes up to now. */
async function push(minutes: number): Promise<void> {
  const now = clock.now();
  const samples = Array.from({ length: 2 * minutes }, (_, index) => {
    const at = now - (2 * minutes - 1 - index) * (MINUTE_MS / 2);
    return {
      metric: 'orders_total',
      labels: { shop: 'one' },
      time: new Date(at).toISOString(),
      value: Math.round(at / 2_000),
    };
  });
  const response = await fetch(`${server.url}/v1/counters`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ samples }),
  });
  expect(response.status).toBe(200);
}

const brakes = async () => brakeReport.parse((await ops.get('/api/v1/brakes')).body).brakes;
const surges = async () => (await ops.get('/api/v1/signals')).body.surges;
const asked = async (body: object) => brakeVerdict.parse((await ops.post('/api/v1/brakes/ask', body)).body);

it('pulls the brake on a critical flow whose orders stop, once, and a human alone releases it', async () => {
  await decided(ops, `${change}#1`, 'allow');
  await push(60);
  await until(
    async () => (await ops.get('/api/v1/alarms')).body,
    ({ watched }) => watched[0].counts.taken > 50,
  );
  expect(await surges()).toEqual([]);
  clock.move(30 * MINUTE_MS);
  const [brake] = await until(brakes, (all) => all.length > 0);
  expect(brake).toMatchObject({ state: 'active', scope: ['flow:pay'], by: { kind: 'rule' } });
  expect(await surges()).toMatchObject([
    { flow: 'pay', severity: 'critical', alerts: [{ source: 'detection', name: 'orders: silence' }] },
  ]);
  expect(await asked({ services: ['checkout'], flows: ['pay'] })).toMatchObject({ allowed: false });
  expect(await asked({ services: ['catalog'], flows: [] })).toMatchObject({ allowed: true });
  expect((await agent.post(`/api/v1/brakes/${brake?.id}/off`, { note: 'x' })).status).toBe(403);
  expect((await ops.post(`/api/v1/brakes/${brake?.id}/off`, { note: 'looked at' })).status).toBe(200);
  expect(server.faults).toEqual([]);
});
