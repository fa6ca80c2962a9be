import {
  type AccessEvent,
  type Account,
  type AccountRejection,
  type BoundIdentity,
  displayName,
  identityDigest,
  judgePermission,
  leavesNoAdmin,
  loginName,
  orderedRoles,
  type PermissionRejection,
  type Principal,
  type Role,
} from '../../domain/access/index.ts';
import type { RecordChange } from '../../event-log/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import {
  accountCreated,
  accountOfPerson,
  accountRecords,
  administrators,
  freshAccount,
  withSessionsEnded,
} from './account-write.ts';
import { commit, retrying } from './commit.ts';
import { linkOf, type NewLink } from './link.ts';
import { ACCOUNT, IDENTITY, type Kept, type KeptIdentity, listRecords, putting, readRecord } from './record.ts';
import type { AccessWorld } from './world.ts';

/** An account without the hash of its password. */
export type ShownAccount = Omit<Account, 'password'> & { readonly hasPassword: boolean };

/** Accounts of one installation that are listed at most. */
export const MAX_ACCOUNTS = 10_000;

type Denied = AccountRejection | PermissionRejection;

/** Makes an account, and gives the link that lets its owner set a password. */
export async function createAccount(
  access: AccessWorld,
  principal: Principal,
  wish: {
    readonly name: string;
    readonly displayName: string;
    readonly roles: readonly Role[];
    readonly personId: string | null;
    /** Signs in by the provider as this one, too. */
    readonly identity?: BoundIdentity;
  },
): Promise<Result<{ readonly account: ShownAccount; readonly link: NewLink }, Denied>> {
  const may = judgePermission(principal, 'administer');
  if (!may.ok) return may;
  const { identity } = wish;
  const name = loginName(wish.name);
  if (!name.ok) return name;
  return retrying(async () => {
    const taken = wish.personId === null ? null : await accountOfPerson(access, wish.personId);
    if (taken !== null) return reject({ code: 'person-taken', account: taken.id });
    const account = freshAccount(access, {
      name: name.value,
      displayName: displayName(wish.displayName, name.value),
      personId: wish.personId,
      roles: wish.roles,
      rolesFrom: 'administrator',
      password: null,
      identities: identity === undefined ? [] : [identity],
    });
    const { link, record } = linkOf(access, { kind: 'password', accountId: account.id });
    const bound = identity === undefined ? null : { digest: identityDigest(identity), accountId: account.id };
    if (bound !== null && (await readRecord(access, IDENTITY, bound.digest)) !== null)
      return reject({ code: 'identity-taken' });
    const binding = bindingOf(bound);
    const done = await commit(access, {
      actor: actor(principal),
      events: [
        accountCreated(account, 'administrator'),
        ...binding.events,
        { kind: 'PasswordLinkGiven', account: account.id, expiresAt: link.expiresAt },
      ],
      records: [...(await accountRecords(access, null, account)), record, ...binding.records],
    });
    if (done.ok) return accept({ account: shown(account), link });
    return done.rejection.code === 'index-taken' ? reject({ code: 'name-taken' }) : 'again';
  });
}

/** A link by which its owner sets a new password; what they have works until then. */
export async function givePasswordLink(
  access: AccessWorld,
  principal: Principal,
  accountId: string,
): Promise<Result<NewLink, Denied>> {
  const { link, record } = linkOf(access, { kind: 'password', accountId });
  const changed = await changeAccount(access, { principal, accountId }, async () => ({
    after: null,
    events: [{ kind: 'PasswordLinkGiven', account: accountId, expiresAt: link.expiresAt }],
    records: [record],
  }));
  return changed.ok ? accept(link) : changed;
}

/** Sets the roles of an account by hand; from then on the provider's groups change them no more. */
export async function changeRoles(
  access: AccessWorld,
  principal: Principal,
  request: { readonly accountId: string; readonly roles: readonly Role[] },
): Promise<Result<ShownAccount, Denied>> {
  const { accountId } = request;
  const roles = orderedRoles(request.roles);
  return changeAccount(access, { principal, accountId }, async (account) => {
    if (
      leavesNoAdmin({
        administrators: await administrators(access),
        changed: accountId,
        isAdmin: roles.includes('admin'),
      })
    ) {
      return { code: 'last-admin' };
    }
    return {
      after: { ...account, roles, rolesFrom: 'administrator' },
      events: [{ kind: 'RolesChanged', account: accountId, from: 'administrator', before: account.roles, roles }],
    };
  });
}

