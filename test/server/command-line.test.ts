import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { changeReport, inboxReport, loginAsked, loginPolled, operationAnswer } from '../../src/contract/index.ts';
import { issueToken, principalOfSession } from '../../src/control/index.ts';
import { CHROMIUM, launch, NO_BROWSER, openPage } from '../support/browser.ts';
import { type Outcome, run } from '../support/command-line.ts';
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

const clock = testClock();
const PASSWORD = 'plain words that nobody guesses';

let shop: ServerShop;
let server: RunningServer;
let people: Readonly<Record<'ann' | 'bob' | 'cleo', ApiClient>>;
/** Home folders by person; each holds what `firebreak login` keeps. */
const homes = { ann: temporaryFolder(), bob: temporaryFolder(), cleo: temporaryFolder() };

beforeAll(async () => {
  shop = makeServerShop();
  server = await startServer({ data: temporaryFolder(), clock, repositories: [shop.path] });
  people = {
    ann: await server.account({ name: 'ann', person: 'ann' }),
    bob: await server.account({ name: 'bob', person: 'bob' }),
    cleo: await server.account({ name: 'cleo', person: 'cleo' }),
  };
});
// What one test used of a rate is there again for the next.
afterEach(() => clock.move(60_000));
afterAll(async () => {
  await server.stop();
  removeFolders();
});

type Name = keyof typeof homes;

/** One command line of somebody's; on a terminal where there are answers. */
function firebreak(
  who: Name,
  argv: readonly string[],
  more: {
    readonly answers?: readonly string[];
    readonly onErr?: (text: string) => void;
    readonly variables?: object;
  } = {},
): Promise<Outcome> {
  const { variables = {}, ...rest } = more;
  const env = { XDG_CONFIG_HOME: homes[who], FIREBREAK_SERVER: server.url, ...variables };
  return run(argv, { cwd: homes[who], variables: env, ...rest });
}

/** Begins `firebreak login` and gives the code that it shows, and its end. */
async function beginLogin(who: Name): Promise<{ readonly code: string; readonly ended: Promise<Outcome> }> {
  const shown: string[] = [];
  const ended = firebreak(who, ['login', '--json'], { onErr: (text) => shown.push(text) });
  const code = await until(
    async () => /\b[B-Z]{4}-[B-Z]{4}\b/.exec(shown.join(''))?.[0] ?? '',
    (found) => found !== '',
  );
  return { code, ended };
}

const answering = (client: ApiClient, how: 'question' | 'approve' | 'deny', body: object): Promise<Answer> =>
  client.post(`/api/v1/login/${how}`, body);

/** Lets somebody's command line in without waiting for its next question; gives what proves it. */
async function letIn(who: Name, { sign = true } = {}): Promise<string> {
  const asked = loginAsked.parse((await server.anonymous.post('/api/v1/login/ask', { client: 'a test' })).body);
  expect((await answering(people[who], 'approve', { user_code: asked.user_code, sign })).status).toBe(200);
  const polled = await server.anonymous.post('/api/v1/login/poll', { device_code: asked.device_code });
  const { login } = loginPolled.parse(polled.body);
  if (login === null) throw new Error(`no login: ${polled.body.state}`);
  const { id, text, name, expires_at: expiresAt } = login;
  await keep(who, { server: server.url, id, text, name, expiresAt });
  return text;
}

async function keep(who: Name, login: object): Promise<void> {
  const { keepLogin } = await import('../../src/entrypoint/cli/login-file.ts');
  await keepLogin({ XDG_CONFIG_HOME: homes[who] }, login as Parameters<typeof keepLogin>[1]);
}

let made = 0;

/** A junior's assisted change to tier 0, held for a senior. */
async function heldChange(): Promise<{ readonly id: string; readonly content: string; readonly branch: string }> {
  made += 1;
  const branch = `changes/pay${made}`;
  const files = { 'src/checkout/pay.ts': `${lines('pay')}// ${made}\n` };
  shop.commit({ branch, message: `Round to the cent, ${made}\n\n${AI}`, files });
  const { body } = await until(
    () => server.owner.get('/api/v1/changes'),
    (answer) => answer.body.changes.length === made,
  );
  const { id } = body.changes.find(({ title }: { title: string }) => title.endsWith(`, ${made}`));
  const report = changeReport.parse(await decided(server.owner, id, 'hold'));
  return { id, content: report.revision.content_digest ?? '', branch };
}

