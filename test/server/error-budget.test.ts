import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alarmReport, brakeReport, brakeVerdict } from '../../src/contract/index.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { type ApiClient, decided, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { makeServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const TOKEN = 'push-token-of-sixteen';
const MINUTE_MS = 60_000;
/** Long enough that three fifths of failing requests spend 30 days of one in a thousand. */
const MINUTES = 150;
const STATED = `detection:
  objectives:
    search-works:
      service: catalog
      bad: 'http_requests_total{code="500"}'
      all: http_requests_total
      objective: 0.999
brakes:
  rules:
    spent: { when: error-budget-spent }
`;

const clock = testClock();
let server: RunningServer;
let ops: ApiClient;
let change: string;

beforeAll(async () => {
  const shop = makeServerShop();
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': `${SHOP_CONFIGURATION}${STATED}` } });
  shop.commit({ branch: 'changes/search', files: { 'src/catalog/more.ts': 'export const more = 1;\n' } });
  change = `local:${basename(shop.path).replaceAll(/[^\w.~-]/g, '-')}#1`;
  server = await startServer({
    data: temporaryFolder(),
    clock,
    repositories: [shop.path],
    variables: { FIREBREAK_SIGNAL_TOKEN: TOKEN },
  });
  ops = await server.account({ name: 'ops', person: 'dora', roles: ['operator'] });
});
afterAll(async () => {
  await server?.stop();
  removeFolders();
});

/** A hundred requests a minute up to now, of which so many fail. */
async function push(failing: number): Promise<void> {
  const now = clock.now();
  const samples = Array.from({ length: 2 * MINUTES + 1 }, (_, index) => {
    const at = now - (2 * MINUTES - index) * (MINUTE_MS / 2);
    return ['200', '500'].map((code) => {
      const share = code === '500' ? failing : 1 - failing;
      const value = Math.round((share * 50 * at) / (MINUTE_MS / 2));
      return { metric: 'http_requests_total', labels: { code }, time: new Date(at).toISOString(), value };
    });
  }).flat();
  const response = await fetch(`${server.url}/v1/counters`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ samples }),
  });
  expect(response.status).toBe(200);
}

const report = async () => alarmReport.parse((await ops.get('/api/v1/alarms')).body);
const brakes = async () => brakeReport.parse((await ops.get('/api/v1/brakes')).body).brakes;
const asked = async (body: object) => brakeVerdict.parse((await ops.post('/api/v1/brakes/ask', body)).body);

it('pulls the brake on a service whose error budget is spent, and holds its changes until a human releases it', async () => {
  await decided(ops, change, 'allow');
  await push(0.6);
  const [pulled] = await until(brakes, (all) => all.length === 1);
  expect(pulled).toMatchObject({
    state: 'active',
    scope: ['service:catalog'],
    by: { kind: 'rule' },
    end: { kind: 'review' },
  });
  expect(pulled?.cause).toContain('spent:budget:catalog@');
  const { alarms, watched } = await until(report, (all) => all.alarms.some(({ severity }) => severity === 'critical'));
  expect(alarms).toMatchObject([
    { service: 'catalog', state: 'open', severity: 'critical', burn: { threshold: 14.4 } },
  ]);
  expect(watched[0]?.spent).toBeGreaterThan(1);
  await decided(ops, change, 'hold');
  expect(await asked({ services: ['catalog'] })).toMatchObject({ allowed: false });
  expect(await asked({ services: ['checkout'] })).toMatchObject({ allowed: true });
  expect((await ops.post(`/api/v1/brakes/${pulled?.id}/off`, { note: 'looked at' })).status).toBe(200);
  await decided(ops, change, 'allow');
  // The budget stays spent, and what was released for it stays released.
  clock.move(5 * MINUTE_MS);
  await until(report, (all) => Date.parse(all.as_of) >= clock.now() - MINUTE_MS);
  expect((await brakes()).map(({ state }) => state)).toEqual(['ended']);
  expect(server.faults).toEqual([]);
});
