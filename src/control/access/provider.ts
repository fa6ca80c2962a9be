import {
  type AccessEvent,
  type Account,
  base32,
  displayName,
  type Identity,
  type IdentityRejection,
  identityDigest,
  personByMail,
  returnPath,
  rolesOfGroups,
  SECRET_BYTES,
  secretDigest,
} from '../../domain/access/index.ts';
import type { Person } from '../../domain/catalog/index.ts';
import { accept, Fault, type Instant, type Result, reject } from '../../kernel/index.ts';
import { accountCreated, accountOfPerson, accountRecords, freshAccount } from './account-write.ts';
import { commit, keep, retrying } from './commit.ts';
import { ACCOUNT, ATTEMPT, IDENTITY, type Kept, type KeptAttempt, putting, readRecord, removing } from './record.ts';
import { type NewSession, newSession } from './session.ts';
import type { AccessWorld } from './world.ts';

/** How long somebody may take at the provider. */
export const ATTEMPT_MS = 600_000;

/** Why nobody came in by the provider. */
export type ProviderRejection =
  | IdentityRejection
  /** No attempt of this browser is open: too late, done already, or another browser's. */
  | { readonly code: 'no-attempt' }
  /** An administrator must let this identity in first; it is named so that they can. */
  | { readonly code: 'no-account'; readonly issuer: string; readonly subject: string }
  | { readonly code: 'deactivated' }
  /** It signs in as another account already. */
  | { readonly code: 'identity-taken' };

/** Leaves for the provider. `cookie` must come back from the same browser, else anybody could sign a victim in as themselves. */
export async function beginProviderSignIn(
  access: AccessWorld,
  request: {
    readonly redirectUri: string;
    readonly returnTo: string | null;
    /** The signed-in account that the identity shall be bound to; `null` = a plain sign-in. */
    readonly bindTo: string | null;
  },
): Promise<{ readonly url: string; readonly cookie: string; readonly expiresAt: Instant }> {
  const { url, attempt } = await configured(access).begin({ redirectUri: request.redirectUri });
  const cookie = base32(access.secrets.bytes(SECRET_BYTES));
  const expiresAt = (access.now() + ATTEMPT_MS) as Instant;
  const kept: KeptAttempt = {
    digest: secretDigest(cookie),
    ...attempt,
    returnTo: returnPath(request.returnTo),
    bindTo: request.bindTo,
  };
  await keep(access, [putting(ATTEMPT, kept, { before: null, expiresAt })]);
  return { url, cookie, expiresAt };
}

/** Comes back from the provider. An attempt counts once, whatever becomes of it. `people` of the catalog, for linking by mail. */
export async function completeProviderSignIn(
  access: AccessWorld,
  request: {
    readonly cookie: string;
    readonly callbackUrl: string;
    readonly people: readonly Person[];
    readonly client: string | null;
  },
): Promise<Result<{ readonly session: NewSession; readonly returnTo: string }, ProviderRejection>> {
  const attempt = await readRecord(access, ATTEMPT, secretDigest(request.cookie));
  if (attempt === null || !(await keep(access, [removing(ATTEMPT, attempt)]))) return reject({ code: 'no-attempt' });
  const { state, nonce, verifier, returnTo, bindTo } = attempt.value;
  const { callbackUrl, people, client } = request;
  const answered = await configured(access).complete({ attempt: { state, nonce, verifier }, callbackUrl });
  if (!answered.ok) return answered;
  const entered = await retrying(() => enter(access, { identity: answered.value, bindTo, people, client }));
  return entered.ok ? accept({ session: entered.value, returnTo }) : entered;
}

interface Arrival {
  readonly identity: Identity;
  readonly bindTo: string | null;
  readonly people: readonly Person[];
  readonly client: string | null;
}

async function enter(access: AccessWorld, arrival: Arrival): Promise<Result<NewSession, ProviderRejection> | 'again'> {
  const { identity, bindTo, client } = arrival;
  const known = await readRecord(access, IDENTITY, identityDigest(identity));
  if (known !== null && bindTo !== null && known.value.accountId !== bindTo) return reject({ code: 'identity-taken' });
  const accountId = known?.value.accountId ?? bindTo;
  const before = accountId === null ? null : await readRecord(access, ACCOUNT, accountId);
  if (accountId !== null && before?.value.state !== 'active') return reject({ code: 'deactivated' });
  const { provision } = access.settings;
  if (before === null && !provision.createsAccounts) {
    return reject({ code: 'no-account', issuer: identity.issuer, subject: identity.subject });
  }
  const account = before === null ? await provisioned(access, arrival) : arrived(access, before.value, identity);
  const method = 'provider';
  const { session, id, records } = await newSession(access, { account, method, client });
  const bound = { digest: identityDigest(identity), accountId: account.id };
  const done = await commit(access, {
    actor: `account:${account.id}`,
    events: [
      ...eventsOf(before?.value ?? null, account),
      ...(known === null ? [{ kind: 'IdentityBound', account: account.id, identity: bound.digest } as const] : []),
      { kind: 'SignedIn', account: account.id, session: id, method },
    ],
    records: [
      ...(isSame(before, account) ? [] : await accountRecords(access, before, account)),
      ...(known === null ? [putting(IDENTITY, bound, { before: null })] : []),
      ...records,
    ],
  });
  return done.ok ? accept(session) : 'again';
}

/** A new account for an identity that nobody has seen. */
async function provisioned(access: AccessWorld, { identity, people }: Arrival): Promise<Account> {
  const { provision } = access.settings;
  const person = provision.linksByMail ? personByMail(identity, people) : null;
  // One account a person: a second identity of theirs is bound by themselves, or linked by an administrator.
  const isFree = person !== null && (await accountOfPerson(access, person.id)) === null;
  return freshAccount(access, {
    name: null,
    displayName: displayName(identity.name ?? identity.mail, 'Somebody'),
    personId: isFree ? person.id : null,
    roles: rolesOfGroups(identity.groups, provision),
    rolesFrom: Object.keys(provision.groupRoles).length > 0 ? 'groups' : 'administrator',
    password: null,
    identities: [{ issuer: identity.issuer, subject: identity.subject }],
  });
}

/** The account as it is after this arrival: roles as the provider's groups say, if they are to say. */
function arrived(access: AccessWorld, account: Account, identity: Identity): Account {
  const { issuer, subject } = identity;
  const isBound = account.identities.some((each) => each.issuer === issuer && each.subject === subject);
  return {
    ...account,
    roles: account.rolesFrom === 'groups' ? rolesOfGroups(identity.groups, access.settings.provision) : account.roles,
    identities: isBound ? account.identities : [...account.identities, { issuer, subject }],
  };
}

function eventsOf(before: Account | null, after: Account): readonly AccessEvent[] {
  if (before === null) return [accountCreated(after, 'provider')];
  if (before.roles.join() === after.roles.join()) return [];
  return [{ kind: 'RolesChanged', account: after.id, from: 'groups', before: before.roles, roles: after.roles }];
}

function isSame(before: Kept<Account> | null, after: Account): boolean {
  return before !== null && JSON.stringify(before.value) === JSON.stringify(after);
}

function configured(access: AccessWorld) {
  if (access.provider !== null) return access.provider;
  throw new Fault({
    kind: 'usage',
    code: 'no-provider',
    message: 'no identity provider is configured',
    fix: 'Set the issuer and the client of an OpenID Connect provider, or sign in by name and password.',
  });
}
