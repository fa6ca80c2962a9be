import type { Pool, PoolClient } from 'pg';
import {
  endOfPrefix,
  isLive,
  PAGE,
  planRecords,
  type RecordChanges,
  type RecordConflict,
  type RecordPut,
  type RecordTable,
  type StoredRecord,
  singleChanges,
} from '../../event-log/index.ts';
import { accept, Fault, type Instant, type Result } from '../../kernel/index.ts';
import { batching } from './append-queue.ts';
import { guarded, inTransaction, lockRecords } from './database.ts';

/** Records of all nodes; changes that come while a transaction runs share the next one. */
export function recordTable(pool: Pool): RecordTable {
  const rows = (name: string, text: string, values: readonly unknown[]) =>
    guarded(async () => (await pool.query({ name, text, values: [...values] })).rows.map(recordIn));
  const live = (found: readonly StoredRecord[], now: Instant) => found.find((record) => isLive(record, now)) ?? null;
  const change = batching({
    work: (requests: readonly RecordChanges[]) =>
      inTransaction(pool, async (client) => {
        await lockRecords(client);
        const answers: Result<readonly number[], RecordConflict>[] = [];
        for (const request of requests) answers.push(await changeRecords(client, request));
        return answers;
      }),
    isOfOne: (error) => !(error instanceof Fault),
  });
  return {
    async get({ kind, key, now }) {
      return live(await rows('get-record', 'SELECT * FROM record WHERE kind = $1 AND key = $2', [kind, key]), now);
    },
    async find({ kind, index, now }) {
      const text = 'SELECT * FROM record WHERE kind = $1 AND lookup = $2';
      return live(await rows('find-record', text, [kind, index]), now);
    },
    list({ kind, prefix, after, limit, now }) {
      const text = `SELECT * FROM record WHERE kind = $1 AND key > $2 AND key >= $3 AND key < $4
        AND (expires_at IS NULL OR expires_at > $5) ORDER BY key LIMIT $6`;
      return rows('list-records', text, [kind, after, prefix, endOfPrefix(prefix), now, Math.min(limit, PAGE)]);
    },
    change,
    ...singleChanges(change),
    /** One statement instead of the lock: every delivery asks, and nothing else writes such a record. */
    async takeOnce({ kind, key, now, ttlMs }) {
      const text = `INSERT INTO record (kind, key, json, version, expires_at)
        VALUES ($1, $2, 'null', nextval('record_version'), $4)
        ON CONFLICT (kind, key) DO UPDATE SET version = excluded.version, expires_at = excluded.expires_at
        WHERE record.expires_at <= $3 RETURNING *`;
      return (await rows('take-once', text, [kind, key, now, now + ttlMs])).length === 1;
    },
    async sweep(now) {
      const text = `DELETE FROM record WHERE (kind, key) IN (SELECT kind, key FROM record
        WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING *`;
      return (await rows('sweep-records', text, [now, PAGE])).length;
    },
  };
}

/** Looks and writes, all or none; inside the caller's transaction, which holds the lock of records. */
export async function changeRecords(
  client: PoolClient,
  request: RecordChanges,
): Promise<Result<readonly number[], RecordConflict>> {
  const planned = planRecords(request, await storedFor(client, request));
  if (!planned.ok) return planned;
  const { removals, puts } = planned.value;
  if (removals.length > 0) {
    await client.query({
      name: 'remove-records',
      text: 'DELETE FROM record WHERE (kind, key) IN (SELECT * FROM unnest($1::text[], $2::text[]))',
      values: [removals.map(({ kind }) => kind), removals.map(({ key }) => key)],
    });
  }
  const versions = await putAll(client, puts);
  return accept(request.changes.map(({ kind, key }) => versions.get(`${kind} ${key}`) ?? 0));
}

async function storedFor(client: PoolClient, { changes }: RecordChanges): Promise<readonly StoredRecord[]> {
  const indexed = changes.filter((change): change is RecordPut => change.json !== null && change.index !== null);
  const { rows } = await client.query({
    name: 'stored-records',
    text: `SELECT * FROM record WHERE (kind, key) IN (SELECT * FROM unnest($1::text[], $2::text[]))
           UNION SELECT * FROM record WHERE (kind, lookup) IN (SELECT * FROM unnest($3::text[], $4::text[]))`,
    values: [
      changes.map(({ kind }) => kind),
      changes.map(({ key }) => key),
      indexed.map(({ kind }) => kind),
      indexed.map(({ index }) => index),
    ],
  });
  return rows.map(recordIn);
}

/** Versions by kind and key. */
async function putAll(client: PoolClient, puts: readonly RecordPut[]): Promise<ReadonlyMap<string, number>> {
  if (puts.length === 0) return new Map();
  const { rows } = await client.query({
    name: 'put-records',
    text: `INSERT INTO record (kind, key, json, version, lookup, expires_at)
           SELECT kind, key, json, nextval('record_version'), lookup, expires_at
           FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS put (kind, key, json, lookup, expires_at)
           ON CONFLICT (kind, key) DO UPDATE SET json = excluded.json, version = excluded.version,
             lookup = excluded.lookup, expires_at = excluded.expires_at
           RETURNING kind, key, version`,
    values: [
      puts.map(({ kind }) => kind),
      puts.map(({ key }) => key),
      puts.map(({ json }) => json),
      puts.map(({ index }) => index),
      puts.map(({ expiresAt }) => expiresAt),
    ],
  });
  return new Map(rows.map((row) => [`${row.kind} ${row.key}`, Number(row.version)]));
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
