import type { Client, Pool } from 'pg';
import { type Announcer, announcing } from '../../event-log/index.ts';
import { connection } from './database.ts';

/** The channel on which a writer tells the head of the log, in the transaction that appends. */
export const CHANNEL = 'firebreak_append';
/** How often the head is read all the same: a notice may be lost with its connection, and some poolers pass none. */
const POLL_MS = 2_000;

/** Learns of appends of all nodes, from the first listener on. */
export interface Listener extends Announcer {
  readonly close: () => Promise<void>;
}

/** Keeps one connection that listens; where it breaks, reading the head from time to time goes on and connects again. */
export function listening(url: string, pool: Pool): Listener {
  let client: Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let looking = false;
  let closed = false;
  const announcer = announcing(() => {
    void look();
    timer = setInterval(() => void look(), POLL_MS);
    timer.unref();
  });
  /** Connects where no connection listens, and reads the head after that, so that nothing between is missed. */
  const look = async (): Promise<void> => {
    if (looking || closed) return;
    looking = true;
    try {
      if (client === null) await connect();
      const { rows } = await pool.query('SELECT coalesce(max(position), 0) AS head FROM event');
      announcer.tell(Number(rows[0]?.head));
    } catch {
      // The database is away: the next look tries again, and whoever needs it now gets the fault from the store itself.
    } finally {
      looking = false;
    }
  };
  const connect = async (): Promise<void> => {
    const { default: pg } = await import('pg');
    const made = new pg.Client(connection(url));
    const gone = (): void => {
      if (client !== made) return;
      client = null;
      void look();
    };
    made.on('error', gone);
    made.on('end', gone);
    made.on('notification', ({ payload }) => announcer.tell(Number(payload)));
    try {
      await made.connect();
      await made.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      made.end().catch(() => {});
      throw error;
    }
    if (closed) await made.end();
    else client = made;
  };
  return {
    ...announcer,
    async close() {
      closed = true;
      if (timer !== null) clearInterval(timer);
      const last = client;
      client = null;
      await last?.end().catch(() => {});
    },
  };
}
