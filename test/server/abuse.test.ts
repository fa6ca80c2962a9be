import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeGithub } from '../support/fake-github.ts';
import { type Pull, shownPull } from '../support/fake-github-state.ts';
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
import { AI, lines, makeServerShop, type ServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

/** What the required check shows of a change that is held. */
const HELD = 'action_required';

/** Attempts to pass by; docs/abuse.md tells what holds against each. */
const NAME = 'shop/store';
const clock = testClock();

let data: string;
let shop: ServerShop;
let fake: FakeGithub;
let server: RunningServer;
/** What happens once while the next change is judged, after the forge was asked. */
let during: (() => Promise<void>) | null = null;

const start = () =>
  startServer({
    data,
    clock,
    github: fake,
    world: (world) => ({
      ...world,
      async openRepository(options) {
        const happen = during;
        during = null;
        await happen?.();
        return world.openRepository(options);
      },
    }),
  });

beforeAll(async () => {
  data = temporaryFolder();
  shop = makeServerShop();
  fake = await FakeGithub.start();
  Object.defineProperty(fake, 'nowMs', { get: clock.now });
  fake.act.addRepository(NAME, { path: shop.path });
  server = await start();
});
afterAll(async () => {
  await server.stop();
  await fake.stop();
  removeFolders();
  expect([...fake.flaws, ...server.faults]).toEqual([]);
});

let made = 0;

interface Proposal {
  readonly files?: Readonly<Record<string, string>>;
  readonly author?: string;
  readonly mail?: string;
  readonly base?: string;
  /** Branch that the proposal starts from. */
  readonly from?: string;
}

/** Opens a pull request, by default of cleo's to the service of tier 0. */
async function open(
  given: Proposal = {},
): Promise<{ readonly id: string; readonly pull: Pull; readonly branch: string }> {
  made += 1;
  const { author = 'cleo', base = 'main', from = 'main' } = given;
  const branch = `feature-${made}`;
  const files = given.files ?? { 'src/checkout/pay.ts': `${lines('pay')}// ${made}\n` };
  const mail = given.mail ?? `${author}@shop.example`;
  const head = shop.commit({ branch, from, by: author, mail, message: `Change ${made}\n\n${AI}`, files });
  const pull = await fake.act.openPull(NAME, { head, base: shop.tip(base), baseRef: base, headRef: branch, author });
  return { id: `github:${NAME}#${pull.number}`, pull, branch };
}

const approve = (pull: Pull, by: string) => fake.act.review(NAME, pull.number, { by, state: 'APPROVED' });
const read = (id: string) => server.owner.get(changePath(id));
const required = (pull: Pull) => fake.act.requiredCheck(NAME, pull.head);
const checked = (pull: Pull, conclusion: string) =>
  until(
    async () => required(pull),
    (now) => now === conclusion,
  );

/** Judges once more, and gives what came of it: for what must not have changed. */
async function again(id: string): Promise<Answer['body']> {
  const before = (await read(id)).body.timeline.length;
  await server.owner.post(changePath(id, '/recheck'));
  const isNew = ({ body }: Answer) => body.current && body.timeline.length > before + 1;
  return (await until(() => read(id), isNew)).body;
}

async function sign(client: ApiClient, id: string): Promise<Answer> {
  const { body } = await read(id);
  return client.post(changePath(id, '/signoff'), { content_digest: body.revision.content_digest });
}

describe('a forge’s approvals', () => {
  it('let a change pass when a senior of the catalog gives one, and no longer when it is dismissed', async () => {
    const { id, pull } = await open();
    await decided(server.owner, id, 'hold');
    expect(await checked(pull, HELD)).toBe(HELD);
    const review = await approve(pull, 'ann');
    const allowed = await decided(server.owner, id, 'allow');
    expect(allowed.signoffs).toMatchObject([{ by: { person: 'ann' }, source: 'forge-review', counts: true }]);
    expect(await checked(pull, 'success')).toBe('success');
    await fake.act.dismissReview(NAME, review);
    await decided(server.owner, id, 'hold');
    expect(await checked(pull, HELD)).toBe(HELD);
  });

  it('count for one of two split changes only: each part is held on its own', async () => {
    const one = await open({ files: { 'src/checkout/pay.ts': `${lines('pay')}// half\n` } });
    const other = await open({ files: { 'src/checkout/basket.ts': `${lines('basket')}// half\n` } });
    await decided(server.owner, one.id, 'hold');
    await decided(server.owner, other.id, 'hold');
    await approve(one.pull, 'ann');
    await decided(server.owner, one.id, 'allow');
    expect((await again(other.id)).change.verdict).toBe('hold');
  });

  it('do not follow a change to another base, where it holds more', async () => {
    shop.commit({ branch: 'side', files: { 'src/checkout/pay.ts': `${lines('pay')}// never read\n` } });
    const { id, pull } = await open({ base: 'side', from: 'side', files: { 'src/catalog/a.ts': lines('a') } });
    const before = await decided(server.owner, id, 'allow');
    await approve(pull, 'ann');
    const isSigned = ({ body }: Answer) => body.current && body.signoffs.length === 1;
    const signed = await until(() => read(id), isSigned);
    expect(signed.body.signoffs).toMatchObject([{ counts: true }]);
    await fake.act.retarget(NAME, pull.number, { baseRef: 'main', base: shop.tip('main') });
    const held = await decided(server.owner, id, 'hold');
    expect(held.revision.content_digest).not.toBe(before.revision.content_digest);
    expect(held.signoffs).toMatchObject([{ counts: false }]);
    expect(await checked(pull, HELD)).toBe(HELD);
    // Read by nobody before it was moved: what was approved is not known to be this.
    const quick = await open({ base: 'side', from: 'side', files: { 'src/catalog/b.ts': lines('b') } });
    await decided(server.owner, quick.id, 'allow');
    fake.hook = null;
    await approve(quick.pull, 'ann');
    clock.move(1000);
    fake.hook = `${server.url}/hooks/github`;
    await fake.act.retarget(NAME, quick.pull.number, { baseRef: 'main', base: shop.tip('main') });
    await decided(server.owner, quick.id, 'hold');
  });

  it('count no more when their text was changed afterwards', async () => {
    const { id, pull } = await open();
    await decided(server.owner, id, 'hold');
    const review = await approve(pull, 'ann');
    await decided(server.owner, id, 'allow');
    await fake.act.editReview(NAME, review, 'Approved, and the next one too');
    const held = await decided(server.owner, id, 'hold');
    expect(held.signoffs).toMatchObject([{ counts: false, why_not: 'its text was changed after it was given' }]);
    expect((await again(id)).change.verdict).toBe('hold');
    await approve(pull, 'ann');
    await decided(server.owner, id, 'allow');
  });

  it('do not count by software, by a stranger, or by another handle of whoever made the change', async () => {
    const { id, pull } = await open({ author: 'dora' });
    await decided(server.owner, id, 'hold');
    for (const by of ['helper[bot]', 'stranger', 'dora-work', 'dora']) await approve(pull, by);
    const held = await again(id);
    expect(held.change.verdict).toBe('hold');
    expect(required(pull)).toBe(HELD);
    await approve(pull, 'bob');
    await decided(server.owner, id, 'allow');
  });

  it('come by comment only as a command that names the commit, not edited, and not by whoever made the change', async () => {
    const { id, pull } = await open();
    await decided(server.owner, id, 'hold');
    const say = (by: string, text: string) => fake.act.comment(NAME, pull.number, { by, text });
    const command = `/firebreak sign ${pull.head.slice(0, 10)}`;
    await say('ann', 'LGTM. /approve');
    await say('ann', `> ${command}`);
    await say('cleo', command);
    await say('helper[bot]', command);
    expect((await again(id)).change.verdict).toBe('hold');
    const comment = await say('bob', command);
    const allowed = await decided(server.owner, id, 'allow');
    expect(allowed.signoffs.filter(({ counts }: { counts: boolean }) => counts)).toMatchObject([
      { by: { person: 'bob' } },
    ]);
    clock.move(1000);
    await fake.act.editComment(NAME, comment, `${command}\nand more`);
    await decided(server.owner, id, 'hold');
  });

  it('and pushes that come while a change is judged are judged in turn', async () => {
    const { id, pull, branch } = await open();
    await decided(server.owner, id, 'hold');
    during = async () => void (await approve(pull, 'ann'));
    await server.owner.post(changePath(id, '/recheck'));
    await decided(server.owner, id, 'allow');
    const files = { 'src/checkout/pay.ts': lines('w') };
    const head = shop.commit({ branch, message: `More\n\n${AI}`, files });
    during = () => fake.act.push(NAME, pull.number, head);
    await server.owner.post(changePath(id, '/recheck'));
    const held = await decided(server.owner, id, 'hold');
    expect(held.revision.head).toBe(head);
    expect(during).toBeNull();
  });
});

describe('what is forged', () => {
  it('a check of our name by another App, or a status by a token, is not the required one and changes no verdict', async () => {
    const { id, pull } = await open();
    await decided(server.owner, id, 'hold');
    await checked(pull, HELD);
    fake.act.addCheck(NAME, { appId: 7, name: 'firebreak', head: pull.head, conclusion: 'success' });
    fake.act.addStatus(fake.act.repository(NAME), {
      sha: pull.head,
      by: 'cleo',
      state: 'success',
      context: 'firebreak',
    });
    expect(required(pull)).toBe(HELD);
    expect((await again(id)).change.verdict).toBe('hold');
    expect(await checked(pull, HELD)).toBe(HELD);
    // The check of a new head is missing until it is judged, whatever stood at the old one.
    const head = shop.commit({
      branch: pull.headRef,
      message: `More\n\n${AI}`,
      files: { 'src/checkout/pay.ts': lines('x') },
    });
    await fake.act.push(NAME, pull.number, head);
    fake.act.addCheck(NAME, { appId: 7, name: 'firebreak', head, conclusion: 'success' });
    expect(await checked(pull, HELD)).toBe(HELD);
  });

  it('the mail of somebody else in a commit makes its author neither a senior nor a second person', async () => {
    const ann = await server.account({ name: 'ann', person: 'ann' });
    const dora = await server.account({ name: 'dora', person: 'dora' });
    // Dora opens it, and the commits say cleo.
    const { id, pull } = await open({ author: 'dora', mail: 'cleo@shop.example' });
    await decided(server.owner, id, 'hold');
    expect(await sign(dora, id)).toMatchObject({ status: 400, body: { code: 'made-it' } });
    await approve(pull, 'dora-work');
    const held = await again(id);
    expect(held.change.verdict).toBe('hold');
    expect(held.signoffs.every(({ counts }: { counts: boolean }) => !counts)).toBe(true);
    // Who made it cannot be told: nobody can be shown to be somebody else.
    await sign(ann, id);
    expect((await again(id)).change.verdict).toBe('hold');
    // Cleo opens it, and the commits say ann: her own approval is not her second one either.
    const other = await open({ author: 'cleo', mail: 'ann@shop.example' });
    await decided(server.owner, other.id, 'hold');
    await approve(other.pull, 'cleo');
    expect((await again(other.id)).change.verdict).toBe('hold');
  });

  it('a policy that the change itself loosens does not judge it', async () => {
    const free = SHOP_CONFIGURATION.replace(/ {2}rules:[\s\S]*$/, '  rules: []\n');
    expect(free).not.toContain('critical');
    const files = { 'firebreak.yaml': free, 'src/checkout/pay.ts': `${lines('pay')}// free\n` };
    const { id, pull } = await open({ files });
    const held = await decided(server.owner, id, 'hold');
    expect(held.change.held_by.toSorted()).toEqual(['critical', 'critical-by-ai', 'rules']);
    // Nor one that a branch of the author's holds, named as the base.
    shop.commit({ branch: 'loose', files: { 'firebreak.yaml': free } });
    await fake.act.retarget(NAME, pull.number, { baseRef: 'loose', base: shop.tip('loose') });
    const isLoose = ({ body }: Answer) => body.current && body.revision.base_branch === 'loose';
    expect((await until(() => read(id), isLoose)).body.change.verdict).toBe('hold');
  });
});

describe('webhooks', () => {
  const post = async (headers: Record<string, string>, body: string) => {
    const response = await fetch(`${server.url}/hooks/github`, { method: 'POST', headers, body });
    return { status: response.status, body: await response.json() };
  };
  const payload = (pull: Pull) => ({
    action: 'synchronize',
    number: pull.number,
    pull_request: { ...shownPull(fake.act.repository(NAME), pull), merged: false },
    repository: { full_name: NAME },
  });

  it('with a wrong signature or none change nothing', async () => {
    const { id, pull } = await open();
    await decided(server.owner, id, 'hold');
    expect(await checked(pull, HELD)).toBe(HELD);
    const shows = ({ body }: Answer) => body.timeline.at(-1).type === 'VerdictPublished';
    const before = (await until(() => read(id), shows)).body;
    const closed = { ...payload({ ...pull, state: 'closed' }), action: 'closed' };
    const { headers, body } = fake.signed('pull_request', closed, { secret: 'a secret of somebody else' });
    expect(await post(headers, body)).toMatchObject({ status: 401, body: { code: 'wrong-signature', touched: [] } });
    const { 'x-hub-signature-256': _, ...unsigned } = headers;
    expect(await post(unsigned, body)).toMatchObject({ status: 401, body: { code: 'no-signature' } });
    const signed = fake.signed('pull_request', closed);
    expect(await post(signed.headers, `${signed.body} `)).toMatchObject({ status: 401 });
    const { body: after } = await read(id);
    expect(after.timeline).toEqual(before.timeline);
    expect(after.change.state).toBe('open');
  });

  it('that are replayed, or overtake each other, leave what is true', async () => {
    const { id, pull, branch } = await open();
    await decided(server.owner, id, 'hold');
    const older = fake.signed('pull_request', payload(pull), { id: 'delivery-old' });
    const head = shop.commit({ branch, message: `More\n\n${AI}`, files: { 'src/checkout/pay.ts': lines('y') } });
    fake.hook = null;
    await fake.act.push(NAME, pull.number, head);
    fake.hook = `${server.url}/hooks/github`;
    const newer = fake.signed('pull_request', payload(pull), { id: 'delivery-new' });
    expect(await post(newer.headers, newer.body)).toMatchObject({
      status: 202,
      body: { code: 'taken', touched: [id] },
    });
    await decided(server.owner, id, 'hold');
    expect(await post(older.headers, older.body)).toMatchObject({ status: 202 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await until(
      () => read(id),
      ({ body }) => body.current && body.revision.head === head,
    );
    const shows = ({ body }: Answer) => body.timeline.at(-1).type === 'VerdictPublished';
    const settled = (await until(() => read(id), shows)).body;
    expect(settled).toMatchObject({ current: true, revision: { head } });
    for (const again of [newer, older]) {
      expect(await post(again.headers, again.body)).toMatchObject({
        status: 202,
        body: { code: 'taken-before', touched: [] },
      });
    }
    expect((await read(id)).body.timeline).toEqual(settled.timeline);
  });

  it('that are lost are made up for by the poll', async () => {
    const first = await open();
    await decided(server.owner, first.id, 'hold');
    fake.hook = null;
    const { id, pull } = await open();
    const head = shop.commit({
      branch: first.branch,
      message: `More\n\n${AI}`,
      files: { 'src/checkout/pay.ts': lines('z') },
    });
    await fake.act.push(NAME, first.pull.number, head);
    await approve(pull, 'ann');
    expect((await read(id)).status).toBe(404);
    // A node polls when it starts, and each minute.
    await server.stop();
    server = await start();
    await decided(server.owner, id, 'allow');
    await until(
      () => read(first.id),
      ({ body }) => body.current && body.revision.head === head,
    );
    expect((await read(first.id)).body).toMatchObject({
      current: true,
      revision: { head },
      change: { verdict: 'hold' },
    });
  });
});
