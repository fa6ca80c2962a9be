import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDemoShop } from './adapter/demo-shop/index.ts';
import type { DemoStage, DemoWish } from './entrypoint/cli/index.ts';
import { instant } from './kernel/index.ts';
import { serve } from './server.ts';
import { seededRandom } from './statistics/index.ts';
import { makeWorld } from './world.ts';

/** What of the caller's environment the demo needs; nothing else of it counts, a database least of all. */
const INHERITED = ['PATH', 'LANG', 'TZ'] as const;

/** Starts a shop with customers and a server of Firebreak beside it, both on free ports of loopback. Fault `no-haproxy`. */
export async function openDemo(options: {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly wish: DemoWish;
}): Promise<DemoStage> {
  const { wish, version } = options;
  const shop = await openDemoShop({
    ...wish,
    random: (part) => seededRandom(wish.seed * 16 + part),
    now: () => new Date(),
  });
  const signalToken = randomBytes(24).toString('hex');
  const isDebug = (options.variables['FIREBREAK_DEBUG'] ?? '') !== '';
  const ending = new AbortController();
  const variables = {
    ...Object.fromEntries(INHERITED.map((name) => [name, options.variables[name]])),
    FIREBREAK_CACHE: 'off',
    FIREBREAK_QUEUE: 'local',
    FIREBREAK_HAPROXY_SOCKET: shop.socket,
    FIREBREAK_SIGNAL_TOKEN: signalToken,
  };
  let served: Promise<void> = Promise.resolve();
  const close = async (): Promise<void> => {
    ending.abort();
    // What it was ended by is told by whoever waits for it to begin.
    await served.catch(() => {});
    await shop.close();
  };
  try {
    const ready = await new Promise<{ readonly origin: string; readonly link: string }>((resolve, fail) => {
      served = serve({
        world: makeWorld({ variables, now: () => instant(Date.now()) }),
        variables,
        version,
        given: { data: join(shop.folder, 'data'), listen: '127.0.0.1:0', repositories: [shop.repository] },
        io: {
          say: () => {},
          log: isDebug ? (entry) => process.stderr.write(`${JSON.stringify(entry)}\n`) : () => {},
          signal: ending.signal,
        },
        onReady: ({ origin, link }) => resolve({ origin, link: link ?? '' }),
      });
      served.catch(fail);
    });
    return {
      shopUrl: shop.url,
      repository: shop.repository,
      proxyVersion: shop.proxyVersion,
      serverUrl: ready.origin,
      ownerLink: ready.link,
      signalToken,
      commit: shop.commit,
      change: shop.change,
      figures: shop.figures,
      counts: shop.counts,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
