import { Hono } from 'hono';
import { rolloutAbortRequest, rolloutReasonRequest, rolloutStartRequest } from '../../contract/index.ts';
import type { RolloutDesk } from '../../service/index.ts';
import { type Env, parsed, type Web } from './answer.ts';
import type { ByteBudget } from './guard/index.ts';

/** Routes of rollouts. */
export function rolloutRoutes(desk: RolloutDesk, budget: ByteBudget): Hono<Env> {
  const app = new Hono<Env>();
  const who = (c: Web) => c.get('caller').principal;
  const id = (c: Web) => c.req.param('id') ?? '';

  app.get('/api/v1/rollouts', async (c) => c.json(await desk.list(who(c))));
  app.post('/api/v1/rollouts', async (c) =>
    c.json(await desk.start(who(c), await parsed(c, rolloutStartRequest, { budget }))),
  );
  app.get('/api/v1/rollouts/:id', async (c) => c.json(await desk.report(who(c), id(c))));
  app.post('/api/v1/rollouts/:id/pause', async (c) =>
    c.json(await desk.pause(who(c), { ...(await parsed(c, rolloutReasonRequest, { budget })), id: id(c) })),
  );
  app.post('/api/v1/rollouts/:id/resume', async (c) => c.json(await desk.resume(who(c), { id: id(c) })));
  app.post('/api/v1/rollouts/:id/promote', async (c) =>
    c.json(await desk.promote(who(c), { ...(await parsed(c, rolloutReasonRequest, { budget })), id: id(c) })),
  );
  app.post('/api/v1/rollouts/:id/abort', async (c) =>
    c.json(await desk.abort(who(c), { ...(await parsed(c, rolloutAbortRequest, { budget })), id: id(c) })),
  );
  return app;
}
