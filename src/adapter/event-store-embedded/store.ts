import { setImmediate } from 'node:timers/promises';
import type Database from 'libsql';
import {
  type AppendRequest,
  announcing,
  type Checkpoint,
  type Envelope,
  type EventStore,
  type LoadConflict,
  type NodeStore,
  PAGE,
  planAppend,
  type Tile,
  type UpCaster,
  upCasting,
  type View,
} from '../../event-log/index.ts';
import { accept, assert, reject } from '../../kernel/index.ts';
import type { Checkpoints } from './checkpoints.ts';
import { first, guarded, inTransaction } from './database.ts';
import { documentTable } from './document-table.ts';
import { leaseTable } from './lease-table.ts';
import { recordTable } from './record-table.ts';
import { bytesOf, envelopeIn, valuesOf } from './row.ts';
import { viewTable } from './view-table.ts';
import { writingTo } from './writing.ts';

/** The event store over an open database. Everything in it runs to its end in one step: nobody reads a half-done transaction. */
export function storeOver(options: {
  readonly database: Database;
  readonly views: readonly View[];
  readonly upCasters: readonly UpCaster[];
  /** Called once, after the database is closed. */
  readonly onClose: () => Promise<void>;
  /** Moves pages from the write-ahead log into the database beside us. */
  readonly checkpoints: Checkpoints;
}): NodeStore {
  const { database, views, onClose, checkpoints } = options;
  const lift = upCasting(options.upCasters);
  const table = viewTable({ database, views, lift });
  const log = eventTable(database);
  guarded(table.catchUpByPage);
  const announcer = announcing();
  /** What the transaction that runs has appended. */
  let fresh: Envelope[] = [];
  const write = writingTo({
    database,
    begin() {
      fresh = [];
      log.begin();
      leases.begin();
      records.begin();
    },
    beforeCommit() {
      const last = fresh.at(-1);
      if (last === undefined) return () => {};
      table.catchUp(fresh);
      return () => {
        checkpoints.written();
        announcer.tell(last.position);
      };
    },
  });
  const insert = (events: readonly Envelope[]): void => {
    log.insert(events);
    fresh.push(...events);
  };
  const leases = leaseTable(database, write);
  const records = recordTable(database, write);
  return {
    append: (request) =>
      write(() => {
        const token = request.fence === undefined ? null : leases.tokenOf(request.fence.name);
        const planned = log.plan(request, token);
        if (!planned.ok) return planned;
        const changes = request.records === undefined ? null : records.plan(request.records);
        if (changes !== null && !changes.ok) return changes;
        insert(planned.value);
        changes?.value();
        return planned;
      }),
    load: (envelopes) => {
      assert(envelopes.length <= PAGE, `at most ${PAGE} events are loaded at once`);
      return write(() => {
        const flaw = log.notNext(envelopes);
        if (flaw !== null) return reject(flaw);
        insert(envelopes);
        return accept(null);
      });
    },
    documents: documentTable(database, write),
    leases: leases.table,
    records: records.table,
    onAppend: announcer.onAppend,
    readStream: async (request) => guarded(() => log.readStream(request).map(lift)),
    readAll: async (request) => {
      // Whoever reads the whole log lets others have their turn between two pages.
      await setImmediate();
      return guarded(() => log.readAll(request));
    },
    head: async () => guarded(log.head),
    readDocument: async (view, key) => guarded(() => table.read(view, key)),
    listDocuments: async (view, request) => guarded(() => table.list(view, request)),
    rebuild: async (view) => guarded(() => table.rebuild(view)),
    ...sealTable(database),
    close: async () => {
      await checkpoints.close();
      guarded(() => database.close());
      await onClose();
    },
  };
}

function eventTable(database: Database) {
  const headOf = database.prepare('SELECT max(position) AS head FROM event');
  const versionOf = database.prepare('SELECT max(version) AS version FROM event WHERE stream = ?');
  const insert = database.prepare(
    'INSERT INTO event (position, stream, version, type, schema_version, at, actor, payload, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const all = database.prepare('SELECT * FROM event WHERE position > ? ORDER BY position LIMIT ?');
  const ofStream = database.prepare('SELECT * FROM event WHERE stream = ? AND version > ? ORDER BY version LIMIT ?');
  const head = (): number => Number(first(headOf)?.['head'] ?? 0);
  const version = (stream: string): number => Number(first(versionOf, stream)?.['version'] ?? 0);
  /** The head as the transaction that runs sees it; `null` = not asked yet. Nobody else writes while it runs. */
  let known: number | null = null;
  return {
    head,
    /** Before each transaction: one that was undone has not moved the head. */
    begin(): void {
      known = null;
    },
    plan(request: AppendRequest, token: number | null) {
      known ??= head();
      return planAppend({ request, head: known, streamVersion: version(request.stream), token });
    },
    insert(events: readonly Envelope[]): void {
      for (const event of events) insert.run(...valuesOf(event));
      known = events.at(-1)?.position ?? known;
    },
    /** The first of these that does not follow what is there; `null` = all do. */
    notNext(envelopes: readonly Envelope[]): LoadConflict | null {
      const versions = new Map<string, number>();
      let position = head();
      for (const event of envelopes) {
        position += 1;
        const before = versions.get(event.stream) ?? version(event.stream);
        if (event.position !== position || event.version !== before + 1) {
          return { code: 'not-next', position: event.position };
        }
        versions.set(event.stream, event.version);
      }
      return null;
    },
    readAll: ({ after, limit }: { readonly after: number; readonly limit: number }) =>
      all.all(after, Math.min(limit, PAGE)).map(envelopeIn),
    readStream: (request: { readonly stream: string; readonly after: number; readonly limit: number }) =>
      ofStream.all(request.stream, request.after, Math.min(request.limit, PAGE)).map(envelopeIn),
  };
}

function sealTable(database: Database): Pick<EventStore, 'lastCheckpoint' | 'readCheckpoints' | 'readTile' | 'seal'> {
  const last = database.prepare('SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1');
  const list = database.prepare('SELECT size, note FROM checkpoint WHERE size > ? ORDER BY size LIMIT ?');
  const keep = database.prepare('INSERT INTO checkpoint (size, note) VALUES (?, ?)');
  const tileAt = database.prepare('SELECT hashes FROM tile WHERE level = ? AND number = ?');
  const putTile = database.prepare(
    'INSERT INTO tile (level, number, hashes) VALUES (?, ?, ?) ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes',
  );
  const newest = (): Checkpoint | null => {
    const row = first(last);
    return row === undefined ? null : checkpointIn(row);
  };
  return {
    lastCheckpoint: async () => guarded(newest),
    readCheckpoints: async ({ after, limit }) =>
      guarded(() => list.all(after, Math.min(limit, PAGE)).map(checkpointIn)),
    readTile: async ({ level, number }) =>
      guarded(() => {
        const hashes = first(tileAt, level, number)?.['hashes'];
        return hashes === undefined ? null : bytesOf(hashes);
      }),
    seal: async ({ previous, tiles, checkpoint }) =>
      guarded(() =>
        inTransaction(database, () => {
          if ((newest()?.size ?? 0) !== previous) return reject({ code: 'seal-conflict' });
          for (const { level, number, hashes } of tiles satisfies readonly Tile[]) {
            putTile.run(level, number, Buffer.from(hashes));
          }
          keep.run(checkpoint.size, checkpoint.note);
          return accept(null);
        }),
      ),
  };
}

function checkpointIn(row: Readonly<Record<string, unknown>>): Checkpoint {
  return { size: Number(row['size']), note: String(row['note']) };
}
