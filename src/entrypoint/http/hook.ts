import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Tracer } from '../../kernel/index.ts';
import type { ControlPlane } from '../../service/index.ts';
import { bytesFrom, failureDocument, failureOf, TOO_MANY } from './answer.ts';
import {
  BODY_LIMITS,
  type ByteBudget,
  clientAddress,
  networkOf,
  RATES,
  type RateTable,
  retryAfter,
  securityHeaders,
  type TrustedProxies,
} from './guard/index.ts';
import { type AnswerCounts, countAnswer } from './metrics.ts';

/** What taking webhooks needs of the server around it. */
export interface HookSettings {
  readonly isHttps: boolean;
  readonly proxies: TrustedProxies;
  readonly rates: RateTable;
  readonly budget: ByteBudget;
  readonly clock: () => number;
  readonly tracer: Tracer;
  readonly counts: AnswerCounts;
  readonly onDefect: (error: unknown) => void;
}

/** Takes a request if it is a webhook's; false = it is something else. */
export type HookTaker = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

interface HookAnswer {
  readonly status: number;
  readonly document: object;
  readonly headers?: OutgoingHttpHeaders;
}

/** What is left of a body that was refused is read this long, so that its sender sees the answer. */
const DRAIN_MS = 500;

const ROUTE = '/hooks/:forge';

/**
 * `POST /hooks/:forge`, from the connection itself: thousands come in a second, and objects of the web's shape around each
 * would take as long as its transaction. Limits, headers, counts and traces are those of every other address.
 */
export function hookTaker(plane: Pick<ControlPlane, 'deliver'>, settings: HookSettings): HookTaker {
  const { counts, tracer, isHttps } = settings;
  const common = { ...securityHeaders({ isHttps, answer: 'data' }), 'content-type': 'application/json' };
  return (incoming, outgoing) => {
    const forge = incoming.method === 'POST' ? forgeIn(incoming.url ?? '') : null;
    if (forge === null) return false;
    const facts = { 'http.request.method': 'POST', 'http.route': ROUTE };
    const caller = textOf(incoming.headers['traceparent']) ?? null;
    void tracer.span({ name: `POST ${ROUTE}`, kind: 'server', facts, caller }, async (span) => {
      const { status, document, headers } = await answerTo(incoming, { plane, forge, settings }).catch(
        (error: unknown): HookAnswer => {
          const failure = failureOf(error);
          if (failure.status === 500) settings.onDefect(error);
          if (failure.status >= 500) span.fail(error);
          return failure;
        },
      );
      span.tell({ 'http.response.status_code': status });
      countAnswer(counts, { method: 'POST', status });
      const text = JSON.stringify(document);
      outgoing.writeHead(status, { ...common, ...headers, 'content-length': Buffer.byteLength(text) });
      outgoing.end(text, () => drain(incoming));
    });
    return true;
  };
}

/** The last part of `/hooks/FORGE`; `null` = another address. */
function forgeIn(url: string): string | null {
  return /^\/hooks\/([a-zA-Z0-9_-]{1,40})(?:\?.*)?$/.exec(url)?.[1] ?? null;
}

/** A webhook: within the rate of its network, read whole, verified, taken, answered. */
async function answerTo(
  incoming: IncomingMessage,
  given: {
    readonly plane: Pick<ControlPlane, 'deliver'>;
    readonly forge: string;
    readonly settings: HookSettings;
  },
): Promise<HookAnswer> {
  const { plane, forge, settings } = given;
  const { proxies, rates, clock, budget } = settings;
  const { headers } = incoming;
  const remote = incoming.socket.remoteAddress ?? 'unknown';
  // By network: what somebody else sends without a signature must not use up the forge's own rate.
  const network = networkOf(clientAddress({ remote, forwardedFor: textOf(headers['x-forwarded-for']), proxies }));
  const rate = rates.take({ key: `hook:${network}`, rate: RATES.webhook, now: clock() });
  if (!rate.allowed) {
    const document = failureDocument(429, TOO_MANY);
    return { status: 429, document, headers: { 'retry-after': retryAfter(rate.retryAfterMs) } };
  }
  const body = await bytesFrom(incoming, { limit: BODY_LIMITS.webhook, budget });
  const named = headers as Readonly<Record<string, string | undefined>>;
  const { status, code, touched } = await plane.deliver({ forge, headers: named, body });
  return { status, document: { schema: 'firebreak.delivery/v1', code, touched } };
}

/** Only `set-cookie` comes as a list; what is given twice otherwise is one text. */
function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

function drain(incoming: IncomingMessage): void {
  if (incoming.readableEnded || incoming.destroyed) return;
  const timer = setTimeout(() => incoming.socket.destroySoon(), DRAIN_MS);
  incoming.once('close', () => clearTimeout(timer)).resume();
}
