import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { OfrepRequest } from '../../contract/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { FlagCaller, FlagDesk, OfrepReply } from '../../service/index.ts';
import { bytesFrom } from './answer.ts';
import {
  BODY_LIMITS,
  type ByteBudget,
  clientAddress,
  networkOf,
  RATES,
  type Rate,
  type RateTable,
  readBearer,
  retryAfter,
  securityHeaders,
  type TrustedProxies,
} from './guard/index.ts';
import { type AnswerCounts, countAnswer } from './metrics.ts';

/** What evaluating needs of the server around it. */
export interface FlagSettings {
  readonly isHttps: boolean;
  readonly proxies: TrustedProxies;
  readonly rates: RateTable;
  readonly budget: ByteBudget;
  readonly clock: () => number;
  readonly counts: AnswerCounts;
  readonly onDefect: (error: unknown) => void;
  /** Of one token; {@link RATES} where it is left out. */
  readonly evaluationRate?: Rate;
}

/** Takes a request if it is one of OFREP; false = it is something else. */
export type FlagTaker = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** Programs that listen to one node; each costs a socket and a timer. */
const MAX_STREAMS = 2_000;
/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 20_000;
/** A browser asks again only then whether it may ask from another origin. */
const PREFLIGHT_S = 86_400;

/**
 * A page of any origin may ask: what proves who asks is a header that only its own program adds, no cookie counts here, and the
 * address says nothing without a token.
 */
const ANY_ORIGIN = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Retry-After',
} as const;

interface Asked {
  /** `null` = the only set. */
  readonly set: string | null;
  readonly what: 'one' | 'all' | 'events';
  readonly key: string;
  readonly query: URLSearchParams;
}

interface Answer {
  readonly status: number;
  readonly document: object | null;
  readonly headers?: OutgoingHttpHeaders;
}

/**
 * The OpenFeature Remote Evaluation Protocol (0.3) from the connection itself, as webhooks are taken: an evaluation takes microseconds,
 * and objects of the web's shape around each would take most of its time. No span is made of one for the same reason.
 */
export function flagTaker(desk: FlagDesk, settings: FlagSettings): FlagTaker {
  const common = {
    ...securityHeaders({ isHttps: settings.isHttps, answer: 'data' }),
    ...ANY_ORIGIN,
    'cross-origin-resource-policy': 'cross-origin',
  };
  const streams = { open: 0 };
  return (incoming, outgoing) => {
    const url = incoming.url ?? '';
    if (!url.startsWith('/ofrep/') && !url.startsWith('/flags/')) return false;
    const asked = askedIn(url);
    if (asked === null) return false;
    const method = incoming.method ?? '';
    if (method === 'OPTIONS') {
      send(outgoing, { status: 204, document: null, headers: PREFLIGHT }, { common, settings, method });
      return true;
    }
    if (method !== (asked.what === 'events' ? 'GET' : 'POST')) return false;
    const context = { desk, settings, asked, common, streams };
    void (
      asked.what === 'events'
        ? stream(incoming, outgoing, context)
        : evaluate(incoming, context).then((answer) => {
            send(outgoing, answer, { common, settings, method });
          })
    ).catch((error: unknown) => {
      settings.onDefect(error);
      if (outgoing.headersSent) outgoing.destroy();
      else
        send(
          outgoing,
          { status: 500, document: { errorDetails: 'the server could not do this; its log says why' } },
          { common, settings, method },
        );
    });
    return true;
  };
}

const PREFLIGHT = {
  'access-control-allow-methods': 'POST, GET, OPTIONS',
  'access-control-allow-headers': 'Authorization, X-API-Key, Content-Type, If-None-Match',
  'access-control-max-age': String(PREFLIGHT_S),
} as const;

interface Context {
  readonly desk: FlagDesk;
  readonly settings: FlagSettings;
  readonly asked: Asked;
  readonly common: OutgoingHttpHeaders;
  readonly streams: { open: number };
}

