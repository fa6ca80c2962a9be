import { Hono } from 'hono';
import { deploymentRequest, operationDoneRequest, operationRequest } from '../../contract/index.ts';
import type { OperationDesk } from '../../service/index.ts';
import { type Env, parsed, type Web } from './answer.ts';
import { BODY_LIMITS, type ByteBudget } from './guard/index.ts';

/** Routes of changes that are no pull request, of deployments, and of what is there without a record. */
export function operationRoutes(desk: OperationDesk, budget: ByteBudget): Hono<Env> {
  const app = new Hono<Env>();
  const who = (c: Web) => c.get('caller').principal;

  app.post('/api/v1/operations', async (c) => {
    const request = await parsed(c, operationRequest, { budget, limit: BODY_LIMITS.operation });
    return c.json(await desk.submit(who(c), request));
  });
  app.post('/api/v1/operations/:id/done', async (c) => {
    const request = await parsed(c, operationDoneRequest, { budget });
    return c.json(await desk.done(who(c), { ...request, id: c.req.param('id') }));
  });
  app.post('/api/v1/deployments', async (c) => {
    const request = await parsed(c, deploymentRequest, { budget });
    return c.json(await desk.deploy(who(c), request), 202);
  });
  app.get('/api/v1/findings', async (c) =>
    c.json(await desk.findings(who(c), { after: c.req.query('after') || null, at: positionOf(c.req.query('at')) })),
  );
  return app;
}

/** A place in the log; `null` where it is none. */
function positionOf(text: string | undefined): number | null {
  return /^[1-9]\d{0,14}$/.test(text ?? '') ? Number(text) : null;
}
