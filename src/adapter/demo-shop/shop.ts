import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../../kernel/index.ts';
import { type CounterReading, readFigures } from './collector.ts';
import type { ShopCounts } from './counter.ts';
import { type LoadCounts, startLoad } from './load.ts';
import { findProxy, startShopProxy } from './proxy.ts';
import { addShopCommit, makeShopRepository, type ShopCommit } from './repository.ts';
import { type Behaviour, openShopVersion } from './version.ts';

/** A shop that runs on this machine: two versions behind a HAProxy, with customers. */
export interface DemoShop {
  /** Where customers come in. */
  readonly url: string;
  /** A folder of its own, which goes when it closes. */
  readonly folder: string;
  /** Path of HAProxy's runtime socket. */
  readonly socket: string;
  /** Of the HAProxy. */
  readonly proxyVersion: string;
  /** Path of the bare repository. */
  readonly repository: string;
  commit(commit: ShopCommit): Promise<void>;
  /** The new version behaves so from now on. */
  change(behaviour: Behaviour): void;
  /** Counters of both versions as their pages of figures show them. */
  figures(): Promise<readonly CounterReading[]>;
  counts(): { readonly old: ShopCounts; readonly new: ShopCounts; readonly customers: LoadCounts };
  /** Ends customers, proxy and versions, and takes the folder away; again is nothing. */
  close(): Promise<void>;
}

/** Names of the versions, as the backend `shop` of the proxy calls their servers. */
export const VERSIONS = ['v1', 'v2'] as const;

/**
 * Starts everything on free ports of loopback. What started is ended where something else does not start. Fault `no-haproxy`. `random` is chance
 * by a seed, for each part its own.
 */
export async function openDemoShop(options: {
  readonly perSecond: number;
  readonly behaviour: Behaviour;
  readonly commits: readonly ShopCommit[];
  readonly random: (part: number) => () => number;
  readonly now: () => Date;
}): Promise<DemoShop> {
  const { perSecond, behaviour, commits, random, now } = options;
  // Asked first: whoever has none is told at once, and nothing has started.
  findProxy();
  const folder = await mkdtemp(shortPlace());
  const endings: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const repository = join(folder, 'shop.git');
    await makeShopRepository(repository, commits, now());
    const [old, fresh] = await Promise.all([
      openShopVersion({ name: VERSIONS[0], behaviour, random: random(1) }),
      openShopVersion({ name: VERSIONS[1], behaviour, random: random(2) }),
    ]);
    endings.push(old.close, fresh.close);
    const proxy = await startShopProxy({ folder, versions: [old, fresh] });
    endings.push(proxy.close);
    const load = startLoad({ port: proxy.port, perSecond, random: random(3) });
    endings.push(load.stop);
    return {
      url: `http://127.0.0.1:${proxy.port}`,
      folder,
      socket: proxy.socket,
      proxyVersion: proxy.version,
      repository,
      commit: (commit) => addShopCommit(repository, commit, now()),
      change: fresh.behave,
      figures: async () => (await Promise.all([readFigures(old.port), readFigures(fresh.port)])).flat(),
      counts: () => ({ old: old.counters.counts(), new: fresh.counters.counts(), customers: load.counts() }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Bytes of a temporary folder that leave room for a socket in it: its path has 107 at most (unix(7)), 103 on macOS. */
const LONGEST_PLACE = 60;

/** Where the demo's folder is made. Fault `long-temporary-folder`. */
function shortPlace(): string {
  const place = tmpdir();
  if (Buffer.byteLength(place) > LONGEST_PLACE) {
    throw new Fault({
      kind: 'usage',
      code: 'long-temporary-folder',
      message: `the temporary folder ${place} is too deep for a socket`,
      fix: `Name one of at most ${LONGEST_PLACE} bytes: TMPDIR=DIR firebreak demo`,
    });
  }
  return join(place, 'firebreak-demo-');
}
