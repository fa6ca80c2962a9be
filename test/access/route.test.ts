import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPENID_DEFAULTS, openIdProvider } from '../../src/adapter/oidc/index.ts';
import { accountAnswer, accountList, sessionList, tokenAnswer, tokenList } from '../../src/contract/index.ts';
import { type AccessWorld, principalOfSession, principalOfToken, startLink } from '../../src/control/index.ts';
import { TOKEN_SCOPES } from '../../src/domain/access/index.ts';
import {
  CALLBACK_PATH,
  type IdentityEnv,
  type IdentityRouting,
  identityRoutes,
} from '../../src/entrypoint/http/identity.ts';
import { Fault } from '../../src/kernel/index.ts';
import { makeIdentityDesk } from '../../src/service/index.ts';
import { CALLBACK, CLIENT_SECRET, type RunningProvider, startProvider } from './provider.ts';
import { accessTest, PASSWORD } from './world.ts';

const ORIGIN = 'http://127.0.0.1:4680';

let running: RunningProvider;
beforeAll(async () => {
  running = await startProvider([{ sub: 'ada', email: 'ada@example.com', email_verified: true, name: 'Ada' }]);
});
afterAll(() => running.close());

/** The routes with the little of the server that they need. */
function server() {
  const { access } = accessTest({
    provider: openIdProvider({
      ...OPENID_DEFAULTS,
      issuer: running.issuer,
      clientId: 'firebreak',
      clientSecret: CLIENT_SECRET,
      allowsLoopbackHttp: true,
    }),
  });
  const app = new Hono<IdentityEnv>();
  app.onError((error, c) => c.json({ code: error instanceof Fault ? error.code : String(error) }, 400));
  app.use('*', async (c, next) => {
    c.set('caller', await callerOf(access, c.req.header('cookie'), c.req.header('authorization')));
    await next();
  });
  const desk = makeIdentityDesk({ access, people: async () => [] });
  const parsed: IdentityRouting['parsed'] = async (c, shape) => {
    const read = shape.safeParse(await c.req.json());
    if (!read.success) throw new Error('bad-body');
    return read.data;
  };
  app.route('/', identityRoutes(desk, { origin: ORIGIN, networkOf: () => 'test', parsed }));
  return { access, app };
}

async function callerOf(access: AccessWorld, cookie: string | undefined, authorization: string | undefined) {
  if (authorization !== undefined) {
    return { principal: await principalOfToken(access, authorization.replace('Bearer ', '')), csrf: null };
  }
  const secret = /firebreak-session=([a-z2-7]+)/.exec(cookie ?? '')?.[1] ?? '';
  return principalOfSession(access, secret);
}

type App = ReturnType<typeof server>['app'];

async function post(app: App, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const answer = await app.request(`${ORIGIN}${path}`, { method: 'POST', body: JSON.stringify(body), headers });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const text = await answer.text();
  return { status: answer.status, cookie, body: text === '' ? null : JSON.parse(text) };
}

