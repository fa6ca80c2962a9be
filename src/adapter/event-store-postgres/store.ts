import type { Pool, PoolClient } from 'pg';
import {
  type AppendRequest,
  type Checkpoint,
  type Envelope,
  type EventStore,
  type NodeStore,
  PAGE,
  type UpCaster,
  upCasting,
  type View,
  viewId,
} from '../../event-log/index.ts';
import { accept, assert, Fault, reject } from '../../kernel/index.ts';
import { loadAll, planAppends } from './append.ts';
import { batching } from './append-queue.ts';
import { readAppendState } from './append-state.ts';
import { guarded, inTransaction, openPool } from './database.ts';
import { documentTable } from './document-table.ts';
import { leaseTable } from './lease-table.ts';
import { CHANNEL, listening } from './listener.ts';
import { gathering } from './read-queue.ts';
import { recordTable } from './record-table.ts';
import { envelopeIn } from './row.ts';
import { catchUp, rebuild, seenBy } from './view-table.ts';

/** Opens the log of a PostgreSQL database, on any number of nodes at once. Fault: unreachable, or newer than we are. */
export async function openPostgresStore(options: {
  /** `postgres://...`; kept out of arguments and messages, since it may hold a password. */
  readonly url: string;
  readonly views: readonly View[];
  readonly upCasters: readonly UpCaster[];
}): Promise<NodeStore> {
  const { views } = options;
  const lift = upCasting(options.upCasters);
  const pool = await openPool(options.url);
  const writing = <T>(work: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(pool, work, ['write']);
  await writing(async (client) => catchUp({ client, views, lift, fresh: [], seen: await seenBy(client, views) }));
  const listener = listening(options.url, pool);
  const grown = async (client: PoolClient, fresh: readonly Envelope[], seen: ReadonlyMap<string, number>) => {
    const head = fresh.at(-1)?.position ?? 0;
    await Promise.all([
      catchUp({ client, views, lift, fresh, seen }),
      // It is told with the commit, whenever it is asked for.
      client.query({ name: 'tell', text: 'SELECT pg_notify($1, $2)', values: [CHANNEL, String(head)] }),
    ]);
  };
  const append = batching({
    work: (requests: readonly AppendRequest[], onEnding) =>
      inTransaction(
        pool,
        async (client) => {
          const state = await readAppendState(client, { requests, views });
          const plan = planAppends(client, requests, state);
          if (plan.events.length > 0) await Promise.all([plan.write(), grown(client, plan.events, state.seen)]);
          return plan.answers;
        },
        requests.some(({ records }) => records !== undefined) ? ['write', 'record'] : ['write'],
        onEnding,
      ),
    isOfOne: (error) => !(error instanceof Fault),
  });
  return {
    append,
    load: (envelopes) => {
      assert(envelopes.length <= PAGE, `at most ${PAGE} events are loaded at once`);
      return writing(async (client) => {
        const loaded = await loadAll(client, envelopes);
        if (loaded.ok) await grown(client, envelopes, await seenBy(client, views));
        return loaded;
      });
    },
    rebuild: (view) => writing((client) => rebuild({ client, view, lift })),
    ...readers(pool, lift),
    ...seals(pool, writing),
    documents: documentTable(pool),
    leases: leaseTable(pool),
    records: recordTable(pool),
    onAppend: listener.onAppend,
    async close() {
      await listener.close();
      await guarded(() => pool.end());
    },
  };
}

function readers(
  pool: Pool,
  lift: ReturnType<typeof upCasting>,
): Pick<EventStore, 'readStream' | 'readAll' | 'head' | 'readDocument' | 'listDocuments'> {
  const rows = (name: string, text: string, values: readonly unknown[]) =>
    guarded(async () => (await pool.query({ name, text, values: [...values] })).rows as Record<string, unknown>[]);
  const readStreams = gathering(async (asked: readonly Parameters<EventStore['readStream']>[0][]) => {
    const text = `SELECT asked.place, e.* FROM unnest($1::text[], $2::bigint[], $3::integer[]) WITH ORDINALITY
        AS asked (stream, after, most, place)
      CROSS JOIN LATERAL (SELECT * FROM event WHERE event.stream = asked.stream AND event.version > asked.after
        ORDER BY event.version LIMIT asked.most) AS e
      ORDER BY asked.place, e.version`;
    const found = await rows('read-streams', text, [
      asked.map(({ stream }) => stream),
      asked.map(({ after }) => after),
      asked.map(({ limit }) => Math.min(limit, PAGE)),
    ]);
    const answers = asked.map((): Envelope[] => []);
    for (const row of found) answers[Number(row['place']) - 1]?.push(lift(envelopeIn(row)));
    return answers;
  });
  return {
    readStream: readStreams,
    async readAll({ after, limit }) {
      const text = 'SELECT * FROM event WHERE position > $1 ORDER BY position LIMIT $2';
      return (await rows('read-all', text, [after, Math.min(limit, PAGE)])).map(envelopeIn);
    },
    async head() {
      const [row] = await rows('head', 'SELECT coalesce(max(position), 0) AS head FROM event', []);
      return Number(row?.['head']);
    },
    async readDocument(view, key) {
      const text = 'SELECT json FROM document WHERE view = $1 AND key = $2';
      const [row] = await rows('read-document', text, [viewId(view), key]);
      return row === undefined ? null : JSON.parse(String(row['json']));
    },
    async listDocuments(view, { after, limit }) {
      const text = 'SELECT key, json FROM document WHERE view = $1 AND key > $2 ORDER BY key LIMIT $3';
      const found = await rows('list-documents', text, [viewId(view), after, Math.min(limit, PAGE)]);
      return found.map((row) => ({ key: String(row['key']), document: JSON.parse(String(row['json'])) }));
    },
  };
}

function seals(
  pool: Pool,
  writing: <T>(work: Parameters<typeof inTransaction<T>>[1]) => Promise<T>,
): Pick<EventStore, 'lastCheckpoint' | 'readCheckpoints' | 'readTile' | 'seal'> {
  const newest = 'SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1';
  return {
    lastCheckpoint: () =>
      guarded(async () => {
        const [row] = (await pool.query(newest)).rows;
        return row === undefined ? null : checkpointIn(row);
      }),
    readCheckpoints: ({ after, limit }) =>
      guarded(async () => {
        const text = 'SELECT size, note FROM checkpoint WHERE size > $1 ORDER BY size LIMIT $2';
        return (await pool.query(text, [after, Math.min(limit, PAGE)])).rows.map(checkpointIn);
      }),
    readTile: ({ level, number }) =>
      guarded(async () => {
        const text = 'SELECT hashes FROM tile WHERE level = $1 AND number = $2';
        const [row] = (await pool.query({ name: 'tile', text, values: [level, number] })).rows;
        return row === undefined ? null : (row.hashes as Uint8Array);
      }),
    seal: ({ previous, tiles, checkpoint }) =>
      writing(async (client) => {
        const [last] = (await client.query(newest)).rows;
        if (Number(last?.size ?? 0) !== previous) return reject({ code: 'seal-conflict' });
        await client.query(
          `INSERT INTO tile (level, number, hashes) SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bytea[])
           ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes`,
          [
            tiles.map(({ level }) => level),
            tiles.map(({ number }) => number),
            tiles.map(({ hashes }) => Buffer.from(hashes)),
          ],
        );
        await client.query('INSERT INTO checkpoint (size, note) VALUES ($1, $2)', [checkpoint.size, checkpoint.note]);
        return accept(null);
      }),
  };
}

function checkpointIn(row: Readonly<Record<string, unknown>>): Checkpoint {
  return { size: Number(row['size']), note: String(row['note']) };
}
