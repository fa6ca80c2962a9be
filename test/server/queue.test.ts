import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveEvent, queueExplanation, queueList, queueOutput, queueReport } from '../../src/contract/index.ts';
import { issueToken, principalOfSession } from '../../src/control/index.ts';
import { payloadOf } from '../../src/event-log/index.ts';
import { run } from '../support/command-line.ts';
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
import { AI, makeServerShop, type ServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const clock = testClock();

let shop: ServerShop;
let server: RunningServer;
let people: Readonly<Record<'ann' | 'cleo' | 'ops', ApiClient>>;
let repository: string;
let id: string;
let path: string;

beforeAll(async () => {
  shop = makeServerShop();
  const queue = 'queue:\n  build: "echo built as it would land; test ! -e red"\n  workers: 2\n';
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': `${SHOP_CONFIGURATION}${queue}` } });
  repository = basename(shop.path).replaceAll(/[^\w.~-]/g, '-');
  id = `local:${repository}@main`;
  path = `/api/v1/queue/${encodeURIComponent(id)}`;
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
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

function add(client: ApiClient, number: number, more: object = {}) {
  return client.post(`${path}/entries`, { change: `local:${repository}#${number}`, ...more });
}

async function report(fits: (document: ReturnType<typeof queueReport.parse>) => boolean) {
  const { body } = await until(
    () => people.cleo.get(path),
    (answer) => answer.status === 200 && fits(queueReport.parse(answer.body)),
  );
  return queueReport.parse(body);
}

/** Events of a live feed as they came, to the first that fits; then it hangs up. */
async function eventsUntil(feed: Response, fits: (event: LiveEvent) => boolean): Promise<readonly LiveEvent[]> {
  const events: LiveEvent[] = [];
  let text = '';
  for await (const chunk of feed.body ?? []) {
    text += Buffer.from(chunk).toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {"position"')) continue;
      events.push(JSON.parse(line.slice('data: '.length)) as LiveEvent);
      if (events.some(fits)) return events;
    }
  }
  return events;
}

it('queues what the gate lets pass, builds it and lands it, and the change is seen to have landed with permission', async () => {
  shop.commit({ branch: 'changes/list', files: { 'src/catalog/list.ts': 'export const list = [1];\n' } });
  await decided(people.cleo, `local:${repository}#1`, 'allow');
  expect(queueList.parse((await people.cleo.get('/api/v1/queue')).body).queues).toMatchObject([
    { queue: id, waiting: 0, running: 0, next: [], yours: [] },
  ]);
  expect((await people.cleo.get(changePath(`local:${repository}#1`))).body).toMatchObject({
    queue: null,
    ladder: expect.arrayContaining([expect.objectContaining({ step: 'queue', state: 'now' })]),
  });
  const feed = await fetch(`${server.url}/api/v1/live`, {
    headers: { cookie: `firebreak-session=${people.cleo.cookie}` },
  });
  const answer = await add(people.cleo, 1);
  expect(answer).toMatchObject({ status: 200, body: { entry: 1, refused: null } });
  expect(await add(people.cleo, 1)).toMatchObject({ status: 409, body: { code: 'already-queued' } });
  const document = await report(({ landings }) => landings.length === 1);
  expect(document.entries).toMatchObject([{ number: 1, state: 'landed', constraint: { code: 'landed' } }]);
  expect(document.landings[0]).toMatchObject({ proof: 'tree', to: shop.tip('main') });
  expect(await eventsUntil(feed, ({ type }) => type === 'Landed')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: 'EntryQueued', queue: id, change: `local:${repository}#1` }),
      expect.objectContaining({ type: 'TrialStarted', queue: id, change: null }),
      expect.objectContaining({ type: 'Landed', queue: id, change: null }),
    ]),
  );
  await until(
    () => people.cleo.get(changePath(`local:${repository}#1`)),
    ({ body }) => body.change?.state === 'landed',
  );
  expect((await people.cleo.get('/api/v1/findings')).body.findings).toEqual([]);
});