describe('the routes of accounts', () => {
  it('lead from the set-up link to an account, its password, a token, and no further by that token', async () => {
    const { access, app } = server();
    const link = await startLink(access, { isLocal: false });
    const setUp = { link: link?.secret, name: 'root', password: PASSWORD };
    const root = await post(app, '/api/v1/session/setup', setUp);
    expect([root.status, root.cookie]).toEqual([204, expect.stringContaining('firebreak-session=')]);
    const admin = { cookie: root.cookie };
    const wish = { name: 'bob', roles: ['engineer'], person: 'bob' };
    const made = await post(app, '/api/v1/accounts', wish, admin);
    const { account, link: invitation } = accountAnswer.parse(made.body);
    const entered = await post(app, '/api/v1/session/password-link', { link: invitation?.secret, password: PASSWORD });
    const bob = { cookie: entered.cookie };
    expect((await post(app, '/api/v1/accounts', { ...wish, name: 'eve' }, bob)).body.code).toBe('not-permitted');

    const issued = await post(app, '/api/v1/me/tokens', { name: 'ci', scopes: ['read', 'submit'], agent: true }, bob);
    const { text } = tokenAnswer.parse(issued.body);
    const asToken = { authorization: `Bearer ${text}` };
    expect((await post(app, '/api/v1/me/tokens', { name: 'x', scopes: ['read'] }, asToken)).body.code).toBe(
      'human-only',
    );
    expect((await post(app, '/api/v1/accounts', wish, asToken)).body.code).toBe('human-only');
    const tokens = await app.request(`${ORIGIN}/api/v1/me/tokens`, { headers: bob });
    expect(tokenList.parse(await tokens.json()).tokens).toMatchObject([{ name: 'ci', agent: true }]);

    const accounts = await app.request(`${ORIGIN}/api/v1/accounts`, { headers: admin });
    expect(accountList.parse(await accounts.json()).accounts).toHaveLength(2);
    const sessions = await app.request(`${ORIGIN}/api/v1/me/sessions`, { headers: bob });
    expect(sessionList.parse(await sessions.json()).sessions).toMatchObject([
      { current: true, method: 'password-link' },
    ]);
    expect((await post(app, `/api/v1/accounts/${account.id}/deactivate`, {}, admin)).status).toBe(200);
    expect((await post(app, '/api/v1/me/tokens', { name: 'y', scopes: ['read'] }, bob)).body.code).toBe(
      'sign-in-needed',
    );
  });

  it('issue a token of every scope that a token may have, and an agent’s of no more than an agent’s', async () => {
    const { access, app } = server();
    const link = await startLink(access, { isLocal: false });
    const root = await post(app, '/api/v1/session/setup', { link: link?.secret, name: 'root', password: PASSWORD });
    const wished = { name: 'dora', roles: ['operator', 'auditor'] };
    const made = accountAnswer.parse((await post(app, '/api/v1/accounts', wished, { cookie: root.cookie })).body);
    const chosen = { link: made.link?.secret, password: PASSWORD };
    const owner = { cookie: (await post(app, '/api/v1/session/password-link', chosen)).cookie };
    for (const scopes of [...TOKEN_SCOPES.map((scope) => [scope]), TOKEN_SCOPES]) {
      const wish = { name: scopes.join(), scopes, days: 1 };
      expect(tokenAnswer.parse((await post(app, '/api/v1/me/tokens', wish, owner)).body).token.scopes).toEqual(scopes);
    }
    const agent = { name: 'sentinel', agent: true, days: 1 };
    expect((await post(app, '/api/v1/me/tokens', { ...agent, scopes: ['brake'] }, owner)).status).toBe(201);
    expect((await post(app, '/api/v1/me/tokens', { ...agent, scopes: ['roll-out'] }, owner)).body.code).toBe(
      'bad-scope',
    );
    const never = await post(app, '/api/v1/me/tokens', { ...agent, scopes: ['release-brake'] }, owner);
    expect(never.body.code).toContain('bad-body');
  });

  it('say why somebody is not let in, in words for every reason', async () => {
    const { access, app } = server();
    const link = await startLink(access, { isLocal: false });
    const setUp = { link: link?.secret, name: 'root', password: 'password1234' };
    expect((await post(app, '/api/v1/session/setup', setUp)).body.code).toBe('too-common');
    expect((await post(app, '/api/v1/session/setup', { ...setUp, link: 'x' })).body.code).toBe('bad-link');
    expect((await post(app, '/api/v1/accounts', { name: 'a', roles: [] })).body.code).toBe('sign-in-needed');
  });
});

describe('the routes of the provider', () => {
  const visit = async (app: App, begin: { url: string; cookie: string }) => {
    const back = new URL(await running.visit(begin.url, 'ada'));
    const answer = await app.request(`${ORIGIN}${back.pathname}${back.search}`, { headers: { cookie: begin.cookie } });
    return { to: answer.headers.get('location'), cookies: answer.headers.getSetCookie() };
  };
  const leave = async (app: App, next: string) => {
    const answer = await app.request(`${ORIGIN}/api/v1/sign-in/provider?next=${encodeURIComponent(next)}`);
    const [cookie = ''] = answer.headers.getSetCookie();
    return { url: answer.headers.get('location') ?? '', cookie: cookie.split(';')[0] ?? '' };
  };

  it('name whoever has no account, let in whom an administrator bound, and go back to where they were', async () => {
    expect(CALLBACK).toBe(`${ORIGIN}${CALLBACK_PATH}`);
    const { access, app } = server();
    const stranger = await visit(app, await leave(app, '/inbox'));
    expect(stranger.to).toBe(
      `/sign-in?${new URLSearchParams({ problem: 'no-account', issuer: running.issuer, subject: 'ada' })}`,
    );
    const link = await startLink(access, { isLocal: false });
    const root = await post(app, '/api/v1/session/setup', { link: link?.secret, name: 'root', password: PASSWORD });
    const begun = await post(app, '/api/v1/me/identities', {}, { cookie: root.cookie });
    expect((await visit(app, { url: begun.body.url, cookie: begun.cookie })).to).toBe('/');
    const again = await visit(app, await leave(app, '/command-line'));
    expect(again.to).toBe('/command-line');
    expect(again.cookies).toEqual([
      expect.stringMatching(/^firebreak-sign-in=; .*Max-Age=0/),
      expect.stringMatching(/^firebreak-session=[a-z2-7]{52}; .*HttpOnly; SameSite=Lax/),
    ]);
  });

  it('let nobody be carried into another one’s sign-in, nor bind without being signed in', async () => {
    const { app } = server();
    const mine = await leave(app, '/');
    expect((await visit(app, { ...mine, cookie: '' })).to).toBe('/sign-in?problem=no-attempt');
    expect((await post(app, '/api/v1/me/identities', {})).body.code).toBe('sign-in-needed');
    expect((await visit(app, await leave(app, 'https://evil.example'))).to).toMatch(/^\/sign-in\?problem=no-account/);
  });
});