/** Says for which person of the catalog an account stands; `null` = for none. It decides whose sign-off it gives. */
export async function linkPerson(
  access: AccessWorld,
  principal: Principal,
  request: { readonly accountId: string; readonly personId: string | null },
): Promise<Result<ShownAccount, Denied>> {
  const { accountId, personId } = request;
  return changeAccount(access, { principal, accountId }, async (account) => {
    const taken = personId === null ? null : await accountOfPerson(access, personId);
    if (taken !== null && taken.id !== accountId) return { code: 'person-taken', account: taken.id };
    return { after: { ...account, personId }, events: [{ kind: 'AccountLinked', account: accountId, personId }] };
  });
}

/** Nobody comes in by it any more: password, provider, sessions and tokens stop at once. */
export async function deactivateAccount(
  access: AccessWorld,
  principal: Principal,
  accountId: string,
): Promise<Result<ShownAccount, Denied>> {
  return changeAccount(access, { principal, accountId }, async (account) => {
    if (leavesNoAdmin({ administrators: await administrators(access), changed: accountId, isAdmin: false })) {
      return { code: 'last-admin' };
    }
    return {
      after: withSessionsEnded({ ...account, state: 'deactivated' }),
      events: [{ kind: 'AccountDeactivated', account: accountId }],
    };
  });
}

/** Lets an account in again; its old sessions stay void, its tokens that have not run out work again. */
export async function reactivateAccount(
  access: AccessWorld,
  principal: Principal,
  accountId: string,
): Promise<Result<ShownAccount, Denied>> {
  return changeAccount(access, { principal, accountId }, async (account) => {
    const taken = account.personId === null ? null : await accountOfPerson(access, account.personId);
    if (taken !== null && taken.id !== accountId) return { code: 'person-taken', account: taken.id };
    return { after: { ...account, state: 'active' }, events: [{ kind: 'AccountReactivated', account: accountId }] };
  });
}

/** Ends every session of an account: one's own, or anybody's for whoever administers. */
export async function endSessions(
  access: AccessWorld,
  principal: Principal,
  accountId: string,
): Promise<Result<ShownAccount, Denied>> {
  return changeAccount(access, { principal, accountId, isOwn: isOwn(principal, accountId) }, async (account) => ({
    after: withSessionsEnded(account),
    events: [{ kind: 'SessionsEnded', account: accountId }],
  }));
}

/** Every account, in the order of ids; at most {@link MAX_ACCOUNTS}. */
export async function listAccounts(access: AccessWorld): Promise<readonly ShownAccount[]> {
  return (await listRecords(access, ACCOUNT, { prefix: '', limit: MAX_ACCOUNTS })).map(({ value }) => shown(value));
}

/** `null` where there is none. */
export async function readAccount(access: AccessWorld, accountId: string): Promise<ShownAccount | null> {
  const found = await readRecord(access, ACCOUNT, accountId);
  return found === null ? null : shown(found.value);
}

interface Target {
  readonly principal: Principal;
  readonly accountId: string;
  /** Whether its owner asks and may without being an administrator. */
  readonly isOwn?: boolean;
}

interface Step {
  /** `null` = the account stays as it is. */
  readonly after: Account | null;
  readonly events: readonly AccessEvent[];
  readonly records?: readonly RecordChange[];
}

async function changeAccount(
  access: AccessWorld,
  target: Target,
  step: (account: Account) => Promise<Step | AccountRejection>,
): Promise<Result<ShownAccount, Denied>> {
  const { principal, accountId } = target;
  const may = judgePermission(principal, 'administer');
  if (!may.ok && target.isOwn !== true) return may;
  return retrying(async () => {
    const found: Kept<Account> | null = await readRecord(access, ACCOUNT, accountId);
    if (found === null) return reject({ code: 'no-such-account' });
    const planned = await step(found.value);
    if ('code' in planned) return reject(planned);
    const { after, events, records = [] } = planned;
    const changes = after === null ? records : [...(await accountRecords(access, found, after)), ...records];
    const done = await commit(access, { actor: actor(principal), events, records: changes });
    return done.ok ? accept(shown(after ?? found.value)) : 'again';
  });
}

function bindingOf(bound: KeptIdentity | null): Pick<Step, 'events'> & { readonly records: readonly RecordChange[] } {
  if (bound === null) return { events: [], records: [] };
  return {
    events: [{ kind: 'IdentityBound', account: bound.accountId, identity: bound.digest }],
    records: [putting(IDENTITY, bound, { before: null })],
  };
}

function isOwn(principal: Principal, accountId: string): boolean {
  return principal.kind === 'session' && principal.accountId === accountId;
}

function actor(principal: Principal): string | null {
  return principal.kind === 'anonymous' ? null : `account:${principal.accountId}`;
}

function shown({ password, ...account }: Account): ShownAccount {
  return { ...account, hasPassword: password !== null };
}
