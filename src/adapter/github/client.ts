import type { z } from 'zod';
import type { ForgeTransport, TransportAnswer, TransportRequest } from '../../domain/forge/index.ts';
import { Fault } from '../../kernel/index.ts';
import { type Authorities, type Authority, headersOf } from './credential.ts';

/** Items of a page; GitHub's most. */
const PAGE = 100;

/** Who calls: the App itself, the installation of a repository's owner, or an installation by number. */
export type Caller = 'app' | { readonly repository: string } | { readonly installation: number };

/** Calls GitHub's REST API and reads what it answers. */
export class GithubClient {
  readonly #transport: ForgeTransport;
  readonly #authorities: Authorities;

  constructor(transport: ForgeTransport, authorities: Authorities) {
    this.#transport = transport;
    this.#authorities = authorities;
  }

  /** `null` where there is none. */
  async read<T>(call: {
    readonly as: Caller;
    readonly path: string;
    readonly schema: z.ZodType<T>;
  }): Promise<T | null> {
    const answer = await this.#send(call.as, { method: 'GET', path: call.path });
    return answer.status === 404 ? null : understood(call.schema, answer.body);
  }

  /** Items of all pages in GitHub's order; nothing where there is no such list. Fault: more pages than the limit. */
  async *list<T>(call: {
    readonly as: Caller;
    readonly path: string;
    readonly schema: z.ZodType<readonly T[]>;
    readonly maxPages: number;
  }): AsyncGenerator<T> {
    let path = `${call.path}${call.path.includes('?') ? '&' : '?'}per_page=${PAGE}`;
    for (let page = 1; ; page += 1) {
      const answer: TransportAnswer = await this.#send(call.as, { method: 'GET', path });
      if (answer.status === 404) return;
      yield* understood(call.schema, answer.body);
      if (answer.next === null) return;
      if (page >= call.maxPages) throw tooMany(call.maxPages * PAGE);
      path = answer.next;
    }
  }

  /** Gives what GitHub answered. Fault: there is nothing at that path, or it may not be written. */
  async write(call: {
    readonly as: Caller;
    readonly method: 'POST' | 'PATCH' | 'DELETE';
    readonly path: string;
    readonly body?: unknown;
  }): Promise<unknown> {
    const { method, path, body } = call;
    const answer = await this.#send(call.as, body === undefined ? { method, path } : { method, path, body });
    // What is gone already needs no deleting.
    if (answer.status === 404 && method !== 'DELETE') throw gone();
    return answer.body;
  }

  async #send(as: Caller, request: Pick<TransportRequest, 'method' | 'path' | 'body'>): Promise<TransportAnswer> {
    const send = (authority: Authority) =>
      this.#transport.send({ ...request, headers: headersOf(authority), caller: authority.caller });
    const authority = await this.authority(as);
    try {
      return await send(authority);
    } catch (error) {
      // A token can be taken back before it ends: one that is made anew tells.
      if (!(error instanceof Fault) || error.code !== 'forge-unauthenticated') throw error;
      this.#authorities.forget(authority);
      return send(await this.authority(as));
    }
  }

  async authority(as: Caller): Promise<Authority> {
    if (as === 'app') return this.#authorities.own();
    return 'installation' in as
      ? this.#authorities.ofInstallation(as.installation)
      : this.#authorities.of(as.repository);
  }
}

function understood<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const place = read.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new Fault({
    kind: 'malformed',
    code: 'forge-answer-unreadable',
    message: `GitHub answered with something unexpected at ${place === '' ? 'its root' : place}`,
    fix: 'Check that the configured address is that of the API.',
  });
}

function tooMany(limit: number): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'forge-list-too-long',
    message: `GitHub listed more than ${limit} items`,
  });
}

function gone(): Fault {
  return new Fault({
    kind: 'permission',
    code: 'forge-not-found',
    message: 'GitHub knows nothing at that address, or shows it not to these credentials',
    fix: 'Check that the App is installed on the repository, with the permissions that docs/github.md lists.',
  });
}
