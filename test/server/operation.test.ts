import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeReport, findingList, nowReport, operationAnswer } from '../../src/contract/index.ts';
import { issueToken, principalOfSession } from '../../src/control/index.ts';
import { run } from '../support/command-line.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import {
  type Answer,
  type ApiClient,
  changePath,
  decided,
  type RunningServer,
  startServer,
  testClock,
  until,
} from '../support/server.ts';
import { lines, makeServerShop, type ServerShop } from '../support/server-shop.ts';

const clock = testClock();

let shop: ServerShop;
let server: RunningServer;
let repository: string;
let people: Readonly<Record<'ann' | 'bob' | 'cleo' | 'ops', ApiClient>>;

beforeAll(async () => {
  shop = makeServerShop();
  shop.commit({ branch: 'main', by: 'ann', files: { 'src/checkout/limit.yaml': 'timeout: 30s\nretries: 3\n' } });
  repository = basename(shop.path).replaceAll(/[^\w.~-]/g, '-');
  server = await startServer({ data: temporaryFolder(), clock, repositories: [shop.path] });
  people = {
    ann: await server.account({ name: 'ann', person: 'ann' }),
    bob: await server.account({ name: 'bob', person: 'bob' }),
    cleo: await server.account({ name: 'cleo', person: 'cleo' }),
    ops: await server.account({ name: 'ops', person: 'dora', roles: ['operator'] }),
  };
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

async function tokenOf(client: ApiClient): Promise<string> {
  const { principal } = await principalOfSession(server.access, client.cookie);
  const wish = { name: 'agent', scopes: ['read', 'submit'] as const, isAgent: true, days: 1 };
  const issued = await issueToken(server.access, principal, wish);
  return issued.ok ? issued.value.text : '';
}

const LIMIT = {
  kind: 'configuration',
  key: 'checkout/limit',
  title: 'Wait longer for the bank',
  content: 'timeout: 30m\nretries: 3\n',
  paths: ['src/checkout/limit.yaml'],
} as const;

function submit(client: ApiClient, given: object = {}): Promise<Answer> {
  return client.post('/api/v1/operations', { ...LIMIT, repository, ...given });
}

function done(client: ApiClient, { change, content_digest }: { change: string; content_digest: string | null }) {
  return client.post(`/api/v1/operations/${encodeURIComponent(change)}/done`, { content_digest });
}

async function sign(client: ApiClient, id: string): Promise<Answer> {
  const { body } = await server.owner.get(changePath(id));
  return client.post(changePath(id, '/signoff'), { content_digest: body.revision.content_digest });
}

const codeOf = ({ status, body }: Answer): string => `${status} ${body?.code ?? ''}`;

describe('an operation', () => {
  it('is held for its tier, asks a senior, passes when signed, and is done only then', async () => {
    const taken = await submit(people.cleo);
    const first = operationAnswer.parse(taken.body);
    expect([first.change, first.state, first.revisions]).toEqual(['operation:checkout/limit', 'open', 1]);
    const report = changeReport.parse(await decided(server.owner, first.change, 'hold'));
    expect([report.change.kind, report.change.repository, report.change.tier]).toEqual([
      'configuration',
      repository,
      0,
    ]);
    expect(report.decision?.change.kind).toBe('configuration');
    expect(report.decision?.operations?.found.map(({ path }) => path)).toEqual(['src/checkout/limit.yaml']);
    expect(report.decision?.unevaluable).toEqual([]);
    expect(report.asks.map(({ person }) => person)).not.toContain('cleo');
    expect(report.asks).toHaveLength(1);

    expect(codeOf(await done(people.cleo, first))).toBe('409 not-allowed-yet');
    expect(codeOf(await sign(people.cleo, first.change))).toBe('400 made-it');
    expect((await sign(people.ann, first.change)).status).toBe(200);
    await decided(server.owner, first.change, 'allow');
    const carried = await done(people.cleo, first);
    expect([carried.status, carried.body.state]).toEqual([200, 'landed']);
    expect((await done(people.cleo, first)).body).toMatchObject({ state: 'landed', position: 0 });
    expect(codeOf(await submit(people.cleo, { content: 'timeout: 1s\n' }))).toBe('409 key-used');
  });

  it('is one submission under its key and content; other content makes sign-offs stale', async () => {
    const key = 'flags/new-basket';
    const flag = { kind: 'flag', key, content: 'new-basket: on\n', paths: ['src/checkout/basket.ts'] };
    const first = (await submit(people.cleo, flag)).body;
    expect((await submit(people.cleo, flag)).body).toMatchObject({ position: 0, revisions: 1 });
    await decided(server.owner, first.change, 'hold');
    await sign(people.ann, first.change);
    await decided(server.owner, first.change, 'allow');
    const second = (await submit(people.bob, { ...flag, content: 'new-basket: everybody\n' })).body;
    expect([second.revisions, second.content_digest === first.content_digest]).toEqual([2, false]);
    const report = changeReport.parse(await decided(server.owner, first.change, 'hold'));
    expect(report.signoffs.map(({ counts }) => counts)).toEqual([false]);
    expect(codeOf(await done(people.cleo, first))).toBe('409 stale-content');
    // Whoever wrote the newest text is a maker of it, though somebody else began.
    expect(codeOf(await sign(people.bob, first.change))).toContain('made-it');
  });

  it('of an agent is assisted by AI, and whoever directed it does not sign', async () => {
    const agent = server.withToken(await tokenOf(people.bob));
    const key = 'data/clean-up';
    const content = 'DELETE FROM orders;\n';
    const wish = { kind: 'data', key, content, paths: ['src/checkout/pay.ts'], prompter: 'ann' };
    const taken = await submit(agent, wish);
    expect(taken.status).toBe(200);
    const { change, content_digest } = taken.body;
    const report = changeReport.parse(await decided(server.owner, change, 'hold'));
    expect(report.change.assistance).toBe('ai');
    expect(report.change.held_by).toContain('critical-by-ai');
    expect(report.decision?.operations?.found.map(({ rule }) => rule)).toContain('sql/delete-all');
    expect(codeOf(await sign(people.bob, change))).toContain('made-it');
    expect(codeOf(await sign(people.ann, change))).toContain('made-it');
    expect(report.asks.map(({ person }) => person)).toEqual(['dora']);
    expect(codeOf(await done(agent, { change, content_digest }))).toBe('409 not-allowed-yet');
    expect(codeOf(await agent.post(changePath(change, '/signoff'), { content_digest }))).toBe('403 human-only');
  });

  it('goes by the command line, whose exit code is what is said of it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'restart.txt'), 'restart the catalog\n');
    const variables = { FIREBREAK_TOKEN: await tokenOf(people.cleo), FIREBREAK_SERVER: server.url };
    const submitted = (place: string, ...more: string[]) =>
      run(
        [
          'submit',
          'manual',
          `cli/${place}`,
          '--in',
          repository,
          '--title',
          'Restart',
          '--content',
          'restart.txt',
        ].concat(['--path', `src/${place}.ts`, '--json'], more),
        { cwd: folder, variables },
      );
    const allowed = await submitted('catalog/search', '--wait', '20');
    expect([allowed.exit, operationAnswer.parse(JSON.parse(allowed.out)).verdict]).toEqual([0, 'allow']);
    expect(operationAnswer.parse(JSON.parse((await submitted('catalog/search', '--done')).out)).state).toBe('landed');
    const held = await submitted('checkout/pay', '--wait', '20');
    expect([held.exit, operationAnswer.parse(JSON.parse(held.out)).verdict]).toEqual([3, 'hold']);
    const early = await submitted('checkout/pay', '--done');
    expect([early.exit, JSON.parse(early.out).code]).toEqual([2, 'not-allowed-yet']);
    const plain = await submitted('checkout/pay', '--server', 'http://firebreak.example.com');
    expect([plain.exit, plain.out.includes('plain text')]).toEqual([2, true]);
    const none = await run(['submit', 'manual', 'x', '--in', 'x', '--title', 'x', '--content', 'restart.txt'], {
      cwd: folder,
      variables: { FIREBREAK_SERVER: server.url },
    });
    expect(none.exit).toBe(2);
  });

  it('that no reader knows is unread, and never counts as reversible', async () => {
    const wish = { kind: 'manual', key: 'restart', content: 'restart the search\n', paths: ['src/catalog/search.ts'] };
    const { change } = (await submit(people.cleo, wish)).body;
    const report = changeReport.parse(await decided(server.owner, change, 'allow'));
    expect([report.decision?.operations?.reversible, report.decision?.operations?.unread.length]).toEqual([
      'unknown',
      1,
    ]);
  });

  it('is refused with what to do where it does not fit', async () => {
    expect(codeOf(await submit(people.cleo, { repository: 'nowhere' }))).toBe('404 unknown-repository');
    expect(codeOf(await submit(people.cleo, { paths: ['../x'] }))).toBe('400 bad-path');
    expect(codeOf(await submit(people.cleo, { key: 'a b' }))).toBe('400 bad-body');
    expect(codeOf(await submit(server.withToken('none')))).toBe('401 sign-in-needed');
    expect(codeOf(await done(people.cleo, { change: 'operation:none', content_digest: 'x' }))).toBe(
      '404 no-such-change',
    );
  });
});

const git = (...args: string[]): string => execFileSync('git', args, { cwd: shop.path, encoding: 'utf8' }).trim();

/** Makes a proposal and lands it by moving the branch, as a forge does or somebody past it. */
async function proposal(place: string): Promise<{ readonly id: string; readonly head: string; land(): void }> {
  const name = place.replaceAll('/', '-');
  const head = shop.commit({
    branch: `changes/${name}`,
    message: `Change ${name}`,
    files: { [`src/${place}.ts`]: `${lines('pay')}// ${name}\n` },
  });
  const { body } = await until(
    () => server.owner.get('/api/v1/changes'),
    (answer) => answer.body.changes.some((row: { title: string }) => row.title === `Change ${name}`),
  );
  const { id } = body.changes.find((row: { title: string }) => row.title === `Change ${name}`);
  return { id, head, land: () => void git('update-ref', 'refs/heads/main', head) };
}

function deploy(parts: object, client = people.ops): Promise<Answer> {
  const at = '2026-03-02T09:00:00Z';
  const place = { repository, service: 'checkout', environment: 'production' };
  return client.post('/api/v1/deployments', { ...place, at, ...parts });
}

async function findings(): Promise<readonly string[]> {
  const { body } = await server.owner.get('/api/v1/findings');
  return findingList.parse(body).findings.map(({ kind, reasons }) => `${kind} ${reasons.map(({ code }) => code)}`);
}

/** Findings after the time in which a landing may still become known. */
async function foundAfter(count: number): Promise<readonly string[]> {
  clock.move(61_000);
  return until(findings, (found) => found.length >= count, 20_000);
}

describe('what is deployed', () => {
  it('is taken once, by whoever may operate', async () => {
    expect(codeOf(await deploy({}))).toBe('400 nothing-stated');
    expect(codeOf(await deploy({ commit: 'a'.repeat(40) }, people.cleo))).toBe('403 not-permitted');
    const carried = (await server.owner.get(changePath('operation:checkout/limit'))).body.revision.content_digest;
    const once = await deploy({ configuration_digest: carried });
    expect([once.status, once.body.position > 0]).toEqual([202, true]);
    expect((await deploy({ configuration_digest: carried })).body.position).toBe(0);
    expect(await findings()).toEqual([]);
  });

  it('and landed as it was let pass is no finding; what was not, is one', async () => {
    const good = await proposal('catalog/search');
    await decided(server.owner, good.id, 'allow');
    good.land();
    await until(
      () => server.owner.get(changePath(good.id)),
      ({ body }) => body.change.state === 'landed',
    );
    await deploy({ commit: good.head });
    const squashed = await proposal('catalog/squash');
    await decided(server.owner, squashed.id, 'allow');
    const same = { 'src/catalog/squash.ts': `${git('show', `${squashed.head}:src/catalog/squash.ts`)}\n` };
    await deploy({ commit: shop.commit({ branch: 'main', files: same }) });

    const bad = await proposal('checkout/pay');
    await decided(server.owner, bad.id, 'hold');
    bad.land();
    const landed = await until(findings, (found) => found.length > 0);
    expect(landed).toEqual(['landing landed-while-held']);
    await deploy({ commit: bad.head });
    expect(await foundAfter(2)).toEqual(['deployment landed-while-held', 'landing landed-while-held']);

    await deploy({ commit: 'b'.repeat(40), service: 'catalog' });
    await deploy({ configuration_digest: 'sha256:nobody', service: 'settings' });
    await deploy({ image: 'registry.example/shop:latest', service: 'image' });
    const direct = shop.commit({ branch: 'main', files: { 'src/catalog/direct.ts': lines('direct') } });
    await deploy({ commit: direct, service: 'direct' });
    const branch = shop.commit({ branch: 'topic', files: { 'src/catalog/topic.ts': lines('topic') } });
    await deploy({ commit: branch, service: 'topic' });
    const all = await foundAfter(7);
    expect([...all].sort()).toEqual([
      'deployment cannot-tell',
      'deployment configuration-without-submission',
      'deployment landed-while-held',
      'deployment landed-without-decision',
      'deployment not-on-protected-branch',
      'deployment unknown-commit',
      'landing landed-while-held',
    ]);
    const now = nowReport.parse((await server.owner.get('/api/v1/now')).body);
    expect(now.counts.findings).toBe(7);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('firebreak_findings 7');
    expect(server.faults).toEqual([]);
  });
});
