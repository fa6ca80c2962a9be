import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { z } from 'zod';
import {
  delegateRequest,
  type FailureDocument,
  overrideRequest,
  overrideReviewRequest,
  returnRequest,
  signoffRequest,
} from '../../contract/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { ActRequest, Caller, ControlPlane } from '../../service/index.ts';
import {
  BODY_LIMITS,
  clientAddress,
  cookieName,
  judgeHost,
  judgeWrite,
  networkOf,
  RATES,
  RateTable,
  readBearer,
  readBody,
  readCookie,
  retryAfter,
  securityHeaders,
  setCookie,
  type TrustedProxies,
} from './guard/index.ts';
import { metricsText } from './metrics.ts';
import { openApi } from './open-api.ts';
import type { webAnswer } from './web/index.ts';

/** What the server is told at its start. */
export interface HttpSettings {
  /** Addresses under which people reach it, e.g. `http://127.0.0.1:4680`; the first is the one that links name. */
  readonly origins: readonly string[];
  readonly proxies: TrustedProxies;
  /** The pages. */
  readonly web: typeof webAnswer;
  readonly version: string;
  readonly clock: () => number;
}

/** Live connections of one node; each costs a socket and a timer. */
const MAX_LIVE = 1_000;
/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 20_000;

type Env = { Bindings: { incoming?: { socket?: { remoteAddress?: string } } }; Variables: { caller: Caller } };
type Web = Context<Env>;

