import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Hono, type MiddlewareHandler } from 'hono';
import { counterPushRequest } from '../../contract/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { SignalDesk } from '../../service/index.ts';
import { bytesOf, type Env, parsedBytes, tooMany, type Web } from './answer.ts';
import { type Entrance, networkOfCaller } from './entrance.ts';
import { BODY_LIMITS, type ByteBudget, RATES, readBearer } from './guard/index.ts';

/** Bytes of a push after it was unpacked: collectors send some hundred kilobytes. */
const MAX_UNPACKED = 8_388_608;

const unzip = promisify(gunzip);

/**
 * Measurements in, at the addresses that senders of OpenTelemetry expect, and what is known of signals. A push shows its token before
 * anything of it is read, and has no cookie.
 */
export function signalRoutes(desk: SignalDesk, around: Entrance & { readonly budget: ByteBudget }): Hono<Env> {
  const { rates, clock, proxies, budget } = around;
  const app = new Hono<Env>();

  const entrance: MiddlewareHandler<Env> = async (c, next) => {
    const network = networkOfCaller(c, proxies);
    const rate = rates.take({ key: `push:${network}`, rate: RATES.push, now: clock() });
    if (!rate.allowed) return tooMany(c, rate.retryAfterMs);
    desk.mayPush(readBearer(c.req.header('authorization')));
    await next();
    return undefined;
  };
  app.post('/v1/metrics', entrance, async (c) => {
    const contentType = c.req.header('content-type') ?? '';
    const answer = await unpacked(c, budget, (body) => desk.takeMetrics({ contentType, body }));
    c.header('content-type', answer.contentType);
    return c.body(answer.body as Uint8Array<ArrayBuffer>);
  });
  app.post('/v1/counters', entrance, async (c) =>
    c.json(await unpacked(c, budget, (body) => desk.takeCounters(parsedBytes(body, counterPushRequest)))),
  );
  app.get('/api/v1/signals', async (c) => c.json(await desk.report(c.get('caller').principal)));
  return app;
}

/** Works on the body, unpacked where it is packed; what it takes meanwhile counts among the bodies of this node. */
async function unpacked<T>(c: Web, budget: ByteBudget, work: (body: Uint8Array) => T): Promise<T> {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw unfit('bad-encoding', 'a push is packed by gzip or not at all');
  const body = await bytesOf(c, { limit: BODY_LIMITS.push, budget });
  if (encoding === 'identity') return work(body);
  if (!budget.take(MAX_UNPACKED)) {
    throw new Fault({
      kind: 'unreachable',
      code: 'body-busy',
      message: 'the body was not read: busy',
      fix: 'Send it again.',
    });
  }
  try {
    return work(
      await unzip(body, { maxOutputLength: MAX_UNPACKED })
        .catch(() => null)
        .then(whole),
    );
  } finally {
    budget.give(MAX_UNPACKED);
  }
}

function whole(body: Uint8Array | null): Uint8Array {
  if (body !== null) return body;
  throw unfit('bad-encoding', `the body cannot be unpacked, or holds more than ${MAX_UNPACKED} bytes`);
}

function unfit(code: string, message: string): Fault {
  return new Fault({ kind: 'usage', code, message, fix: 'Send smaller batches.' });
}
