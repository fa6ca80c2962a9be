import { createServer, type RequestListener, type Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Fault } from '../../kernel/index.ts';
import type { ControlPlane } from '../../service/index.ts';
import { type HttpSettings, makeApp } from './app.ts';
import { limitServer } from './guard/index.ts';
import type { HookTaker } from './hook.ts';
import { type AnswerCounts, metricsRoute } from './metrics.ts';
import { webAnswer } from './web/index.ts';

/** Requests in flight get this long when the server ends; live connections are cut at once. */
const DRAIN_MS = 20_000;

/** A server that listens. */
export interface Listening {
  /** The port that was really taken. */
  readonly port: number;
  /** That of `/metrics`; `null` = it has none of its own. */
  readonly metricsPort: number | null;
  close(): Promise<void>;
}

interface Place {
  readonly host: string;
  readonly port: number;
}

/** Listens, where it is told so at two addresses: the second one knows `/metrics` alone. Fault: one is taken, or not ours. */
export async function listen(
  plane: ControlPlane,
  options: Omit<HttpSettings, 'web' | 'origins' | 'counts' | 'showsMetrics'> &
    Place & {
      /** Where `/metrics` is served instead of among the others; `null` = nowhere else. */
      readonly metrics: Place | null;
      /** Of the port that was taken. */
      readonly originsOf: (port: number) => readonly string[];
    },
): Promise<Listening> {
  const { host, port, metrics } = options;
  const counts: AnswerCounts = new Map();
  const figures =
    metrics === null
      ? null
      : await open(metrics, () => ({ fetch: metricsRoute(plane, counts).fetch, takeHook: () => false }));
  try {
    const main = await open({ host, port }, (taken) => {
      // The port is known only now, and what a page may call is said by it.
      const origins = options.originsOf(taken);
      const app = makeApp(plane, { ...options, origins, counts, showsMetrics: figures === null, web: webAnswer });
      return { takeHook: app.takeHook, fetch: (request, env) => app.fetch(request, env as never) };
    });
    return {
      port: main.port,
      metricsPort: figures?.port ?? null,
      close: async () => {
        await Promise.all([close(main.server), figures === null ? null : close(figures.server)]);
      },
    };
  } catch (error) {
    if (figures !== null) await close(figures.server);
    throw error;
  }
}

type Fetch = (request: Request, env: unknown) => Response | Promise<Response>;

interface Handler {
  readonly takeHook: HookTaker;
  readonly fetch: Fetch;
}

/** Takes an address; the handler is made when its port is known. */
function open(
  place: Place,
  handlerOf: (port: number) => Handler,
): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve, reject) => {
    let handler: Handler = {
      takeHook: () => false,
      fetch: () => new Response('starting\n', { status: 503 }),
    };
    const fetch: Fetch = (request, env) => handler.fetch(request, env);
    const made = ((settings: object, others: RequestListener) =>
      createServer(settings, (incoming, outgoing) => {
        if (!handler.takeHook(incoming, outgoing)) others(incoming, outgoing);
      })) as typeof createServer;
    const server = serve({ fetch, hostname: place.host, port: place.port, createServer: made }, ({ port }) => {
      handler = handlerOf(port);
      resolve({ server: server as Server, port });
    });
    limitServer(server as Server);
    server.on('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(place, cause)));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function cannotListen({ host, port }: Place, cause: NodeJS.ErrnoException): Fault {
  return new Fault({
    kind: 'usage',
    code: 'cannot-listen',
    message: `cannot listen on ${host}:${port} (${cause.code ?? 'unknown'})`,
    fix:
      cause.code === 'EADDRINUSE'
        ? 'Another process has this port: name another with --listen.'
        : 'Name an address of this machine.',
    cause,
  });
}
