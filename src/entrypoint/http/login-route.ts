import { Hono, type MiddlewareHandler } from 'hono';
import { loginApproveRequest, loginAskRequest, loginCodeRequest, loginPollRequest } from '../../contract/index.ts';
import type { LoginDesk } from '../../service/index.ts';
import { type Env, parsed, tooMany, type Web } from './answer.ts';
import { type Entrance, networkOfCaller } from './entrance.ts';
import { type ByteBudget, RATES } from './guard/index.ts';

/** The page where a person types the code of their terminal. */
export const LOGIN_PAGE = '/command-line';

/** Routes of command lines that ask to be let in, and of the person who answers. */
export function loginRoutes(
  desk: LoginDesk,
  { origins, proxies, rates, clock, budget }: Entrance & { readonly budget: ByteBudget },
): Hono<Env> {
  const app = new Hono<Env>();
  const address = `${origins[0] ?? ''}${LOGIN_PAGE}`;
  const who = (c: Web) => c.get('caller').principal;
  const network = (c: Web) => networkOfCaller(c, proxies);
  /** By network, beside what each account may try: asking costs a record, and a code can be guessed. */
  const slowly = (what: 'ask' | 'code'): MiddlewareHandler<Env> => {
    return async (c, next) => {
      const allowed = rates.take({ key: `${what}:${network(c)}`, rate: RATES.signIn, now: clock() });
      if (!allowed.allowed) return tooMany(c, allowed.retryAfterMs);
      await next();
      return undefined;
    };
  };

  app.post('/api/v1/login/ask', slowly('ask'), async (c) => {
    const { client } = await parsed(c, loginAskRequest, { budget });
    return c.json(await desk.ask({ client, network: network(c), address }));
  });
  app.post('/api/v1/login/poll', async (c) =>
    c.json(await desk.poll((await parsed(c, loginPollRequest, { budget })).device_code)),
  );
  app.post('/api/v1/login/question', slowly('code'), async (c) => {
    const { user_code: typed } = await parsed(c, loginCodeRequest, { budget });
    return c.json(await desk.question(who(c), { typed, network: network(c) }));
  });
  app.post('/api/v1/login/approve', slowly('code'), async (c) => {
    const { user_code: typed, sign: maySign } = await parsed(c, loginApproveRequest, { budget });
    return c.json(await desk.approve(who(c), { typed, maySign }));
  });
  app.post('/api/v1/login/deny', slowly('code'), async (c) =>
    c.json(await desk.deny(who(c), (await parsed(c, loginCodeRequest, { budget })).user_code)),
  );
  app.get('/api/v1/me/logins', async (c) => c.json(await desk.list(who(c))));
  app.delete('/api/v1/logins/:id', async (c) => {
    await desk.end(who(c), c.req.param('id'));
    return c.body(null, 204);
  });
  return app;
}
