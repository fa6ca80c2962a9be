import { type Context, Hono } from 'hono';
import {
  accountRequest,
  passwordLinkRequest,
  passwordRequest,
  personRequest,
  rolesRequest,
  setupRequest,
  tokenRequest,
} from '../../contract/index.ts';
import type { Caller, IdentityDesk } from '../../service/index.ts';
import { cookieName, readCookie, setCookie } from './guard/index.ts';

/** What the guard before these routes leaves for them. */
export type IdentityEnv = { Variables: { caller: Caller } };
type Web = Context<IdentityEnv>;

/** A shape of the contract. */
export interface Shape<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly ShapeIssue[] } };
}

/** What does not fit, and where. */
export interface ShapeIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What the routes take from the server around them. */
export interface IdentityRouting {
  /** The address that people use; the provider sends them back to `CALLBACK_PATH` of it. */
  readonly origin: string;
  /** A caller's network. */
  readonly networkOf: (c: Context) => string;
  /** The body in its shape; throws a Fault where it has another. */
  readonly parsed: <T>(c: Context, shape: Shape<T>) => Promise<T>;
}

/** Where the provider sends the browser back to. */
export const CALLBACK_PATH = '/api/v1/sign-in/callback';
/** As long as an attempt counts. */
const ATTEMPT_S = 600;

/** Routes of accounts, tokens, sessions and the identity provider; mounted behind the guard of `/api/*`. */
export function identityRoutes(desk: IdentityDesk, routing: IdentityRouting): Hono<IdentityEnv> {
  const { origin, parsed } = routing;
  const isHttps = origin.startsWith('https:');
  const redirectUri = `${origin}${CALLBACK_PATH}`;
  const app = new Hono<IdentityEnv>();
  const who = (c: Web) => c.get('caller').principal;
  const whence = (c: Web) => ({ network: routing.networkOf(c), client: c.req.header('user-agent') ?? null });
  const cookie = (c: Web, name: 'session' | 'sign-in', value: string, maxAgeS: number) =>
    c.header('set-cookie', setCookie({ name, value, maxAgeS, isHttps }), { append: true });
  const signedIn = (c: Web, { secret, maxAgeS }: { readonly secret: string; readonly maxAgeS: number }) => {
    cookie(c, 'session', secret, maxAgeS);
    return c.body(null, 204);
  };
  const id = (c: Web) => c.req.param('id') ?? '';

  app.get('/api/v1/accounts', async (c) => c.json(await desk.accounts(who(c))));
  app.post('/api/v1/accounts', async (c) => c.json(await desk.create(who(c), await parsed(c, accountRequest)), 201));
  app.post('/api/v1/accounts/:id/roles', async (c) =>
    c.json(await desk.roles(who(c), id(c), (await parsed(c, rolesRequest)).roles)),
  );
  app.post('/api/v1/accounts/:id/person', async (c) =>
    c.json(await desk.person(who(c), id(c), (await parsed(c, personRequest)).person)),
  );
  app.post('/api/v1/accounts/:id/password-link', async (c) => c.json(await desk.invite(who(c), id(c))));
  app.post('/api/v1/accounts/:id/deactivate', async (c) => c.json(await desk.deactivate(who(c), id(c))));
  app.post('/api/v1/accounts/:id/reactivate', async (c) => c.json(await desk.reactivate(who(c), id(c))));
  app.post('/api/v1/accounts/:id/end-sessions', async (c) => c.json(await desk.endSessions(who(c), id(c))));

  app.get('/api/v1/me/sessions', async (c) => c.json(await desk.sessions(who(c))));
  app.get('/api/v1/me/tokens', async (c) => c.json(await desk.tokens(who(c))));
  app.post('/api/v1/me/tokens', async (c) => c.json(await desk.issue(who(c), await parsed(c, tokenRequest)), 201));
  app.delete('/api/v1/tokens/:id', async (c) => {
    await desk.revoke(who(c), id(c));
    return c.body(null, 204);
  });
  app.post('/api/v1/me/password', async (c) =>
    signedIn(c, await desk.changePassword(who(c), { ...(await parsed(c, passwordRequest)), ...whence(c) })),
  );

  app.post('/api/v1/session/setup', async (c) => {
    const { link: secret, name, display_name: displayName, password } = await parsed(c, setupRequest);
    return signedIn(c, await desk.setUp({ secret, name, displayName, password, client: whence(c).client }));
  });
  app.post('/api/v1/session/password-link', async (c) => {
    const { link: secret, password } = await parsed(c, passwordLinkRequest);
    return signedIn(c, await desk.setPassword({ secret, password, client: whence(c).client }));
  });

  app.get('/api/v1/sign-in/provider', async (c) => {
    const left = await desk.leave(who(c), { redirectUri, returnTo: c.req.query('next') ?? null, bind: false });
    cookie(c, 'sign-in', left.cookie, ATTEMPT_S);
    return c.redirect(left.url, 302);
  });
  // A write, with the session's token: else another site could bind its own identity to the account that is signed in here.
  app.post('/api/v1/me/identities', async (c) => {
    const left = await desk.leave(who(c), { redirectUri, returnTo: '/', bind: true });
    cookie(c, 'sign-in', left.cookie, ATTEMPT_S);
    return c.json({ schema: 'firebreak.identity-begun/v1', url: left.url });
  });
  app.get(CALLBACK_PATH, async (c) => {
    const attempt = readCookie(c.req.header('cookie'), cookieName('sign-in', { isHttps })) ?? '';
    const callbackUrl = `${redirectUri}${new URL(c.req.url).search}`;
    const arrived = await desk.arrive({ cookie: attempt, callbackUrl, client: whence(c).client });
    cookie(c, 'sign-in', '', 0);
    if (!arrived.ok) {
      const query = new URLSearchParams({ problem: arrived.code, ...(arrived.identity ?? {}) });
      return c.redirect(`/sign-in?${query}`, 302);
    }
    cookie(c, 'session', arrived.entered.secret, arrived.entered.maxAgeS);
    return c.redirect(arrived.entered.returnTo, 302);
  });
  return app;
}
