import { Hono } from 'hono';
import { sessionRequest } from '../../contract/index.ts';
import type { ControlPlane } from '../../service/index.ts';
import { type Env, failing, parsed, tooMany } from './answer.ts';
import { type Entrance, networkOfCaller } from './entrance.ts';
import { type ByteBudget, cookieName, RATES, readCookie, retryAfter, setCookie } from './guard/index.ts';

/** Signing in by name and password or by the link of the server's start, and signing out. */
export function sessionRoutes(
  plane: ControlPlane,
  { origins, proxies, rates, clock, budget }: Entrance & { readonly budget: ByteBudget },
): Hono<Env> {
  const app = new Hono<Env>();
  const isHttps = origins[0]?.startsWith('https:') ?? false;
  app.post('/api/v1/session', async (c) => {
    const network = networkOfCaller(c, proxies);
    const allowed = rates.take({ key: `in:${network}`, rate: RATES.signIn, now: clock() });
    if (!allowed.allowed) return tooMany(c, allowed.retryAfterMs);
    const given = await parsed(c, sessionRequest, { budget });
    const client = c.req.header('user-agent') ?? null;
    const answer =
      'link' in given
        ? await plane.signInByLink({ secret: given.link, client })
        : await plane.signIn({ ...given, network, client });
    if ('code' in answer) {
      const { code, message, retryAfterMs } = answer;
      if (retryAfterMs !== null) c.header('retry-after', retryAfter(retryAfterMs));
      const fix = 'Check it and try again.';
      return failing(c, retryAfterMs === null ? 401 : 429, { code, kind: 'permission', message, fix });
    }
    c.header('set-cookie', setCookie({ name: 'session', value: answer.secret, maxAgeS: answer.maxAgeS, isHttps }));
    return c.json(plane.me(await plane.identify({ bearer: null, cookie: answer.secret })));
  });
  app.delete('/api/v1/session', async (c) => {
    const cookie = readCookie(c.req.header('cookie'), cookieName('session', { isHttps }));
    if (cookie !== null) await plane.signOut(cookie);
    c.header('set-cookie', setCookie({ name: 'session', value: '', maxAgeS: 0, isHttps }));
    return c.body(null, 204);
  });
  return app;
}