/** The HTTP interface of one node. Every answer carries the security headers; every failure is a failure document. */
export function makeApp(plane: ControlPlane, settings: HttpSettings): Hono<Env> {
  const app = new Hono<Env>();
  const isHttps = settings.origins[0]?.startsWith('https:') ?? false;
  const sessionName = cookieName('session', { isHttps });
  const hosts = settings.origins.map((origin) => new URL(origin).host);
  const rates = new RateTable();
  const counts = new Map<string, number>();
  let liveNow = 0;

  const addressOf = (c: Web): string =>
    networkOf(
      clientAddress({
        remote: c.env.incoming?.socket?.remoteAddress ?? 'unknown',
        forwardedFor: c.req.header('x-forwarded-for'),
        proxies: settings.proxies,
      }),
    );
  const failing = (c: Web, status: number, failure: Pick<FailureDocument, 'code' | 'kind' | 'message' | 'fix'>) => {
    const body: FailureDocument = {
      schema: 'firebreak.failure/v1',
      ...failure,
      exit: status === 401 || status === 403 ? 4 : 2,
    };
    return c.json(body, status as 400);
  };
  const tooMany = (c: Web, retryAfterMs: number) => {
    c.header('retry-after', retryAfter(retryAfterMs));
    const message = 'too many requests';
    return failing(c, 429, {
      code: 'too-many-requests',
      kind: 'usage',
      message,
      fix: 'Wait as long as Retry-After says.',
    });
  };

  app.use('*', async (c, next) => {
    await next();
    const answer = /^text\/html/.test(c.res.headers.get('content-type') ?? '') ? 'page' : 'data';
    for (const [name, value] of Object.entries(securityHeaders({ isHttps, answer }))) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
    const key = `${c.req.method} ${Math.floor(c.res.status / 100)}xx`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });

  app.onError((error, c) => {
    const { status, failure } = failureOf(error);
    return failing(c, status, failure);
  });

  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/readyz', async (c) => ((await isReady(plane)) ? c.text('ready\n') : c.text('not ready\n', 503)));
  app.get('/metrics', async (c) => c.text(metricsText(await plane.figures(), counts), 200));
  app.get('/openapi.json', (c) => c.json(openApi(settings.version)));

  app.post('/hooks/:forge', async (c) => {
    const forge = c.req.param('forge');
    const allowed = rates.take({ key: `hook:${forge}`, rate: RATES.webhook, now: settings.clock() });
    if (!allowed.allowed) return tooMany(c, allowed.retryAfterMs);
    const body = await readBody(c.req.raw, { limit: BODY_LIMITS.webhook });
    if (!body.ok) return failing(c, 413, bodyFailure(body.rejection.code));
    const answer = await plane.deliver({ forge, headers: c.req.header(), body: body.value });
    return c.json({ schema: 'firebreak.delivery/v1', code: answer.code, touched: answer.touched }, answer.status);
  });

  app.use('/api/*', async (c, next) => {
    // A page of another name that leads here must not read as one of ours.
    if (!judgeHost(c.req.header('host'), hosts).ok) {
      const fix = 'Use the address that the server was given (FIREBREAK_PUBLIC_URL).';
      return failing(c, 421, {
        code: 'unknown-host',
        kind: 'usage',
        message: 'this is no address of this server',
        fix,
      });
    }
    const bearer = readBearer(c.req.header('authorization'));
    const cookie = readCookie(c.req.header('cookie'), sessionName);
    const address = addressOf(c);
    const before = rates.take({
      key: bearer === null && cookie === null ? `a:${address}` : `b:${address}`,
      rate: bearer === null ? (cookie === null ? RATES.address : RATES.session) : RATES.token,
      now: settings.clock(),
    });
    if (!before.allowed) return tooMany(c, before.retryAfterMs);
    const caller = await plane.identify({ bearer, cookie });
    if (bearer === null) {
      const judged = judgeWrite({
        method: c.req.method,
        header: (name) => c.req.header(name),
        origins: settings.origins,
        csrf: caller.csrf,
      });
      if (!judged.ok) {
        const message = 'this write does not come from a page of this server';
        return failing(c, 403, {
          code: judged.rejection.code,
          kind: 'permission',
          message,
          fix: 'Reload the page and try again.',
        });
      }
    }
    c.set('caller', caller);
    await next();
    return undefined;
  });

  const principalOf = (c: Web) => c.get('caller').principal;
  app.get('/api/v1/me', (c) => c.json(plane.me(c.get('caller'))));
  app.get('/api/v1/now', async (c) => c.json(await plane.now(principalOf(c))));
  app.get('/api/v1/inbox', async (c) => c.json(await plane.inbox(principalOf(c))));
  app.get('/api/v1/exposure', async (c) => c.json(await plane.exposure(principalOf(c))));
  app.get('/api/v1/policy', async (c) => c.json(await plane.policy(principalOf(c))));
  app.get('/api/v1/changes', async (c) => {
    const state = c.req.query('state') === 'all' ? 'all' : 'open';
    return c.json(await plane.changes(principalOf(c), { state, after: c.req.query('after') ?? null }));
  });
  app.get('/api/v1/changes/:id', async (c) => c.json(await plane.change(principalOf(c), c.req.param('id'))));
  app.get('/api/v1/changes/:id/blast', async (c) => c.json(await plane.blast(principalOf(c), c.req.param('id'))));

  const acting = async (c: Web, body: ActRequest) =>
    c.json(await plane.act(principalOf(c), { id: c.req.param('id') ?? '', body }));
  app.post('/api/v1/changes/:id/signoff', async (c) =>
    acting(c, { ...(await parsed(c, signoffRequest)), kind: 'sign' }),
  );
  app.post('/api/v1/changes/:id/return', async (c) =>
    acting(c, { ...(await parsed(c, returnRequest)), kind: 'return' }),
  );
  app.post('/api/v1/changes/:id/delegate', async (c) =>
    acting(c, { kind: 'delegate', to: (await parsed(c, delegateRequest)).to }),
  );
  app.post('/api/v1/changes/:id/override', async (c) =>
    acting(c, { ...(await parsed(c, overrideRequest)), kind: 'override' }),
  );
  app.post('/api/v1/changes/:id/recheck', async (c) => acting(c, { kind: 'recheck' }));
  app.post('/api/v1/changes/:id/overrides/:override/review', async (c) => {
    const { finding } = await parsed(c, overrideReviewRequest);
    return acting(c, { kind: 'review-override', override: c.req.param('override'), finding });
  });

  app.post('/api/v1/session', async (c) => {
    const allowed = rates.take({ key: `in:${addressOf(c)}`, rate: RATES.signIn, now: settings.clock() });
    if (!allowed.allowed) return tooMany(c, allowed.retryAfterMs);
    const given = await json(c, BODY_LIMITS.write);
    const { name, password, link } = (given ?? {}) as Readonly<Record<string, unknown>>;
    const client = c.req.header('user-agent') ?? null;
    const answer =
      typeof link === 'string'
        ? await plane.signInByLink({ secret: link, client })
        : typeof name === 'string' && typeof password === 'string'
          ? await plane.signIn({ name, password, network: addressOf(c), client })
          : null;
    if (answer === null) throw usage('bad-sign-in', 'name and password are needed');
    if ('code' in answer) {
      if (answer.retryAfterMs !== null) c.header('retry-after', retryAfter(answer.retryAfterMs));
      const fix = 'Check it and try again.';
      return failing(c, answer.retryAfterMs === null ? 401 : 429, {
        code: answer.code,
        kind: 'permission',
        message: answer.message,
        fix,
      });
    }
    c.header('set-cookie', setCookie({ name: 'session', value: answer.secret, maxAgeS: answer.maxAgeS, isHttps }));
    const caller = await plane.identify({ bearer: null, cookie: answer.secret });
    return c.json(plane.me(caller));
  });
  app.delete('/api/v1/session', async (c) => {
    const cookie = readCookie(c.req.header('cookie'), sessionName);
    if (cookie !== null) await plane.signOut(cookie);
    c.header('set-cookie', setCookie({ name: 'session', value: '', maxAgeS: 0, isHttps }));
    return c.body(null, 204);
  });

  app.get('/api/v1/live', async (c) => {
    await plane.now(principalOf(c));
    if (liveNow >= MAX_LIVE) return tooMany(c, HEARTBEAT_MS);
    liveNow += 1;
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      let stop: () => void = () => {};
      try {
        await stream.writeSSE({ event: 'ready', data: '{}' });
        await new Promise<void>((resolve) => {
          stream.onAbort(resolve);
          const unlisten = plane.live((event) => {
            stream.writeSSE({ id: String(event.position), data: JSON.stringify(event) }).catch(resolve);
          });
          const timer = setInterval(() => {
            stream.write(': \n\n').catch(resolve);
          }, HEARTBEAT_MS);
          stop = () => {
            clearInterval(timer);
            unlisten();
          };
        });
      } finally {
        stop();
        liveNow -= 1;
      }
    });
  });

  app.all('/api/*', (c) =>
    failing(c, 404, {
      code: 'no-such-route',
      kind: 'usage',
      message: 'there is no such address',
      fix: 'See /openapi.json.',
    }),
  );
  app.get('*', (c) => page(c, settings.web));
  return app;
}

