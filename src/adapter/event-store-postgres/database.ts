import { Socket } from 'node:net';
import type { ClientConfig, Pool, PoolClient } from 'pg';
import { Defect, Fault } from '../../kernel/index.ts';
import { MIGRATIONS } from './schema.ts';

/** Our tables stand apart from those of whoever else uses the database. */
const SCHEMA = 'firebreak';
/** Advisory locks of this program in a database: its own first number, and what is locked. */
const LOCK = { space: 0x46_42_52_45, write: 1, migrate: 2, record: 3 } as const;
const CONNECT_MS = 5_000;
/** A node that is frozen while it writes is thrown out after this, so that others go on before a forge gives its webhook up (10 s). */
const IDLE_MS = 5_000;
const STATEMENT_MS = 60_000;
/** Where not even a refusal comes, a network swallows it: a little longer than the server itself allows. */
const ANSWER_MS = 65_000;
/** Connections of one node: one writes at a time, the others read. */
const CONNECTIONS = 8;

/** Connects and brings the schema forward; several nodes may do so at once. Fault: unreachable, or newer than we are. */
export async function openPool(url: string): Promise<Pool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ ...connection(url), max: CONNECTIONS, allowExitOnIdle: true, pipeline: true });
  // A connection that breaks while idle is replaced by the next use; without a listener it would end the process.
  pool.on('error', () => {});
  try {
    await inTransaction(pool, migrate);
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** How every connection is made. */
export function connection(url: string): ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idle_in_transaction_session_timeout: IDLE_MS,
    application_name: 'firebreak',
    options: `-c search_path=${SCHEMA} -c synchronous_commit=on -c plan_cache_mode=force_generic_plan`,
    stream: gatheringSocket,
  };
}

/** Statements that are given in one turn go out in one packet: each on its own would cost a call of the system and wake the server. */
function gatheringSocket(): Socket {
  const socket = new Socket();
  const write = socket.write.bind(socket) as (...given: readonly unknown[]) => boolean;
  let isGathering = false;
  socket.write = (...given: readonly unknown[]): boolean => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      process.nextTick(() => {
        isGathering = false;
        socket.uncork();
      });
    }
    return write(...given);
  };
  return socket;
}

/** What one transaction at a time may do, on all nodes: `write` before `record` where both are taken. */
type Lock = 'write' | 'record';

/**
 * Runs one transaction that reads what was committed last, once it has its locks; what is thrown inside undoes all of it. With
 * `write` one writer at a time appends: positions are then without a gap and in the order of commits. Statements that do not
 * wait for each other's answers go out together and run in the order in which they were given; where one fails, so do those
 * behind it. `onEnding` is called once the end is asked for.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  locks: readonly Lock[] = [],
  onEnding: () => void = () => {},
): Promise<T> {
  return guarded(async () => {
    const client = await pool.connect();
    let broken = true;
    // A server may end the connection while nothing is asked of it; the next statement says so.
    client.on('error', nothing);
    try {
      // Beginning and locking in one message, and the first questions right behind it: whoever waits for the lock next waits
      // a round trip less.
      const begun = client.query(['BEGIN', ...locks.map(lockingOf)].join('; '));
      const working = work(client);
      working.catch(() => {});
      try {
        await begun;
        const value = await working;
        const committed = client.query('COMMIT');
        onEnding();
        await committed;
        broken = false;
        return value;
      } catch (error) {
        // What was sent behind the statement that failed has failed as well: nothing may come after the end.
        await working.catch(() => {});
        await client.query('ROLLBACK');
        broken = false;
        throw error;
      }
    } finally {
      client.off('error', nothing);
      // A connection in an unknown state is not used again.
      client.release(broken);
    }
  });
}

function nothing(): void {}

function lockingOf(lock: Lock): string {
  return `SELECT pg_advisory_xact_lock(${LOCK.space}, ${LOCK[lock]})`;
}

/** Turns what the database says into a fault; our own errors pass. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Fault || cause instanceof Defect || !isOfDatabase(cause)) throw cause;
    const code = String((cause as { readonly code?: unknown }).code ?? '');
    // Classes 22 and 42 are our own mistakes, everything else the state of a server or a network.
    const ours = /^(?:22|42)/.test(code);
    throw new Fault({
      kind: ours ? 'malformed' : 'unreachable',
      code: ours ? 'store-failed' : 'database-unreachable',
      message: `the database does not answer as it should${code === '' ? '' : ` (${code})`}: ${cause.message}`,
      fix: 'Check the address in FIREBREAK_DATABASE_URL, and that the server runs and lets you create a schema.',
      cause,
    });
  }
}

/** Errors of the server carry a severity, those of the network a system call; a broken connection is told by its text. */
function isOfDatabase(cause: unknown): cause is Error {
  if (!(cause instanceof Error)) return false;
  return 'severity' in cause || 'syscall' in cause || /connection|timeout/i.test(cause.message);
}

async function migrate(client: PoolClient): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK.space, LOCK.migrate]);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
  await client.query('CREATE TABLE IF NOT EXISTS migration (number integer PRIMARY KEY)');
  const { rows } = await client.query('SELECT coalesce(max(number), 0) AS seen FROM migration');
  const seen = Number(rows[0]?.seen);
  if (seen > MIGRATIONS.length) {
    throw new Fault({
      kind: 'usage',
      code: 'newer-data',
      message: `the database was written by a newer version (schema ${seen}, this one knows ${MIGRATIONS.length})`,
      fix: 'Use that version or a newer one; schemas only move forward.',
    });
  }
  for (const [i, sql] of MIGRATIONS.entries()) {
    if (i < seen) continue;
    await client.query(sql);
    await client.query('INSERT INTO migration (number) VALUES ($1)', [i + 1]);
  }
}
