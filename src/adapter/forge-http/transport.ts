import type { ForgeTransport, TransportAnswer, TransportRequest } from '../../domain/forge/index.ts';
import { Fault } from '../../kernel/index.ts';
import { readBase, resolveBelow } from './address.ts';
import { AnswerCache } from './answer-cache.ts';
import { type Exchanged, exchange } from './exchange.ts';
import { nextPage } from './link.ts';
import { pauseAsked } from './pause.ts';
import { noAnswer, paused, refused, unreadable } from './trouble.ts';

/** A call is sent this often at most. */
const MAX_TRIES = 4;
const FIRST_DELAY_MS = 500;
/** A longer pause is a fault: the reconciler comes again, and nobody waits behind this call. */
const MAX_WAIT_MS = 20_000;
/** GitHub ends a call itself after ten seconds. */
const TIMEOUT_MS = 15_000;

export interface TransportOptions {
  /** Address of the API: `https://api.github.com`, `https://gitlab.example.org/api/v4`. */
  readonly apiUrl: string;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds that one try may take. */
  readonly timeoutMs?: number;
}

/** The transport of one forge. Fault: the address is unusable. */
export function openForgeTransport(options: TransportOptions): ForgeTransport {
  const base = readBase(options.apiUrl);
  const cache = new AnswerCache();
  /** Until when each caller was asked to be quiet. */
  const quietUntil = new Map<string, number>();

  const quiet = async (request: TransportRequest): Promise<void> => {
    const wait = (quietUntil.get(request.caller) ?? 0) - options.now();
    if (wait <= 0) return void quietUntil.delete(request.caller);
    if (wait > MAX_WAIT_MS) throw paused(base.host, options.now() + wait);
    await options.sleep(wait);
  };

  const attempt = async (request: TransportRequest, url: URL): Promise<Exchanged | 'no-answer'> => {
    try {
      return await exchange({
        url,
        init: initOf(request, request.method === 'GET' ? cache.tagOf(keyOf(request, url)) : null),
        resolve: (path) => resolveBelow(base, path),
        timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      });
    } catch (error) {
      if (error instanceof Fault) throw error;
      if (isRepeatable(request) || neverConnected(error)) return 'no-answer';
      throw noAnswer({ host: base.host, isOutcomeKnown: false, cause: error });
    }
  };

  return {
    async send(request) {
      const url = resolveBelow(base, request.path);
      for (let tries = 1; ; tries += 1) {
        await quiet(request);
        const got = await attempt(request, url);
        if (got !== 'no-answer') {
          const pause = pauseAsked({ ...got, nowMs: options.now() });
          if (pause === null && got.status < 500) {
            return answerOf({ got, key: keyOf(request, url), cache, request, host: base.host });
          }
          if (pause !== null) {
            quietUntil.set(request.caller, options.now() + pause);
            if (tries >= MAX_TRIES) throw paused(base.host, options.now() + pause);
            continue;
          }
          // A gateway in front of the forge may have passed the call on before it failed.
          if (!isRepeatable(request)) throw noAnswer({ host: base.host, isOutcomeKnown: false, cause: got.status });
        }
        if (tries >= MAX_TRIES) throw noAnswer({ host: base.host, isOutcomeKnown: true, cause: null });
        await options.sleep(FIRST_DELAY_MS * 2 ** (tries - 1));
      }
    },
  };
}

function answerOf(given: {
  readonly got: Exchanged;
  readonly key: string;
  readonly cache: AnswerCache;
  readonly request: TransportRequest;
  readonly host: string;
}): TransportAnswer {
  const { got, key, cache, request, host } = given;
  if (got.status === 304) {
    const kept = cache.read(key);
    if (kept !== null) return kept;
    throw unreadable(host);
  }
  if (got.status === 404) return { status: 404, body: null, next: null };
  if (got.status < 200 || got.status > 299) throw refused(host, got);
  const next = nextPage(got.headers);
  const body = parsed(got.text, host);
  const tag = got.headers.get('etag');
  if (request.method === 'GET' && got.status === 200 && tag !== null) cache.keep(key, { tag, text: got.text, next });
  return { status: got.status, body, next };
}

function parsed(text: string, host: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(host);
  }
}

function initOf(request: TransportRequest, tag: string | null): RequestInit & { method: string } {
  return {
    method: request.method,
    headers: {
      ...request.headers,
      'user-agent': 'firebreak',
      ...(tag === null ? {} : { 'if-none-match': tag }),
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  };
}

function keyOf(request: TransportRequest, url: URL): string {
  return `${request.caller} ${url.href}`;
}

/** RFC 9110, section 9.2.2. GitHub's PATCH of a check appends annotations, so it is none of them. */
function isRepeatable({ method }: TransportRequest): boolean {
  return method === 'GET' || method === 'PUT' || method === 'DELETE';
}

function neverConnected(error: unknown): boolean {
  const code = (error as { cause?: { code?: unknown } }).cause?.code;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'UND_ERR_CONNECT_TIMEOUT';
}
