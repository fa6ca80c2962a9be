import { randomBytes } from 'node:crypto';
import { Fault } from '../../../kernel/index.ts';

/** Somebody who is signed in at the demo's server, as a browser is. */
export interface DemoSession {
  get(path: string): Promise<unknown>;
  post(path: string, body?: object): Promise<unknown>;
}

/** Somebody who can sign in. */
export interface DemoLogin {
  readonly name: string;
  readonly password: string;
  readonly roles: readonly string[];
}

const ANSWER_MS = 30_000;
/** Who plays a part: one for each thing that a role is for. */
const PARTS = [
  { name: 'ann', roles: ['engineer', 'approver'], person: 'ann' },
  { name: 'olga', roles: ['operator'], person: null },
  { name: 'vera', roles: ['viewer'], person: null },
] as const;

/** Signs in by the link that the server printed at its start. */
export async function openOwnerSession(
  url: string,
  given: { readonly link: string; readonly signal: AbortSignal },
): Promise<DemoSession> {
  const { link, signal } = given;
  const answer = await asked(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ link }),
    signal: limited(signal),
  });
  const cookie = /^[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? '';
  const { csrf } = (await answer.json()) as { readonly csrf: string };
  const headers = { cookie, origin: url, 'x-firebreak-csrf': csrf, 'content-type': 'application/json' };
  const ask = async (path: string, init: RequestInit): Promise<unknown> => {
    const response = await asked(`${url}${path}`, { ...init, headers, signal: limited(signal) });
    return response.status === 204 ? {} : response.json();
  };
  return {
    get: (path) => ask(path, { method: 'GET' }),
    post: (path, body = {}) => ask(path, { method: 'POST', body: JSON.stringify(body) }),
  };
}

/** Makes an account for each role, with a password of its own for this one run. */
export async function makeLogins(
  owner: DemoSession,
  given: { readonly url: string; readonly signal: AbortSignal },
): Promise<readonly DemoLogin[]> {
  const { url, signal } = given;
  return Promise.all(
    PARTS.map(async ({ name, roles, person }) => {
      const password = `${name}-${randomBytes(6).toString('base64url')}-demo`;
      const made = (await owner.post('/api/v1/accounts', { name, roles, person })) as {
        readonly link: { readonly secret: string };
      };
      await asked(`${url}/api/v1/session/password-link`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ link: made.link.secret, password }),
        signal: limited(signal),
      });
      return { name, password, roles };
    }),
  );
}

const limited = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);

async function asked(url: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(url, { ...init, redirect: 'error' });
  if (answer.ok) return answer;
  const told = (await answer.json().catch(() => ({}))) as { readonly code?: string; readonly message?: string };
  throw new Fault({
    kind: 'unreachable',
    code: told.code ?? 'demo-refused',
    message: `the server of the demo refused ${new URL(url).pathname}: ${told.message ?? answer.status}`,
  });
}
