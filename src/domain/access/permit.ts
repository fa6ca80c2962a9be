import { accept, assertNever, type Result, reject } from '../../kernel/index.ts';
import type { Principal } from './model.ts';
import { AGENT_SCOPES, GRANTS, HUMAN_ONLY, type Permission, type Role, rolesThatMay } from './role.ts';

/** Why somebody may not. */
export type PermissionRejection =
  | { readonly code: 'sign-in-needed' }
  /** A token asks for what only a human at a browser may do. */
  | { readonly code: 'human-only'; readonly permission: Permission }
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
 * can neither sign nor return.
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
    default:
      return assertNever(principal);
  }
}

function scopesOf(token: Extract<Principal, { kind: 'token' }>): readonly Permission[] {
  return token.isAgent ? token.scopes.filter((scope) => AGENT_SCOPES.includes(scope)) : token.scopes;
}

function byRole(roles: readonly Role[], permission: Permission): Result<null, PermissionRejection> {
  if (roles.some((role) => GRANTS[role].includes(permission))) return accept(null);
  return reject({ code: 'not-permitted', permission, roles: rolesThatMay(permission) });
}
