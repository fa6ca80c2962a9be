import { accept, assertNever, type Result, reject } from '../../kernel/index.ts';
import { signingOf } from './login.ts';
import type { Principal } from './model.ts';
import { AGENT_SCOPES, GRANTS, HUMAN_ONLY, LOGIN_SCOPES, type Permission, type Role, rolesThatMay } from './role.ts';

/** Why somebody may not. */
export type PermissionRejection =
  | { readonly code: 'sign-in-needed' }
  /** A token asks for what only a human may do, or a command line for what a human does at a browser. */
  | { readonly code: 'human-only'; readonly permission: Permission }
  /** Its owner let the command line in, but not sign. */
  | { readonly code: 'login-may-not-sign'; readonly permission: Permission }
  /** This server lets no command line sign. */
  | { readonly code: 'signing-turned-off'; readonly permission: Permission }
  /** The token was not given it; its owner may. */
  | { readonly code: 'out-of-scope'; readonly permission: Permission }
  | { readonly code: 'not-permitted'; readonly permission: Permission; readonly roles: readonly Role[] };

/** Whether this principal may do this at all; the policy may still say no to the thing itself. */
export function permits(principal: Principal, permission: Permission): boolean {
  return judgePermission(principal, permission).ok;
}

/** {@link permits} with the reason. */
export function judgePermission(principal: Principal, permission: Permission): Result<null, PermissionRejection> {
  switch (principal.kind) {
    case 'anonymous':
      return reject({ code: 'sign-in-needed' });
    case 'session':
      return byRole(principal.roles, permission);
    case 'token':
      if (HUMAN_ONLY.includes(permission)) return reject({ code: 'human-only', permission });
      if (!scopesOf(principal).includes(permission)) return reject({ code: 'out-of-scope', permission });
      return byRole(principal.roles, permission);
    case 'login':
      return ofLogin(principal, permission);
    default:
      return assertNever(principal);
  }
}

/** Everything that it may, in the order of `PERMISSIONS`; what a page needs to show the right buttons. */
export function permissionsOf(principal: Principal, all: readonly Permission[]): readonly Permission[] {
  return all.filter((permission) => permits(principal, permission));
}

/**
 * Who acts, for events: ids only. `isAutomated` is true for agent tokens; a plain token is its owner's own script, and still
 * can neither sign nor return. A login of a command line is the person who let it in.
 */
export function actorOf(principal: Principal): {
  readonly actor: string | null;
  readonly personId: string | null;
  readonly isAutomated: boolean;
} {
  switch (principal.kind) {
    case 'anonymous':
      return { actor: null, personId: null, isAutomated: false };
    case 'session':
      return { actor: `account:${principal.accountId}`, personId: principal.personId, isAutomated: false };
    case 'token':
      return {
        actor: `token:${principal.tokenId}`,
        personId: principal.personId,
        isAutomated: principal.isAgent,
      };
    case 'login':
      return { actor: `login:${principal.loginId}`, personId: principal.personId, isAutomated: false };
    default:
      return assertNever(principal);
  }
}

function scopesOf(token: Extract<Principal, { kind: 'token' }>): readonly Permission[] {
  return token.isAgent ? token.scopes.filter((scope) => AGENT_SCOPES.includes(scope)) : token.scopes;
}

function ofLogin(
  login: Extract<Principal, { kind: 'login' }>,
  permission: Permission,
): Result<null, PermissionRejection> {
  if (!LOGIN_SCOPES.includes(permission)) return reject({ code: 'human-only', permission });
  switch (signingOf({ ...login, permission })) {
    case 'turned-off':
      return reject({ code: 'signing-turned-off', permission });
    case 'not-given':
      return reject({ code: 'login-may-not-sign', permission });
    case 'open':
      return byRole(login.roles, permission);
  }
}

function byRole(roles: readonly Role[], permission: Permission): Result<null, PermissionRejection> {
  if (roles.some((role) => GRANTS[role].includes(permission))) return accept(null);
  return reject({ code: 'not-permitted', permission, roles: rolesThatMay(permission) });
}
