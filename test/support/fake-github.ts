import { createHash, createHmac, createPublicKey, createVerify, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeGithubAct } from './fake-github-act.ts';
import { answerFakeGithub } from './fake-github-answer.ts';
import { answerGit } from './git-over-http.ts';
import { githubApi } from './github-api.ts';

/** What goes wrong once with the next call that fits. */
export interface Trouble {
  readonly method?: string;
  /** Part of the path. */
  readonly path?: string;
  /** `lost`: it happened, and its answer did not arrive; `dropped`: it did not happen. */
  readonly how:
    | 'lost'
    | 'dropped'
    | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly message?: string };
}

/** Who called, as the token says. */
export type FakeCaller =
  | { readonly kind: 'app' }
  | { readonly kind: 'installation'; readonly appId: number }
  | { readonly kind: 'token'; readonly login: string };

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/**
 * GitHub on loopback: every request is checked against GitHub's published description, and so is every answer. What it holds is
 * changed by the methods of `act`, which send webhooks to `hook` when there is one.
 */
export class FakeGithub {
  readonly appId = 4242;
  readonly slug = 'firebreak-test';
  /** PEM of the App. */
  readonly privateKey = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  /** A plain token of the account `token-user`. */
  readonly token = 'ghp_plaintokenofthefake';
  readonly webhookSecret = 'a secret of the webhook';
  /** Where webhooks go; `null` = they are lost. */
  hook: string | null = null;
  /** Moves only when told. */
  nowMs = Date.parse('2026-03-01T12:00:00Z');
  /** Minutes that an installation token lives. */
  tokenMinutes = 60;
  readonly act: FakeGithubAct;
  readonly troubles: Trouble[] = [];
  /** Awaited before a call is answered: `METHOD /path`. */
  before: ((call: string) => Promise<void>) | null = null;
  /** `METHOD /path STATUS`, in order; answers that cost no quota end in 304. */
  readonly calls: string[] = [];
  /** What no client of GitHub's API may do; a test that uses the fake ends with an empty list. */
  readonly flaws: string[] = [];
  /** Authorization headers of git. */
  readonly gitCallers: string[] = [];
  readonly teams = new Map<string, readonly string[]>();
  readonly #tokens = new Map<string, number>();
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => {
      this.flaws.push(String(error));
      response.statusCode = 500;
      response.end();
    });
  });

  constructor() {
    this.act = new FakeGithubAct(this);
  }

  /** Starts to listen. */
  static async start(): Promise<FakeGithub> {
    const fake = new FakeGithub();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', () => resolve()));
    return fake;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  get apiUrl(): string {
    return `${this.webUrl}/api/v3`;
  }

  get webUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  isoNow(): string {
    return new Date(this.nowMs).toISOString().replace('.000', '');
  }

  /** Sends a webhook as GitHub would; the status of the answer, `null` where there is no hook. */
  async deliver(
    event: string,
    payload: unknown,
    options: { readonly id?: string; readonly secret?: string } = {},
  ): Promise<number | null> {
    if (this.hook === null) return null;
    const { headers, body } = this.signed(event, payload, options);
    const response = await fetch(this.hook, { method: 'POST', headers, body });
    await response.arrayBuffer();
    return response.status;
  }

  /** A webhook as it would be sent. */
  signed(
    event: string,
    payload: unknown,
    options: { readonly id?: string; readonly secret?: string } = {},
  ): { readonly headers: Record<string, string>; readonly body: string } {
    const body = JSON.stringify(payload);
    const signature = createHmac('sha256', options.secret ?? this.webhookSecret)
      .update(body)
      .digest('hex');
    return {
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-github-delivery': options.id ?? randomUUID(),
        'x-hub-signature-256': `sha256=${signature}`,
      },
      body,
    };
  }

  newToken(appId: number): { readonly token: string; readonly expires_at: string } {
    const token = `ghs_${randomUUID().replaceAll('-', '')}`;
    const endsAt = this.nowMs + this.tokenMinutes * 60_000;
    this.#tokens.set(token, endsAt);
    void appId;
    return { token, expires_at: new Date(endsAt).toISOString().replace('.000', '') };
  }

  /** Takes every installation token back. */
  revokeTokens(): void {
    this.#tokens.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.webUrl);
    if (!url.pathname.startsWith('/api/v3/')) return this.#git(request, response, url);
    const path = url.pathname.slice('/api/v3'.length);
    const method = request.method ?? 'GET';
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString('utf8');
    await this.before?.(`${method} ${path}`);
    const at = this.troubles.findIndex((each) => (each.method ?? method) === method && path.includes(each.path ?? ''));
    const how = at < 0 ? null : (this.troubles.splice(at, 1)[0]?.how ?? null);
    if (how === 'dropped') {
      this.calls.push(`${method} ${path} dropped`);
      request.socket.destroy();
      return;
    }
    if (how !== null && how !== 'lost') {
      this.calls.push(`${method} ${path} ${how.status}`);
      response.writeHead(how.status, { ...how.headers, 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: how.message ?? 'trouble' }));
      return;
    }
    const answer = this.#respond({ request, method, path, url, text });
    this.calls.push(`${method} ${path} ${how === 'lost' ? 'lost' : answer.status}`);
    if (how === 'lost') {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { ...answer.headers, 'content-type': 'application/json; charset=utf-8' });
    response.end(answer.text);
  }

  #respond(given: {
    readonly request: IncomingMessage;
    readonly method: string;
    readonly path: string;
    readonly url: URL;
    readonly text: string;
  }): { readonly status: number; readonly headers: Record<string, string>; readonly text: string } {
    const { request, method, path, url } = given;
    const refuse = (status: number, message: string) => ({
      status,
      headers: {},
      text: JSON.stringify({ message, documentation_url: 'https://docs.github.com/rest' }),
    });
    const caller = this.#callerOf(request.headers.authorization);
    if (caller === null) return refuse(401, 'Bad credentials');
    const api = githubApi();
    const operation = api.match(method, path);
    if (operation === null) {
      this.flaws.push(`${method} ${path} is no operation`);
      return refuse(404, 'Not Found');
    }
    const body: unknown = given.text === '' ? undefined : JSON.parse(given.text);
    const flaws = api.requestFlaws({ method, ...operation, query: url.searchParams, body });
    if (flaws.length > 0) {
      this.flaws.push(...flaws.map((flaw) => `${method} ${path}: ${flaw}`));
      return refuse(422, flaws.join('; '));
    }
    const answered = answerFakeGithub({ fake: this, caller, method, ...operation, query: url.searchParams, body });
    if (answered.status >= 400) return refuse(answered.status, String(answered.body));
    const wrong = api.answerFlaws({
      method,
      template: operation.template,
      status: answered.status,
      body: answered.body,
    });
    this.flaws.push(...wrong.map((flaw) => `the fake's own answer to ${method} ${path}: ${flaw}`));
    return this.#paged({ ...answered, url, ifNoneMatch: request.headers['if-none-match'] });
  }

  /** Pages lists, and answers 304 to whoever has it already. */
  #paged(given: {
    readonly status: number;
    readonly body: unknown;
    readonly url: URL;
    readonly ifNoneMatch: string | undefined;
  }): { readonly status: number; readonly headers: Record<string, string>; readonly text: string } {
    const { status, url } = given;
    if (given.body === undefined) return { status, headers: {}, text: '' };
    const size = Number(url.searchParams.get('per_page') ?? '30');
    const page = Number(url.searchParams.get('page') ?? '1');
    const headers: Record<string, string> = {};
    const cut = (items: readonly unknown[]): readonly unknown[] => {
      if (items.length > page * size) {
        const next = new URL(url);
        next.searchParams.set('page', String(page + 1));
        headers['link'] = `<${next.href}>; rel="next", <${next.href}>; rel="last"`;
      }
      return items.slice((page - 1) * size, page * size);
    };
    let { body } = given;
    if (Array.isArray(body)) body = cut(body);
    else {
      for (const name of ['check_runs', 'repositories']) {
        const list = (body as Record<string, unknown>)[name];
        if (Array.isArray(list)) body = { ...(body as object), [name]: cut(list) };
      }
    }
    const text = JSON.stringify(body);
    const tag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
    headers['etag'] = tag;
    return given.ifNoneMatch === tag ? { status: 304, headers, text: '' } : { status, headers, text };
  }

  #callerOf(header: string | undefined): FakeCaller | null {
    const token = /^Bearer (.+)$/.exec(header ?? '')?.[1] ?? '';
    if (token === this.token) return { kind: 'token', login: 'token-user' };
    const endsAt = this.#tokens.get(token);
    if (endsAt !== undefined) return endsAt > this.nowMs ? { kind: 'installation', appId: this.appId } : null;
    return this.#isJwt(token) ? { kind: 'app' } : null;
  }

  #isJwt(token: string): boolean {
    const [header = '', claims = '', signature = ''] = token.split('.');
    if (signature === '') return false;
    const key = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
    if (!createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(key, signature, 'base64url')) return false;
    const { iss, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Record<string, number>;
    const nowS = this.nowMs / 1000;
    const isTimely = iat !== undefined && exp !== undefined && iat <= nowS && exp > nowS && exp - iat <= 600;
    return isTimely && String(iss) === String(this.appId);
  }

  #git(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const match = /^\/([\w.-]+\/[\w.-]+)\.git(\/.*)$/.exec(url.pathname);
    const repository = this.act.repositories.get((match?.[1] ?? '').toLowerCase());
    const header = request.headers.authorization ?? '';
    const token = Buffer.from(header.replace(/^Basic /, ''), 'base64')
      .toString('utf8')
      .replace(/^x-access-token:/, '');
    this.gitCallers.push(header);
    if (repository === undefined || repository.path === null || this.#callerOf(`Bearer ${token}`) === null) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' });
      response.end();
      return;
    }
    answerGit({ request, response, repository: repository.path, rest: match?.[2] ?? '', query: url.search.slice(1) });
  }
}
