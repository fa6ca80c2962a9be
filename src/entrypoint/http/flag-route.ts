import { Hono } from 'hono';
import { flagKillRequest, flagRestoreRequest } from '../../contract/index.ts';
import type { FlagDesk } from '../../service/index.ts';
import { type Env, parsed, type Web } from './answer.ts';
import type { ByteBudget } from './guard/index.ts';

/** Routes of feature flags for people and pipelines; an id is `FORGE:REPOSITORY`, encoded. Programs ask by OFREP (`flag-taker.ts`). */
export function flagRoutes(desk: FlagDesk, budget: ByteBudget): Hono<Env> {
  const app = new Hono<Env>();
  const who = (c: Web) => c.get('caller').principal;
  const id = (c: Web) => c.req.param('id') ?? '';
  app.get('/api/v1/flags', async (c) => c.json(desk.list(who(c))));
  app.post('/api/v1/flags/:id/kill', async (c) =>
    c.json(await desk.kill(who(c), { ...(await parsed(c, flagKillRequest, { budget })), id: id(c) })),
  );
  app.post('/api/v1/flags/:id/restore', async (c) =>
    c.json(await desk.restore(who(c), { ...(await parsed(c, flagRestoreRequest, { budget })), id: id(c) })),
  );
  return app;
}
