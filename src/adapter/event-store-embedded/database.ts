import { join } from 'node:path';
import type Database from 'libsql';
import { Fault } from '../../kernel/index.ts';
import { MIGRATIONS } from './schema.ts';

/** The file that holds the log, in the data folder. */
export const DATABASE_FILE = 'log.db';

/** Pages of the write-ahead log (64 MB) at which a commit moves what is left of them itself: a log that never rests stays bounded. */
const MOST_PAGES = 16_384;

/** How long a write waits for another process, should one have come past the folder's lock. */
const BUSY_MS = 5_000;

/** Opens the database of a folder, durable on every commit, at the newest schema. */
export async function openDatabase(folder: string): Promise<Database> {
  const database = await openUnlocked(join(folder, DATABASE_FILE));
  return guarded(() => {
    try {
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      database.pragma(`wal_autocheckpoint = ${MOST_PAGES}`);
      migrate(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Opens a database as it is, to read it beside the process that writes; makes it where it is missing. */
export async function openUnlocked(path: string): Promise<Database> {
  const { default: Libsql } = await import('libsql').catch((cause: unknown) => {
    throw new Fault({
      kind: 'unreachable',
      code: 'no-embedded-store',
      message: 'the embedded store (libsql) is not installed for this system',
      fix: 'Install Firebreak again with its dependencies, or name a PostgreSQL database in FIREBREAK_DATABASE_URL.',
      cause,
    });
  });
  return guarded(() => {
    const database = new Libsql(path);
    database.pragma(`busy_timeout = ${BUSY_MS}`);
    return database;
  });
}

/**
 * The first row; the statement gives one at most. Not libsql's `get`, which leaves the statement open: its read lock then stays,
 * and the write-ahead log grows for ever.
 */
export function first(
  statement: Database.Statement,
  ...values: readonly unknown[]
): Readonly<Record<string, unknown>> | undefined {
  return statement.all(...values)[0];
}

/** Runs one transaction; what is thrown inside undoes all of it. */
export function inTransaction<T>(database: Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    database.exec('COMMIT');
    return value;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** Turns what the database says into a fault; our own errors pass. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'SqliteError') throw cause;
    const code = (cause as { readonly code?: unknown }).code;
    if (code === 'SQLITE_BUSY') {
      throw new Fault({
        kind: 'unreachable',
        code: 'data-in-use',
        message: 'another process has the log open',
        fix: 'Wait until it ends, or name another folder.',
        cause,
      });
    }
    throw new Fault({
      kind: 'malformed',
      code: 'store-failed',
      message: `the log cannot be read or written: ${cause.message}`,
      fix: 'Check space and permissions of the data folder; `firebreak log verify` tells whether the log is whole.',
      cause,
    });
  }
}

function migrate(database: Database): void {
  inTransaction(database, () => {
    const seen = Number(first(database.prepare('PRAGMA user_version'))?.['user_version']);
    if (seen > MIGRATIONS.length) {
      throw new Fault({
        kind: 'usage',
        code: 'newer-data',
        message: `the data folder was written by a newer version (schema ${seen}, this one knows ${MIGRATIONS.length})`,
        fix: 'Use that version or a newer one; schemas only move forward.',
      });
    }
    for (const sql of MIGRATIONS.slice(seen)) database.exec(sql);
    if (seen < MIGRATIONS.length) database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}
