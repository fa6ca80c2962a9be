import type { World } from '../../src/control/index.ts';
import {
  createAccount,
  type NewSession,
  type Principal,
  setPasswordByLink,
  startLink,
} from '../../src/control/index.ts';
import type { Role } from '../../src/domain/access/index.ts';
import { listen, trustedProxies } from '../../src/entrypoint/http/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { holderName, openPlane, openTracer } from '../../src/server.ts';
import { readServerSettings } from '../../src/server-setting.ts';
import type { NodeLog } from '../../src/service/index.ts';
import { makeWorld } from '../../src/world.ts';
import type { FakeGithub } from './fake-github.ts';

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: documents of the API, each of its own shape; tests name what they expect.
  readonly body: any;
}

/** Somebody's browser, or a program with a token. */
export interface ApiClient {
  /** Value of the session's cookie; empty without one. */
  readonly cookie: string;
  get(path: string): Promise<Answer>;
  /** Carries the session's CSRF token and origin, as a page does. */
  post(path: string, body?: unknown): Promise<Answer>;
}

/** A server of a test: the real one, with the loops of a node. */
export interface RunningServer {
  readonly clock: TestClock;
  readonly url: string;
  /** Where `/metrics` is served apart; `null` = it is not. */
  readonly metricsUrl: string | null;
  /** Signed in by the link that the server prints. */
  readonly owner: ApiClient;
  readonly anonymous: ApiClient;
  /** Makes an account, linked to a person of the catalog or to none, and signs it in. */
  account(wish: {
    readonly name: string;
    readonly person: string | null;
    readonly roles?: readonly Role[];
  }): Promise<ApiClient>;
  /** Signs in an account that was made before. */
  signIn(name: string): Promise<ApiClient>;
  /** A token of an agent of this account. */
  withToken(text: string): ApiClient;
  readonly access: Opened['access'];
  /** What the node's loops could not do; a test takes away what it expects. */
  readonly faults: string[];
  /** The same as they stand in the log. */
  readonly lines: readonly LogLine[];
  /** Stops as a signal does. */
  stop(): Promise<void>;
}

type LogLine = Parameters<NodeLog>[0];

type Opened = Awaited<ReturnType<typeof openPlane>>;

/** A clock that runs and can be put forward. */
export interface TestClock {
  now(): number;
  move(ms: number): void;
}

export function testClock(): TestClock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    move: (ms) => {
      offset += ms;
    },
  };
}

const PASSWORD = 'plain words that nobody guesses';

/** Starts a server on loopback over a folder, with repositories on this machine, GitHub, or both. */
export async function startServer(options: {
  readonly data: string;
  readonly clock: TestClock;
  readonly repositories?: readonly string[];
  readonly github?: FakeGithub;
  readonly databaseUrl?: string;
  /** Further settings. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether the loops of the node run; without them nothing is decided. */
  readonly isIdle?: boolean;
  readonly world?: (world: World) => World;
  /** What one token may ask of flags. */
  readonly evaluationRate?: { readonly burst: number; readonly perMinute: number };
}): Promise<RunningServer> {
  const { data, clock, repositories = [], github } = options;
  const variables = { FIREBREAK_CACHE: 'off', ...(github === undefined ? {} : githubVariables(github)) };
  const made = makeWorld({ variables, now: () => instant(clock.now()) });
  const world = options.world?.(made) ?? made;
  const database = options.databaseUrl === undefined ? {} : { FIREBREAK_DATABASE_URL: options.databaseUrl };
  const settings = readServerSettings(
    { ...variables, ...database, ...options.variables },
    { data, listen: '127.0.0.1:0', repositories },
  );
  const faults: string[] = [];
  const lines: LogLine[] = [];
  const log: NodeLog = (entry) => {
    lines.push({ ...entry, ...tracer.current() });
    faults.push(`${entry.what} ${entry.about}: ${entry.message}`);
  };
  const holder = holderName();
  const tracer: Awaited<ReturnType<typeof openTracer>> = await openTracer(settings, { holder, version: 'test', log });
  const opened = await openPlane(world, settings, { holder, tracer });
  const { plane, access } = opened;
  const origin = (port: number): string => `http://127.0.0.1:${port}`;
  const listening = await listen(plane, {
    host: settings.host,
    port: settings.port,
    metrics: settings.metrics,
    originsOf: (port) => [origin(port)],
    proxies: trustedProxies([]),
    version: 'test',
    clock: clock.now,
    tracer,
    ...(options.evaluationRate === undefined ? {} : { evaluationRate: options.evaluationRate }),
    onDefect: (error) => faults.push(`http: ${error instanceof Error ? error.stack : String(error)}`),
  });
  const url = origin(listening.port);
  if (github !== undefined) github.hook = `${url}/hooks/github`;
  const ending = new AbortController();
  const running = options.isIdle === true ? Promise.resolve() : plane.run({ log, signal: ending.signal });

  const link = await startLink(access, { isLocal: true });
  const owner = await sessionClient(url, { link: link?.secret });
  const { principal } = await plane.identify({ bearer: null, cookie: owner.cookie });
  return {
    clock,
    url,
    metricsUrl: listening.metricsPort === null ? null : origin(listening.metricsPort),
    owner,
    anonymous: clientOf(url, {}),
    account: async ({ name, person, roles = ['approver', 'engineer'] }) => {
      const session = await newAccount(access, principal, { name, person, roles });
      return withCookie(url, `firebreak-session=${session.secret}`);
    },
    signIn: (name) => sessionClient(url, { name, password: PASSWORD }),
    withToken: (text) => clientOf(url, { authorization: `Bearer ${text}` }),
    access,
    faults,
    lines,
    async stop() {
      ending.abort();
      await running;
      await listening.close();
      await plane.close();
      await tracer.close();
    },
  };
}

