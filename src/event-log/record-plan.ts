import { accept, assert, type Instant, type Result, reject } from '../kernel/index.ts';
import { isName, isText } from './side-check.ts';
import {
  MAX_CHANGES,
  MAX_RECORD,
  type RecordChange,
  type RecordChanges,
  type RecordConflict,
  type RecordTable,
  type StoredRecord,
} from './side-table.ts';

/** What changes of records come to: removals first, then puts, of which no two are in each other's way. */
export interface RecordPlan {
  readonly removals: readonly RecordName[];
  readonly puts: readonly StoredRecord[];
}

/** Decides changes one after the other, each seeing those before it that were accepted. */
export interface RecordPlanner {
  /** All of its changes or none; the new versions in their order, 0 for a record that was taken away. */
  readonly take: (request: RecordChanges) => Result<readonly number[], RecordConflict>;
  /** What all that were accepted come to. */
  readonly plan: () => RecordPlan;
}

interface RecordName {
  readonly kind: string;
  readonly key: string;
}

/** Whether a record is there by `now`. */
export function isLive(record: Pick<StoredRecord, 'expiresAt'>, now: Instant): boolean {
  return record.expiresAt === null || record.expiresAt > now;
}

/**
 * Plans changes of records from what is stored under their keys and second names, run out or not; every store decides by it.
 * What has run out and is in the way is taken away. `nextVersion` is asked once for each record that is put.
 */
export function planningRecords(options: {
  readonly stored: readonly StoredRecord[];
  readonly nextVersion: () => number;
}): RecordPlanner {
  const before = new Map(options.stored.map((record) => [nameOf(record), record]));
  const there = new Map(before);
  const holders = new Map(
    options.stored.flatMap((record) => (record.index === null ? [] : [[indexOf(record), record] as const])),
  );
  const touched = new Map<string, RecordName>();
  /** Gives the way back. */
  const set = (name: RecordName, record: StoredRecord | null): (() => void) => {
    const old = there.get(nameOf(name)) ?? null;
    if (old !== null && old.index !== null) holders.delete(indexOf(old));
    if (record === null) there.delete(nameOf(name));
    else there.set(nameOf(name), record);
    if (record !== null && record.index !== null) holders.set(indexOf(record), record);
    touched.set(nameOf(name), name);
    return () => void set(name, old);
  };
  return {
    take(request) {
      const { now, changes } = request;
      checkChanges(changes);
      for (const change of changes) {
        const found = there.get(nameOf(change));
        const version = found !== undefined && isLive(found, now) ? found.version : null;
        if (change.expected !== 'any' && change.expected !== version) return conflict('record-conflict', change);
      }
      const undo = changes.filter(({ json }) => json === null).map((change) => set(change, null));
      const versions = new Map<string, number>();
      for (const change of changes) {
        if (change.json === null) continue;
        const { kind, key, json, index, expiresAt } = change;
        undo.push(set(change, null));
        const holder = index === null ? undefined : holders.get(indexOf(change));
        if (holder !== undefined && isLive(holder, now)) {
          for (const back of undo.reverse()) back();
          return conflict('index-taken', change);
        }
        if (holder !== undefined) undo.push(set(holder, null));
        const version = options.nextVersion();
        versions.set(nameOf(change), version);
        undo.push(set(change, { kind, key, json, version, index, expiresAt }));
      }
      return accept(changes.map((change) => versions.get(nameOf(change)) ?? 0));
    },
    plan() {
      const removals: RecordName[] = [];
      const puts: StoredRecord[] = [];
      for (const [name, { kind, key }] of touched) {
        const [old, now] = [before.get(name), there.get(name)];
        // A second name that moves is given up first: another record of the same plan may take it.
        if (old !== undefined && old.index !== (now?.index ?? null)) removals.push({ kind, key });
        else if (old !== undefined && now === undefined) removals.push({ kind, key });
        if (now !== undefined && now !== old) puts.push(now);
      }
      return { removals, puts };
    },
  };
}

/** The parts of a table that follow from its changes. */
export function singleChanges(change: RecordTable['change']): Pick<RecordTable, 'put' | 'remove' | 'takeOnce'> {
  const one = async (now: Instant, wanted: RecordChange): Promise<Result<number, RecordConflict>> => {
    const changed = await change({ now, changes: [wanted] });
    return changed.ok ? accept(changed.value[0] ?? 0) : changed;
  };
  return {
    put: ({ now, kind, key, expected, json, index, expiresAt }) =>
      one(now, { kind, key, expected, json, index, expiresAt }),
    async remove({ now, kind, key, expected }) {
      const removed = await one(now, { kind, key, expected, json: null });
      return removed.ok ? accept(null) : removed;
    },
    async takeOnce({ kind, key, now, ttlMs }) {
      const expiresAt = (now + ttlMs) as Instant;
      return (await one(now, { kind, key, expected: null, json: 'null', index: null, expiresAt })).ok;
    },
  };
}

function checkChanges(changes: readonly RecordChange[]): void {
  assert(changes.length >= 1 && changes.length <= MAX_CHANGES, `1 to ${MAX_CHANGES} records change together`);
  assert(new Set(changes.map(nameOf)).size === changes.length, 'records that change together are different ones');
  changes.forEach(checkChange);
}

function checkChange(change: RecordChange): void {
  assert(/^[a-z][a-z-]{0,39}$/.test(change.kind) && isName(change.key), 'a record has a kind and a short key');
  if (change.json === null) return;
  assert(change.json.length <= MAX_RECORD && isText(change.json), 'a record is text of bounded length');
  assert(change.index === null || isName(change.index), 'the second name of a record is short');
}

function conflict(code: RecordConflict['code'], { kind, key }: RecordName): Result<never, RecordConflict> {
  return reject({ code, kind, key });
}

/** Kinds hold no space. */
function nameOf({ kind, key }: RecordName): string {
  return `${kind} ${key}`;
}

function indexOf({ kind, index }: { readonly kind: string; readonly index: string | null }): string {
  return `${kind} ${index}`;
}
