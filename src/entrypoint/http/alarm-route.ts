import { Hono } from 'hono';
import type { AlarmDesk } from '../../service/index.ts';
import type { Env } from './answer.ts';

/** Routes of alarms of what is watched. */
export function alarmRoutes(desk: AlarmDesk): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/api/v1/alarms', async (c) => c.json(await desk.report(c.get('caller').principal)));
  return app;
}
