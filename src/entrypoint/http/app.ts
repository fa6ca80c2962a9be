import { Hono } from 'hono';
import type { Tracer } from '../../kernel/index.ts';
import type { ControlPlane } from '../../service/index.ts';
import { alarmRoutes } from './alarm-route.ts';
import { type Env, failing, failureAnswer, parsed, type Web } from './answer.ts';
import { brakeRoutes } from './brake-route.ts';
import { changeRoutes } from './change-route.ts';
import { deliveryRoutes } from './delivery-route.ts';
import { engineRoutes } from './engine-route.ts';
import { type Entrance, entrance, networkOfCaller } from './entrance.ts';
import { flagRoutes } from './flag-route.ts';
import { flagTaker } from './flag-taker.ts';
import { ByteBudget, type Rate, RateTable, securityHeaders, type TrustedProxies } from './guard/index.ts';
import { type HookTaker, hookTaker } from './hook.ts';
import { identityRoutes } from './identity.ts';
import { incidentRoutes } from './incident-route.ts';
import { liveRoute } from './live-route.ts';
import { loginRoutes } from './login-route.ts';
import { type AnswerCounts, countAnswer, metricsRoute } from './metrics.ts';
import { openApi } from './open-api.ts';
import { operationRoutes } from './operation-route.ts';
import { queueRoutes } from './queue-route.ts';
import { rolloutRoutes } from './rollout-route.ts';
import { sessionRoutes } from './session-route.ts';
import { signalRoutes } from './signal-route.ts';
import { traced } from './traced.ts';
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
  readonly tracer: Tracer;
  /** Answers given, counted here. */
  readonly counts: AnswerCounts;
  /** False where `/metrics` has an address of its own. */
  readonly showsMetrics: boolean;
  /** What one token may ask of flags; the usual rate where it is left out. */
  readonly evaluationRate?: Rate;
  /** Told of what is a defect, for the log. */
  readonly onDefect: (error: unknown) => void;
}

/** The HTTP interface of one node: webhooks and evaluations of flags, and everything else. */
export interface App {
  readonly takeHook: HookTaker;
  readonly fetch: Hono<Env>['fetch'];
}

/** Makes the interface. Every answer carries the security headers; every failure is a failure document. */
export function makeApp(plane: ControlPlane, settings: HttpSettings): App {
  const { origins, proxies, clock } = settings;
  const isHttps = origins[0]?.startsWith('https:') ?? false;
  // One budget and one table of rates, whichever way a request comes.
  const budget = new ByteBudget();
  const around: Entrance = { origins, proxies, clock, rates: new RateTable() };
  const { fetch } = routes(plane, { ...settings, isHttps, budget, around });
  const takeHook = hookTaker(plane, { ...settings, ...around, isHttps, budget });
  const takeFlag = flagTaker(plane.flag, { ...settings, ...around, isHttps, budget });
  return { takeHook: (incoming, outgoing) => takeFlag(incoming, outgoing) || takeHook(incoming, outgoing), fetch };
}

function routes(
  plane: ControlPlane,
  settings: HttpSettings & { readonly isHttps: boolean; readonly budget: ByteBudget; readonly around: Entrance },
): Hono<Env> {
  const { origins, proxies, version, counts, isHttps, budget, around } = settings;
  const app = new Hono<Env>();

  app.use('*', traced(settings.tracer));
  app.use('*', async (c, next) => {
    await next();
    const answer = /^text\/html/.test(c.res.headers.get('content-type') ?? '') ? 'page' : 'data';
    for (const [name, value] of Object.entries(securityHeaders({ isHttps, answer }))) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
    countAnswer(counts, { method: c.req.method, status: c.res.status });
  });
  app.onError((error, c) => {
    const answer = failureAnswer(c, error);
    if (answer.status === 500) settings.onDefect(error);
    return answer;
  });

  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/readyz', async (c) => {
    const isReady = await plane.isReady().catch(() => false);
    return isReady ? c.text('ready\n') : c.text('not ready\n', 503);
  });
  if (settings.showsMetrics) app.route('/', metricsRoute(plane, counts));
  app.get('/openapi.json', (c) => c.json(openApi(version)));

  app.use('/api/*', entrance(plane, around));
  app.route('/', changeRoutes(plane, budget));
  app.route('/', queueRoutes(plane.queue, budget));
  app.route('/', flagRoutes(plane.flag, budget));
  app.route('/', brakeRoutes(plane.brake, budget));
  app.route('/', alarmRoutes(plane.alarm));
  app.route('/', deliveryRoutes(plane.delivery, budget));
  app.route('/', rolloutRoutes(plane.rollout, budget));
  app.route('/', incidentRoutes(plane.incident, budget));
  app.route('/', engineRoutes(plane.engine, { ...around, budget }));
  app.route('/', operationRoutes(plane.operation, budget));
  app.route('/', signalRoutes(plane.signal, { ...around, budget }));
  app.route('/', sessionRoutes(plane, { ...around, budget }));
  app.route(
    '/',
    identityRoutes(plane.identity, {
      origin: origins[0] ?? '',
      networkOf: (c) => networkOfCaller(c, proxies),
      parsed: (c, shape) => parsed(c, shape, { budget }),
    }),
  );
  app.route('/', loginRoutes(plane.login, { ...around, budget }));
  app.route('/', liveRoute(plane));
  app.all('/api/*', (c) => {
    const message = 'there is no such address';
    return failing(c, 404, { code: 'no-such-route', kind: 'usage', message, fix: 'See /openapi.json.' });
  });
  app.get('*', (c) => page(c, settings.web));
  return app;
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
