import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The way of one node to its database, which can be cut. */
export interface DatabaseWay {
  /** Address for the node. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Lets nothing through and tells nobody, as a network that swallows packets. */
  silence(): void;
  heal(): void;
  close(): void;
}

const SOCKET = '.s.PGSQL.5432';

/** Lays a way to a database that listens on a socket in a folder. */
export async function layWay(database: string): Promise<DatabaseWay> {
  const target = decodeURIComponent(/host=([^&]+)/.exec(database)?.[1] ?? '');
  // A socket's path holds 107 bytes at most.
  const folder = mkdtempSync(join(tmpdir(), 'fb-way-'));
  const pairs = new Set<readonly [Socket, Socket]>();
  const waiting = new Set<Socket>();
  let state: 'open' | 'cut' | 'silent' = 'open';
  const server = createServer({ allowHalfOpen: false }, (near) => {
    near.on('error', () => {});
    if (state === 'cut') return void near.destroy();
    if (state === 'silent') {
      near.pause();
      return void waiting.add(near);
    }
    const far = connect(join(target, SOCKET));
    const pair = [near, far] as const;
    pairs.add(pair);
    far.on('error', () => near.destroy());
    for (const end of pair) {
      end.on('close', () => {
        pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => void server.listen(join(folder, SOCKET), resolve));
  const drop = (): void => {
    for (const pair of pairs) for (const end of pair) end.destroy();
    for (const near of waiting) near.destroy();
    waiting.clear();
  };
  return {
    url: database.replace(/host=[^&]+/, `host=${encodeURIComponent(folder)}`),
    cut() {
      state = 'cut';
      drop();
    },
    silence() {
      state = 'silent';
      for (const [near, far] of pairs) {
        near.unpipe(far).pause();
        far.unpipe(near).pause();
      }
    },
    heal() {
      const before = state;
      state = 'open';
      if (before !== 'silent') return;
      for (const [near, far] of pairs) {
        near.pipe(far);
        far.pipe(near);
      }
      for (const near of waiting) near.destroy();
      waiting.clear();
    },
    close() {
      drop();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
