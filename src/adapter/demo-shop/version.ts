import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openShopCounters, type ShopCounters } from './counter.ts';
import { listening } from './listening.ts';

/** How a version of the shop behaves at the checkout at one moment. */
export interface Behaviour {
  /** Share of checkouts that fail, 0..1. */
  readonly errorShare: number;
  /** What a checkout takes at the least, and what chance adds at the most, in milliseconds. */
  readonly leastMs: number;
  readonly spreadMs: number;
}

/** One running version of the shop, on an address of this machine. */
export interface ShopVersion {
  readonly name: string;
  readonly port: number;
  readonly counters: ShopCounters;
  /** From now on it behaves so. */
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** Starts a version on a free port of loopback; chance comes from `random` alone. */
export async function openShopVersion(options: {
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly random: () => number;
}): Promise<ShopVersion> {
  const { name, random } = options;
  const counters = openShopCounters(name);
  let { behaviour } = options;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.resume();
    response.setHeader('x-shop-version', name);
    if (request.url === '/metrics') {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(counters.text());
      return;
    }
    if (request.url !== '/checkout') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(`the shop, ${name}\n`);
      return;
    }
    const began = performance.now();
    const isBad = random() < behaviour.errorShare;
    // The square makes few of them slow, as in shops that exist.
    await sleep(behaviour.leastMs + behaviour.spreadMs * random() ** 2);
    counters.count({ isBad, seconds: (performance.now() - began) / 1000 });
    response.writeHead(isBad ? 503 : 201, { 'content-type': 'text/plain' }).end(isBad ? 'no\n' : 'ordered\n');
  };
  const { port, close } = await listening(
    createServer((request, response) => {
      // Who went away in between is told nothing.
      answer(request, response).catch(() => response.destroy());
    }),
  );
  return {
    name,
    port,
    counters,
    behave: (next) => {
      behaviour = next;
    },
    close,
  };
}
