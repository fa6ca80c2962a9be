import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CALLBACK, CLIENT_SECRET, type RunningProvider, startProvider } from '../../../test/access/provider.ts';
import type { Identity } from '../../domain/access/index.ts';
import type { Result } from '../../kernel/index.ts';
import { identityOf, MAX_GROUPS } from './claim.ts';
import { OPENID_DEFAULTS, type OpenIdSettings, openIdProvider } from './index.ts';

let running: RunningProvider;

beforeAll(async () => {
  running = await startProvider([
    { sub: 'ada', email: 'Ada@Example.com', email_verified: true, name: 'Ada', groups: ['seniors', 'staff'] },
    { sub: 'eve', email: 'ada@example.com', email_verified: false, name: 'Ada' },
  ]);
});
afterAll(() => running.close());
afterEach(() => {
  vi.useRealTimers();
});

function settings(changes: Partial<OpenIdSettings> = {}): OpenIdSettings {
  return {
    ...OPENID_DEFAULTS,
    scopes: ['profile', 'email', 'groups'],
    issuer: running.issuer,
    clientId: 'firebreak',
    clientSecret: CLIENT_SECRET,
    allowsLoopbackHttp: true,
    ...changes,
  };
}

async function signIn(
  provider: ReturnType<typeof openIdProvider>,
  login: string,
  tamper: (step: { attempt: { state: string; nonce: string; verifier: string }; callbackUrl: string }) => {
    attempt: { state: string; nonce: string; verifier: string };
    callbackUrl: string;
  } = (step) => step,
): Promise<Result<Identity, { code: string; message: string }>> {
  const { url, attempt } = await provider.begin({ redirectUri: CALLBACK });
  const callbackUrl = await running.visit(url, login);
  return provider.complete(tamper({ attempt, callbackUrl }));
}

function codeOf(result: Result<unknown, { code: string }>): string {
  return result.ok ? 'accepted' : result.rejection.code;
}

describe('openIdProvider, against a real one', () => {
  it('signs somebody in by code, PKCE, state and nonce, and reads what the provider vouches for', async () => {
    const result = await signIn(openIdProvider(settings()), 'ada');
    expect(result).toEqual({
      ok: true,
      value: {
        issuer: running.issuer,
        subject: 'ada',
        mail: 'ada@example.com',
        name: 'Ada',
        groups: ['seniors', 'staff'],
      },
    });
  });

  it('sends the browser with a challenge, never with the verifier or a secret', async () => {
    const { url, attempt } = await openIdProvider(settings()).begin({ redirectUri: CALLBACK });
    const sent = new URL(url).searchParams;
    expect(sent.get('code_challenge_method')).toBe('S256');
    expect(sent.get('state')).toBe(attempt.state);
    expect(url).not.toContain(attempt.verifier);
    expect(url).not.toContain(encodeURIComponent(CLIENT_SECRET));
  });

  it('believes no mail that was not verified, and takes groups that are not stated for unknown', async () => {
    expect(await signIn(openIdProvider(settings()), 'eve')).toMatchObject({
      ok: true,
      value: { subject: 'eve', mail: null, groups: null },
    });
  });

  it('refuses another state, another nonce, another verifier, another issuer', async () => {
    const provider = openIdProvider(settings());
    const other = 'x'.repeat(43);
    const codes = [
      await signIn(provider, 'ada', ({ attempt, callbackUrl }) => ({
        attempt: { ...attempt, state: other },
        callbackUrl,
      })),
      await signIn(provider, 'ada', ({ attempt, callbackUrl }) => ({
        attempt: { ...attempt, nonce: other },
        callbackUrl,
      })),
      await signIn(provider, 'ada', ({ attempt, callbackUrl }) => ({
        attempt: { ...attempt, verifier: other },
        callbackUrl,
      })),
      await signIn(provider, 'ada', ({ attempt, callbackUrl }) => {
        const url = new URL(callbackUrl);
        url.searchParams.set('iss', 'https://elsewhere.example');
        return { attempt, callbackUrl: url.href };
      }),
    ].map(codeOf);
    expect(codes).toEqual(['not-this-attempt', 'token-not-valid', 'code-not-accepted', 'not-this-attempt']);
  });

  it('takes a code once, and not when it is old', async () => {
    const provider = openIdProvider(settings());
    const { url, attempt } = await provider.begin({ redirectUri: CALLBACK });
    const callbackUrl = await running.visit(url, 'ada');
    expect(codeOf(await provider.complete({ attempt, callbackUrl }))).toBe('accepted');
    expect(codeOf(await provider.complete({ attempt, callbackUrl }))).toBe('code-not-accepted');

    const late = await provider.begin({ redirectUri: CALLBACK });
    const lateUrl = await running.visit(late.url, 'ada');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    expect(codeOf(await provider.complete({ attempt: late.attempt, callbackUrl: lateUrl }))).toBe('code-not-accepted');
  });

  it('refuses an identity token that was made for another client, and one that was changed', async () => {
    const seen: string[] = [];
    const listen = (token: string): string => {
      seen.push(token);
      return token;
    };
    const listening = openIdProvider(settings({ clientId: 'other', fetch: withToken(listen) }));
    const substituted = openIdProvider(settings({ fetch: withToken(() => seen[0] ?? '') }));
    const { url, attempt } = await substituted.begin({ redirectUri: CALLBACK });
    // The foreign token carries the very nonce that is expected: only its audience differs.
    const foreign = await listening.begin({ redirectUri: CALLBACK });
    const address = new URL(foreign.url);
    address.searchParams.set('nonce', attempt.nonce);
    const foreignAttempt = { ...foreign.attempt, nonce: attempt.nonce };
    const foreignCallback = await running.visit(address.href, 'ada');
    const theirs = await listening.complete({ attempt: foreignAttempt, callbackUrl: foreignCallback });
    expect([codeOf(theirs), seen.length]).toEqual(['accepted', 1]);
    expect(codeOf(await substituted.complete({ attempt, callbackUrl: await running.visit(url, 'ada') }))).toBe(
      'token-not-valid',
    );
    const changed = openIdProvider(settings({ fetch: withToken((token) => `${token.slice(0, -8)}AAAAAAAA`) }));
    expect(codeOf(await signIn(changed, 'ada'))).toBe('token-not-valid');
    const untouched = openIdProvider(settings({ fetch: withToken((token) => token) }));
    expect(codeOf(await signIn(untouched, 'ada'))).toBe('accepted');
  });

  it('follows the provider to a new signing key', async () => {
    const provider = openIdProvider(settings());
    expect(codeOf(await signIn(provider, 'ada'))).toBe('accepted');
    running.rotate();
    // Keys are asked for anew once those at hand are a minute old.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 });
    expect(codeOf(await signIn(provider, 'ada'))).toBe('accepted');
  });

  it('tells a provider that says no', async () => {
    const provider = openIdProvider(settings());
    const { attempt } = await provider.begin({ redirectUri: CALLBACK });
    const query = new URLSearchParams({ error: 'access_denied', state: attempt.state, iss: running.issuer });
    const result = await provider.complete({ attempt, callbackUrl: `${CALLBACK}?${query}` });
    expect(result).toMatchObject({ rejection: { code: 'refused', message: 'the provider answered access_denied' } });
  });

  it('says nothing of codes and tokens in its messages', async () => {
    const provider = openIdProvider(settings());
    const { url, attempt } = await provider.begin({ redirectUri: CALLBACK });
    const callbackUrl = await running.visit(url, 'ada');
    const result = await provider.complete({ attempt: { ...attempt, nonce: 'other' }, callbackUrl });
    const code = new URL(callbackUrl).searchParams.get('code') ?? '-';
    expect(JSON.stringify(result)).not.toContain(code);
    expect(JSON.stringify(result)).not.toContain(attempt.verifier);
  });
});

