import {
  type Announcer,
  announcing,
  checkLease,
  documentName,
  isLive,
  type NodeStore,
  PAGE,
  planningRecords,
  type RecordChanges,
  type RecordConflict,
  type RecordTable,
  type StoredRecord,
  singleChanges,
  wholeDocument,
} from '../../src/event-log/index.ts';
import { accept, DAY_MS, type Digest, type Instant, type Result } from '../../src/kernel/index.ts';

/** What is kept beside the log. */
export interface SideMemory {
  readonly documents: Map<Digest, string>;
  readonly leases: Map<string, { holder: string; token: number; expiresAt: number }>;
  readonly records: Map<string, StoredRecord>;
  readonly announcer: Announcer;
  numbers: number;
}

export function emptySide(): SideMemory {
  return { documents: new Map(), leases: new Map(), records: new Map(), announcer: announcing(), numbers: 0 };
}

/** Looks first and gives what to write. */
export function planChange(side: SideMemory, request: RecordChanges): Result<() => readonly number[], RecordConflict> {
  const nextVersion = (): number => {
    side.numbers += 1;
    return side.numbers;
  };
  const planner = planningRecords({ stored: [...side.records.values()], nextVersion });
  const taken = planner.take(request);
  if (!taken.ok) return taken;
  return accept(() => {
    const { removals, puts } = planner.plan();
    for (const { kind, key } of removals) side.records.delete(`${kind} ${key}`);
    for (const record of puts) side.records.set(`${record.kind} ${record.key}`, record);
    return taken.value;
  });
}

/** The fakes of the tables beside the log. */
export function sideTables(side: SideMemory): Pick<NodeStore, 'documents' | 'leases' | 'records'> {
  return {
    documents: {
      async put(text) {
        const digest = documentName(text);
        side.documents.set(digest, text);
        return digest;
      },
      async get(digest) {
        const text = side.documents.get(digest);
        return text === undefined ? null : wholeDocument(digest, text);
      },
    },
    leases: leases(side),
    records: records(side),
  };
}

function leases(side: SideMemory): NodeStore['leases'] {
  const held = (name: string, token: number) => {
    const lease = side.leases.get(name);
    return lease?.token === token ? lease : null;
  };
  const next = (): number => {
    side.numbers += 1;
    return side.numbers;
  };
  return {
    async claim({ name, holder, now, ttlMs }) {
      checkLease({ name, ttlMs });
      if ((side.leases.get(name)?.expiresAt ?? 0) > now) return null;
      const token = next();
      side.leases.set(name, { holder, token, expiresAt: now + ttlMs });
      return { token };
    },
    async renew({ name, token, now, ttlMs }) {
      checkLease({ name, ttlMs });
      const lease = held(name, token);
      if (lease === null || lease.expiresAt <= now) return false;
      lease.expiresAt = now + ttlMs;
      return true;
    },
    async release({ name, token }) {
      const lease = held(name, token);
      if (lease !== null) side.leases.set(name, { ...lease, token: next(), expiresAt: 0 });
    },
    list: async ({ now }) =>
      [...side.leases]
        .filter(([, { expiresAt }]) => expiresAt > now)
        .map(([name, { holder, token }]) => ({ name, holder, token }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    async sweep(now) {
      const old = [...side.leases].filter(([, { expiresAt }]) => expiresAt <= now - DAY_MS);
      for (const [name] of old) side.leases.delete(name);
      return old.length;
    },
  };
}

function records(side: SideMemory): RecordTable {
  const find = (is: (record: StoredRecord) => boolean, now: Instant) =>
    [...side.records.values()].find((record) => is(record) && isLive(record, now)) ?? null;
  const change: RecordTable['change'] = async (request) => {
    const planned = planChange(side, request);
    return planned.ok ? accept(planned.value()) : planned;
  };
  return {
    get: async ({ kind, key, now }) => find((record) => record.kind === kind && record.key === key, now),
    find: async ({ kind, index, now }) => find((record) => record.kind === kind && record.index === index, now),
    list: async ({ kind, prefix, after, limit, now }) =>
      [...side.records.values()]
        .filter((record) => record.kind === kind && record.key.startsWith(prefix) && isLive(record, now))
        .filter(({ key }) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0)
        .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
        .slice(0, Math.min(limit, PAGE)),
    change,
    ...singleChanges(change),
    async sweep(now) {
      const gone = [...side.records].filter(([, record]) => !isLive(record, now)).slice(0, PAGE);
      for (const [name] of gone) side.records.delete(name);
      return gone.length;
    },
  };
}