async function signoffsOf(id: string) {
  return changeReport.parse((await server.owner.get(changePath(id))).body).signoffs;
}

const codeOf = ({ exit, out }: Outcome): string => `${exit} ${out === '' ? '' : (JSON.parse(out).code ?? '')}`.trim();

describe.skipIf(CHROMIUM === undefined)(`a senior at a terminal and a browser${NO_BROWSER}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  it('logs in by a code that is typed at the browser, signs what the terminal shows, and is logged out at the browser', async () => {
    const { id, content } = await heldChange();
    const { code, ended } = await beginLogin('ann');
    const { page, trouble } = await openPage(browser, { width: 1280, colours: 'light' });
    await page.goto(`${server.url}/command-line`);
    await page.getByLabel('Name').fill('ann');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Code in your terminal').fill('BBBB-BBBB');
    await page.getByRole('button', { name: 'Look who asks' }).click();
    await page.getByText('no command line waits with this code').waitFor();
    await page.getByLabel('Code in your terminal').fill(code.toLowerCase().replace('-', ' '));
    await page.getByRole('button', { name: 'Look who asks' }).click();
    await page.getByRole('heading', { name: 'Is this yours?' }).waitFor();
    expect(await page.locator('p.code').textContent()).toBe(code);
    expect(await page.getByText('the network you are in').count()).toBe(1);
    await page.getByLabel('It may also sign off').check();
    await page.getByRole('button', { name: 'Let it in' }).click();
    await page.getByText('Go back to your terminal').waitFor();
    const outcome = await ended;
    expect(outcome.exit).toBe(0);
    expect(JSON.parse(outcome.out)).toMatchObject({ server: server.url, name: 'ann', person: 'ann', sign: true });
    const file = join(homes.ann, 'firebreak', 'logins.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(outcome.out + outcome.err).not.toContain('fbl_');

    const listed = await firebreak('ann', ['signoff', 'list', '--json']);
    const inbox = inboxReport.parse(JSON.parse(listed.out));
    expect(inbox.person).toBe('ann');
    const argv = ['signoff', 'approve', id, '--comment', 'Read the rounding.'];
    const signed = await firebreak('ann', argv, { answers: ['yes'] });
    expect(signed.exit).toBe(0);
    for (const shown of ['Round to the cent', 'AI-assisted', 'cleo', content, '1 file', 'customers feel']) {
      expect(signed.err).toContain(shown);
    }
    await decided(server.owner, id, 'allow');
    expect(await signoffsOf(id)).toMatchObject([
      { by: { person: 'ann' }, source: 'cli', counts: true, comment: 'Read the rounding.' },
    ]);
    const { timeline } = changeReport.parse((await server.owner.get(changePath(id))).body);
    const told = timeline.find(({ type }) => type === 'SignedOff');
    expect([told?.actor?.split(':')[0], told?.text]).toEqual(['login', expect.stringContaining('(cli)')]);

    await page.getByRole('button', { name: 'Log it out' }).click();
    await page.getByText('No command line acts in your name.').waitFor();
    expect(codeOf(await firebreak('ann', ['signoff', 'list', '--json']))).toBe('4 not-logged-in');
    // The console tells of each answer that is a failure; the code that was wrong was one.
    expect(trouble.filter((text) => !text.includes('404'))).toEqual([]);
    expect(server.faults).toEqual([]);
    await page.close();
  });
});

describe('a login', () => {
  it('is refused by the person at the browser, and ends by time', async () => {
    const denied = await beginLogin('bob');
    expect((await answering(people.bob, 'deny', { user_code: denied.code })).body).toMatchObject({ answer: 'denied' });
    expect(codeOf(await denied.ended)).toBe('4 login-denied');
    const late = await beginLogin('bob');
    clock.move(600_000);
    expect((await answering(people.bob, 'approve', { user_code: late.code, sign: false })).status).toBe(404);
    expect(codeOf(await late.ended)).toBe('4 login-expired');
    expect(codeOf(await firebreak('bob', ['signoff', 'list', '--json']))).toBe('4 not-logged-in');
  });

  it('comes by a code that works once, for a signed-in person alone', async () => {
    const { body } = await server.anonymous.post('/api/v1/login/ask', { client: 'a test' });
    const { user_code, device_code } = loginAsked.parse(body);
    expect((await answering(server.anonymous, 'approve', { user_code, sign: true })).status).toBe(403);
    expect((await answering(people.ann, 'question', { user_code: 'BBBB-BBBB' })).body.code).toBe('no-such-code');
    expect((await answering(people.ann, 'question', { user_code })).body).toMatchObject({
      client: 'a test',
      same_network: true,
      sign: { allowed: true },
    });
    expect((await answering(people.ann, 'approve', { user_code, sign: false })).status).toBe(200);
    expect((await answering(people.bob, 'approve', { user_code, sign: true })).status).toBe(404);
    const poll = () => server.anonymous.post('/api/v1/login/poll', { device_code });
    const states = [(await poll()).body, (await poll()).body].map(({ state }) => state);
    expect(states).toEqual(['begun', 'expired_token']);
  });

  it('takes wrong codes of one network slowly', async () => {
    const tries = [];
    for (let at = 0; at < 12; at += 1) {
      tries.push((await answering(people.bob, 'question', { user_code: 'CCCC-CCCC' })).status);
    }
    expect(tries.slice(0, 5)).toEqual(Array(5).fill(404));
    expect(tries.slice(-2)).toEqual([429, 429]);
  });

  it('is ended by logout, here and at the server', async () => {
    const text = await letIn('bob');
    const login = server.withToken(text);
    expect((await login.get('/api/v1/inbox')).status).toBe(200);
    expect((await firebreak('bob', ['logout'])).exit).toBe(0);
    expect((await login.get('/api/v1/inbox')).status).toBe(401);
    expect(readFileSync(join(homes.bob, 'firebreak', 'logins.json'), 'utf8')).not.toContain('fbl_');
    expect(codeOf(await firebreak('bob', ['logout', '--json']))).toBe('4 not-logged-in');
  });

  it('administers nothing, opens no other way in, and lets nobody else in', async () => {
    const login = server.withToken(await letIn('ann'));
    const refused = [
      await login.get('/api/v1/accounts'),
      await login.post('/api/v1/me/tokens', { name: 't', scopes: ['read'], days: 1 }),
      await answering(login, 'question', { user_code: 'BBBB-BBBB' }),
      await login.get('/api/v1/me/logins'),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });
});

describe('a sign-off by the command line', () => {
  let id: string;
  let content: string;
  let branch: string;
  beforeAll(async () => {
    ({ id, content, branch } = await heldChange());
  });

  it('is refused to agents: by a token, and where one works in the terminal', async () => {
    await letIn('ann');
    const argv = ['signoff', 'approve', id, '--content', content, '--json'];
    const inside = await firebreak('ann', argv, { variables: { CLAUDECODE: '1' } });
    expect(codeOf(inside)).toBe('4 agent-here');
    expect(codeOf(await firebreak('ann', ['login', '--json'], { variables: { CLAUDECODE: '1' } }))).toBe(
      '4 agent-here',
    );
    const { principal } = await principalOfSession(server.access, people.ann.cookie);
    const wish = { name: 'agent', scopes: ['read', 'submit'] as const, isAgent: true, days: 1 };
    const issued = await issueToken(server.access, principal, wish);
    const token = server.withToken(issued.ok ? issued.value.text : '');
    const body = { content_digest: content };
    expect((await token.post(changePath(id, '/signoff'), body)).body.code).toBe('human-only');
    expect(await signoffsOf(id)).toEqual([]);
  });

  it('is refused to a command line that was not let sign, and to whoever made the change', async () => {
    const looks = server.withToken(await letIn('ann', { sign: false }));
    expect((await looks.post(changePath(id, '/signoff'), { content_digest: content })).body.code).toBe(
      'login-may-not-sign',
    );
    expect(codeOf(await firebreak('ann', ['signoff', 'approve', id, '--content', content, '--json']))).toBe(
      '4 may-not',
    );
    await letIn('cleo');
    const own = await firebreak('cleo', ['signoff', 'approve', id, '--content', content, '--json']);
    expect([codeOf(own), JSON.parse(own.out).message]).toEqual(['4 may-not', expect.stringContaining('made')]);
    expect(await signoffsOf(id)).toEqual([]);
  });

  it('returns a change with a reason', async () => {
    await letIn('ann');
    expect(codeOf(await firebreak('ann', ['signoff', 'return', id, '--json']))).toBe('2 usage');
    const sent = await firebreak('ann', ['signoff', 'return', id, '--reason', 'Round half to even.', '--json']);
    expect(sent.exit).toBe(0);
    const { returned } = changeReport.parse((await server.owner.get(changePath(id))).body);
    expect(returned).toMatchObject({ by: { person: 'ann' }, reason: 'Round half to even.' });
  });

  it('needs a yes at the terminal, or the whole digest; content that changed is refused', async () => {
    const login = server.withToken(await letIn('ann'));
    const approve = (...more: readonly string[]) => firebreak('ann', ['signoff', 'approve', id, '--json', ...more]);
    expect(codeOf(await approve())).toBe('2 usage');
    expect(codeOf(await approve('--content', content.slice(0, 20)))).toBe('2 stale-content');
    const no = await firebreak('ann', ['signoff', 'approve', id], { answers: ['y'] });
    expect([no.exit, no.out]).toEqual([3, '']);
    expect(await signoffsOf(id)).toEqual([]);

    shop.commit({ branch, files: { 'src/checkout/pay.ts': `${lines('pay')}// other\n` }, message: `Other\n\n${AI}` });
    await until(
      () => server.owner.get(changePath(id)),
      ({ body }) => body.revision.content_digest !== content && body.current === true,
    );
    expect(codeOf(await approve('--content', content))).toBe('2 stale-content');
    expect((await login.post(changePath(id, '/signoff'), { content_digest: content })).body.code).toBe('stale-content');
    const now = (await server.owner.get(changePath(id))).body.revision.content_digest;
    expect((await approve('--content', now)).exit).toBe(0);
    await decided(server.owner, id, 'allow');
  });

  it('is turned off by a setting of the server, for logins that were let sign before, too', async () => {
    const variables = { FIREBREAK_CLI_SIGNING: 'no' };
    const other = await startServer({ data: temporaryFolder(), clock, isIdle: true, variables });
    const ann = await other.account({ name: 'ann', person: 'ann' });
    const { body } = await other.anonymous.post('/api/v1/login/ask', {});
    const { user_code } = loginAsked.parse(body);
    expect((await answering(ann, 'question', { user_code })).body.sign.allowed).toBe(false);
    const refused = await answering(ann, 'approve', { user_code, sign: true });
    expect([refused.status, refused.body.code]).toEqual([403, 'signing-turned-off']);
    expect((await answering(ann, 'approve', { user_code, sign: false })).status).toBe(200);
    await other.stop();
  });
});

