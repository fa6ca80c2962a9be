import {
  accept,
  assert,
  DAY_MS,
  type Digest,
  digestOf,
  Fault,
  type Instant,
  type Result,
  reject,
} from '../kernel/index.ts';
import { MAX_NAME } from './model.ts';
import {
  MAX_CHANGES,
  MAX_DOCUMENT,
  MAX_RECORD,
  type RecordChange,
  type RecordChanges,
  type RecordConflict,
  type RecordPut,
  type RecordTable,
  type StoredRecord,
} from './side-table.ts';

/** The digest a document is kept by; a defect where it is too long or no text that every store gives back as it is. */
export function documentName(text: string): Digest {
  assert(text.length <= MAX_DOCUMENT && isText(text), 'a document is text of bounded length');
  return digestOf(text);
}

/** A document as it was read; a fault where it is not the one of that digest. */
export function wholeDocument(digest: Digest, text: string): string {
  if (digestOf(text) === digest) return text;
  throw new Fault({
    kind: 'malformed',
    code: 'document-differs',
    message: `the document ${digest} is not what was kept`,
    fix: 'Bring it back from a backup; events name documents by digest, so that a changed one is not taken for it.',
  });
}

/** Holds a lease's name and time to their bounds. */
export function checkLease(request: { readonly name: string; readonly ttlMs: number }): void {
  assert(isName(request.name), 'a lease has a short name');
  assert(request.ttlMs > 0 && request.ttlMs <= DAY_MS, 'a lease is held for a day at most');
}

/** What changes of records come to: removals first, then puts in their order. */
export interface RecordPlan {
  readonly removals: readonly RecordName[];
  readonly puts: readonly RecordPut[];
}

interface RecordName {
  readonly kind: string;
  readonly key: string;
}

/** The last code point, which no name holds: all names that begin with a text sort before the text and this. */
const LAST = '\u{10FFFF}';

/** Where the names that begin with `prefix` end, in the order of their bytes. */
export function endOfPrefix(prefix: string): string {
  return `${prefix}${LAST}`;
}

/** Whether a record is there by `now`. */
export function isLive(record: Pick<StoredRecord, 'expiresAt'>, now: Instant): boolean {
  return record.expiresAt === null || record.expiresAt > now;
}

/**
 * Decides changes of records against what is stored under their keys and second names, run out or not; every store decides by
 * it. Whatever has run out and is in the way is taken away.
 */
export function planRecords(
  request: RecordChanges,
  stored: readonly StoredRecord[],
): Result<RecordPlan, RecordConflict> {
  const { now, changes } = request;
  assert(changes.length >= 1 && changes.length <= MAX_CHANGES, `1 to ${MAX_CHANGES} records change together`);
  assert(new Set(changes.map(nameOf)).size === changes.length, 'records that change together are different ones');
  changes.forEach(checkChange);
  const there = new Map(stored.map((record) => [nameOf(record), record]));
  for (const change of changes) {
    const found = there.get(nameOf(change));
    const version = found !== undefined && isLive(found, now) ? found.version : null;
    if (change.expected !== 'any' && change.expected !== version) return conflict('record-conflict', change);
  }
  const removed = changes.filter((change) => change.json === null);
  const puts = changes.filter((change) => change.json !== null);
  const holders = new Map(stored.flatMap((record) => (record.index === null ? [] : [[indexOf(record), record]])));
  const free = (change: RecordName): void => {
    const found = there.get(nameOf(change));
    if (found !== undefined && found.index !== null) holders.delete(indexOf(found));
  };
  const expired: RecordName[] = [];
  removed.forEach(free);
  for (const put of puts) {
    free(put);
    if (put.index === null) continue;
    const holder = holders.get(indexOf(put));
    if (holder !== undefined && isLive(holder, now)) return conflict('index-taken', put);
    if (holder !== undefined) expired.push(holder);
    holders.set(indexOf(put), { ...put, version: 0 });
  }
  return accept({ removals: [...removed, ...expired].map(({ kind, key }) => ({ kind, key })), puts });
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

function isName(text: string): boolean {
  return text.length > 0 && text.length <= MAX_NAME && isText(text) && !text.includes(LAST);
}

/** Without what PostgreSQL or UTF-8 cannot hold: NUL, and halves of surrogate pairs. */
function isText(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}
