import type Database from 'libsql';
import {
  endOfPrefix,
  isLive,
  PAGE,
  planningRecords,
  type RecordChanges,
  type RecordConflict,
  type RecordTable,
  type StoredRecord,
  singleChanges,
} from '../../event-log/index.ts';
import { accept, type Instant, type Result } from '../../kernel/index.ts';
import { counterOf } from './counter.ts';
import { first, guarded } from './database.ts';
import type { Writing } from './writing.ts';

/** Records, and a way to change them inside an append. */
export interface EmbeddedRecords {
  readonly table: RecordTable;
  /** Looks first and writes then, so that a conflict leaves nothing behind; gives what to write. Inside the caller's transaction. */
  readonly plan: (request: RecordChanges) => Result<() => readonly number[], RecordConflict>;
  /** Before each transaction. */
  readonly begin: () => void;
}

export function recordTable(database: Database, write: Writing): EmbeddedRecords {
  const counter = counterOf(database, 'record');
  const byKey = database.prepare('SELECT * FROM record WHERE kind = ? AND key = ?');
  const byLookup = database.prepare('SELECT * FROM record WHERE kind = ? AND lookup = ?');
  const page = database.prepare(
    `SELECT * FROM record WHERE kind = ? AND key > ? AND key >= ? AND key < ?
     AND (expires_at IS NULL OR expires_at > ?) ORDER BY key LIMIT ?`,
  );
  const put = database.prepare(
    `INSERT INTO record (kind, key, json, version, lookup, expires_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, key)
     DO UPDATE SET json = excluded.json, version = excluded.version, lookup = excluded.lookup, expires_at = excluded.expires_at`,
  );
  const remove = database.prepare('DELETE FROM record WHERE kind = ? AND key = ?');
  const sweep = database.prepare(
    'DELETE FROM record WHERE (kind, key) IN (SELECT kind, key FROM record WHERE expires_at <= ? LIMIT ?)',
  );
  const one = (statement: Database.Statement, kind: string, name: string): readonly StoredRecord[] => {
    const row = first(statement, kind, name);
    return row === undefined ? [] : [recordIn(row)];
  };
  const live = (found: readonly StoredRecord[], now: Instant) => found.find((record) => isLive(record, now)) ?? null;
  const plan: EmbeddedRecords['plan'] = (request) => {
    const stored = request.changes.flatMap((change) => [
      ...one(byKey, change.kind, change.key),
      ...(change.json === null || change.index === null ? [] : one(byLookup, change.kind, change.index)),
    ]);
    const planner = planningRecords({ stored, nextVersion: counter.next });
    const taken = planner.take(request);
    if (!taken.ok) return taken;
    return accept(() => {
      const { removals, puts } = planner.plan();
      for (const { kind, key } of removals) remove.run(kind, key);
      for (const { kind, key, json, version, index, expiresAt } of puts) {
        put.run(kind, key, json, version, index, expiresAt);
      }
      return taken.value;
    });
  };
  const change: RecordTable['change'] = (request) =>
    write(() => {
      const planned = plan(request);
      return planned.ok ? accept(planned.value()) : planned;
    });
  return {
    plan,
    begin: counter.forget,
    table: {
      get: async ({ kind, key, now }) => guarded(() => live(one(byKey, kind, key), now)),
      find: async ({ kind, index, now }) => guarded(() => live(one(byLookup, kind, index), now)),
      list: async ({ kind, prefix, after, limit, now }) =>
        guarded(() => page.all(kind, after, prefix, endOfPrefix(prefix), now, Math.min(limit, PAGE)).map(recordIn)),
      change,
      ...singleChanges(change),
      sweep: (now) => write(() => sweep.run(now, PAGE).changes),
    },
  };
}

function recordIn(row: Readonly<Record<string, unknown>>): StoredRecord {
  const { lookup, expires_at: expiresAt } = row;
  return {
    kind: String(row['kind']),
    key: String(row['key']),
    json: String(row['json']),
    version: Number(row['version']),
    index: typeof lookup === 'string' ? lookup : null,
    expiresAt: expiresAt === null ? null : (Number(expiresAt) as Instant),
  };
}
