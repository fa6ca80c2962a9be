import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { assert } from '../../src/kernel/index.ts';

/** Where the browser is sent back to; nobody listens there, the test reads the address. */
export const CALLBACK = 'http://127.0.0.1:4680/api/v1/sign-in/callback';
export const CLIENT_SECRET = 'a secret of the test alone';

/** A person at the provider. */
export interface Somebody {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly groups?: readonly string[];
}

/** A real OpenID provider on loopback. */
export interface RunningProvider {
  readonly issuer: string;
  /** What the browser does: signs in, consents, and gives the address it is sent back to. */
  visit(url: string, login: string): Promise<string>;
  /** Starts again with another signing key, at the same address. */
  rotate(): void;
  close(): Promise<void>;
}

/** Starts a provider that knows the clients `firebreak` and `other` and these people; their login is their subject. */
export async function startProvider(people: readonly Somebody[]): Promise<RunningProvider> {
  let serve: RequestListener = (_, response) => response.end();
  const server = createServer((request, response) => serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rotate = () => {
    serve = new Provider(issuer, configuration(people)).callback();
  };
  quietly(rotate);
  return { issuer, visit, rotate: () => quietly(rotate), close: () => closed(server) };
}

function configuration(people: readonly Somebody[]): Readonly<Record<string, unknown>> {
  const client = (client_id: string) => ({
    client_id,
    client_secret: CLIENT_SECRET,
    redirect_uris: [CALLBACK],
    token_endpoint_auth_method: 'client_secret_post',
  });
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  return {
    clients: [client('firebreak'), client('other')],
    jwks: { keys: [{ ...key, kid: randomBytes(8).toString('hex'), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    // A restart forgets nobody's interaction, and a code lives for a minute as at most providers.
    ttl: { AuthorizationCode: 60, IdToken: 3600, AccessToken: 3600, Interaction: 3600, Session: 3600, Grant: 3600 },
    findAccount: (_: unknown, sub: string) => {
      const somebody = people.find((each) => each.sub === sub);
      return somebody === undefined ? undefined : { accountId: sub, claims: () => ({ ...somebody }) };
    },
  };
}

/** Follows redirects with cookies and sends the two forms, until the browser is sent to {@link CALLBACK}. */
async function visit(url: string, login: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next: { readonly url: string; readonly body: string | null } = { url, body: null };
  for (let step = 0; step < 20; step += 1) {
    const answer = await fetch(next.url, {
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(next.body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(next.body === null ? {} : { method: 'POST', body: next.body }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location !== null) {
      const to = new URL(location, next.url).href;
      if (to.startsWith(CALLBACK)) return to;
      next = { url: to, body: null };
      continue;
    }
    const page = await answer.text();
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
    assert(action !== undefined, `the provider shows a form, not ${answer.status} ${page.slice(0, 300)}`);
    const prompt = page.includes('value="login"') ? 'login' : 'consent';
    next = {
      url: new URL(action, next.url).href,
      body: new URLSearchParams({ prompt, login, password: 'x' }).toString(),
    };
  }
  throw new Error('the provider never sent the browser back');
}

/** It warns about settings of production, once for each provider that is made. */
function quietly(act: () => void): void {
  const { warn, info } = console;
  console.warn = () => {};
  console.info = () => {};
  try {
    act();
  } finally {
    console.warn = warn;
    console.info = info;
  }
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
