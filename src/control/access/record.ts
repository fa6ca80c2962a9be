import type { Account, Failures, LinkPurpose, Login, Session, Token } from '../../domain/access/index.ts';
import { PAGE, type RecordPut, type RecordRemoval } from '../../event-log/index.ts';
import type { Digest, Instant } from '../../kernel/index.ts';
import type { AccessWorld } from './world.ts';

/** One kind of record; only this file names kinds and reads what it wrote. */
interface Kind<T> {
  readonly kind: string;
  readonly keyOf: (value: T) => string;
  readonly indexOf: (value: T) => string | null;
}

/** A record as it was read. */
export interface Kept<T> {
  readonly value: T;
  readonly key: string;
  readonly version: number;
}

/** A link that is used once; the text of its secret is nowhere. */
export interface KeptLink {
  readonly digest: Digest;
  readonly purpose: LinkPurpose;
}

/** A sign-in that left for the provider. */
export interface KeptAttempt {
  /** Of the cookie that the same browser must bring back. */
  readonly digest: Digest;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
  /** Account that the identity is bound to; `null` = a plain sign-in. */
  readonly bindTo: string | null;
}

/** A command line that waits to be let in. */
export interface KeptLoginRequest {
  /** Of the secret that only the command line has. */
  readonly digest: Digest;
  /** Of the code that a person types. */
  readonly code: Digest;
  /** What it calls itself; anything could stand there. */
  readonly client: string | null;
  /** From where it asks. */
  readonly network: string;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
  readonly intervalS: number;
  /** `null` = it did not ask for the answer yet. */
  readonly polledAt: Instant | null;
  readonly answer:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'denied' }
    | {
        readonly kind: 'approved';
        readonly accountId: string;
        /** Of the account at that moment. */
        readonly generation: number;
        readonly loginId: string;
        readonly maySign: boolean;
      };
}

/** An identity of a provider, by its digest. */
export interface KeptIdentity {
  readonly digest: Digest;
  readonly accountId: string;
}

/** Failed attempts under one key: a name, or a name from one network. */
export interface KeptFailures extends Failures {
  readonly key: string;
}

/** Active administrators: changed with whoever becomes or stops being one, so that two changes at once cannot remove both of two. */
export interface KeptAdmins {
  readonly accounts: readonly string[];
}

export const ACCOUNT: Kind<Account> = { kind: 'account', keyOf: ({ id }) => id, indexOf: ({ name }) => name };
export const SESSION: Kind<Session> = {
  kind: 'session',
  keyOf: ({ accountId, id }) => `${accountId}/${id}`,
  indexOf: ({ id }) => id,
};
export const TOKEN: Kind<Token> = {
  kind: 'token',
  keyOf: ({ accountId, id }) => `${accountId}/${id}`,
  indexOf: ({ id }) => id,
};
export const LOGIN: Kind<Login> = {
  kind: 'login',
  keyOf: ({ accountId, id }) => `${accountId}/${id}`,
  indexOf: ({ id }) => id,
};
export const LOGIN_REQUEST: Kind<KeptLoginRequest> = {
  kind: 'login-request',
  keyOf: ({ digest }) => digest,
  // A code that was answered finds nothing any more.
  indexOf: ({ code, answer }) => (answer.kind === 'waiting' ? code : null),
};
export const LINK: Kind<KeptLink> = { kind: 'sign-in-link', keyOf: ({ digest }) => digest, indexOf: () => null };
export const ATTEMPT: Kind<KeptAttempt> = {
  kind: 'provider-attempt',
  keyOf: ({ digest }) => digest,
  indexOf: () => null,
};
export const IDENTITY: Kind<KeptIdentity> = { kind: 'identity', keyOf: ({ digest }) => digest, indexOf: () => null };
export const FAILURES: Kind<KeptFailures> = { kind: 'sign-in-failure', keyOf: ({ key }) => key, indexOf: () => null };
export const ADMINS: Kind<KeptAdmins> = { kind: 'administrator', keyOf: () => ADMINS_KEY, indexOf: () => null };
export const ADMINS_KEY = 'all';
/** The person of the catalog that an account stands for: one account a person. */
export const PERSON: Kind<{ readonly personId: string; readonly accountId: string }> = {
  kind: 'account-person',
  keyOf: ({ personId }) => personId,
  indexOf: () => null,
};

/** By key; `null` = none, or it ran out. */
export async function readRecord<T>(access: AccessWorld, kind: Kind<T>, key: string): Promise<Kept<T> | null> {
  return kept(await access.store.records.get({ kind: kind.kind, key, now: access.now() }));
}

/** By its second name. */
export async function findRecord<T>(access: AccessWorld, kind: Kind<T>, index: string): Promise<Kept<T> | null> {
  return kept(await access.store.records.find({ kind: kind.kind, index, now: access.now() }));
}

/** All whose key begins so, page by page, at most `limit`. */
export async function listRecords<T>(
  access: AccessWorld,
  kind: Kind<T>,
  { prefix, limit }: { readonly prefix: string; readonly limit: number },
): Promise<readonly Kept<T>[]> {
  const found: Kept<T>[] = [];
  for (let after = ''; found.length < limit; ) {
    const page = await access.store.records.list({
      kind: kind.kind,
      prefix,
      after,
      limit: Math.min(PAGE, limit - found.length),
      now: access.now(),
    });
    for (const record of page) found.push(parsed(record));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    after = last.key;
  }
  return found;
}

/** Writes a value where `before` still stands (`null` = nothing does). */
export function putting<T>(
  kind: Kind<T>,
  value: T,
  options: { readonly before: Kept<T> | null; readonly expiresAt?: Instant },
): RecordPut {
  return {
    kind: kind.kind,
    key: kind.keyOf(value),
    expected: options.before?.version ?? null,
    json: JSON.stringify(value),
    index: kind.indexOf(value),
    expiresAt: options.expiresAt ?? null,
  };
}

/** Takes a record away where it still stands as it was read. */
export function removing<T>(kind: Kind<T>, { key, version }: Kept<T>): RecordRemoval {
  return { kind: kind.kind, key, expected: version, json: null };
}

function kept<T>(record: Parameters<typeof parsed>[0] | null): Kept<T> | null {
  return record === null ? null : parsed<T>(record);
}

function parsed<T>(record: { readonly key: string; readonly version: number; readonly json: string }): Kept<T> {
  return { key: record.key, version: record.version, value: JSON.parse(record.json) as T };
}