/** Far longer than anything takes on a busy machine: a test that waits so long has found something. */
const PATIENCE_MS = 60_000;
/** A session may ask ten times a second for long; who asks more often is told to wait, which no test means to read. */
const LONGEST_PAUSE_MS = 250;
const FIRST_PAUSE_MS = 40;
/** Characters of an answer that a failure shows. */
const SHOWN = 2_000;

/** Asks until the answer fits, and gives it; throws with the last one where it never does. */
export async function until<T>(
  ask: () => Promise<T>,
  fits: (answer: T) => boolean,
  withinMs = PATIENCE_MS,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.2)) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (performance.now() > end) throw new Error(`never came; last: ${JSON.stringify(answer)?.slice(0, SHOWN)}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Path of a change in the API. */
export function changePath(id: string, rest = ''): string {
  return `/api/v1/changes/${encodeURIComponent(id)}${rest}`;
}

/** Asks for a change until the newest revision is decided with a verdict, and gives its document. */
export async function decided(
  client: ApiClient,
  id: string,
  verdict: string,
  withinMs?: number,
): Promise<Answer['body']> {
  const { body } = await until(
    () => client.get(changePath(id)),
    (answer) => answer.status === 200 && answer.body.current === true && answer.body.change.verdict === verdict,
    withinMs,
  );
  return body;
}

async function newAccount(
  access: Opened['access'],
  principal: Principal,
  wish: { readonly name: string; readonly person: string | null; readonly roles: readonly Role[] },
): Promise<NewSession> {
  const { name, person: personId, roles } = wish;
  const made = await createAccount(access, principal, { name, displayName: name, roles, personId });
  if (!made.ok) throw new Error(`no account: ${made.rejection.code}`);
  const { secret } = made.value.link;
  const session = await setPasswordByLink(access, { secret, password: PASSWORD, client: null });
  if (!session.ok) throw new Error(`no session: ${session.rejection.code}`);
  return session.value;
}

function githubVariables(fake: FakeGithub): Record<string, string> {
  return {
    FIREBREAK_GITHUB_APP_ID: String(fake.appId),
    FIREBREAK_GITHUB_PRIVATE_KEY: fake.privateKey,
    FIREBREAK_GITHUB_WEBHOOK_SECRET: fake.webhookSecret,
    FIREBREAK_GITHUB_URL: fake.webUrl,
    FIREBREAK_GITHUB_API_URL: fake.apiUrl,
  };
}

async function sessionClient(url: string, body: unknown): Promise<ApiClient> {
  const headers = { 'content-type': 'application/json', origin: url };
  const response = await fetch(`${url}/api/v1/session`, { method: 'POST', headers, body: JSON.stringify(body) });
  const cookie = /^[^;]+/.exec(response.headers.get('set-cookie') ?? '')?.[0] ?? '';
  const text = await response.text();
  if (response.status >= 300) throw new Error(`not signed in: ${response.status} ${text}`);
  return withCookie(url, cookie);
}

async function withCookie(url: string, cookie: string): Promise<ApiClient> {
  const me = await clientOf(url, { cookie }).get('/api/v1/me');
  return clientOf(url, { cookie, origin: url, 'x-firebreak-csrf': me.body.csrf });
}

function clientOf(url: string, headers: Readonly<Record<string, string>>): ApiClient {
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
  const cookie = (headers['cookie'] ?? '').replace(/^[^=]*=/, '');
  return { cookie, get: (path) => call('GET', path), post: (path, body = {}) => call('POST', path, body) };
}
