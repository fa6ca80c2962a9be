import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  brakeAnswer,
  brakeReport,
  brakeVerdict,
  nowReport,
  queueExplanation,
  queueReport,
} from '../../src/contract/index.ts';
import { engageByRules, issueToken, principalOfSession } from '../../src/control/index.ts';
import { payloadOf } from '../../src/event-log/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { run } from '../support/command-line.ts';
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

/** Changes by their title, with the one file of each; what is open is judged again by each brake that covers it, so that they are few. */
const CHANGES = [
  ['search', 'src/catalog/more.ts'],
  ['other', 'tools/x.ts'],
] as const;

const clock = testClock();

let shop: ServerShop;
let server: RunningServer;
let people: Readonly<Record<'ann' | 'cleo' | 'ops', ApiClient>>;
let agent: ApiClient;
let agentToken: string;
let repository: string;
let queue: string;
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  shop = makeServerShop();
  const tools = SHOP_CONFIGURATION.replace('people:', '  tools: { tier: 3, paths: [tools] }\npeople:');
  const stated = 'queue:\n  build: "true"\n  workers: 2\n';
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': `${tools}${stated}` } });
  // Before the server starts: what a poll finds later is waited for.
  for (const [name, path] of CHANGES) {
    shop.commit({ branch: `changes/${name}`, message: name, files: { [path]: `export const ${name} = 1;\n` } });
  }
  repository = basename(shop.path).replaceAll(/[^\w.~-]/g, '-');
  queue = `/api/v1/queue/${encodeURIComponent(`local:${repository}@main`)}`;
  server = await startServer({
    data: temporaryFolder(),
    clock,
    repositories: [shop.path],
    variables: { FIREBREAK_QUEUE: 'local' },
  });
  people = {
    ann: await server.account({ name: 'ann', person: 'ann' }),
    cleo: await server.account({ name: 'cleo', person: 'cleo' }),
    ops: await server.account({ name: 'ops', person: 'dora', roles: ['operator'] }),
  };
  const { principal } = await principalOfSession(server.access, people.ops.cookie);
  const issued = await issueToken(server.access, principal, {
    name: 'sentinel',
    scopes: ['read', 'brake'],
    isAgent: true,
    days: 1,
  });
  agentToken = issued.ok ? issued.value.text : '';
  agent = server.withToken(agentToken);
  const { body } = await until(
    () => people.cleo.get('/api/v1/changes'),
    (answer) => answer.body.changes?.length === CHANGES.length,
  );
  ids = Object.fromEntries(body.changes.map(({ id, title }: { id: string; title: string }) => [title, id]));
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