it('refuses what the gate holds, and lets nobody but an operator use the hotfix lane, pause or eject', async () => {
  shop.commit({ branch: 'changes/pay', files: { 'src/checkout/pay.ts': 'export const pay = 2;\n' } });
  await decided(people.cleo, `local:${repository}#2`, 'hold');
  const refused = await add(people.cleo, 2);
  expect(refused).toMatchObject({ status: 200, body: { entry: null, refused: { verdict: 'hold' } } });
  for (const [rest, body] of [
    ['pause', { reason: 'r' }],
    ['resume', {}],
    ['freeze', { reason: 'r' }],
    ['thaw', { freeze: 'f' }],
    ['eject', { entry: '1', reason: 'r' }],
  ] as const) {
    expect((await people.cleo.post(`${path}/${rest}`, body)).status).toBe(403);
    expect((await server.anonymous.post(`${path}/${rest}`, body)).status).toBeGreaterThanOrEqual(401);
  }
  expect((await add(people.cleo, 1, { lane: 'hotfix' })).status).toBe(403);
  expect((await people.ops.get(`/api/v1/queue/${encodeURIComponent('local:none@main')}`)).status).toBe(404);
});

it('builds while frozen, lands when the freeze ends, and is asked by the command line with a token', async () => {
  expect((await people.ops.post(`${path}/freeze`, { reason: 'release day' })).status).toBe(200);
  shop.commit({ branch: 'changes/note', files: { 'src/catalog/note.ts': 'export const note = 3;\n' } });
  await decided(people.cleo, `local:${repository}#3`, 'allow');
  const { principal } = await principalOfSession(server.access, people.ops.cookie);
  const wish = { name: 'plant', scopes: ['read', 'submit', 'operate'] as const, isAgent: false, days: 1 };
  const issued = await issueToken(server.access, principal, wish);
  const variables = { FIREBREAK_TOKEN: issued.ok ? issued.value.text : '' };
  const queue = (...args: readonly string[]) => run(['queue', ...args, '--server', server.url], { variables });
  expect(await queue('add', `local:${repository}#3`)).toMatchObject({ exit: 0, out: 'queued as entry 2\n' });
  const frozen = await until(
    async () => queueExplanation.parse(JSON.parse((await queue('why', '2', '--json')).out)),
    ({ trials }) => trials.some(({ outcome }) => outcome === 'passed'),
  );
  expect(frozen.entry).toMatchObject({ constraint: { code: 'freeze' }, todo: { code: 'thaw' }, expected: null });
  expect(frozen.entry.todo.command).toBe('firebreak queue freeze --end freeze-1');
  const [shown, ofCleo] = [await people.ops.get(`${path}?first=1`), await people.cleo.get(path)];
  expect(queueReport.parse(shown.body)).toMatchObject({
    waiting: 1,
    next: [],
    proved: [{ subjects: [2], outcome: 'passed' }],
    may: { freeze: { allowed: true }, resume: { allowed: false, why_not: 'it is not paused' } },
  });
  expect(queueReport.parse(ofCleo.body)).toMatchObject({ may: { add: { allowed: true }, eject: { allowed: false } } });
  expect((await people.cleo.get(`${path}?first=0`)).body.entries).toMatchObject([{ number: 1, place: null }]);
  expect((await people.cleo.get(changePath(`local:${repository}#3`))).body).toMatchObject({
    queue: { queue: id, entry: 2, place: 1, waiting: 1, constraint: { code: 'freeze' } },
    ladder: expect.arrayContaining([expect.objectContaining({ step: 'queue', state: 'now' })]),
  });
  const ended = await queue('freeze', '--end', 'freeze-1');
  expect(ended).toMatchObject({ exit: 0 });
  const document = await report(({ landings }) => landings.length === 2);
  expect(document.freezes).toEqual([]);
  expect((await queue('list')).out).toContain('#2');
  expect((await queue('output', '2')).out).toMatch(
    /which decided #2, its last lines:\n {2}\| built as it would land\n/,
  );
  const printed = queueOutput.parse((await people.cleo.get(`${path}/output/2?lines=1`)).body);
  expect(printed).toMatchObject({
    entry: 2,
    output: { kept: true, outcome: 'passed', lines: ['built as it would land'] },
  });
  expect((await people.cleo.get(`${path}/output/nothing`)).status).toBe(400);
  expect((await server.anonymous.get(`${path}/output/2`)).status).toBe(401);
  expect(server.faults).toEqual([]);
});

