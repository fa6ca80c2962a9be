import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ControlPlane } from '../../service/index.ts';
import { type Env, tooMany } from './answer.ts';

/** Live connections of one node; each costs a socket and a timer. */
const MAX_LIVE = 1_000;
/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 20_000;

/** `GET /api/v1/live`: server-sent events, one for each event of the log, to whoever may read. */
export function liveRoute(plane: ControlPlane): Hono<Env> {
  const app = new Hono<Env>();
  let open = 0;
  app.get('/api/v1/live', (c) => {
    plane.mayRead(c.get('caller').principal);
    if (open >= MAX_LIVE) return tooMany(c, HEARTBEAT_MS);
    open += 1;
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      let stop: () => void = () => {};
      try {
        await new Promise<void>((resolve) => {
          stream.onAbort(resolve);
          // Before anything is sent: whoever sees the connection open hears of all that comes after.
          const unlisten = plane.live((event) => {
            stream.writeSSE({ id: String(event.position), data: JSON.stringify(event) }).catch(resolve);
          });
          stream.writeSSE({ event: 'ready', data: '{}' }).catch(resolve);
          const timer = setInterval(() => void stream.write(': \n\n').catch(resolve), HEARTBEAT_MS);
          stop = () => {
            clearInterval(timer);
            unlisten();
          };
        });
      } finally {
        stop();
        open -= 1;
      }
    });
  });
  return app;
}