async function isReady(plane: ControlPlane): Promise<boolean> {
  return plane.isReady().catch(() => false);
}

function page(c: Web, web: HttpSettings['web']): Response {
  const answer = web({
    path: c.req.path,
    isVersioned: c.req.query('v') !== undefined,
    accept: c.req.header('accept'),
    acceptEncoding: c.req.header('accept-encoding'),
    ifNoneMatch: c.req.header('if-none-match'),
  });
  if (answer === null) return c.text('There is no such page; see / and /openapi.json.\n', 404);
  return new Response(answer.body as Uint8Array<ArrayBuffer> | null, {
    status: answer.status,
    headers: answer.headers,
  });
}

async function json(c: Web, limit: number): Promise<unknown> {
  const body = await readBody(c.req.raw, { limit });
  if (!body.ok) throw usage(body.rejection.code, bodyFailure(body.rejection.code).message);
  if (body.value.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder().decode(body.value));
  } catch {
    throw usage('bad-json', 'the body is not JSON');
  }
}

async function parsed<S extends z.ZodType>(c: Web, shape: S): Promise<z.infer<S>> {
  const result = shape.safeParse(await json(c, BODY_LIMITS.write));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw usage('bad-body', `the body does not fit: ${issue?.path.join('.') || 'document'}: ${issue?.message ?? ''}`);
}

function usage(code: string, message: string): Fault {
  return new Fault({ kind: 'usage', code, message, fix: 'See /openapi.json for what is taken.' });
}

function bodyFailure(code: string) {
  const message = code === 'too-large' ? 'the body is too large' : 'the body did not come in time';
  return { code, kind: 'usage' as const, message, fix: 'Send less, or again.' };
}

const NOT_FOUND = ['no-such-change', 'no-such-route'];
const CONFLICT = [
  'stale-content',
  'signed-already',
  'not-open',
  'review-owed',
  'nothing-to-override',
  'content-unknown',
];

/** HTTP status and document of what went wrong; a defect says nothing of its inside. */
function failureOf(error: unknown): {
  readonly status: number;
  readonly failure: Pick<FailureDocument, 'code' | 'kind' | 'message' | 'fix'>;
} {
  if (!(error instanceof Fault)) {
    const message = 'the server could not do this; its log says why';
    return {
      status: 500,
      failure: { code: 'defect', kind: 'defect', message, fix: 'Try again, and report it if it stays.' },
    };
  }
  const { kind, code, message, fix } = error;
  const status =
    kind === 'permission'
      ? code === 'sign-in-needed'
        ? 401
        : 403
      : kind === 'unreachable'
        ? 503
        : NOT_FOUND.includes(code)
          ? 404
          : CONFLICT.includes(code)
            ? 409
            : kind === 'usage'
              ? 400
              : 502;
  return { status, failure: { code, kind, message, fix } };
}