it('takes a landed change back for an operator, without a build where its tree was built before, and holds what needs a sign-off', async () => {
  const before = shop.tip('main~1');
  expect((await people.cleo.post(`${path}/entries`, { revert: shop.tip('main') })).status).toBe(403);
  expect((await people.ops.post(`${path}/entries`, { revert: 'main' })).status).toBe(400);
  expect((await people.ops.post(`${path}/entries`, { revert: before, change: 'x' })).status).toBe(400);
  const answer = await people.ops.post(`${path}/entries`, { revert: shop.tip('main') });
  expect(answer).toMatchObject({ status: 200, body: { entry: 3, refused: null } });
  const document = await report(({ entries }) =>
    entries.some(({ number, state }) => number === 3 && state === 'landed'),
  );
  expect(document.entries.find(({ number }) => number === 3)).toMatchObject({ lane: 'revert' });
  const why = queueExplanation.parse((await people.ops.get(`${path}/entries/3`)).body);
  expect(why.trials).toMatchObject([{ code: 'same-tree' }]);
  const treeOf = (commit: string) => gitIn(shop.path, 'rev-parse', `${commit}^{tree}`);
  expect(treeOf('main')).toBe(treeOf(before));
  const critical = shop.commit({
    branch: 'main',
    by: 'ann',
    files: { 'src/checkout/late.ts': 'export const late = 1;\n' },
  });
  const held = await people.ops.post(`${path}/entries`, { revert: critical });
  expect(held).toMatchObject({ status: 200, body: { entry: null, refused: { verdict: 'hold' } } });
});

it('knows which changes one agent made on one base, so that they are never built together', async () => {
  expect((await people.ops.post(`${path}/pause`, { reason: 'look' })).status).toBe(200);
  const entries: number[] = [];
  for (const [name, message] of [
    ['ai-one', `One\n\n${AI}`],
    ['ai-two', `Two\n\n${AI}`],
    ['by-hand', 'Three'],
  ] as const) {
    shop.commit({ branch: `changes/${name}`, message, files: { [`src/catalog/${name}.ts`]: 'export {};\n' } });
    const number = 4 + entries.length;
    await decided(people.cleo, `local:${repository}#${number}`, 'allow');
    const { body } = await add(people.cleo, number);
    expect(body).toMatchObject({ refused: null });
    entries.push(body.entry);
  }
  const events = await server.access.store.readAll({ after: 0, limit: 10_000 });
  const cohorts = events
    .filter(({ type }) => type === 'EntryQueued')
    .map((event) => (payloadOf(event) as { readonly content: { readonly cohort: string | null } }).content.cohort)
    .slice(-3);
  expect(cohorts).toEqual([expect.stringMatching(/^sha256:/), cohorts[0], null]);
  expect((await people.ops.post(`${path}/resume`)).status).toBe(200);
  await report(({ waiting }) => waiting === 0);
  const built = (await server.access.store.readAll({ after: 0, limit: 10_000 }))
    .filter(({ type }) => type === 'TrialStarted')
    .map((event) => (payloadOf(event) as { readonly subjects: readonly number[] }).subjects);
  expect(built.filter((subjects) => entries.slice(0, 2).every((each) => subjects.includes(each)))).toEqual([]);
});
