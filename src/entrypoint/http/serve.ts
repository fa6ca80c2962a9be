import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Fault } from '../../kernel/index.ts';
import type { ControlPlane } from '../../service/index.ts';
import { type HttpSettings, makeApp } from './app.ts';
import { limitServer } from './guard/index.ts';
import { webAnswer } from './web/index.ts';

/** Requests in flight get this long when the server ends; live connections are cut at once. */
const DRAIN_MS = 20_000;

/** A server that listens. */
export interface Listening {
  /** The port that was really taken. */
  readonly port: number;
  close(): Promise<void>;
}

/** Listens. Fault: the address is taken, or not ours. */
export async function listen(
  plane: ControlPlane,
  options: Omit<HttpSettings, 'web' | 'origins'> & {
    readonly host: string;
    readonly port: number;
    /** Of the port that was taken. */
    readonly originsOf: (port: number) => readonly string[];
  },
): Promise<Listening> {
  const { host, port } = options;
  // The port is known only now, and what a page may call is said by it.
  const origins: string[] = [];
  const started = await new Promise<{ readonly server: Server; readonly port: number }>((resolve, reject) => {
    const app = { fetch: (request: Request, env: unknown): Response | Promise<Response> => handler(request, env) };
    let handler: (request: Request, env: unknown) => Response | Promise<Response> = () =>
      new Response('starting\n', { status: 503 });
    const server = serve({ fetch: app.fetch, hostname: host, port }, (info) => {
      origins.push(...options.originsOf(info.port));
      const made = makeApp(plane, { ...options, origins, web: webAnswer });
      handler = (request, env) => made.fetch(request, env as never);
      resolve({ server: server as Server, port: info.port });
    });
    server.on('error', (cause: NodeJS.ErrnoException) => reject(cannotListen({ host, port, cause })));
  });
  limitServer(started.server);
  return {
    port: started.port,
    close: () =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(() => started.server.closeAllConnections(), DRAIN_MS);
        started.server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        started.server.closeIdleConnections();
      }),
  };
}

function cannotListen(given: {
  readonly host: string;
  readonly port: number;
  readonly cause: NodeJS.ErrnoException;
}): Fault {
  const { host, port, cause } = given;
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
