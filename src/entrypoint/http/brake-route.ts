import { Hono } from 'hono';
import { brakeAmendRequest, brakeOffRequest, brakeOnRequest, brakeQuestionRequest } from '../../contract/index.ts';
import type { BrakeDesk } from '../../service/index.ts';
import { type Env, parsed, type Web } from './answer.ts';
import type { ByteBudget } from './guard/index.ts';

/** Routes of brakes. */
export function brakeRoutes(desk: BrakeDesk, budget: ByteBudget): Hono<Env> {
  const app = new Hono<Env>();
  const who = (c: Web) => c.get('caller').principal;
  const id = (c: Web) => c.req.param('id') ?? '';

  app.get('/api/v1/brakes', async (c) => c.json(await desk.list(who(c))));
  app.post('/api/v1/brakes', async (c) => c.json(await desk.on(who(c), await parsed(c, brakeOnRequest, { budget }))));
  app.post('/api/v1/brakes/ask', async (c) =>
    c.json(await desk.ask(who(c), await parsed(c, brakeQuestionRequest, { budget }))),
  );
  app.post('/api/v1/brakes/:id/amend', async (c) =>
    c.json(await desk.amend(who(c), { ...(await parsed(c, brakeAmendRequest, { budget })), id: id(c) })),
  );
  app.post('/api/v1/brakes/:id/off', async (c) =>
    c.json(await desk.off(who(c), { ...(await parsed(c, brakeOffRequest, { budget })), id: id(c) })),
  );
  return app;
}
