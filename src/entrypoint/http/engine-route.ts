import { Hono, type MiddlewareHandler } from 'hono';
import type { EngineDesk } from '../../service/index.ts';
import { bytesOf, type Env, failing, tooMany, type Web } from './answer.ts';
import { type Entrance, networkOfCaller } from './entrance.ts';
import { BODY_LIMITS, type ByteBudget, RATES, readBasicPassword, readBearer } from './guard/index.ts';

/** Addresses of engines, by what stands behind `/v1/`. */
const ENGINES = { argo: 'argo', flagger: 'flagger', kayenta: 'spinnaker' } as const;
type Name = keyof typeof ENGINES;

/**
 * What engines of rollouts ask. An engine shows its token before anything of its request is read: as bearer, as the password in the address
 * (Flagger's hooks know no headers), or as a part of the path (Kayenta's remote judge knows neither).
 */
export function engineRoutes(desk: EngineDesk, around: Entrance & { readonly budget: ByteBudget }): Hono<Env> {
  const { rates, clock, proxies, budget } = around;
  const app = new Hono<Env>();
  const entrance: MiddlewareHandler<Env> = async (c, next) => {
    const network = networkOfCaller(c, proxies);
    const rate = rates.take({ key: `engine:${network}`, rate: RATES.engine, now: clock() });
    if (!rate.allowed) return tooMany(c, rate.retryAfterMs);
    const header = c.req.header('authorization');
    desk.mayAsk(c.req.param('token') ?? readBearer(header) ?? readBasicPassword(header));
    await next();
    return undefined;
  };
  const answer = async (c: Web, name: Name, path: string): Promise<Response> => {
    const limit = name === 'kayenta' ? BODY_LIMITS.push : BODY_LIMITS.write;
    const body = c.req.method === 'GET' ? new Uint8Array() : await bytesOf(c, { limit, budget });
    const request = { method: c.req.method, path, query: c.req.query(), body };
    const reply = await desk.answer(ENGINES[name], request);
    if (reply === null) return failing(c, 404, NO_SUCH_ADDRESS);
    c.header('content-type', reply.contentType);
    return c.body(reply.body, reply.status as 200);
  };
  for (const name of Object.keys(ENGINES) as Name[]) {
    app.all(`/v1/${name}/:path{.+}`, entrance, (c) => answer(c, name, `/${c.req.param('path')}`));
  }
  app.all('/v1/key/:token/kayenta/:path{.+}', entrance, (c) => answer(c, 'kayenta', `/${c.req.param('path')}`));
  return app;
}

const NO_SUCH_ADDRESS = {
  code: 'no-such-route',
  kind: 'usage',
  message: 'no engine asks at this address',
  fix: 'See docs/engines.md for the addresses of each engine.',
} as const;
