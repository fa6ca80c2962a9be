import { Hono } from 'hono';
import { weeklyDecisionEndRequest, weeklyDecisionRequest } from '../../contract/index.ts';
import type { DeliveryDesk } from '../../service/index.ts';
import { type Env, parsed, type Web } from './answer.ts';
import type { ByteBudget } from './guard/index.ts';

/** A quarter. */
const USUAL_DAYS = 90;

/** Routes of delivery metrics and of the weekly review. */
export function deliveryRoutes(desk: DeliveryDesk, budget: ByteBudget): Hono<Env> {
  const app = new Hono<Env>();
  const who = (c: Web) => c.get('caller').principal;
  const week = (c: Web) => c.req.param('week') ?? '';

  app.get('/api/v1/metrics', async (c) => c.json(await desk.metrics(who(c), daysOf(c.req.query('days')))));
  app.get('/api/v1/weekly', async (c) => c.json(await desk.weekly(who(c), null)));
  app.get('/api/v1/weekly/:week', async (c) => c.json(await desk.weekly(who(c), week(c))));
  app.post('/api/v1/weekly/:week/freeze', async (c) => c.json(await desk.freeze(who(c), week(c))));
  app.post('/api/v1/weekly/:week/wheel', async (c) => c.json(await desk.spin(who(c), week(c))));
  app.post('/api/v1/weekly/:week/decisions', async (c) =>
    c.json(await desk.decide(who(c), week(c), await parsed(c, weeklyDecisionRequest, { budget }))),
  );
  app.post('/api/v1/weekly/:week/decisions/:decision', async (c) => {
    const { state } = await parsed(c, weeklyDecisionEndRequest, { budget });
    return c.json(await desk.end(who(c), week(c), { decision: c.req.param('decision'), state }));
  });
  return app;
}

/** Days that are asked for; what is no number of days is the usual quarter. */
function daysOf(text: string | undefined): number {
  return text !== undefined && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : USUAL_DAYS;
}
