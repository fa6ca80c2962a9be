import { join } from 'node:path';
import { DATABASE_FILE } from './database.ts';

/** After a write, this long: what comes together is moved together. */
const PAUSE_MS = 500;

/** Moves pages from the write-ahead log into the database, away from whoever writes. */
export interface Checkpoints {
  /** Something was committed. */
  readonly written: () => void;
  /** Ends after the work in hand. */
  readonly close: () => Promise<void>;
}

/**
 * Checkpoints on a thread and a connection of their own: within a commit one would hold everybody up for as long as the disk
 * takes. Passive: it waits for nobody and nobody for it. Where it fails, the writer's own checkpoint comes, later and longer.
 */
export async function checkpointing(folder: string): Promise<Checkpoints> {
  const { default: Libsql } = await import('libsql/promise');
  const database = new Libsql(join(folder, DATABASE_FILE));
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> = Promise.resolve();
  const run = (): void => {
    timer = null;
    running = database.exec('PRAGMA wal_checkpoint(PASSIVE)').catch(() => {});
  };
  return {
    written() {
      timer ??= setTimeout(() => void running.then(run), PAUSE_MS).unref();
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      await running;
      database.close();
    },
  };
}
