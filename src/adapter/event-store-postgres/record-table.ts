import type { Pool, PoolClient } from 'pg';
import {
  endOfPrefix,
  isLive,
  PAGE,
  planningRecords,
  type RecordChanges,
  type RecordPlan,
  type RecordPlanner,
  type RecordPut,
  type RecordTable,
  type StoredRecord,
  singleChanges,
} from '../../event-log/index.ts';
import { assert, Fault, type Instant } from '../../kernel/index.ts';
import { batching } from './append-queue.ts';
import { guarded, inTransaction } from './database.ts';

/** Records of all nodes; changes that come while a transaction runs share the next one. */
export function recordTable(pool: Pool): RecordTable {
  const rows = (name: string, text: string, values: readonly unknown[]) =>
    guarded(async () => (await pool.query({ name, text, values: [...values] })).rows.map(recordIn));
  const live = (found: readonly StoredRecord[], now: Instant) => found.find((record) => isLive(record, now)) ?? null;
  const change = batching({
    work: (requests: readonly RecordChanges[], onEnding) =>
      inTransaction(
        pool,
        async (client) => {
          const planner = await plannerFor(client, requests);
          const answers = requests.map(planner.take);
          await writeRecords(client, planner.plan());
          return answers;
        },
        ['record'],
        onEnding,
      ),
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

/** What must be read to decide changes of records, in columns. */
export function namesIn(requests: readonly RecordChanges[]) {
  const changes = requests.flatMap((request) => request.changes);
  const puts = changes.filter((change): change is RecordPut => change.json !== null);
  const indexed = puts.filter(({ index }) => index !== null);
  return {
    kinds: changes.map(({ kind }) => kind),
    keys: changes.map(({ key }) => key),
    lookupKinds: indexed.map(({ kind }) => kind),
    lookups: indexed.map(({ index }) => index),
    /** Numbers that are needed. */
    puts: puts.length,
  };
}

/** Decides changes by what was read. */
export function plannerOf(read: {
  readonly stored: readonly StoredRecord[];
  readonly versions: readonly number[];
}): RecordPlanner {
  let used = 0;
  const nextVersion = (): number => {
    const version = read.versions[used];
    assert(version !== undefined, 'each record that is put has a version of its own');
    used += 1;
    return version;
  };
  return planningRecords({ stored: read.stored, nextVersion });
}

/** Reads what changes of records need to be decided; inside the caller's transaction, which holds the lock of records. */
async function plannerFor(client: PoolClient, requests: readonly RecordChanges[]): Promise<RecordPlanner> {
  const { kinds, keys, lookupKinds, lookups, puts } = namesIn(requests);
  const [found, numbers] = await Promise.all([
    client.query({
      name: 'stored-records',
      text: `SELECT * FROM record WHERE (kind, key) IN (SELECT * FROM unnest($1::text[], $2::text[]))
             UNION SELECT * FROM record WHERE (kind, lookup) IN (SELECT * FROM unnest($3::text[], $4::text[]))`,
      values: [kinds, keys, lookupKinds, lookups],
    }),
    client.query({
      name: 'record-versions',
      text: "SELECT nextval('record_version') AS version FROM generate_series(1, $1)",
      values: [puts],
    }),
  ]);
  return plannerOf({
    stored: found.rows.map(recordIn),
    versions: numbers.rows.map(({ version }) => Number(version)),
  });
}

/** Writes a plan; inside the same transaction. */
export async function writeRecords(client: PoolClient, { removals, puts }: RecordPlan): Promise<void> {
  const remove = {
    name: 'remove-records',
    text: 'DELETE FROM record WHERE (kind, key) IN (SELECT * FROM unnest($1::text[], $2::text[]))',
    values: [removals.map(({ kind }) => kind), removals.map(({ key }) => key)],
  };
  const put = {
    name: 'put-records',
    text: `INSERT INTO record (kind, key, json, version, lookup, expires_at)
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[])
           ON CONFLICT (kind, key) DO UPDATE SET json = excluded.json, version = excluded.version,
             lookup = excluded.lookup, expires_at = excluded.expires_at`,
    values: [
      puts.map(({ kind }) => kind),
      puts.map(({ key }) => key),
      puts.map(({ json }) => json),
      puts.map(({ version }) => version),
      puts.map(({ index }) => index),
      puts.map(({ expiresAt }) => expiresAt),
    ],
  };
  await Promise.all([removals.length > 0 ? client.query(remove) : null, puts.length > 0 ? client.query(put) : null]);
}

/** A record as its columns hold it. */
export function recordIn(row: Readonly<Record<string, unknown>>): StoredRecord {
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
