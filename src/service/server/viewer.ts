import type { Viewer } from '../../contract/index.ts';
import { PERMISSIONS, type Principal, permissionsOf } from '../../control/index.ts';

/** Who looks, as every document tells it. */
export function viewerOf(principal: Principal): Viewer {
  const permissions = [...permissionsOf(principal, PERMISSIONS)];
  switch (principal.kind) {
    case 'anonymous':
      return { account: null, name: 'not signed in', person: null, roles: [], permissions };
    case 'session':
    case 'login':
      return {
        account: principal.accountId,
        name: principal.displayName,
        person: principal.personId,
        roles: [...principal.roles],
        permissions,
      };
    case 'token':
      return {
        account: principal.accountId,
        name: `token ${principal.name}`,
        person: principal.personId,
        roles: [...principal.roles],
        permissions,
      };
  }
}
