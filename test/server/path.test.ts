import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import { AI, lines, makeServerShop, type ServerShop } from '../support/server-shop.ts';

const HOUR_MS = 3_600_000;
const clock = testClock();

let data: string;
let shop: ServerShop;
let server: RunningServer;
let people: Readonly<Record<'ann' | 'bob' | 'dora' | 'cleo' | 'nobody', ApiClient>>;

beforeAll(async () => {
  data = temporaryFolder();
  shop = makeServerShop();
  server = await startServer({ data, clock, repositories: [shop.path] });
  const account = (name: string) => server.account({ name, person: name });
  people = {
    ann: await account('ann'),
    bob: await account('bob'),
    dora: await account('dora'),
    cleo: await account('cleo'),
    nobody: await server.account({ name: 'nobody', person: null }),
  };
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

let proposals = 0;

/** A junior's change, made with an assistant: to the service of tier 0, or to another one. */
async function propose(place = 'checkout/pay'): Promise<{ readonly id: string; readonly branch: string }> {
  proposals += 1;
  const branch = `changes/proposal-${proposals}`;
  const title = `Proposal ${proposals}`;
  const files = { [`src/${place}.ts`]: `${lines('pay')}// ${title}\n` };
  shop.commit({ branch, message: `${title}\n\n${AI}`, files });
  const { body } = await until(
    () => server.owner.get('/api/v1/changes'),
    (answer) => answer.body.changes.some((row: { title: string }) => row.title === title),
  );
  return { id: body.changes.find((row: { title: string }) => row.title === title).id, branch };
}

/** Signs, returns or overrides the content that the API shows now. */
async function act(client: ApiClient, id: string, what: string, more: object = {}): Promise<Answer> {
  const { body } = await server.owner.get(changePath(id));
  return client.post(changePath(id, `/${what}`), { content_digest: body.revision.content_digest, ...more });
}

const sign = (client: ApiClient, id: string): Promise<Answer> => act(client, id, 'signoff');
const codeOf = ({ status, body }: Answer): string => `${status} ${body?.code ?? ''}`;
const clientOf = (person: string): ApiClient => people[person as 'ann'];

/** What the forge shows for the newest head. */
function shown(id: string): string {
  const number = id.split('#')[1];
  const git = (...args: string[]) => execFileSync('git', args, { cwd: shop.path, encoding: 'utf8' });
  return JSON.parse(git('show', `refs/firebreak/verdict/${number}:verdict.json`)).conclusion;
}

describe('a person’s path through the server, over a bare repository', () => {
  it('holds a junior’s assisted change to tier 0, asks one senior, passes when that one signs, and a push makes it stale', async () => {
    const { id, branch } = await propose();
    const held = await decided(server.owner, id, 'hold');
    expect(held.change).toMatchObject({ tier: 0, assistance: 'ai' });
    expect(held.change.held_by.toSorted()).toEqual(['critical', 'critical-by-ai']);
    expect(held.asks).toHaveLength(1);
    const [{ person }] = held.asks;
    expect(['ann', 'bob', 'dora']).toContain(person);
    const inbox = await clientOf(person).get('/api/v1/inbox');
    expect(inbox.body.items.map((item: { change: { id: string } }) => item.change.id)).toContain(id);
    await until(
      async () => shown(id),
      (conclusion) => conclusion === 'hold',
    );

    expect((await sign(clientOf(person), id)).status).toBe(200);
    const allowed = await decided(server.owner, id, 'allow');
    expect(allowed.asks).toEqual([]);
    expect(allowed.signoffs).toMatchObject([{ by: { person }, counts: true, source: 'web' }]);
    expect(
      await until(
        async () => shown(id),
        (conclusion) => conclusion === 'allow',
      ),
    ).toBe('allow');

    const text = `${lines('pay')}// another thing\n`;
    const head = shop.commit({ branch, message: `Another thing\n\n${AI}`, files: { 'src/checkout/pay.ts': text } });
    const isOfNew = ({ body }: Answer) => body.revision.head === head;
    const moved = await until(() => server.owner.get(changePath(id)), isOfNew);
    expect(['undecided', 'hold']).toContain(moved.body.change.verdict);
    const again = await decided(server.owner, id, 'hold');
    expect(again.signoffs).toMatchObject([{ by: { person }, counts: false }]);
    expect(again.asks).toHaveLength(1);
    expect(
      await until(
        async () => shown(id),
        (conclusion) => conclusion === 'hold',
      ),
    ).toBe('hold');
  });

  it('keeps a sign-off over a clean rebase', async () => {
    const { id, branch } = await propose('checkout/basket');
    await decided(server.owner, id, 'hold');
    await sign(people.ann, id);
    const before = await decided(server.owner, id, 'allow');
    shop.commit({ branch: 'main', by: 'bob', message: 'Elsewhere', files: { 'src/catalog/menu.ts': lines('menu') } });
    const head = shop.rebase(branch, 'main');
    const isOfNew = ({ body }: Answer) => body.revision.head === head && body.current;
    const { body } = await until(() => server.owner.get(changePath(id)), isOfNew);
    expect(body).toMatchObject({ revision: { head }, change: { verdict: 'allow' }, signoffs: [{ counts: true }] });
    expect(body.revision.content_digest).toBe(before.revision.content_digest);
  });

  it('takes no sign-off by the author, a token, an account that is linked to nobody, a viewer, or of other content', async () => {
    const { id } = await propose();
    const held = await decided(server.owner, id, 'hold');
    expect(codeOf(await sign(people.cleo, id))).toBe('400 made-it');
    expect(codeOf(await sign(people.nobody, id))).toBe('400 unknown-person');
    const viewer = await server.account({ name: 'viewer', person: null, roles: ['viewer'] });
    expect((await sign(viewer, id)).status).toBe(403);
    expect((await sign(server.anonymous, id)).status).toBe(403);
    const stale = { content_digest: `sha256:${'0'.repeat(64)}` };
    expect(codeOf(await people.ann.post(changePath(id, '/signoff'), stale))).toBe('409 stale-content');

    const { principal } = await principalOfSession(server.access, people.ann.cookie);
    for (const isAgent of [true, false]) {
      const wish = { name: 'helper', scopes: ['read', 'submit'] as const, isAgent, days: 1 };
      const issued = await issueToken(server.access, principal, wish);
      const token = server.withToken(issued.ok ? issued.value.text : '');
      expect((await token.get(changePath(id))).status).toBe(200);
      expect(codeOf(await sign(token, id))).toBe('403 human-only');
    }
    const after = await server.owner.get(changePath(id));
    expect(after.body).toMatchObject({ change: { verdict: 'hold' }, signoffs: [] });
    expect(after.body.asks).toEqual(held.asks);
  });

  it('holds what a person sent back although no rule does, until that person signs', async () => {
    const { id } = await propose('catalog/search');
    await decided(server.owner, id, 'allow');
    expect((await act(people.bob, id, 'return', { reason: 'wrong shelf' })).status).toBe(200);
    const held = await decided(server.owner, id, 'hold');
    expect(held.returned).toMatchObject({ by: { person: 'bob' }, reason: 'wrong shelf' });
    expect(
      await until(
        async () => shown(id),
        (conclusion) => conclusion === 'hold',
      ),
    ).toBe('hold');
    await sign(people.ann, id);
    expect((await decided(server.owner, id, 'hold')).returned).not.toBeNull();
    await sign(people.bob, id);
    expect((await decided(server.owner, id, 'allow')).returned).toBeNull();
    expect(
      await until(
        async () => shown(id),
        (conclusion) => conclusion === 'allow',
      ),
    ).toBe('allow');
  });

  it('passes an ask on to whom the asked person names, and to nobody by anybody else', async () => {
    const { id } = await propose();
    const [{ person }] = (await decided(server.owner, id, 'hold')).asks;
    const [to, other] = ['ann', 'bob', 'dora'].filter((name) => name !== person) as [string, string];
    const delegate = (client: ApiClient, name: string) => client.post(changePath(id, '/delegate'), { to: name });
    expect(codeOf(await delegate(clientOf(other), to))).toBe('400 not-asked');
    expect(codeOf(await delegate(clientOf(person), person))).toBe('400 self');
    expect(codeOf(await delegate(clientOf(person), 'cleo'))).toBe('400 made-it');
    expect((await delegate(clientOf(person), to)).status).toBe(200);
    const { body } = await server.owner.get(changePath(id));
    expect(body.asks.map((ask: { person: string }) => ask.person)).toEqual([to]);
    await server.owner.post(changePath(id, '/recheck'));
    expect((await decided(server.owner, id, 'hold')).asks).toMatchObject([{ person: to }]);
    await sign(clientOf(to), id);
    await decided(server.owner, id, 'allow');
  });

  it('lets an override pass what is held for its time, tells who was passed over, and takes the next one only after a review', async () => {
    const { id } = await propose();
    const [{ person: skipped }] = (await decided(server.owner, id, 'hold')).asks;
    const by = skipped === 'dora' ? 'bob' : 'dora';
    const glass = { reason: 'payments are down', ticket: 'INC-7', ttl_minutes: 60 };
    const refused = async (without: object) =>
      codeOf(await act(clientOf(by), id, 'override', { ...glass, ...without }));
    expect(await refused({ reason: '' })).toBe('400 bad-body');
    expect(await refused({ ticket: ' ' })).toBe('400 no-ticket');
    expect(await refused({ ttl_minutes: 1441 })).toBe('400 bad-body');

    expect((await act(clientOf(by), id, 'override', glass)).status).toBe(200);
    const open = await decided(server.owner, id, 'allow');
    expect(open.change).toMatchObject({ overridden: true, review_owed: true });
    expect(open.overrides).toMatchObject([{ by: { person: by }, ticket: 'INC-7', skipped: [skipped], active: true }]);
    expect(
      await until(
        async () => shown(id),
        (conclusion) => conclusion === 'allow',
      ),
    ).toBe('allow');

    // Here, and wherever else the same person would: the review is owed first.
    expect(await refused({})).toBe('409 review-owed');
    const other = await propose();
    await decided(server.owner, other.id, 'hold');
    expect(codeOf(await act(clientOf(by), other.id, 'override', glass))).toBe('409 review-owed');
    const [{ id: override }] = open.overrides;
    const review = (client: ApiClient) =>
      client.post(changePath(id, `/overrides/${override}/review`), { finding: 'was right' });
    expect(codeOf(await review(clientOf(by)))).toBe('400 self');
    expect((await review(clientOf(skipped))).status).toBe(200);

    clock.move(HOUR_MS);
    const { body } = await server.owner.get(changePath(id));
    expect(body.change).toMatchObject({ verdict: 'hold', overridden: false, review_owed: false });
    expect(
      await until(
        async () => shown(id),
        (conclusion) => conclusion === 'hold',
      ),
    ).toBe('hold');
    expect((await act(clientOf(by), other.id, 'override', glass)).status).toBe(200);
  });

  it('decides after a restart what was signed before it, and leaves a log that verifies', async () => {
    const { id } = await propose();
    await decided(server.owner, id, 'hold');
    await server.stop();
    expect(server.faults).toEqual([]);

    // A node whose loops never ran: the sign-off is durable, the decision was not made.
    server = await startServer({ data, clock, repositories: [shop.path], isIdle: true });
    expect((await sign(await server.signIn('ann'), id)).status).toBe(200);
    const undecided = await server.owner.get(changePath(id));
    expect(undecided.body).toMatchObject({ current: false, signoffs: [{ by: { person: 'ann' } }] });
    await server.stop();

    server = await startServer({ data, clock, repositories: [shop.path] });
    await decided(server.owner, id, 'allow');
    expect(
      await until(
        async () => shown(id),
        (conclusion) => conclusion === 'allow',
      ),
    ).toBe('allow');
    await server.stop();
    const verified = await run(['log', 'verify', '--data', data]);
    expect([verified.exit, verified.err]).toEqual([0, '']);
    server = await startServer({ data, clock, repositories: [shop.path], isIdle: true });
  });
});
