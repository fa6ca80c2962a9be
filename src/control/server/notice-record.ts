import type { Digest } from '../../domain/notice/index.ts';
import type { NodeStore } from '../../event-log/index.ts';
import { Fault, type Instant } from '../../kernel/index.ts';

/** What stands beside the log about those who are told. */
export const NOTICE_KINDS = { route: 'notice-route', webhook: 'notice-webhook', queue: 'notice-queue' } as const;
type Kind = (typeof NOTICE_KINDS)[keyof typeof NOTICE_KINDS];

/** How far the log was read for people, and what the digest counted since. */
export interface RouteState {
  readonly cursor: number;
  readonly digest: Digest;
  readonly digestAt: Instant;
}

/** How far a program was told. */
export interface WebhookState {
  /** Position of the last event that it took, or that is none for it. */
  readonly cursor: number;
  /** Attempts at the event after it. */
  readonly attempts: number;
  /** Before which nothing is sent. */
  readonly at: Instant;
  /** Why nothing more is sent; `null` = it is. */
  readonly disabled: string | null;
}

/** An event that somebody is to be told of. */
export interface Waiting {
  readonly position: number;
  readonly isMandatory: boolean;
}

/** A message whose content is fixed, from before its first attempt until it was taken. */
export interface Sending {
  readonly id: string;
  readonly waiting: readonly Waiting[];
  readonly more: number;
  readonly digest: Digest | null;
  readonly attempts: number;
  readonly at: Instant;
}

/** What one person or channel is still to be told. */
export interface QueueState {
  /** The last position that was put in: putting in again adds nothing. */
  readonly seen: number;
  readonly digestSeen: number;
  readonly waiting: readonly Waiting[];
  /** Events beyond those that are kept. */
  readonly more: number;
  readonly digest: Digest | null;
  readonly sending: Sending | null;
  /** Before which no new message begins, unless it is mandatory. */
  readonly notBefore: Instant;
  readonly disabled: string | null;
  /** Notices that were given up. */
  readonly lost: number;
}

export const EMPTY_QUEUE: QueueState = {
  seen: 0,
  digestSeen: 0,
  waiting: [],
  more: 0,
  digest: null,
  sending: null,
  notBefore: 0 as Instant,
  disabled: null,
  lost: 0,
};

interface Place {
  readonly kind: Kind;
  readonly key: string;
}

/** `null` = nothing is kept under that name. */
export async function readState<T>(store: NodeStore, place: Place & { readonly now: Instant }): Promise<T | null> {
  const record = await store.records.get(place);
  return record === null ? null : (JSON.parse(record.json) as T);
}

/**
 * Reads, changes and writes a record; when somebody else wrote in between, from the beginning. `change` gives the same value to
 * leave it as it is. Fault: others write to it without a pause.
 */
export async function changeState<T extends object>(
  store: NodeStore,
  place: Place & { readonly now: Instant },
  given: { readonly change: (state: T | null) => T | null; readonly expiresAt?: (state: T) => Instant | null },
): Promise<T | null> {
  const { kind, key, now } = place;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const record = await store.records.get(place);
    const before = record === null ? null : (JSON.parse(record.json) as T);
    const after = given.change(before);
    if (after === null || after === before) return before;
    const written = await store.records.put({
      kind,
      key,
      now,
      expected: record?.version ?? null,
      json: JSON.stringify(after),
      index: null,
      expiresAt: given.expiresAt?.(after) ?? null,
    });
    if (written.ok) return after;
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'busy-notice',
    message: `what ${key} is to be told is being changed by others without a pause`,
    fix: 'Nothing needs to be done: it is tried again.',
  });
}

/** Writers of one record are few: the node that routes, the node that sends. */
const MAX_ATTEMPTS = 20;