async function engaged(client: ApiClient, body: object) {
  const answer = await client.post('/api/v1/brakes', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return brakeAnswer.parse(answer.body);
}

function off(client: ApiClient, id: string) {
  return client.post(`/api/v1/brakes/${id}/off`, { note: 'looked at' });
}

async function asked(body: object) {
  return brakeVerdict.parse((await people.cleo.post('/api/v1/brakes/ask', body)).body);
}

/** What Now says of whether one may ship. */
async function ship() {
  return nowReport.parse((await people.cleo.get('/api/v1/now')).body).ship;
}

function change(title: (typeof CHANGES)[number][0]): string {
  return ids[title] ?? '';
}

it('holds what it covers at the gate at once, lets everything else pass, and lets go when a human releases it', async () => {
  for (const [title] of CHANGES) await decided(people.cleo, change(title), 'allow');
  const { brake, warnings } = await engaged(people.ops, {
    scope: ['service:catalog'],
    reason: 'INC-7: search is slow',
    until: '2h',
  });
  expect(brake).toMatchObject({ id: 'brake-1', state: 'active', holds: 1, by: { kind: 'human', name: 'dora' } });
  expect(warnings).toEqual([]);
  expect(await ship()).toMatchObject({
    state: 'partly',
    lines: [{ kind: 'brake', id: 'brake-1', effect: 'hold', covers: ['service:catalog'], until: expect.any(String) }],
    changes_at: expect.any(String),
  });
  const held = await decided(people.cleo, change('search'), 'hold');
  const blocker = JSON.stringify(held);
  expect(blocker).toContain('INC-7: search is slow');
  expect(blocker).toContain('brake/brake-1');
  expect((await people.cleo.get(changePath(change('other')))).body.change.verdict).toBe('allow');
  // By what its decision rested on: nothing was read anew.
  const log = await server.access.store.readAll({ after: 0, limit: 10_000 });
  const since = log.slice(log.findIndex(({ type }) => type === 'BrakeEngaged'));
  expect(since.map(({ type }) => type).filter((type) => type === 'RecheckAsked')).toEqual([]);
  await until(
    async () =>
      (await server.access.store.readAll({ after: since[0]?.position ?? 0, limit: 1_000 })).map(({ type }) => type),
    (types) => types.includes('VerdictPublished'),
  );
  expect((await off(people.cleo, 'brake-1')).status).toBe(403);
  expect((await off(people.ops, 'brake-1')).status).toBe(200);
  expect(await ship()).toEqual({ state: 'ship', lines: [], more: 0, changes_at: null });
  await decided(people.cleo, change('search'), 'allow');
  const events = await server.access.store.readAll({ after: 0, limit: 10_000 });
  const told = events.filter(({ type }) => type.startsWith('Brake'));
  expect(told.map(({ type, actor }) => [type, actor?.split(':')[0]])).toEqual([
    ['BrakeEngaged', 'account'],
    ['BrakeReleased', 'account'],
  ]);
  expect(payloadOf(told[0] as (typeof told)[number])).toMatchObject({ brake: { reason: 'INC-7: search is slow' } });
});

it('is raised and widened by an agent, and never lowered by one', async () => {
  const { brake } = await engaged(agent, { scope: ['path:docs'], reason: 'odd', review: '1h' });
  expect(brake.by).toMatchObject({ kind: 'agent' });
  const amend = (client: ApiClient, body: object) => client.post(`/api/v1/brakes/${brake.id}/amend`, body);
  expect(await amend(agent, { scope: ['path:docs', 'path:site'] })).toMatchObject({
    status: 200,
    body: { brake: { amendments: [{ direction: 'stricter', changed: ['scope'] }] } },
  });
  expect(await amend(agent, { scope: ['path:site'] })).toMatchObject({ status: 403, body: { code: 'human-only' } });
  expect(await amend(agent, { until: '10m' })).toMatchObject({ status: 403 });
  expect(await off(agent, brake.id)).toMatchObject({ status: 403, body: { code: 'human-only' } });
  const token = await run(['brake', 'off', brake.id, '--reason', 'x', '--server', server.url], {
    variables: { FIREBREAK_TOKEN: agentToken },
  });
  expect(token.exit).toBe(4);
  expect(await amend(people.ops, { scope: ['path:site'] })).toMatchObject({ status: 200 });
  expect((await off(people.ops, brake.id)).status).toBe(200);
  expect((await people.cleo.post('/api/v1/brakes', { scope: ['everything'], reason: 'x' })).status).toBe(403);
  expect((await server.anonymous.get('/api/v1/brakes')).status).toBe(401);
});

it('lets the queue build and not land; a signed hotfix passes, and so does what an override lets pass since', async () => {
  // Found by a poll while the brake is pulled.
  shop.commit({ branch: 'changes/mend', files: { 'src/catalog/mend.ts': 'export const mend = 1;\n' } });
  const mend = `local:${repository}#3`;
  const { brake } = await engaged(people.ops, { scope: ['service:catalog'], reason: 'release day', until: '1d' });
  await decided(people.cleo, change('search'), 'hold');
  const added = await people.cleo.post(`${queue}/entries`, { change: change('search') });
  expect(added).toMatchObject({ status: 200, body: { entry: 1, refused: null } });
  const why = await until(
    async () => queueExplanation.parse((await people.cleo.get(`${queue}/entries/1`)).body),
    ({ trials }) => trials.some(({ outcome }) => outcome === 'passed'),
  );
  expect(why.entry.constraint.text).toContain(brake.id);
  expect(why.entry).toMatchObject({ state: 'waiting', todo: { code: 'brake', command: 'firebreak brake list' } });
  // Another change of the same scope lands as a hotfix once somebody signed it.
  const { revision } = await decided(people.cleo, mend, 'hold');
  const signed = await people.ann.post(changePath(mend, '/signoff'), {
    content_digest: revision.content_digest,
    comment: '',
  });
  expect(signed.status, JSON.stringify(signed.body)).toBe(200);
  await until(
    () => people.cleo.get(changePath(mend)),
    ({ body }) => body.current === true && JSON.stringify(body).includes('(has 1)'),
  );
  expect(await people.ops.post(`${queue}/entries`, { change: mend, lane: 'hotfix' })).toMatchObject({
    body: { entry: 2, refused: null },
  });
  const landed = await until(
    async () => queueReport.parse((await people.cleo.get(queue)).body),
    ({ landings }) => landings.length === 1,
  );
  expect(landed.entries.find(({ number: of }) => of === 1)).toMatchObject({ state: 'waiting' });
  expect((await off(people.ops, brake.id)).status).toBe(200);
  await until(
    async () => queueReport.parse((await people.cleo.get(queue)).body),
    ({ landings }) => landings.length === 2,
  );
  expect(server.faults).toEqual([]);
});

it('answers a rollout, a flag and an operation, by scope; what stops is never held', async () => {
  expect((await asked({ services: ['checkout'] })).allowed).toBe(true);
  const { brake } = await engaged(people.ops, { scope: ['service:checkout'], reason: 'INC-8', until: '30m' });
  expect(await asked({ services: ['checkout'] })).toMatchObject({
    allowed: false,
    holds: [{ brake: brake.id, unknown: null }],
  });
  expect((await asked({ services: ['catalog'] })).allowed).toBe(true);
  expect((await asked({})).holds).toMatchObject([{ unknown: 'the services are not known' }]);
  expect((await asked({ services: ['checkout'], step: 'stop' })).allowed).toBe(true);
  clock.move(31 * 60_000);
  expect((await asked({ services: ['checkout'] })).allowed).toBe(true);
});

it('begins and ends by the clock, in windows of a zone, and is listed with what is to come', async () => {
  const { brake, text } = await engaged(people.ops, {
    scope: ['everything'],
    reason: 'nights',
    windows: ['daily 00:00 to 12:00', 'daily 12:00 to 23:59'],
    zone: 'Asia/Kolkata',
    until: '5d',
  });
  expect(text).toContain(brake.id);
  const { brakes, calendar, may } = brakeReport.parse((await people.cleo.get('/api/v1/brakes')).body);
  expect(brakes.find(({ id }) => id === brake.id)?.window).toContain('Asia/Kolkata');
  expect(calendar.filter((each) => each.brake === brake.id).length).toBeGreaterThan(4);
  expect(may).toMatchObject({ engage: { allowed: false }, release: { allowed: false } });
  expect((await off(people.ops, brake.id)).status).toBe(200);
  for (const wrong of [
    { scope: ['tier:7'], reason: 'x' },
    { scope: ['tier:0'], reason: 'x', windows: ['daily 1:00 to 2:00'] },
    { scope: ['tier:0'], reason: 'x', until: 'tomorrow' },
    { scope: ['tier:0'], reason: 'x', until: '1h', review: '1h' },
    { scope: ['tier:0'], reason: 'x', until: '500d' },
    { scope: [], reason: 'x' },
  ]) {
    expect((await people.ops.post('/api/v1/brakes', wrong)).status).toBe(400);
  }
  const mistyped = await engaged(people.ops, { scope: ['service:chekout'], reason: 'x', until: '5m' });
  expect(mistyped.warnings).toHaveLength(1);
  expect((await off(people.ops, mistyped.brake.id)).status).toBe(200);
});

it('is engaged by rules once, on what the facts of the day name, and released by a human alone', async () => {
  const rules = [
    {
      id: 'sev',
      trigger: { kind: 'open-sev-1' },
      scope: 'affected',
      lanes: { hotfix: 1, revert: true },
      end: { kind: 'review', minutes: 60 },
    },
  ] as const;
  const incident = { id: 'INC-9', severity: 1, isOpen: true, services: ['tools'], flows: [] } as const;
  const facts = { incidents: [incident], surges: null, budgets: null, rollbacks: null, alarms: null };
  const given = { store: server.access.store, rules, facts, now: () => instant(clock.now()) };
  const both = await Promise.all([engageByRules(given), engageByRules(given)]);
  expect(both.flatMap(({ engaged: ids }) => ids)).toHaveLength(1);
  const [id = ''] = both.flatMap(({ engaged: ids }) => ids);
  await decided(people.cleo, change('other'), 'hold');
  expect((await off(agent, id)).status).toBe(403);
  expect((await off(people.ops, id)).status).toBe(200);
  await decided(people.cleo, change('other'), 'allow');
  expect((await engageByRules(given)).engaged).toEqual([]);
});

it('is pulled, listed and changed by the command line', async () => {
  const variables = { FIREBREAK_TOKEN: agentToken, FIREBREAK_SERVER: server.url };
  const brake = (...argv: readonly string[]) => run(['brake', ...argv], { variables });
  const pulled = await brake(
    'on',
    '--scope',
    'tier:0',
    '--scope',
    'service:catalog',
    '--reason',
    'look',
    '--until',
    '2h',
    '--no-hotfix',
  );
  expect(pulled).toMatchObject({ exit: 0 });
  const listed = brakeReport.parse(JSON.parse((await brake('list', '--json')).out));
  const [first] = listed.brakes;
  expect(first).toMatchObject({
    state: 'active',
    scope: ['service:catalog', 'tier:0'],
    lanes: { hotfix: null, reverts: true },
  });
  expect(await brake('amend', first?.id ?? '', '--no-reverts')).toMatchObject({ exit: 0 });
  expect(await brake('amend', first?.id ?? '', '--hotfix', '1')).toMatchObject({ exit: 4 });
  expect(await brake('schedule', '--scope', 'tier:0', '--reason', 'x', '--until', '9d')).toMatchObject({ exit: 2 });
  expect(
    await brake(
      'schedule',
      '--scope',
      'tier:0',
      '--reason',
      'x',
      '--until',
      '9d',
      '--window',
      'Friday 16:00 to Monday 08:00',
      '--zone',
      'Europe/London',
    ),
  ).toMatchObject({ exit: 0 });
  expect((await brake('list')).out).toContain('Friday 16:00 to Monday 08:00 Europe/London');
  expect(await brake('off', 'brake-99', '--reason', 'x')).toMatchObject({ exit: 4 });
});
