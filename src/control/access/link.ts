import {
  type AccountRejection,
  base32,
  displayName,
  judgePassword,
  LINK_MS,
  type LinkPurpose,
  loginName,
  type PasswordRejection,
  ROLES,
  readLinkSecret,
  SECRET_BYTES,
  secretDigest,
} from '../../domain/access/index.ts';
import type { RecordChange } from '../../event-log/index.ts';
import { accept, type Instant, type Result, reject } from '../../kernel/index.ts';
import { accountCreated, accountRecords, administrators, freshAccount } from './account-write.ts';
import { commit, keep, retrying } from './commit.ts';
import { namesOf, renew } from './password.ts';
import { ACCOUNT, findRecord, type Kept, type KeptLink, LINK, putting, readRecord, removing } from './record.ts';
import { type NewSession, newSession } from './session.ts';
import type { AccessWorld } from './world.ts';

/** A link before anybody used it; the secret is shown once and kept by digest. */
export interface NewLink {
  readonly kind: LinkPurpose['kind'];
  /** Goes behind `#` in an address, so that no server, proxy or referrer sees it. */
  readonly secret: string;
  readonly expiresAt: Instant;
}

/** Why a link does not work: never given, used, or too old; or another first administrator was faster. */
export type LinkRejection = { readonly code: 'bad-link' } | { readonly code: 'set-up-already' };

/** Login name of whoever owns a server that nothing is configured for. */
const OWNER = 'owner';

/**
 * The way in that a starting server shows on its own terminal: for the owner of a local one, each time; for a shared one while
 * it has no administrator, so that losing the last is repaired by whoever may start it; else `null`.
 */
export async function startLink(
  access: AccessWorld,
  { isLocal }: { readonly isLocal: boolean },
): Promise<NewLink | null> {
  if (isLocal) {
    const { link, record } = linkOf(access, { kind: 'owner' });
    await keep(access, [record]);
    return link;
  }
  if ((await administrators(access)).length > 0) return null;
  const { link, record } = linkOf(access, { kind: 'setup' });
  await keep(access, [record]);
  return link;
}

/** Signs in as the owner of a local server; makes that account the first time. */
export async function signInByOwnerLink(
  access: AccessWorld,
  request: { readonly secret: string; readonly client: string | null },
): Promise<Result<NewSession, LinkRejection>> {
  return retrying(async () => {
    const link = await readLink(access, request.secret, 'owner');
    if (link === null) return reject({ code: 'bad-link' });
    const found = await findRecord(access, ACCOUNT, OWNER);
    const account =
      found?.value ??
      freshAccount(access, {
        name: OWNER,
        displayName: 'Owner',
        personId: access.settings.ownerPersonId,
        roles: ROLES,
        rolesFrom: 'administrator',
        password: null,
        identities: [],
      });
    if (account.state !== 'active') return reject({ code: 'bad-link' });
    const method = 'owner-link';
    const { session, id, records } = await newSession(access, {
      account,
      method,
      client: request.client,
    });
    const done = await commit(access, {
      actor: `account:${account.id}`,
      events: [
        ...(found === null ? [accountCreated(account, 'owner-link')] : []),
        { kind: 'SignedIn', account: account.id, session: id, method },
      ],
      records: [
        removing(LINK, link),
        ...(found === null ? await accountRecords(access, null, account) : []),
        ...records,
      ],
    });
    return done.ok ? accept(session) : 'again';
  });
}

/** Makes the first administrator. Of two at once one wins; afterwards no setup link works. */
export async function setUpFirstAdmin(
  access: AccessWorld,
  request: {
    readonly secret: string;
    readonly name: string;
    readonly displayName: string;
    readonly password: string;
    readonly client: string | null;
  },
): Promise<Result<NewSession, LinkRejection | AccountRejection | PasswordRejection>> {
  if ((await readLink(access, request.secret, 'setup')) === null) return reject({ code: 'bad-link' });
  const name = loginName(request.name);
  if (!name.ok) return name;
  const shown = displayName(request.displayName, name.value);
  const judged = judgePassword(request.password, { names: namesOf({ name: name.value, displayName: shown }) });
  if (!judged.ok) return judged;
  const password = await access.passwords.hash(judged.value);
  return retrying(async () => {
    const link = await readLink(access, request.secret, 'setup');
    if (link === null) return reject({ code: 'bad-link' });
    if ((await administrators(access)).length > 0) return reject({ code: 'set-up-already' });
    const account = freshAccount(access, {
      name: name.value,
      displayName: shown,
      personId: null,
      roles: ['admin'],
      rolesFrom: 'administrator',
      password,
      identities: [],
    });
    const method = 'setup';
    const { session, id, records } = await newSession(access, {
      account,
      method,
      client: request.client,
    });
    const done = await commit(access, {
      actor: 'setup',
      events: [accountCreated(account, 'setup'), { kind: 'SignedIn', account: account.id, session: id, method }],
      records: [removing(LINK, link), ...(await accountRecords(access, null, account)), ...records],
    });
    if (done.ok) return accept(session);
    return done.rejection.code === 'index-taken' ? reject({ code: 'name-taken' }) : 'again';
  });
}

/** Sets the password of an account by the link that an administrator gave, and signs in. */
export async function setPasswordByLink(
  access: AccessWorld,
  request: { readonly secret: string; readonly password: string; readonly client: string | null },
): Promise<Result<NewSession, LinkRejection | PasswordRejection>> {
  const link = await readLink(access, request.secret, 'password');
  if (link === null || link.value.purpose.kind !== 'password') return reject({ code: 'bad-link' });
  const { accountId } = link.value.purpose;
  const found = await readRecord(access, ACCOUNT, accountId);
  if (found === null || found.value.state !== 'active') return reject({ code: 'bad-link' });
  const judged = judgePassword(request.password, { names: namesOf(found.value) });
  if (!judged.ok) return judged;
  const hash = await access.passwords.hash(judged.value);
  // Whoever takes the link away first has it; the other one is told that it was used.
  if (!(await keep(access, [removing(LINK, link)]))) return reject({ code: 'bad-link' });
  return accept(await renew(access, { accountId, hash, by: 'link', client: request.client }));
}

/** A link and the record that keeps it. */
export function linkOf(
  access: AccessWorld,
  purpose: LinkPurpose,
): { readonly link: NewLink; readonly record: RecordChange } {
  const secret = base32(access.secrets.bytes(SECRET_BYTES));
  const expiresAt = (access.now() + LINK_MS[purpose.kind]) as Instant;
  const kept: KeptLink = { digest: secretDigest(secret), purpose };
  return { link: { kind: purpose.kind, secret, expiresAt }, record: putting(LINK, kept, { before: null, expiresAt }) };
}

async function readLink(access: AccessWorld, text: string, kind: LinkPurpose['kind']): Promise<Kept<KeptLink> | null> {
  const secret = readLinkSecret(text);
  const link = secret === null ? null : await readRecord(access, LINK, secretDigest(secret));
  return link?.value.purpose.kind === kind ? link : null;
}
