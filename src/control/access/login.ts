import {
  ANONYMOUS,
  base32,
  isLiveLogin,
  judgePermission,
  LOGIN_MS,
  LOGIN_USE_MS,
  type Login,
  loginText,
  MAX_LOGINS,
  type PermissionRejection,
  type Principal,
  readLogin,
  SECRET_BYTES,
  secretDigest,
} from '../../domain/access/index.ts';
import type { RecordChange } from '../../event-log/index.ts';
import { accept, type Instant, type Result, reject } from '../../kernel/index.ts';
import { commit, keep, retrying } from './commit.ts';
import { ACCOUNT, findRecord, type Kept, LOGIN, listRecords, putting, readRecord, removing } from './record.ts';
import type { AccessWorld } from './world.ts';

/** A login without what proves it. */
export type ShownLogin = Omit<Login, 'digest' | 'generation'>;

/** A command line that was just let in. */
export interface NewLogin {
  /** What proves it; shown once, kept by digest. */
  readonly text: string;
  readonly login: ShownLogin;
  readonly displayName: string;
  readonly personId: string | null;
}

/**
 * Hands a login over that its owner approved, with what else goes in the same transaction. `null` = the account was
 * deactivated, or its sessions ended, since then.
 */
export async function beginLogin(
  access: AccessWorld,
  approved: {
    readonly accountId: string;
    readonly generation: number;
    readonly loginId: string;
    readonly maySign: boolean;
    readonly client: string | null;
    readonly taken: readonly RecordChange[];
  },
): Promise<NewLogin | null | 'again'> {
  const { accountId, generation, loginId: id, maySign, client, taken } = approved;
  const account = await readRecord(access, ACCOUNT, accountId);
  const now = access.now();
  const secret = base32(access.secrets.bytes(SECRET_BYTES));
  const expiresAt = (now + LOGIN_MS) as Instant;
  const base = { id, accountId, maySign, client, createdAt: now, expiresAt, usedAt: null };
  const login: Login = { ...base, generation, digest: secretDigest(secret) };
  if (account === null || !isLiveLogin({ login, account: account.value, now })) {
    return (await keep(access, taken)) ? null : 'again';
  }
  const done = await commit(access, {
    actor: `account:${accountId}`,
    events: [{ kind: 'LoginBegun', account: accountId, login: id, maySign, expiresAt }],
    records: [...taken, putting(LOGIN, login, { before: null, expiresAt }), ...(await surplus(access, accountId))],
  });
  if (!done.ok) return 'again';
  const { displayName, personId } = account.value;
  return { text: loginText({ id, secret }), login: base, displayName, personId };
}

/** Who a command line is, by its login; anonymous where it counts no more. */
export async function principalOfLogin(access: AccessWorld, text: string): Promise<Principal> {
  const read = readLogin(text);
  const found = read === null ? null : await findRecord(access, LOGIN, read.id);
  // Digests are compared, as those of tokens.
  if (read === null || found === null || found.value.digest !== secretDigest(read.secret)) return ANONYMOUS;
  const account = await readRecord(access, ACCOUNT, found.value.accountId);
  const now = access.now();
  if (account === null || !isLiveLogin({ login: found.value, account: account.value, now })) return ANONYMOUS;
  const { usedAt, expiresAt, maySign } = found.value;
  if (usedAt === null || now - usedAt >= LOGIN_USE_MS) {
    // Whoever wrote first knows as much.
    await keep(access, [putting(LOGIN, { ...found.value, usedAt: now }, { before: found, expiresAt })]);
  }
  const { id: accountId, personId, displayName, roles } = account.value;
  const { allowsCliSigning: allowsSigning } = access.settings;
  return {
    kind: 'login',
    loginId: read.id,
    accountId,
    personId,
    displayName,
    roles,
    maySign,
    allowsSigning,
    expiresAt,
  };
}

/** Ends a login at once: its own command line, its owner at a browser, or whoever administers. */
export async function endLogin(
  access: AccessWorld,
  principal: Principal,
  loginId: string,
): Promise<Result<null, PermissionRejection | { readonly code: 'human-only' } | { readonly code: 'no-such-login' }>> {
  if (principal.kind === 'anonymous') return reject({ code: 'sign-in-needed' });
  if (principal.kind === 'token') return reject({ code: 'human-only' });
  return retrying(async () => {
    const found = await findRecord(access, LOGIN, loginId);
    // Nobody learns which ids exist.
    if (found === null || !mayEnd(principal, found)) return reject({ code: 'no-such-login' });
    const done = await commit(access, {
      actor: principal.kind === 'login' ? `login:${loginId}` : `account:${principal.accountId}`,
      events: [{ kind: 'LoginEnded', account: found.value.accountId, login: loginId }],
      records: [removing(LOGIN, found)],
    });
    return done.ok ? accept(null) : 'again';
  });
}

/** Logins of an account that count, newest first. */
export async function listLogins(access: AccessWorld, accountId: string): Promise<readonly ShownLogin[]> {
  const account = await readRecord(access, ACCOUNT, accountId);
  if (account === null) return [];
  const found = await listRecords(access, LOGIN, { prefix: `${accountId}/`, limit: MAX_LOGINS * 2 });
  const now = access.now();
  return found
    .filter(({ value }) => isLiveLogin({ login: value, account: account.value, now }))
    .map(({ value: { digest: _, generation: __, ...login } }) => login)
    .sort((one, other) => other.createdAt - one.createdAt);
}

function mayEnd(principal: Extract<Principal, { kind: 'session' | 'login' }>, { value }: Kept<Login>): boolean {
  if (principal.kind === 'login') return principal.loginId === value.id;
  return principal.accountId === value.accountId || judgePermission(principal, 'administer').ok;
}

/** Those that a new login pushes out. */
async function surplus(access: AccessWorld, accountId: string): Promise<readonly RecordChange[]> {
  const found = await listRecords(access, LOGIN, { prefix: `${accountId}/`, limit: MAX_LOGINS * 2 });
  const oldest = [...found].sort((one, other) => one.value.createdAt - other.value.createdAt);
  return oldest.slice(0, Math.max(0, found.length - MAX_LOGINS + 1)).map((each) => removing(LOGIN, each));
}