/** `/ofrep/v1/...`, or the same below `/flags/SET`; `null` = another address. */
function askedIn(url: string): Asked | null {
  const [path = '', query = ''] = url.split('?', 2);
  const [, named, what, key] =
    /^(?:\/flags\/([^/]{1,900}))?\/ofrep\/v1\/(events|evaluate\/flags)(?:\/([^/]{1,1000}))?$/.exec(path) ?? [];
  if (what === undefined || (what === 'events' && key !== undefined)) return null;
  const set = named === undefined ? null : decoded(named);
  const flag = key === undefined ? '' : decoded(key);
  if (flag === null || (named !== undefined && set === null)) return null;
  const kind = what === 'events' ? 'events' : key === undefined ? 'all' : 'one';
  return { set, what: kind, key: flag, query: new URLSearchParams(query) };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

async function evaluate(incoming: IncomingMessage, context: Context): Promise<Answer> {
  const { desk, settings, asked } = context;
  const { headers } = incoming;
  const apiKey = headers['x-api-key'];
  const token =
    readBearer(headers.authorization) ?? (typeof apiKey === 'string' && apiKey.length <= 500 ? apiKey : null);
  const caller = await desk.identify(token);
  const refused = judgeCaller(caller, { incoming, settings });
  if (refused !== null) return refused;
  if (caller.kind === 'refused') throw new RangeError('a caller that is refused was answered');
  const body = await bodyOf(incoming, settings.budget);
  if (typeof body === 'string') {
    const failure = { errorCode: 'INVALID_CONTEXT', errorDetails: body };
    return { status: 400, document: asked.what === 'one' ? { key: asked.key, ...failure } : failure };
  }
  const { set, key, query } = asked;
  const evaluationContext = body.context ?? {};
  const reply: OfrepReply =
    asked.what === 'one'
      ? desk.evaluate({ set, key, context: evaluationContext })
      : await desk.evaluateAll({
          set,
          context: evaluationContext,
          ifNoneMatch: headers['if-none-match'] ?? null,
          heardOf: query.get('flagConfigEtag'),
          caller,
        });
  const { status, document, etag } = reply;
  return etag === null ? { status, document } : { status, document, headers: { etag } };
}

/** Within its rate; of one that nobody knows, within that of its network. */
function judgeCaller(
  caller: FlagCaller,
  { incoming, settings }: { readonly incoming: IncomingMessage; readonly settings: FlagSettings },
): Answer | null {
  const { rates, clock, evaluationRate = RATES.evaluation } = settings;
  const rate =
    caller.kind === 'known'
      ? rates.take({ key: `flag:${caller.tokenId}`, rate: evaluationRate, now: clock() })
      : rates.take({ key: `flag-n:${networkIn(incoming, settings)}`, rate: RATES.address, now: clock() });
  if (!rate.allowed) {
    return {
      status: 429,
      document: { errorDetails: 'too many requests' },
      headers: { 'retry-after': retryAfter(rate.retryAfterMs) },
    };
  }
  return caller.kind === 'known' ? null : { status: caller.status, document: { errorDetails: caller.message } };
}

function networkIn(incoming: IncomingMessage, { proxies }: FlagSettings): string {
  const forwardedFor = incoming.headers['x-forwarded-for'];
  const remote = incoming.socket.remoteAddress ?? 'unknown';
  return networkOf(
    clientAddress({ remote, forwardedFor: typeof forwardedFor === 'string' ? forwardedFor : undefined, proxies }),
  );
}

/** The body, or what is wrong with it in one sentence. */
async function bodyOf(incoming: IncomingMessage, budget: ByteBudget): Promise<OfrepRequest | string> {
  let text: string;
  try {
    text = new TextDecoder().decode(await bytesFrom(incoming, { limit: BODY_LIMITS.evaluation, budget }));
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === 'unreachable') throw error;
    return error.message;
  }
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'the body is not JSON';
  }
  return isRequest(value) ? value : 'context is an object of attributes: {"context": {"targetingKey": "..."}}';
}

/** What `ofrepRequest` says; its attributes are JSON already, and are not walked once more. */
function isRequest(value: unknown): value is OfrepRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { context } = value as { readonly context?: unknown };
  return context === undefined || (typeof context === 'object' && context !== null && !Array.isArray(context));
}

/** Server-sent events: one for each change of what the set serves. Opened by a ticket, since browsers send no headers with it. */
async function stream(incoming: IncomingMessage, outgoing: ServerResponse, context: Context): Promise<void> {
  const { desk, settings, asked, common, streams } = context;
  const answer = (told: Answer): void => send(outgoing, told, { common, settings, method: 'GET' });
  const caller = await desk.identifyTicket(asked.query.get('ticket'));
  const refused = judgeCaller(caller, { incoming, settings });
  if (refused !== null) return answer(refused);
  if (streams.open >= MAX_STREAMS) {
    const headers = { 'retry-after': retryAfter(HEARTBEAT_MS) };
    return answer({ status: 429, document: { errorDetails: 'too many listen already' }, headers });
  }
  const stop = desk.listen(asked.set, {
    tell: (data) => void outgoing.write(`data: ${data}\n\n`),
    end: () => void outgoing.end(),
  });
  if (stop === null) return answer({ status: 404, document: { errorDetails: 'this server serves no such flags' } });
  streams.open += 1;
  countAnswer(settings.counts, { method: 'GET', status: 200 });
  outgoing.writeHead(200, {
    ...common,
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  outgoing.write(': \n\n');
  const timer = setInterval(() => outgoing.write(': \n\n'), HEARTBEAT_MS);
  outgoing.once('close', () => {
    clearInterval(timer);
    stop();
    streams.open -= 1;
  });
}

function send(
  outgoing: ServerResponse,
  { status, document, headers }: Answer,
  given: { readonly common: OutgoingHttpHeaders; readonly settings: FlagSettings; readonly method: string },
): void {
  const { common, settings, method } = given;
  countAnswer(settings.counts, { method, status });
  const text = document === null ? '' : JSON.stringify(document);
  const content = text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  outgoing.writeHead(status, { ...common, 'cache-control': 'no-store', ...content, ...headers });
  outgoing.end(text);
}
