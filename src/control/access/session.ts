import {
  type Account,
  ANONYMOUS,
  base32,
  clientLabel,
  csrfToken,
  type Principal,
  readToken,
  SECRET_BYTES,
  SEEN_MS,
  type Session,
  type SignInMethod,
  secretDigest,
  sessionExpiry,
  sessionState,
  TOKEN_USE_MS,
} from '../../domain/access/index.ts';
import type { RecordChange } from '../../event-log/index.ts';
import type { Instant } from '../../kernel/index.ts';
import { commit, keep, retrying } from './commit.ts';
import {
  ACCOUNT,
  findRecord,
  type Kept,
  listRecords,
  putting,
  readRecord,
  removing,
  SESSION,
  TOKEN,
} from './record.ts';
import type { AccessWorld } from './world.ts';

/** A browser that just signed in. */
export interface NewSession {
  /** Value of the cookie; nowhere else. */
  readonly secret: string;
  readonly csrf: string;
  readonly accountId: string;
  /** Of the cookie, at most. */
  readonly expiresAt: Instant;
}

/** Sessions of one account that are kept; the oldest goes first. */
export const MAX_SESSIONS = 20;

/** Who a browser is, by its cookie; anonymous where it counts no more. */
export async function principalOfSession(
  access: AccessWorld,
  secret: string,
): Promise<{ readonly principal: Principal; readonly csrf: string | null }> {
  const nobody = { principal: ANONYMOUS, csrf: null };
  if (!isSecret(secret)) return nobody;
  const found = await findRecord(access, SESSION, secretDigest(secret));
  if (found === null) return nobody;
  const account = await readRecord(access, ACCOUNT, found.value.accountId);
  const { session: limits } = access.settings;
  const now = access.now();
  if (account === null) return nobody;
  if (sessionState({ session: found.value, account: account.value, limits, now }) !== 'live') return nobody;
  if (now - found.value.seenAt >= SEEN_MS) await seen(access, found, now);
  const { id, personId, displayName, roles } = account.value;
  return {
    principal: { kind: 'session', sessionId: found.value.id, accountId: id, personId, displayName, roles },
    csrf: csrfToken(secret),
  };
}

/** Who software is, by its bearer token; anonymous where it counts no more. */
export async function principalOfToken(access: AccessWorld, text: string): Promise<Principal> {
  const read = readToken(text);
  if (read === null) return ANONYMOUS;
  const found = await findRecord(access, TOKEN, read.id);
  const now = access.now();
  // Digests are compared: an early end of the comparison tells nothing of a secret that is hashed first.
  if (found === null || found.value.digest !== secretDigest(read.secret) || now >= found.value.expiresAt) {
    return ANONYMOUS;
  }
  const account = await readRecord(access, ACCOUNT, found.value.accountId);
  if (account === null || account.value.state !== 'active') return ANONYMOUS;
  const { usedAt } = found.value;
  if (usedAt === null || now - usedAt >= TOKEN_USE_MS) {
    // Whoever wrote first knows as much.
    await keep(access, [
      putting(TOKEN, { ...found.value, usedAt: now }, { before: found, expiresAt: found.value.expiresAt }),
    ]);
  }
  const { id, personId, roles } = account.value;
  const { name, scopes, isAgent, expiresAt } = found.value;
  return { kind: 'token', tokenId: read.id, accountId: id, personId, roles, name, scopes, isAgent, expiresAt };
}

/** The records of a new session beside what it is; the caller commits them with the event. */
export async function newSession(
  access: AccessWorld,
  options: {
    readonly account: Pick<Account, 'id' | 'generation'>;
    readonly method: SignInMethod;
    readonly client: string | null;
  },
): Promise<{ readonly session: NewSession; readonly id: Session['id']; readonly records: readonly RecordChange[] }> {
  const { account, method } = options;
  const { id: accountId, generation } = account;
  const secret = base32(access.secrets.bytes(SECRET_BYTES));
  const now = access.now();
  const client = clientLabel(options.client);
  const id = secretDigest(secret);
  const session: Session = { id, accountId, method, generation, createdAt: now, seenAt: now, client };
  const expiresAt = sessionExpiry(session, access.settings.session);
  return {
    session: {
      secret,
      csrf: csrfToken(secret),
      accountId,
      expiresAt: (now + access.settings.session.absoluteMs) as Instant,
    },
    id,
    records: [putting(SESSION, session, { before: null, expiresAt }), ...(await surplus(access, accountId))],
  };
}

/** Ends the session of a cookie; nothing where there is none. */
export async function signOut(access: AccessWorld, secret: string): Promise<void> {
  if (!isSecret(secret)) return;
  await retrying(async () => {
    const found = await findRecord(access, SESSION, secretDigest(secret));
    if (found === null) return null;
    const { accountId, id } = found.value;
    const done = await commit(access, {
      actor: `account:${accountId}`,
      events: [{ kind: 'SignedOut', account: accountId, session: id }],
      records: [removing(SESSION, found)],
    });
    return done.ok ? null : 'again';
  });
}

/** Sessions of an account that count, newest first. */
export async function listSessions(
  access: AccessWorld,
  account: Pick<Account, 'id' | 'state' | 'generation'>,
): Promise<readonly Session[]> {
  const found = await listRecords(access, SESSION, { prefix: `${account.id}/`, limit: MAX_SESSIONS * 2 });
  const { session: limits } = access.settings;
  const now = access.now();
  return found
    .map(({ value }) => value)
    .filter((session) => sessionState({ session, account, limits, now }) === 'live')
    .sort((one, other) => other.createdAt - one.createdAt);
}

/** Those that a new session pushes out. */
async function surplus(access: AccessWorld, accountId: string): Promise<readonly RecordChange[]> {
  const found = await listRecords(access, SESSION, { prefix: `${accountId}/`, limit: MAX_SESSIONS * 2 });
  if (found.length < MAX_SESSIONS) return [];
  const oldest = [...found].sort((one, other) => one.value.seenAt - other.value.seenAt);
  return oldest.slice(0, found.length - MAX_SESSIONS + 1).map((each) => removing(SESSION, each));
}

async function seen(access: AccessWorld, found: Kept<Session>, now: Instant): Promise<void> {
  const session = { ...found.value, seenAt: now };
  const expiresAt = sessionExpiry(session, access.settings.session);
  // Whoever wrote first knows as much.
  await keep(access, [putting(SESSION, session, { before: found, expiresAt })]);
}

function isSecret(text: string): boolean {
  return /^[a-z2-7]{52}$/.test(text);
}
