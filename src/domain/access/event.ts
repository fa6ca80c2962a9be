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
  | { readonly kind: 'TokenRevoked'; readonly account: string; readonly token: string }
  /** A person let a command line in, at a browser. */
  | {
      readonly kind: 'LoginApproved';
      readonly account: string;
      readonly login: string;
      readonly maySign: boolean;
    }
  /** A person was asked to let one in, and refused: perhaps somebody else had asked them. */
  | { readonly kind: 'LoginDenied'; readonly account: string }
  /** The command line took what proves it. */
  | {
      readonly kind: 'LoginBegun';
      readonly account: string;
      readonly login: string;
      readonly maySign: boolean;
      readonly expiresAt: Instant;
    }
  | { readonly kind: 'LoginEnded'; readonly account: string; readonly login: string }
  /** Told once when wrong codes begin to be held back. */
  | { readonly kind: 'LoginCodesHeldBack'; readonly account: string };

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
  'LoginApproved',
  'LoginDenied',
  'LoginBegun',
  'LoginEnded',
  'LoginCodesHeldBack',
] as const satisfies readonly AccessEventKind[];
