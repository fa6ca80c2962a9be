import { createPrivateKey, createSign, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { ForgeTransport } from '../../domain/forge/index.ts';
import { Fault } from '../../kernel/index.ts';
import { momentSchema } from './payload.ts';

/** How Firebreak proves to GitHub who it is. */
export type GithubCredentials =
  | {
      readonly kind: 'app';
      /** App id or client id. */
      readonly appId: string;
      /** PEM, as GitHub gives it. */
      readonly privateKey: string;
    }
  | {
      readonly kind: 'token';
      readonly token: string;
      /** `OWNER/NAME` of each repository that is served: a token may see more than it is meant for. */
      readonly repositories: readonly string[];
    };

/** A secret for calls, and whose quota they count against. */
export interface Authority {
  readonly caller: string;
  readonly token: string;
}

/** Gives authorities; an App has one for each account that installed it. */
export interface Authorities {
  /** The App itself; a plain token is the same for everything. */
  own(): Authority;
  ofInstallation(installation: number): Promise<Authority>;
  /** Of whoever owns the repository, or the organisation where `repository` holds no slash. */
  of(repository: string): Promise<Authority>;
  /** After it was refused: the next one is made anew. */
  forget(authority: Authority): void;
}

/** GitHub takes ten minutes at most, and refuses what lies in its future. */
const JWT_LIFE_S = 540;
const CLOCK_SKEW_S = 60;
/** A token is taken as ended this long before it ends, so that no call begins with one that is about to. */
const TOKEN_MARGIN_MS = 300_000;
/** An App can be taken away and installed again, under another number. */
const INSTALLATION_LIFE_MS = 3_600_000;

/** Authorities of the credentials. Fault: the private key is none. */
export function openAuthorities(given: {
  readonly credentials: GithubCredentials;
  readonly transport: ForgeTransport;
  readonly now: () => number;
}): Authorities {
  const { credentials } = given;
  if (credentials.kind === 'token') {
    const authority = { caller: 'token', token: credentials.token };
    return { own: () => authority, ofInstallation: async () => authority, of: async () => authority, forget: () => {} };
  }
  return new AppAuthorities({ ...given, appId: credentials.appId, key: keyOf(credentials.privateKey) });
}

/** The headers of a call. */
export function headersOf(authority: Authority): Readonly<Record<string, string>> {
  return {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${authority.token}`,
    'x-github-api-version': '2022-11-28',
  };
}

class AppAuthorities implements Authorities {
  readonly #given: {
    readonly appId: string;
    readonly key: KeyObject;
    readonly transport: ForgeTransport;
    readonly now: () => number;
  };
  #own: (Authority & { readonly endsAt: number }) | null = null;
  readonly #tokens = new Map<string, Promise<Authority & { readonly endsAt: number }>>();
  readonly #installations = new Map<string, { readonly id: number; readonly endsAt: number }>();

  constructor(given: {
    readonly appId: string;
    readonly key: KeyObject;
    readonly transport: ForgeTransport;
    readonly now: () => number;
  }) {
    this.#given = given;
  }

  own(): Authority {
    const now = this.#given.now();
    if (this.#own === null || this.#own.endsAt <= now) {
      const token = signJwt({ ...this.#given, nowS: Math.floor(now / 1000) });
      this.#own = { caller: 'app', token, endsAt: now + (JWT_LIFE_S - 2 * CLOCK_SKEW_S) * 1000 };
    }
    return this.#own;
  }

  async ofInstallation(installation: number): Promise<Authority> {
    const caller = `installation:${installation}`;
    const pending = this.#tokens.get(caller);
    const kept = await pending;
    if (kept !== undefined && kept.endsAt > this.#given.now()) return kept;
    // Of several that found it ended, the first makes the next one.
    const newer = this.#tokens.get(caller);
    if (newer !== undefined && newer !== pending) return newer;
    const made = this.#makeToken(installation, caller);
    this.#tokens.set(caller, made);
    // One that could not be made is not kept.
    made.catch(() => this.#tokens.delete(caller));
    return made;
  }

  async of(repository: string): Promise<Authority> {
    const [owner = '', name] = repository.toLowerCase().split('/');
    const kept = this.#installations.get(owner);
    if (kept !== undefined && kept.endsAt > this.#given.now()) return this.ofInstallation(kept.id);
    const path = name === undefined ? `/orgs/${owner}/installation` : `/repos/${owner}/${name}/installation`;
    const own = this.own();
    const answer = await this.#given.transport.send({
      method: 'GET',
      path,
      headers: headersOf(own),
      caller: own.caller,
    });
    if (answer.status === 404) throw notInstalled(repository);
    const { id } = installationSchema.parse(answer.body);
    this.#installations.set(owner, { id, endsAt: this.#given.now() + INSTALLATION_LIFE_MS });
    return this.ofInstallation(id);
  }

  forget(authority: Authority): void {
    this.#tokens.delete(authority.caller);
    if (authority.caller === 'app') this.#own = null;
  }

  async #makeToken(installation: number, caller: string): Promise<Authority & { readonly endsAt: number }> {
    const own = this.own();
    const answer = await this.#given.transport.send({
      method: 'POST',
      path: `/app/installations/${installation}/access_tokens`,
      headers: headersOf(own),
      caller: own.caller,
    });
    if (answer.status === 404) {
      for (const [owner, { id }] of this.#installations) if (id === installation) this.#installations.delete(owner);
      throw notInstalled('this account');
    }
    const { token, expires_at } = tokenSchema.parse(answer.body);
    return { caller, token, endsAt: expires_at - TOKEN_MARGIN_MS };
  }
}

const installationSchema = z.object({ id: z.int() });
const tokenSchema = z.object({ token: z.string().min(1), expires_at: momentSchema });

/** RFC 7519 with RS256, as GitHub's "Generating a JSON Web Token (JWT) for a GitHub App" asks. */
function signJwt(given: { readonly appId: string; readonly key: KeyObject; readonly nowS: number }): string {
  const claims = { iat: given.nowS - CLOCK_SKEW_S, exp: given.nowS + JWT_LIFE_S - CLOCK_SKEW_S, iss: given.appId };
  const signed = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const text = signed.join('.');
  return `${text}.${createSign('RSA-SHA256').update(text).sign(given.key, 'base64url')}`;
}

function keyOf(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // What it holds stands in no message, and neither does what the parser says of it.
  }
  throw new Fault({
    kind: 'usage',
    code: 'bad-app-key',
    message: 'the private key of the GitHub App is no RSA key in PEM',
    fix: 'Generate a private key on the page of the App and give the whole file.',
  });
}

function notInstalled(what: string): Fault {
  return new Fault({
    kind: 'permission',
    code: 'app-not-installed',
    message: `the GitHub App is not installed on ${what}`,
    fix: 'Install it there: Settings of the App, Install App.',
  });
}
