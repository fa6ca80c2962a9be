import { Hono } from 'hono';
import {
  queueAddRequest,
  queueEjectRequest,
  queueFreezeRequest,
  queuePauseRequest,
  queueThawRequest,
} from '../../contract/index.ts';
import type { QueueDesk } from '../../service/index.ts';
import { type Env, parsed, type Web } from './answer.ts';
import type { ByteBudget } from './guard/index.ts';

/** Routes of merge queues; an id is `FORGE:REPOSITORY@BRANCH`, encoded. */
export function queueRoutes(desk: QueueDesk, budget: ByteBudget): Hono<Env> {
  const app = new Hono<Env>();
  const who = (c: Web) => c.get('caller').principal;
  const id = (c: Web) => c.req.param('id') ?? '';

  app.get('/api/v1/queue', async (c) => c.json(await desk.list(who(c))));
  app.get('/api/v1/queue/:id', async (c) =>
    c.json(await desk.report(who(c), { id: id(c), first: countOf(c.req.query('first')) })),
  );
  app.get('/api/v1/queue/:id/entries/:entry', async (c) =>
    c.json(await desk.why(who(c), { id: id(c), entry: c.req.param('entry') })),
  );
  app.get('/api/v1/queue/:id/output/:what', async (c) =>
    c.json(await desk.output(who(c), { id: id(c), named: c.req.param('what'), lines: countOf(c.req.query('lines')) })),
  );
  app.post('/api/v1/queue/:id/entries', async (c) =>
    c.json(await desk.add(who(c), { ...(await parsed(c, queueAddRequest, { budget })), id: id(c) })),
  );
  app.post('/api/v1/queue/:id/eject', async (c) =>
    c.json(await desk.eject(who(c), { ...(await parsed(c, queueEjectRequest, { budget })), id: id(c) })),
  );
  app.post('/api/v1/queue/:id/pause', async (c) =>
    c.json(await desk.pause(who(c), { ...(await parsed(c, queuePauseRequest, { budget })), id: id(c) })),
  );
  app.post('/api/v1/queue/:id/resume', async (c) => c.json(await desk.resume(who(c), { id: id(c) })));
  app.post('/api/v1/queue/:id/freeze', async (c) =>
    c.json(await desk.freeze(who(c), { ...(await parsed(c, queueFreezeRequest, { budget })), id: id(c) })),
  );
  app.post('/api/v1/queue/:id/thaw', async (c) =>
    c.json(await desk.thaw(who(c), { ...(await parsed(c, queueThawRequest, { budget })), id: id(c) })),
  );
  return app;
}

/** What is no whole number asks for all. */
function countOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : null;
}
