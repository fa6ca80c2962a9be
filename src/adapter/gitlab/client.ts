import type { z } from 'zod';
import type { ForgeTransport, TransportAnswer } from '../../domain/forge/index.ts';
import { Fault } from '../../kernel/index.ts';

/** GitLab's most. */
const PAGE = 100;

/** Calls GitLab's REST API with one token and reads what it answers. */
export class GitlabClient {
  readonly #transport: ForgeTransport;
  readonly #token: string;

  constructor(transport: ForgeTransport, token: string) {
    this.#transport = transport;
    this.#token = token;
  }

  /** `null` where there is none. */
  async read<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
    const answer = await this.#send('GET', path);
    return answer.status === 404 ? null : understood(schema, answer.body);
  }

  /** Items of all pages; nothing where there is no such list. Fault: more pages than the limit. */
  async *list<T>(call: {
    readonly path: string;
    readonly schema: z.ZodType<readonly T[]>;
    readonly maxPages: number;
  }): AsyncGenerator<T> {
    let path = `${call.path}${call.path.includes('?') ? '&' : '?'}per_page=${PAGE}`;
    for (let page = 1; ; page += 1) {
      const answer = await this.#send('GET', path);
      if (answer.status === 404) return;
      yield* understood(call.schema, answer.body);
      if (answer.next === null) return;
      if (page >= call.maxPages) throw tooMany(call.maxPages * PAGE);
      path = answer.next;
    }
  }

  /** Fault: there is nothing at that path, or it may not be written. */
  async write(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<void> {
    const answer = await this.#send(method, path, body);
    if (answer.status === 404 && method !== 'DELETE') throw gone();
  }

  #send(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<TransportAnswer> {
    const request = { method, path, headers: { 'private-token': this.#token }, caller: 'token' };
    return this.#transport.send(body === undefined ? request : { ...request, body });
  }
}

function understood<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const place = read.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new Fault({
    kind: 'malformed',
    code: 'forge-answer-unreadable',
    message: `GitLab answered with something unexpected at ${place === '' ? 'its root' : place}`,
    fix: 'Check that the configured address is that of the API: https://HOST/api/v4.',
  });
}

function tooMany(limit: number): Fault {
  const message = `GitLab listed more than ${limit} items`;
  return new Fault({ kind: 'malformed', code: 'forge-list-too-long', message });
}

function gone(): Fault {
  return new Fault({
    kind: 'permission',
    code: 'forge-not-found',
    message: 'GitLab knows nothing at that address, or shows it not to this token',
    fix: 'Check the scope and the role of the token; docs/gitlab.md lists them.',
  });
}
