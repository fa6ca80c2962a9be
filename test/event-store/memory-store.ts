import {
  type Checkpoint,
  type Envelope,
  foldView,
  keysIn,
  type NodeStore,
  PAGE,
  planAppend,
  type UpCaster,
  upCasting,
  type View,
  viewId,
} from '../../src/event-log/index.ts';
import { accept, reject } from '../../src/kernel/index.ts';
import { emptySide, planChange, type SideMemory, sideTables } from './memory-side.ts';

/** What a store holds; kept apart from it so that a test can open the same log again, or tamper with it. */
export interface Memory {
  events: Envelope[];
  readonly documents: Map<string, Map<string, string>>;
  readonly seen: Map<string, number>;
  readonly checkpoints: Checkpoint[];
  readonly tiles: Map<string, Uint8Array>;
  readonly side: SideMemory;
}

export function emptyMemory(): Memory {
  return {
    events: [],
    documents: new Map(),
    seen: new Map(),
    checkpoints: [],
    tiles: new Map(),
    side: emptySide(),
  };
}

/** The fake of the event store: passes the contract of the real ones. */
export function memoryStore(options: {
  readonly memory: Memory;
  readonly views: readonly View[];
  readonly upCasters: readonly UpCaster[];
}): NodeStore {
  const { memory, views } = options;
  const { side } = memory;
  const lift = upCasting(options.upCasters);
  const version = (stream: string) => memory.events.filter((event) => event.stream === stream).length;
  const tableOf = (view: View) => memory.documents.get(viewId(view)) ?? new Map<string, string>();
  /** Folds aside first, so that a view that throws leaves nothing behind. */
  const commit = (added: readonly Envelope[]): void => {
    const all = [...memory.events, ...added];
    const folded = views.map((view) => {
      const events = all.slice(memory.seen.get(viewId(view)) ?? 0).map(lift);
      const stored = new Map(
        keysIn(view, events).flatMap((key) => {
          const json = tableOf(view).get(key);
          return json === undefined ? [] : [[key, json] as const];
        }),
      );
      return { view, writes: foldView({ view, events, stored }) };
    });
    memory.events = all;
    for (const { view, writes } of folded) {
      const table = new Map(tableOf(view));
      for (const { key, json } of writes) {
        if (json === null) table.delete(key);
        else table.set(key, json);
      }
      memory.documents.set(viewId(view), table);
      memory.seen.set(viewId(view), all.length);
    }
    side.announcer.tell(all.length);
  };
  commit([]);
  return {
    ...sideTables(side),
    onAppend: side.announcer.onAppend,
    async append(request) {
      const token = request.fence === undefined ? null : (side.leases.get(request.fence.name)?.token ?? null);
      const streamVersion = version(request.stream);
      const planned = planAppend({ request, head: memory.events.length, streamVersion, token });
      if (!planned.ok) return planned;
      const changes = request.records === undefined ? null : planChange(side, request.records);
      if (changes !== null && !changes.ok) return changes;
      commit(planned.value);
      changes?.value();
      return planned;
    },
    async load(envelopes) {
      const all = [...memory.events];
      for (const event of envelopes) {
        const before = all.filter(({ stream }) => stream === event.stream).length;
        if (event.position !== all.length + 1 || event.version !== before + 1) {
          return reject({ code: 'not-next', position: event.position });
        }
        all.push(event);
      }
      commit(envelopes);
      return accept(null);
    },
    readStream: async ({ stream, after, limit }) =>
      memory.events
        .filter((event) => event.stream === stream && event.version > after)
        .slice(0, Math.min(limit, PAGE))
        .map(lift),
    readAll: async ({ after, limit }) =>
      memory.events.filter(({ position }) => position > after).slice(0, Math.min(limit, PAGE)),
    head: async () => memory.events.at(-1)?.position ?? 0,
    async readDocument(view, key) {
      const json = tableOf(view).get(key);
      return json === undefined ? null : JSON.parse(json);
    },
    listDocuments: async (view, { after, limit }) =>
      [...tableOf(view)]
        .filter(([key]) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0)
        .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .slice(0, Math.min(limit, PAGE))
        .map(([key, json]) => ({ key, document: JSON.parse(json) })),
    async rebuild(view) {
      const events = memory.events.map(lift);
      const writes = foldView({ view, events, stored: new Map() });
      memory.documents.set(
        viewId(view),
        new Map(writes.flatMap(({ key, json }) => (json === null ? [] : [[key, json] as const]))),
      );
    },
    lastCheckpoint: async () => memory.checkpoints.at(-1) ?? null,
    readCheckpoints: async ({ after, limit }) =>
      memory.checkpoints.filter(({ size }) => size > after).slice(0, Math.min(limit, PAGE)),
    readTile: async ({ level, number }) => memory.tiles.get(`${level}/${number}`) ?? null,
    async seal({ previous, tiles, checkpoint }) {
      if ((memory.checkpoints.at(-1)?.size ?? 0) !== previous) return reject({ code: 'seal-conflict' });
      for (const { level, number, hashes } of tiles) memory.tiles.set(`${level}/${number}`, hashes);
      memory.checkpoints.push(checkpoint);
      return accept(null);
    },
    close: async () => {},
  };
}
