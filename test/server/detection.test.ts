import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alarmReport, brakeReport, brakeVerdict } from '../../src/contract/index.ts';
import { issueToken, principalOfSession } from '../../src/control/index.ts';
import { run } from '../support/command-line.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { type ApiClient, decided, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { makeServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const TOKEN = 'push-token-of-sixteen';
const MINUTE_MS = 60_000;
const STATED = `flows:
  pay: { tier: 1, services: [catalog] }
detection:
  series:
    orders: { series: 'orders_total{shop="one"}', flow: pay, step: 1m, direction: drop, budget: 1/week }
brakes:
  rules:
    orders: { when: flow-alarm }
    sev: { when: critical-surge }
`;

const clock = testClock();
let server: RunningServer;
let ops: ApiClient;
let agent: ApiClient;
let agentToken: string;
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
  agentToken = issued.ok ? issued.value.text : '';
  agent = server.withToken(agentToken);
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

const report = async () => alarmReport.parse((await ops.get('/api/v1/alarms')).body);
const brakes = async () => brakeReport.parse((await ops.get('/api/v1/brakes')).body).brakes;
const surges = async () => (await ops.get('/api/v1/signals')).body.surges;
const asked = async (body: object) => brakeVerdict.parse((await ops.post('/api/v1/brakes/ask', body)).body);

/** What the live feed says, as far as it came. */
function listen(): { readonly text: () => string; readonly stop: () => void } {
  const ending = new AbortController();
  let text = '';
  const headers = { cookie: `firebreak-session=${ops.cookie}` };
  const reading = async (): Promise<void> => {
    const { body } = await fetch(`${server.url}/api/v1/live`, { headers, signal: ending.signal });
    for await (const chunk of body ?? []) text += Buffer.from(chunk).toString();
  };
  reading().catch(() => {});
  return { text: () => text, stop: () => ending.abort() };
}

it('pulls the brake on a critical flow whose orders stop, once, and a human alone releases it', async () => {
  const live = listen();
  await decided(ops, `${change}#1`, 'allow');
  await push(60);
  await until(report, ({ watched }) => (watched[0]?.counts.taken ?? 0) > 50);
  expect(await surges()).toEqual([]);
  clock.move(30 * MINUTE_MS);
  const pulled = await until(brakes, (all) => all.length === 2);
  for (const brake of pulled) {
    expect(brake).toMatchObject({
      state: 'active',
      scope: ['flow:pay'],
      by: { kind: 'rule' },
      end: { kind: 'review' },
    });
  }
  expect(pulled.map(({ cause }) => cause?.split(':')[0]).sort()).toEqual(['orders', 'sev']);
  expect(await surges()).toMatchObject([
    { flow: 'pay', severity: 'critical', alerts: [{ source: 'detection', name: 'orders: silence' }] },
  ]);
  await until(
    async () => live.text(),
    (text) => pulled.every(({ id }) => text.includes(`"brake":"${id}"`)),
  );
  live.stop();
  await decided(ops, `${change}#1`, 'hold');
  expect(await asked({ services: ['catalog'], flows: ['pay'] })).toMatchObject({ allowed: false });
  expect(await asked({ services: ['checkout'], flows: [] })).toMatchObject({ allowed: true });
  expect(await asked({ flows: ['pay'], step: 'stop' })).toMatchObject({ allowed: true });
  const { alarms } = await report();
  expect(alarms).toMatchObject([
    { name: 'orders', flow: 'pay', state: 'open', severity: 'critical', alarm: { kind: 'missing' }, burn: null },
  ]);
  expect(alarms[0]?.alarm?.picture.length).toBeGreaterThan(30);
  for (const { id } of pulled) {
    expect((await agent.post(`/api/v1/brakes/${id}/off`, { note: 'x' })).status).toBe(403);
    expect((await ops.post(`/api/v1/brakes/${id}/off`, { note: 'looked at' })).status).toBe(200);
  }
  await decided(ops, `${change}#1`, 'allow');
  // The alarm goes on, and comes to its end; what was released for it stays released.
  await push(20);
  await until(report, (all) => all.alarms.every(({ state, because }) => state === 'over' && because === 'recovered'));
  expect((await brakes()).map(({ state }) => state)).toEqual(['ended', 'ended']);
  expect(server.faults).toEqual([]);
});

it('is listed and shown by the command line', async () => {
  const variables = { FIREBREAK_TOKEN: agentToken, FIREBREAK_SERVER: server.url };
  const listed = await run(['alarms', 'list'], { variables });
  expect(listed).toMatchObject({ exit: 0 });
  expect(listed.out).toContain('flow pay: orders, silence');
  const [alarm] = (await report()).alarms;
  const shown = await run(['alarms', 'show', alarm?.id ?? ''], { variables });
  expect(shown.out).toContain('expected');
  const json = await run(['alarms', 'list', '--json'], { variables });
  expect(alarmReport.parse(JSON.parse(json.out)).watched).toHaveLength(1);
  expect(await run(['alarms', 'show', 'nothing'], { variables })).toMatchObject({ exit: 2 });
  expect((await server.anonymous.get('/api/v1/alarms')).status).toBe(401);
});
