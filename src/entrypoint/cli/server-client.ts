import { Fault, printable } from '../../kernel/index.ts';
import { UsageError } from './exit.ts';

/** Asks a server of Firebreak. Rejects with the failure that the server tells, or a Fault. */
export interface ServerClient {
  /** Origin of the server. */
  readonly origin: string;
  get(path: string): Promise<unknown>;
  post(path: string, body: object): Promise<unknown>;
  remove(path: string): Promise<void>;
}

/** The server answers in milliseconds; what takes longer than this has no answer. */
const ANSWER_MS = 30_000;
const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** A client of one server. What proves who asks goes to that address alone: no redirect is followed, and no plain line is used. */
export function openServerClient(options: {
  readonly url: string;
  /** Token or login; `null` = nobody asks. */
  readonly bearer: string | null;
  readonly signal: AbortSignal;
}): ServerClient {
  const { bearer, signal } = options;
  const origin = originOf(options.url);
  const ask = async (method: string, path: string, body?: object): Promise<object> => {
    const request: RequestInit = {
      method,
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    };
    const answered = await fetch(`${origin}${path}`, request).then(
      async (response) => ({ isOk: response.ok, text: response.status === 204 ? '{}' : await response.text() }),
      () => null,
    );
    signal.throwIfAborted();
    const value = answered === null ? null : jsonOf(answered.text);
    if (answered === null || value === null) throw unreachable(origin);
    if (!answered.isOk) throw failureOf(value, origin);
    return value;
  };
  return {
    origin,
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    remove: async (path) => {
      await ask('DELETE', path);
    },
  };
}

/** The document that an answer is. Fault `unknown-document`: it is another one, as of a server of another version. */
export function documentOf<T>(
  shape: { safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false } },
  { value, origin }: { readonly value: unknown; readonly origin: string },
): T {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  throw new Fault({
    kind: 'malformed',
    code: 'unknown-document',
    message: `${origin} answered with a document of another shape`,
    fix: 'Use a command line of the server’s version.',
  });
}

/** Scheme, host and port of an address. UsageError: it is none, or would send a secret in plain text over a network. */
export function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new UsageError(
      url === '' ? 'there is no server' : `${printable(url)} is no address of a server`,
      'Name it with --server https://firebreak.example.com or FIREBREAK_SERVER.',
    );
  }
  if (parsed.protocol === 'http:' && !LOCAL.test(parsed.hostname)) {
    throw new UsageError(`nothing secret is sent to ${parsed.host} in plain text`, 'Name the server by https.');
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
