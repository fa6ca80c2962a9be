import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveEvent } from '../../src/contract/index.ts';
import { webAnswer } from '../../src/entrypoint/http/web/index.ts';
import { shopBlast } from '../shop-blast.ts';
import type { WebShop } from './web-shop.ts';

/** A server of the web client's files and of one shop's documents, for tests in a browser. */
export interface WebFixture {
  readonly url: string;
  /** What is served from now on. */
  shop: WebShop;
  /** Writes as they came: method, path, body, token. */
  readonly writes: { readonly what: string; readonly body: unknown; readonly csrf: string | undefined }[];
  /** Answers every further read of the API so. */
  failWith: { readonly status: number; readonly body: string } | null;
  tell(event: LiveEvent): void;
  /** Live connections that are open. */
  listeners(): number;
  /** Cuts every live connection, as a restart does. */
  cut(): void;
  close(): Promise<void>;
}

const PAGE = 50;

/** Starts it on a free port of the loopback. */
export async function startWebFixture(shop: WebShop): Promise<WebFixture> {
  const feeds = new Set<ServerResponse>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const fixture: WebFixture = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shop,
    writes: [],
    failWith: null,
    tell: (event) => {
      for (const feed of feeds) feed.write(`data: ${JSON.stringify(event)}\n\n`);
    },
    listeners: () => feeds.size,
    cut: () => {
      for (const feed of feeds) feed.destroy();
    },
    close: async () => {
      for (const feed of feeds) feed.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', fixture.url);
    if (!url.pathname.startsWith('/api/')) return page(request, response, url);
    if (url.pathname === '/api/v1/live') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 200\n\n');
      feeds.add(response);
      response.on('close', () => feeds.delete(response));
      return;
    }
    if (request.method !== 'GET') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      return write(request, response, url, Buffer.concat(chunks).toString());
    }
    if (fixture.failWith !== null && url.pathname !== '/api/v1/me') {
      response.writeHead(fixture.failWith.status, { 'content-type': 'application/json' }).end(fixture.failWith.body);
      return;
    }
    const document = read(url);
    if (document === null)
      return failure(response, 404, {
        code: 'no-such-change',
        message: 'There is no such change.',
        fix: 'Look among all changes.',
      });
    json(response, 200, document);
  }

  function read(url: URL): unknown {
    const { me, now, inbox, changes, findings, exposure, policy } = fixture.shop;
    const [, , , first, id, part] = url.pathname.split('/');
    if (url.pathname === '/api/v1/me/logins') return fixture.shop.logins;
    if (first === 'weekly') return fixture.shop.weekly ?? null;
    if (first === 'queue') return readQueue(url);
    if (first === 'brakes') return fixture.shop.brakes;
    if (first === 'signals' || first === 'alarms') return fixture.shop.alarms[first];
    if (first === 'rollouts') {
      const { list, reports } = fixture.shop.rollouts;
      return id === undefined ? list : (reports.find((report) => report.id === decodeURIComponent(id)) ?? null);
    }
    if (first === 'changes' && id !== undefined) {
      const report = changes.find(({ change }) => change.id === decodeURIComponent(id)) ?? null;
      return part === 'blast' && report !== null ? shopBlast({ files: 30 }) : report;
    }
    if (first === 'findings') {
      const [at, after] = ['at', 'after'].map((name) => url.searchParams.get(name));
      const from = findings.filter(({ position }) => position <= Number(at ?? 1e9) && position < Number(after ?? 1e9));
      const rows = from.slice(0, PAGE);
      return {
        schema: 'firebreak.findings/v1',
        as_of: now.as_of,
        viewer: me.viewer,
        findings: rows,
        count: findings.length,
        next: from.length > PAGE ? String(rows.at(-1)?.position) : null,
      };
    }
    if (first === 'changes') {
      const after = Number(url.searchParams.get('after') ?? 0);
      const rows = changes.map(({ change }) => change);
      return {
        schema: 'firebreak.changes/v1',
        changes: rows.slice(after, after + PAGE),
        next: after + PAGE < rows.length ? String(after + PAGE) : null,
      };
    }
    return { me, now, inbox, exposure, policy }[first ?? ''] ?? null;
  }

  function readQueue(url: URL): unknown {
    const { me, now, queues } = fixture.shop;
    const [, , , , id, , entry] = url.pathname.split('/').map(decodeURIComponent);
    const rows = queues.map(({ row }) => row);
    if (id === undefined) return { schema: 'firebreak.queues/v1', as_of: now.as_of, viewer: me.viewer, queues: rows };
    const queue = queues.find((each) => each.id === id);
    const first = url.searchParams.get('first');
    if (entry !== undefined) return queue?.why(entry) ?? null;
    return queue?.report(first === null ? null : Number(first)) ?? null;
  }

  function write(request: IncomingMessage, response: ServerResponse, url: URL, body: string): void {
    const id = decodeURIComponent(url.pathname.split('/')[4] ?? '');
    fixture.writes.push({
      what: `${request.method} ${decodeURIComponent(url.pathname)}`,
      body: body === '' ? null : JSON.parse(body),
      csrf: request.headers['x-firebreak-csrf'] as string | undefined,
    });
    if (body.includes('refuse')) {
      failure(response, 409, {
        code: 'stale-content',
        message: 'Its content is another one now.',
        fix: 'Look at it again.',
      });
      return;
    }
    if (url.pathname === '/api/v1/login/question') {
      json(response, 200, fixture.shop.loginQuestion);
      return;
    }
    if (url.pathname.startsWith('/api/v1/rollouts')) {
      const answer = { rollout: id, state: 'paused', position: 4_902, text: 'paused: asked' };
      json(response, 200, { schema: 'firebreak.rollout-answer/v1', ...answer });
      return;
    }
    if (url.pathname.startsWith('/api/v1/weekly/')) {
      const answer = { week: id, position: 4_904, text: 'it is written down' };
      json(response, 200, { schema: 'firebreak.weekly-answer/v1', ...answer });
      return;
    }
    if (url.pathname.startsWith('/api/v1/brakes')) {
      const [brake] = fixture.shop.brakes.brakes;
      const answer = { brake, position: 4_903, warnings: [], text: 'brake-4 holds tier:0' };
      json(response, 200, { schema: 'firebreak.brake-answer/v1', ...answer });
      return;
    }
    if (url.pathname.startsWith('/api/v1/queue/')) {
      const answer = { queue: id, entry: null, position: 4_901, refused: null, text: 'It is so now.' };
      const refused = { verdict: 'hold', reasons: ['senior-for-critical'] };
      const text = 'held was not queued: the gate says hold (senior-for-critical)';
      const isHeld = body.includes('"held"');
      json(response, 200, { schema: 'firebreak.queue-answer/v1', ...answer, ...(isHeld ? { refused, text } : {}) });
      return;
    }
    json(response, 200, {
      schema: 'firebreak.write-answer/v1',
      change: id,
      position: 4_900,
      verdict: 'allow',
      text: 'Recorded.',
    });
  }

  return fixture;
}

function page(request: IncomingMessage, response: ServerResponse, url: URL): void {
  const found = webAnswer({
    path: url.pathname,
    isVersioned: url.searchParams.has('v'),
    accept: request.headers.accept,
    acceptEncoding: request.headers['accept-encoding'] as string | undefined,
    ifNoneMatch: request.headers['if-none-match'],
  });
  if (found === null) response.writeHead(404).end();
  else response.writeHead(found.status, found.headers).end(found.body ?? undefined);
}

function json(response: ServerResponse, status: number, document: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-cache' })
    .end(JSON.stringify(document));
}

function failure(
  response: ServerResponse,
  status: number,
  given: { readonly code: string; readonly message: string; readonly fix: string },
): void {
  json(response, status, { schema: 'firebreak.failure/v1', kind: 'usage', exit: 2, ...given });
}
