import { Fault } from '../../kernel/index.ts';
import { UsageError } from './exit.ts';

/** Asks a server of Firebreak with a token. Rejects with the failure that the server tells, or a Fault. */
export interface ServerClient {
  post(path: string, body: object): Promise<unknown>;
}

/** The server answers in milliseconds; what takes longer than this has no answer. */
const ANSWER_MS = 30_000;
const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** A client of one server. The token goes to that address alone: no redirect is followed, and no plain line is used. */
export function openServerClient(options: {
  readonly url: string;
  readonly token: string;
  readonly signal: AbortSignal;
}): ServerClient {
  const origin = originOf(options.url);
  return {
    async post(path, body) {
      const signal = AbortSignal.any([options.signal, AbortSignal.timeout(ANSWER_MS)]);
      const headers = { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' };
      const request = { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error', signal } as const;
      const answered = await fetch(`${origin}${path}`, request).then(
        async (response) => ({ isOk: response.ok, text: await response.text() }),
        () => null,
      );
      options.signal.throwIfAborted();
      const value = answered === null ? null : jsonOf(answered.text);
      if (answered === null || value === null) throw unreachable(origin);
      if (!answered.isOk) throw failureOf(value, origin);
      return value;
    },
  };
}

function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new UsageError(
      'there is no server',
      'Name it with --server https://firebreak.example.com or FIREBREAK_SERVER.',
    );
  }
  if (parsed.protocol === 'http:' && !LOCAL.test(parsed.hostname)) {
    throw new UsageError(`a token is not sent to ${parsed.host} in plain text`, 'Name the server by https.');
  }
  return parsed.origin;
}

function jsonOf(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

const KINDS = ['usage', 'permission', 'unreachable', 'malformed'] as const;

function failureOf(value: object, origin: string): Fault {
  const told = value as {
    readonly kind?: unknown;
    readonly code?: unknown;
    readonly message?: unknown;
    readonly fix?: unknown;
  };
  const kind = KINDS.find((known) => known === told.kind);
  if (kind === undefined || typeof told.code !== 'string' || typeof told.message !== 'string')
    return unreachable(origin);
  const fix = typeof told.fix === 'string' ? { fix: told.fix } : {};
  return new Fault({ kind, code: told.code, message: told.message, ...fix });
}

function unreachable(origin: string): Fault {
  return new Fault({
    kind: 'unreachable',
    code: 'no-answer',
    message: `${origin} gave no answer that can be used`,
    fix: 'Check the address, and whether the server runs (GET /healthz).',
  });
}