describe('a provider that does not behave', () => {
  it('is given up after a bounded time, in the midst of an answer too, and tried anew the next time', async () => {
    let isSlow = true;
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      if (isSlow) response.write('{"issuer":');
      else response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = openIdProvider(settings({ issuer, timeoutMs: 200 }));
    const started = performance.now();
    await expect(provider.begin({ redirectUri: CALLBACK })).rejects.toMatchObject({ code: 'provider-unreachable' });
    expect(performance.now() - started).toBeLessThan(5_000);
    isSlow = false;
    await expect(provider.begin({ redirectUri: CALLBACK })).rejects.toMatchObject({ code: 'provider-unreachable' });
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it.each(['http://id.example.com', 'http://127.0.0.1:1', 'ftp://id.example.com', 'id.example.com', ''])(
    'is not %j',
    (issuer) => {
      expect(() => openIdProvider(settings({ issuer, allowsLoopbackHttp: false }))).toThrow(
        expect.objectContaining({ code: 'bad-issuer' }),
      );
    },
  );
});

describe('identityOf', () => {
  const who = { issuer: 'https://id.example.com', subject: '1', groupsClaim: 'groups' };

  it('drops what has another shape, and cuts what is too much', () => {
    expect(identityOf({ email: 7, email_verified: true, name: {}, groups: 'one' }, who)).toEqual({
      issuer: who.issuer,
      subject: '1',
      mail: null,
      name: null,
      groups: ['one'],
    });
    expect(identityOf({ email: 'a@b.example', email_verified: 'true' }, who).mail).toBeNull();
    expect(identityOf({ groups: Array(10_000).fill('g') }, who).groups).toHaveLength(MAX_GROUPS);
    expect(identityOf({ groups: [1, 'a', null, 'x'.repeat(1000)] }, who).groups).toEqual(['a']);
    expect(identityOf({ groups: ['a'] }, { ...who, groupsClaim: null }).groups).toBeNull();
  });
});

/** A way to the provider on which its identity tokens may be exchanged. */
function withToken(exchange: (token: string) => string): NonNullable<OpenIdSettings['fetch']> {
  return async (url, options) => {
    const answer = await fetch(url, options as RequestInit);
    if (!url.endsWith('/token')) return answer;
    const body = (await answer.json()) as { id_token?: string };
    if (body.id_token !== undefined) body.id_token = exchange(body.id_token);
    return Response.json(body, { status: answer.status });
  };
}
