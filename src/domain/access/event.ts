import type { Digest, Instant } from '../../kernel/index.ts';
import type { SignInMethod } from './model.ts';
import type { Permission, Role } from './role.ts';

/** What happened to an account, its sessions and tokens: ids, roles and codes; no name, mail, secret or address. */
export type AccessEvent =
  | {
      readonly kind: 'AccountCreated';
      readonly account: string;
      readonly by: 'setup' | 'owner-link' | 'administrator' | 'provider';
      readonly personId: string | null;
      readonly roles: readonly Role[];
    }
  | { readonly kind: 'AccountLinked'; readonly account: string; readonly personId: string | null }
  | {
      readonly kind: 'RolesChanged';
      readonly account: string;
      readonly from: 'administrator' | 'groups';
      readonly before: readonly Role[];
      readonly roles: readonly Role[];
    }
  | { readonly kind: 'AccountDeactivated'; readonly account: string }
  | { readonly kind: 'AccountReactivated'; readonly account: string }
  /** `identity` = digest of issuer and subject. */
  | { readonly kind: 'IdentityBound'; readonly account: string; readonly identity: Digest }
  /** By its owner, or through a link that an administrator gave. */
  | { readonly kind: 'PasswordChanged'; readonly account: string; readonly by: 'owner' | 'link' }
  | { readonly kind: 'PasswordLinkGiven'; readonly account: string; readonly expiresAt: Instant }
  | { readonly kind: 'SignedIn'; readonly account: string; readonly session: Digest; readonly method: SignInMethod }
  | { readonly kind: 'SignedOut'; readonly account: string; readonly session: Digest }
  /** All sessions of the account, at once. */
  | { readonly kind: 'SessionsEnded'; readonly account: string }
  /** Told once when attempts begin to be held back, not for each of them. */
  | { readonly kind: 'SignInHeldBack'; readonly account: string }
  | {
      readonly kind: 'TokenIssued';
      readonly account: string;
      readonly token: string;
      readonly scopes: readonly Permission[];
      readonly isAgent: boolean;
      readonly expiresAt: Instant;
    }
  | { readonly kind: 'TokenRevoked'; readonly account: string; readonly token: string };

export type AccessEventKind = AccessEvent['kind'];

/** Every kind, for whoever reads a log. */
export const ACCESS_EVENTS = [
  'AccountCreated',
  'AccountLinked',
  'RolesChanged',
  'AccountDeactivated',
  'AccountReactivated',
  'IdentityBound',
  'PasswordChanged',
  'PasswordLinkGiven',
  'SignedIn',
  'SignedOut',
  'SessionsEnded',
  'SignInHeldBack',
  'TokenIssued',
  'TokenRevoked',
] as const satisfies readonly AccessEventKind[];