describe('what a person submits from the command line', () => {
  it('stands under their name, is signed with its whole text shown, and is refused to agents without a token', async () => {
    await letIn('cleo', { sign: false });
    writeFileSync(join(homes.cleo, 'restart.txt'), 'restart the checkout\n');
    const repository = basename(shop.path).replaceAll(/[^\w.~-]/g, '-');
    const argv = ['submit', 'manual', 'restart/checkout', '--in', repository, '--title', 'Restart the checkout'];
    const whole = [...argv, '--content', 'restart.txt', '--path', 'src/checkout/pay.ts', '--wait', '9', '--json'];
    const agent = await firebreak('cleo', whole, { variables: { CLAUDECODE: '1' } });
    expect(codeOf(agent)).toBe('4 agent-here');
    const sent = await firebreak('cleo', whole);
    expect(sent.exit).toBe(3);
    const { change } = operationAnswer.parse(JSON.parse(sent.out));
    const report = changeReport.parse((await server.owner.get(changePath(change))).body);
    expect(report.change.author).toBe('cleo');
    await letIn('ann');
    const content = report.revision.content_digest ?? '';
    const signed = await firebreak('ann', ['signoff', 'approve', change, '--content', content]);
    expect([signed.exit, signed.err]).toEqual([0, expect.stringContaining('  | restart the checkout\n')]);
  });
});
