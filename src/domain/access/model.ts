import type { Digest, Instant } from '../../kernel/index.ts';
import type { Permission, Role } from './role.ts';

/** Somebody who may sign in. The person of the catalog decides whose sign-off it is; the account only who is there. */
export interface Account {
  /** Random; the actor in the event log. */
  readonly id: string;
  /** Lower-case name to sign in with, unique; `null` = signs in by an identity provider alone. */
  readonly name: string | null;
  /** As it is shown; at most {@link MAX_DISPLAY_NAME}. */
  readonly displayName: string;
  /** Person of the catalog; `null` = not linked, so nothing they do counts as a sign-off of anybody. */
  readonly personId: string | null;
  /** Distinct, in the order of `ROLES`. */
  readonly roles: readonly Role[];
  /** `groups` = set anew at each sign-in from what the identity provider says; `administrator` = as set here. */
  readonly rolesFrom: 'administrator' | 'groups';
  readonly state: 'active' | 'deactivated';
  /** Encoded hash with its parameters; `null` = no password. */
  readonly password: string | null;
  readonly identities: readonly BoundIdentity[];
  readonly createdAt: Instant;
  /** Sessions of an earlier one are void: grows with a new password and with "sign out everywhere". A number, because clocks differ. */
  readonly generation: number;
}

/** An identity of a provider that signs in as one account: never by mail, which providers give away again. */
export interface BoundIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** What an identity provider vouches for, after its token was checked. */
export interface Identity extends BoundIdentity {
  /** Lower-case; `null` unless the provider says that it verified it. */
  readonly mail: string | null;
  readonly name: string | null;
  /** `null` = the provider said nothing of groups, which is not "in none". */
  readonly groups: readonly string[] | null;
}

/** How somebody came in. */
export type SignInMethod = 'password' | 'provider' | 'owner-link' | 'setup' | 'password-link';

/** A browser that is signed in. What is kept holds no secret. */
export interface Session {
  /** Digest of the cookie's secret: whoever reads the table cannot sign in. */
  readonly id: Digest;
  readonly accountId: string;
  readonly method: SignInMethod;
  /** Of the account when it began. */
  readonly generation: number;
  readonly createdAt: Instant;
  /** Last seen, to the minute. */
  readonly seenAt: Instant;
  /** What the browser calls itself, cut short; for its owner's list alone. */
  readonly client: string | null;
}

/** A key for software. What is kept holds a digest only. */
export interface Token {
  readonly id: string;
  readonly accountId: string;
  /** What its owner calls it. */
  readonly name: string;
  readonly digest: Digest;
  /** Distinct; never more than its owner may, whatever stands here. */
  readonly scopes: readonly Permission[];
  /** A coding agent or other software that acts by itself: all that it does is marked automated. */
  readonly isAgent: boolean;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** To the hour; `null` = never. */
  readonly usedAt: Instant | null;
}

/** A command line that a person let in at a browser. What is kept holds a digest only. */
export interface Login {
  readonly id: string;
  readonly accountId: string;
  readonly digest: Digest;
  /** Of the account when it was let in. */
  readonly generation: number;
  /** Whether the person lets it sign off and return in their name. */
  readonly maySign: boolean;
  /** What it calls itself; anything could stand there. */
  readonly client: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** To the minute; `null` = never. */
  readonly usedAt: Instant | null;
}

/** Who asks, as the guard found out. */
export type Principal =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'session';
      readonly sessionId: Digest;
      readonly accountId: string;
      readonly personId: string | null;
      readonly displayName: string;
      readonly roles: readonly Role[];
    }
  | {
      readonly kind: 'token';
      readonly tokenId: string;
      readonly accountId: string;
      /** Of its owner. */
      readonly personId: string | null;
      readonly name: string;
      /** Of its owner, now. */
      readonly roles: readonly Role[];
      readonly scopes: readonly Permission[];
      readonly isAgent: boolean;
      readonly expiresAt: Instant;
    }
  | {
      readonly kind: 'login';
      readonly loginId: string;
      readonly accountId: string;
      readonly personId: string | null;
      readonly displayName: string;
      /** Of its owner, now. */
      readonly roles: readonly Role[];
      /** Whether its owner let it sign. */
      readonly maySign: boolean;
      /** Whether the server lets any command line sign. */
      readonly allowsSigning: boolean;
      readonly expiresAt: Instant;
    };

/** Nobody in particular. */
export const ANONYMOUS: Principal = { kind: 'anonymous' };

/** UTF-16 units. */
export const MAX_DISPLAY_NAME = 100;
export const MAX_LOGIN_NAME = 64;
export const MAX_TOKEN_NAME = 80;
export const MAX_CLIENT = 120;
