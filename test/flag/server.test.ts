import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature as ServerFeature } from '@openfeature/server-sdk';
import { type Provider, OpenFeature as WebFeature } from '@openfeature/web-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueToken, type Permission, principalOfSession } from '../../src/control/index.ts';
import { commitOn, removeFolders, type TestRepository, temporaryFolder } from '../support/git-repository.ts';
import { type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { TestEventSource } from './event-source.ts';
import { DEFINITIONS, definitions, makeFlagShop } from './shop.ts';

let shop: TestRepository;
let server: RunningServer;
let set = '';
let token = '';

beforeAll(async () => {
  shop = makeFlagShop();
  server = await startServer({ data: temporaryFolder(), clock: testClock(), repositories: [shop.path] });
  token = await tokenFor(['evaluate']);
  const { body } = await until(
    () => server.owner.get('/api/v1/flags'),
    (answer) => answer.body.sets?.length === 1,
  );
  set = body.sets[0].id;
});

afterAll(async () => {
  await server.stop();
  removeFolders();
});

async function tokenFor(scopes: readonly Permission[]): Promise<string> {
  const { principal } = await planeIdentity();
  const issued = await issueToken(server.access, principal, { name: 'program', scopes, isAgent: false, days: 1 });
  if (!issued.ok) throw new Error(issued.rejection.code);
  return issued.value.text;
}

async function planeIdentity() {
  return principalOfSession(server.access, server.owner.cookie);
}

interface Asked {
  readonly path?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request of OFREP, with the token unless headers say otherwise. */
async function ask({ path = '', body = {}, headers = { authorization: `Bearer ${token}` } }: Asked) {
  const response = await fetch(`${server.url}/ofrep/v1/evaluate/flags${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

const user = (targetingKey: string) => ({ context: { targetingKey } });

/** A user who has the flag, and one who has not. */
const IN = 'user-43';
const OUT = 'user-0';

/** Lands definitions on the protected branch. */
function put(text: string): void {
  commitOn(shop.path, {
    branch: 'main',
    parents: [shop.git('rev-parse', 'main').trim()],
    author: 'Ann <ann@example.org>',
    at: 1_700_000_000 + shop.git('rev-list', 'main').length,
    message: 'Change flags',
    files: { [DEFINITIONS]: text },
  });
}

describe('evaluation by OFREP', () => {
  it('answers one flag with reason, variant, value and metadata', async () => {
    const one = await ask({ path: '/banner', body: user(OUT) });
    expect([one.status, one.body]).toEqual([
      200,
      { key: 'banner', reason: 'STATIC', variant: 'red', value: '#f00', metadata: {} },
    ]);
    const split = await ask({ path: '/new-checkout', body: user(OUT) });
    expect(split.body).toMatchObject({ variant: 'off', value: false, metadata: { flow: 'payment' } });
    expect((await ask({ path: '/old' })).body).toEqual({ key: 'old', reason: 'DISABLED', metadata: {} });
  });

  it('tells what is wrong by the codes of the protocol', async () => {
    const told = async (asked: Asked) => {
      const { status, body } = await ask(asked);
      return [status, body.errorCode];
    };
    expect(await told({ path: '/nowhere', body: user(OUT) })).toEqual([404, 'FLAG_NOT_FOUND']);
    expect(await told({ path: '/new-checkout' })).toEqual([400, 'TARGETING_KEY_MISSING']);
    expect(await told({ path: '/banner', body: '{' })).toEqual([400, 'INVALID_CONTEXT']);
    expect(await told({ path: '/banner', body: { context: [] } })).toEqual([400, 'INVALID_CONTEXT']);
    expect(await told({ path: '/banner', body: { context: { targetingKey: 3 } } })).toEqual([400, 'INVALID_CONTEXT']);
    expect(await told({ path: '/banner', body: { context: { a: 'x'.repeat(20_000) } } })).toEqual([
      400,
      'INVALID_CONTEXT',
    ]);
  });

  it('asks for a token of this scope and no other, in either header', async () => {
    const status = async (headers: Readonly<Record<string, string>>) =>
      (await ask({ path: '/banner', headers })).status;
    expect(await status({})).toBe(401);
    expect(await status({ authorization: 'Bearer fbk_nothing' })).toBe(401);
    expect(await status({ cookie: `firebreak-session=${server.owner.cookie}` })).toBe(401);
    expect(await status({ authorization: `Bearer ${await tokenFor(['read', 'submit'])}` })).toBe(403);
    expect(await status({ 'x-api-key': token })).toBe(200);
    // The least that a page may hold: it evaluates and sees nothing else.
    expect((await server.withToken(token).get('/api/v1/changes')).status).toBe(403);
    expect((await server.withToken(token).get('/api/v1/flags')).status).toBe(403);
  });

  it('answers all flags at once, with a tag that spares the answer while nothing differs', async () => {
    const all = await ask({ body: user(OUT) });
    expect(all.body.flags.map(({ key }: { key: string }) => key)).toEqual([
      'new-checkout',
      'banner',
      'limits',
      'tries',
      'old',
    ]);
    const etag = all.headers.get('etag') ?? '';
    const again = await ask({ body: user(OUT), headers: { authorization: `Bearer ${token}`, 'if-none-match': etag } });
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, null, etag]);
    const other = await ask({ body: {}, headers: { authorization: `Bearer ${token}`, 'if-none-match': etag } });
    expect(other.status).toBe(200);
    expect(other.body.flags[0]).toMatchObject({ key: 'new-checkout', errorCode: 'TARGETING_KEY_MISSING' });
  });

  it('is answered at the address of its set as well, and to pages of other origins', async () => {
    const url = `${server.url}/flags/${encodeURIComponent(set)}/ofrep/v1/evaluate/flags/banner`;
    const preflight = await fetch(url, { method: 'OPTIONS' });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    const asked = { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{}' };
    expect((await fetch(url, asked)).status).toBe(200);
    expect((await fetch(url.replace('local', 'other'), asked)).status).toBe(400);
    expect((await fetch(`${server.url}/ofrep/v1/evaluate/flags`)).status).toBe(404);
  });

  it('opens no stream without the ticket of a token that counts', async () => {
    const { body } = await ask({ body: user(OUT) });
    const uri: string = body.eventStreams[0].endpoint.requestUri;
    expect(uri).not.toContain(token);
    const status = async (path: string) => {
      const ending = new AbortController();
      const response = await fetch(server.url + path, { signal: ending.signal });
      ending.abort();
      return response.status;
    };
    expect(await status('/ofrep/v1/events')).toBe(401);
    expect(await status(uri.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toBe(401);
    expect(await status(uri)).toBe(200);
  });
});

describe('the official SDKs', () => {
  it('of a program reads every type, and keeps its own default where there is no value', async () => {
    const headers: [string, string][] = [['Authorization', `Bearer ${token}`]];
    await ServerFeature.setProviderAndWait(new OFREPProvider({ baseUrl: server.url, headers }));
    const client = ServerFeature.getClient();
    expect(await client.getBooleanValue('new-checkout', true, { targetingKey: OUT })).toBe(false);
    expect(await client.getStringValue('banner', '')).toBe('#f00');
    expect(await client.getNumberValue('tries', 0)).toBe(3);
    expect(await client.getObjectValue('limits', {})).toEqual({ max: 5 });
    expect(await client.getBooleanValue('old', true)).toBe(true);
    const missing = await client.getBooleanDetails('new-checkout', true);
    expect([missing.value, missing.errorCode]).toEqual([true, 'TARGETING_KEY_MISSING']);
    expect((await client.getBooleanDetails('nowhere', true)).errorCode).toBe('FLAG_NOT_FOUND');
    await ServerFeature.close();
  });

  it('of a page hears of a kill and of its end by the stream, without asking by itself', async () => {
    Object.assign(globalThis, { EventSource: TestEventSource });
    const path = (what: string) => `/api/v1/flags/${encodeURIComponent(set)}/${what}`;
    await WebFeature.setContext({ targetingKey: IN });
    const provider = new OFREPWebProvider({
      baseUrl: server.url,
      headers: [['X-API-Key', token]],
      pollInterval: 0,
      cacheMode: 'disabled',
    });
    await WebFeature.setProviderAndWait(provider as unknown as Provider);
    const client = WebFeature.getClient();
    const shown = () => client.getBooleanValue('new-checkout', false);
    put(definitions(100));
    await until(
      async () => shown(),
      (value) => value === true,
    );

    const killed = await server.owner.post(path('kill'), { flag: 'new-checkout', reason: 'errors at checkout' });
    expect([killed.status, killed.body.text]).toEqual([200, 'new-checkout is off for everybody until it is restored']);
    await until(
      async () => shown(),
      (value) => value === false,
    );
    expect(client.getBooleanDetails('new-checkout', true)).toMatchObject({ variant: 'off', reason: 'DISABLED' });

    expect((await server.owner.post(path('restore'), { flag: 'banner', reason: 'x' })).body.code).toBe('not-killed');
    expect((await server.owner.post(path('restore'), { flag: 'new-checkout', reason: 'repaired' })).status).toBe(200);
    await until(
      async () => shown(),
      (value) => value === true,
    );
    await WebFeature.close();
    Reflect.deleteProperty(globalThis, 'EventSource');
  });
});

describe('definitions on the protected branch', () => {
  it('are served when they land, and what is wrong leaves the last ones in place', async () => {
    put(definitions(0));
    const value = async () => (await ask({ path: '/new-checkout', body: user(IN) })).body.value;
    await until(value, (each) => each === false);
    put(definitions(100, { defaultVariant: 'onn' }));
    const { body } = await until(
      () => server.owner.get('/api/v1/flags'),
      (answer) => answer.body.sets[0].refused.length > 0,
    );
    expect(body.sets[0].refused[0]).toMatchObject({ code: 'unknown-default', line: 10 });
    expect(await value()).toBe(false);
    put(definitions(100));
    await until(value, (each) => each === true);
  });

  it('do not come back while a brake holds them', async () => {
    const path = (what: string) => `/api/v1/flags/${encodeURIComponent(set)}/${what}`;
    const pulled = await server.owner.post('/api/v1/brakes', {
      scope: ['flow:payment'],
      reason: 'orders fall',
      until: new Date(server.clock.now() + 3_600_000).toISOString(),
    });
    expect(pulled.status).toBe(200);
    expect((await server.owner.post(path('kill'), { flag: 'new-checkout', reason: 'errors' })).status).toBe(200);
    const held = await server.owner.post(path('restore'), { flag: 'new-checkout', reason: 'repaired' });
    expect([held.status, held.body.code]).toEqual([409, 'braked']);
    const off = `/api/v1/brakes/${encodeURIComponent(pulled.body.brake.id)}/off`;
    expect((await server.owner.post(off, { note: 'orders are back' })).status).toBe(200);
    expect((await server.owner.post(path('restore'), { flag: 'new-checkout', reason: 'repaired' })).status).toBe(200);
  });

  it('lose to a kill that has an end, until then', async () => {
    const end = new Date(server.clock.now() + 3_600_000).toISOString();
    const path = `/api/v1/flags/${encodeURIComponent(set)}/kill`;
    const value = async () => (await ask({ path: '/new-checkout', body: user(IN) })).body.value;
    expect((await server.owner.post(path, { flag: 'new-checkout', reason: 'errors', until: end })).status).toBe(200);
    expect(await value()).toBe(false);
    const refused = await server.owner.post(path, { flag: 'banner', reason: 'ugly' });
    expect([refused.status, refused.body.code]).toEqual([400, 'no-off-variant']);
    expect((await server.anonymous.post(path, { flag: 'new-checkout', reason: 'x' })).status).toBe(403);
    server.clock.move(3_700_000);
    await until(value, (each) => each === true);
  });
});

describe('a program that asks more often than it may', () => {
  it('is told when to ask again, and is answered then; another one is answered all the while', async () => {
    const clock = testClock();
    const rate = { burst: 3, perMinute: 60 };
    // Its clock is moved by hand, and nothing is served: an answer that says so is one, too.
    const busy = await startServer({ data: temporaryFolder(), clock, isIdle: true, evaluationRate: rate });
    try {
      const { principal } = await principalOfSession(busy.access, busy.owner.cookie);
      const make = async (name: string) => {
        const issued = await issueToken(busy.access, principal, {
          name,
          scopes: ['evaluate'],
          isAgent: false,
          days: 1,
        });
        return issued.ok ? issued.value.text : '';
      };
      const [often, seldom] = [await make('often'), await make('seldom')];
      const asks = (bearer: string) =>
        fetch(`${busy.url}/ofrep/v1/evaluate/flags/banner`, {
          method: 'POST',
          headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
          body: '{}',
        });
      const statuses: number[] = [];
      let refused = await asks(often);
      for (let turn = 0; turn < 200 && refused.status !== 429; turn += 1) {
        statuses.push(refused.status);
        refused = await asks(often);
      }
      expect(statuses.length).toBeGreaterThanOrEqual(rate.burst);
      expect(new Set(statuses)).toEqual(new Set([400]));
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await asks(seldom)).status).toBe(400);
      clock.move(2_000);
      expect((await asks(often)).status).toBe(400);
    } finally {
      await busy.stop();
    }
  });
});

describe('whoever guesses tokens', () => {
  it('is told to wait, and for how long', async () => {
    const headers = { authorization: 'Bearer fbk_guess' };
    const answers = await Promise.all(Array.from({ length: 80 }, () => ask({ path: '/banner', headers })));
    const late = answers.find(({ status }) => status === 429);
    expect(Number(late?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
    // A known token has a rate of its own.
    expect((await ask({ path: '/banner' })).status).toBe(200);
  });
});
