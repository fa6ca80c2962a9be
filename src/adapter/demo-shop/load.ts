import { Agent, request } from 'node:http';

/** What customers of the shop saw. */
export interface LoadCounts {
  /** Requests that were sent. */
  readonly sent: number;
  readonly answered: number;
  /** Answered with a 5xx, or not at all. */
  readonly bad: number;
  /** Not sent, since too many were in hand: the machine does not keep up. */
  readonly skipped: number;
}

/** Customers of the shop. */
export interface Load {
  counts(): LoadCounts;
  /** Sends no more; ends when everything in hand has ended. */
  stop(): Promise<void>;
}

/** Requests of customers a second; more would be a test of load and not a demonstration. */
const MAX_PER_SECOND = 2_000;
/** After this it ends by itself, whoever forgot it. */
const MAX_MS = 30 * 60_000;
/** In hand at once. */
const MAX_OPEN = 256;
const TICK_MS = 10;
const ANSWER_MS = 5_000;

/** Sends so many requests a second, whatever the answers: three of five are checkouts. Rate, time and requests in hand are bounded. */
export function startLoad(options: {
  readonly port: number;
  readonly perSecond: number;
  readonly random: () => number;
}): Load {
  const { port, random } = options;
  const perSecond = Math.min(MAX_PER_SECOND, Math.max(1, options.perSecond));
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_OPEN });
  const began = performance.now();
  let [sent, answered, bad, skipped, due] = [0, 0, 0, 0, 0];
  const open = new Set<Promise<void>>();
  const send = (): void => {
    sent += 1;
    const asked = ask({ port, agent, isCheckout: random() < 0.6 }).then((status) => {
      answered += 1;
      if (status === null || status >= 500) bad += 1;
      open.delete(asked);
    });
    open.add(asked);
  };
  const timer = setInterval(() => {
    const passed = performance.now() - began;
    if (passed > MAX_MS) return clearInterval(timer);
    const wanted = Math.floor((passed / 1000) * perSecond);
    for (; due < wanted; due += 1) {
      if (open.size < MAX_OPEN) send();
      else skipped += 1;
    }
  }, TICK_MS);
  return {
    counts: () => ({ sent, answered, bad, skipped }),
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      agent.destroy();
    },
  };
}

/** The status; `null` = there was no whole answer. */
function ask(wish: {
  readonly port: number;
  readonly agent: Agent;
  readonly isCheckout: boolean;
}): Promise<number | null> {
  const { port, agent, isCheckout } = wish;
  const [method, path] = isCheckout ? ['POST', '/checkout'] : ['GET', '/'];
  return new Promise((resolve) => {
    const sending = request({ host: '127.0.0.1', port, agent, method, path, timeout: ANSWER_MS }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? null));
      response.once('error', () => resolve(null));
    });
    sending.once('timeout', () => sending.destroy());
    sending.once('error', () => resolve(null));
    sending.end();
  });
}
