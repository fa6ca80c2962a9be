import { afterAll, beforeAll, expect, it } from 'vitest';
import { brakeReport, incidentAnswer, incidentList, incidentReport } from '../../src/contract/index.ts';
import { issueToken, principalOfSession } from '../../src/control/index.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { type ApiClient, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { makeServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const STATED = `flows:
  pay: { tier: 1, services: [catalog], value: { orders_per_minute: 10, amount_per_order: 20, currency: EUR } }
brakes:
  rules:
    sev: { when: open-sev-1 }
`;
const ALERTS = 'alertmanager-token-of-sixteen';

const clock = testClock();
let server: RunningServer;
let people: Readonly<Record<'cleo' | 'ops', ApiClient>>;
let agent: ApiClient;

beforeAll(async () => {
  const shop = makeServerShop();
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': `${SHOP_CONFIGURATION}${STATED}` } });
  server = await startServer({
    data: temporaryFolder(),
    clock,
    repositories: [shop.path],
    variables: { FIREBREAK_ALERTMANAGER_TOKEN: ALERTS },
  });
  people = {
    cleo: await server.account({ name: 'cleo', person: 'cleo' }),
    ops: await server.account({ name: 'ops', person: 'dora', roles: ['operator'] }),
  };
  const { principal } = await principalOfSession(server.access, people.ops.cookie);
  const wish = { name: 'sentinel', scopes: ['read', 'submit', 'brake'], isAgent: true, days: 1 } as const;
  const issued = await issueToken(server.access, principal, wish);
  agent = server.withToken(issued.ok ? issued.value.text : '');
});
afterAll(async () => {
  await server?.stop();
  removeFolders();
});

async function opened(client: ApiClient, body: object) {
  const answer = await client.post('/api/v1/incidents', { title: 'Orders fail', ...body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return incidentAnswer.parse(answer.body).incident;
}

const report = async (id: string) => incidentReport.parse((await people.cleo.get(`/api/v1/incidents/${id}`)).body);
const listed = async () => incidentList.parse((await people.cleo.get('/api/v1/incidents')).body);
const brakes = async () => brakeReport.parse((await people.cleo.get('/api/v1/brakes')).body).brakes;

it('lets whoever works here open one, and the worst only who may brake', async () => {
  const { id } = await opened(people.cleo, { severity: 3, flows: ['pay'] });
  expect((await people.cleo.post('/api/v1/incidents', { title: 'x', severity: 1 })).status).toBe(403);
  expect((await people.cleo.post(`/api/v1/incidents/${id}/update`, { severity: 1, why: 'worse' })).status).toBe(403);
  const claim = { subject: 'ai-role', value: 'authored', evidence: 'declared', party: 'team shop', text: 'it is said' };
  expect((await agent.post(`/api/v1/incidents/${id}/claim`, claim)).status).toBe(200);
  const denial = { ...claim, stance: 'denies', party: 'team pay' };
  expect((await people.cleo.post(`/api/v1/incidents/${id}/claim`, denial)).status).toBe(200);
  const settle = { subject: 'ai-role', value: 'none', why: 'looked at' };
  expect((await agent.post(`/api/v1/incidents/${id}/settle`, settle)).status).toBe(403);
  expect(await report(id)).toMatchObject({ ai_role: { kind: 'disputed' }, opened_by: { kind: 'human', name: 'cleo' } });
  const end = { stage: 'closed', why: 'over' };
  expect((await agent.post(`/api/v1/incidents/${id}/stage`, end)).status).toBe(403);
  expect((await people.ops.post(`/api/v1/incidents/${id}/stage`, end)).status).toBe(200);
  expect((await people.cleo.get('/api/v1/incidents/INC-99')).status).toBe(404);
});

it('pulls the brake of a rule for an open Sev-1 on what it hurts, once, and closing it releases nothing', async () => {
  const { id } = await opened(agent, { severity: 1, flows: ['pay'] });
  const [brake] = await until(brakes, (all) => all.length === 1);
  expect(brake).toMatchObject({
    state: 'active',
    scope: ['flow:pay'],
    by: { kind: 'rule' },
    cause: `sev:incident:${id}`,
  });
  const link = { kind: 'brake', id: brake?.id, grade: 'asserted', why: 'pulled for it' };
  expect((await agent.post(`/api/v1/incidents/${id}/link`, link)).status).toBe(200);
  const { lines } = (await report(id)).timeline;
  expect(lines.map(({ kind, near }) => [kind, near])).toContainEqual(['brake', true]);
  expect((await people.ops.post(`/api/v1/incidents/${id}/stage`, { stage: 'closed', why: 'over' })).status).toBe(200);
  expect((await brakes())[0]?.state).toBe('active');
  expect((await people.ops.post(`/api/v1/brakes/${brake?.id}/off`, { note: 'looked at' })).status).toBe(200);
});

it('proposes one for critical alarms, pulls nothing by it, and closes it with them unless somebody declared it', async () => {
  const labels = { alertname: 'ErrorsHigh', service: 'catalog', severity: 'critical' };
  const alert = { labels, annotations: {}, startsAt: new Date(clock.now()).toISOString(), fingerprint: 'f1' };
  const send = async (status: 'firing' | 'resolved') => {
    const ended = status === 'resolved' ? { endsAt: new Date(clock.now()).toISOString() } : {};
    const told = await fetch(`${server.url}/hooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ALERTS}` },
      body: JSON.stringify({ version: '4', status, alerts: [{ ...alert, ...ended, status }] }),
    });
    expect(told.status).toBeLessThan(300);
  };
  await send('firing');
  const { incidents } = await until(listed, (list) => list.incidents.some(({ stage }) => stage === 'triage'));
  const proposed = incidents.find(({ stage }) => stage === 'triage');
  expect(proposed).toMatchObject({ severity: 2, declared_at: null, scope: { services: ['catalog'] } });
  await send('resolved');
  clock.move(6 * 60_000);
  await until(listed, (list) =>
    list.incidents.some(({ id, ending }) => id === proposed?.id && ending === 'unconfirmed'),
  );
  expect((await brakes()).filter(({ state }) => state === 'active')).toEqual([]);
  expect(server.faults).toEqual([]);
});
