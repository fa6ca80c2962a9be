import type { Digest, Instant, Result } from '../kernel/index.ts';

/**
 * Texts kept beside the log by their own digest: an event names the digest, so that the text cannot be changed unseen though it
 * is no event. Never changed, never taken away.
 */
export interface DocumentTable {
  /** Keeps a text (at most {@link MAX_DOCUMENT}), once however often it is given; its SHA-256 is its name. */
  put(text: string): Promise<Digest>;
  /** `null` where there is none. Fault `document-differs`: what is kept is not what was given. */
  get(digest: Digest): Promise<string | null>;
}

/**
 * What was taken under a name, for a time. The token of a name only grows: whoever holds an older one was overtaken, and an
 * append that carries it as {@link Fence} is refused.
 */
export interface Lease {
  readonly token: number;
}

/**
 * Names that one holder at a time may work on. Where nodes share a store, its clock counts, since theirs differ; `now` counts in
 * a store of one process. Times in milliseconds, `ttlMs` at most a day.
 */
export interface LeaseTable {
  /** `null` = held by somebody, the same holder too: two tasks of one node exclude each other. */
  claim(request: {
    readonly name: string;
    /** Who asks, for people who look: a node's id. */
    readonly holder: string;
    readonly now: Instant;
    readonly ttlMs: number;
  }): Promise<Lease | null>;
  /** Holds it for `ttlMs` from now; false = lost: run out, released, or taken by another. */
  renew(request: {
    readonly name: string;
    readonly token: number;
    readonly now: Instant;
    readonly ttlMs: number;
  }): Promise<boolean>;
  /** Gives it back at once; nothing where it was lost already. */
  release(request: { readonly name: string; readonly token: number }): Promise<void>;
  /** Those that are held, in the order of names. */
  list(request: { readonly now: Instant }): Promise<readonly HeldLease[]>;
  /** Forgets leases that ran out more than a day ago; gives how many. */
  sweep(now: Instant): Promise<number>;
}

export interface HeldLease extends Lease {
  readonly name: string;
  readonly holder: string;
}

/** Proof of a lease: an append that carries one counts only while no later token of that name was given out. */
export interface Fence {
  readonly name: string;
  readonly token: number;
}

/** One mutable record: what must be able to disappear, and so must not stand in the log. */
export interface StoredRecord {
  /** Kebab-case, e.g. `session`. */
  readonly kind: string;
  /** Unique in its kind. */
  readonly key: string;
  readonly json: string;
  /** Of this write; no other write, not even of a record made again under the same key, has the same. */
  readonly version: number;
  /** A second name, unique in its kind among records that have not run out; `null` = none. */
  readonly index: string | null;
  /** From then on it is not there; `null` = it stays. */
  readonly expiresAt: Instant | null;
}

/** Writes a record. */
export interface RecordPut {
  readonly kind: string;
  readonly key: string;
  /** Version that must be there; `null` = none may be there; `any` = whatever is there. */
  readonly expected: number | null | 'any';
  readonly json: string;
  readonly index: string | null;
  readonly expiresAt: Instant | null;
}

/** Takes a record away. */
export interface RecordRemoval {
  readonly kind: string;
  readonly key: string;
  /** Version that must be there; `any` = also none. */
  readonly expected: number | 'any';
  readonly json: null;
}

export type RecordChange = RecordPut | RecordRemoval;

/** Somebody else wrote first, or another record has the second name. */
export interface RecordConflict {
  readonly code: 'record-conflict' | 'index-taken';
  readonly kind: string;
  readonly key: string;
}

/** Changes of records that are made all or none. */
export interface RecordChanges {
  /** What has run out by then is not there. */
  readonly now: Instant;
  /** 1 to {@link MAX_CHANGES}, each of another record. */
  readonly changes: readonly RecordChange[];
}

/** Small mutable records: accounts, sessions, tokens, ids of deliveries. */
export interface RecordTable {
  /** `null` = none, or it has run out. */
  get(request: { readonly kind: string; readonly key: string; readonly now: Instant }): Promise<StoredRecord | null>;
  /** By its second name. */
  find(request: { readonly kind: string; readonly index: string; readonly now: Instant }): Promise<StoredRecord | null>;
  /** Those whose key begins with `prefix` (`''` = all), in the order of their keys' bytes, after a key; at most `PAGE`. */
  list(request: {
    readonly kind: string;
    readonly prefix: string;
    readonly after: string;
    readonly limit: number;
    readonly now: Instant;
  }): Promise<readonly StoredRecord[]>;
  /** Gives the new versions in the order of the changes; 0 for one that was taken away. */
  change(request: RecordChanges): Promise<Result<readonly number[], RecordConflict>>;
  /** One {@link change}; gives the new version. */
  put(request: RecordPut & { readonly now: Instant }): Promise<Result<number, RecordConflict>>;
  /** One {@link change}. */
  remove(request: Omit<RecordRemoval, 'json'> & { readonly now: Instant }): Promise<Result<null, RecordConflict>>;
  /** True once for a key until `ttlMs` are over, on all nodes together: against what is sent again. */
  takeOnce(request: {
    readonly kind: string;
    readonly key: string;
    readonly now: Instant;
    readonly ttlMs: number;
  }): Promise<boolean>;
  /** Takes away what has run out, at most `PAGE` at once; gives how many. */
  sweep(now: Instant): Promise<number>;
}

/** UTF-16 units of a document: the largest decision documents take a tenth of it. */
export const MAX_DOCUMENT = 4_194_304;
/** UTF-16 units of a record: accounts and sessions take some hundred. */
export const MAX_RECORD = 65_536;
/** Changes of records that are made together: an account with its credentials and sessions. */
export const MAX_CHANGES = 100;
