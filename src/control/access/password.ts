import {
  type AccessEvent,
  type Account,
  judgePassword,
  NAME_AND_NETWORK_BACKOFF,
  NAME_BACKOFF,
  type PasswordRejection,
  type Principal,
  preparedPassword,
} from '../../domain/access/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import { withSessionsEnded } from './account-write.ts';
import { type Counter, countAttempt, counterOf, forgetAttempt } from './attempt.ts';
import { commit, retrying } from './commit.ts';
import { ACCOUNT, findRecord, type Kept, putting, readRecord } from './record.ts';
import { type NewSession, newSession } from './session.ts';
import type { AccessWorld } from './world.ts';

/** Why nobody came in. `wrong` covers every reason that would tell whether the name exists. */
export type SignInRejection =
  | { readonly code: 'wrong' }
  | { readonly code: 'held-back'; readonly retryAfterMs: number }
  | { readonly code: 'not-offered' };

/**
 * Signs in by name and password. The attempt is counted before the password is looked at, so that many at once are held back
 * as many in a row are; it takes as long for a name that nobody has.
 */
export async function signInByPassword(
  access: AccessWorld,
  request: {
    readonly name: string;
    readonly password: string;
    /** From where, as wide as one household or office: an address, or the first 64 bits of one. */
    readonly network: string;
    readonly client: string | null;
  },
): Promise<Result<NewSession, SignInRejection>> {
  if (!access.settings.allowsPasswords) return reject({ code: 'not-offered' });
  const name = request.name.trim().toLowerCase().slice(0, 200);
  const found = name === '' ? null : await findRecord(access, ACCOUNT, name);
  const counters = countersOf(name, request.network);
  const heldMs = await countAttempt(access, counters, heldBack(found));
  if (heldMs > 0) return reject({ code: 'held-back', retryAfterMs: heldMs });
  const account = found?.value.state === 'active' ? found.value : null;
  const password = preparedPassword(request.password);
  const verified = await access.passwords.verify({ password, encoded: account?.password ?? null });
  if (account === null || !verified.isRight) return reject({ code: 'wrong' });
  await forgetAttempt(access, counters);
  const renewed = verified.needsRehash ? await access.passwords.hash(password) : null;
  return accept(await begin(access, { account, renewed, client: request.client }));
}

/** Sets a new password, which ends every session of the account; gives the one to go on with. */
export async function changePassword(
  access: AccessWorld,
  principal: Principal,
  request: {
    readonly old: string;
    readonly password: string;
    readonly network: string;
    readonly client: string | null;
  },
): Promise<Result<NewSession, SignInRejection | PasswordRejection | { readonly code: 'human-only' }>> {
  if (principal.kind !== 'session') return reject({ code: 'human-only' });
  const { accountId } = principal;
  const found = await readRecord(access, ACCOUNT, accountId);
  if (found === null) return reject({ code: 'wrong' });
  const text = `change ${accountId}\n${request.network}`;
  const counters = [counterOf({ backoff: NAME_AND_NETWORK_BACKOFF, text, forgives: 'all' })];
  const heldMs = await countAttempt(access, counters, heldBack(found));
  if (heldMs > 0) return reject({ code: 'held-back', retryAfterMs: heldMs });
  const old = preparedPassword(request.old);
  const verified = await access.passwords.verify({ password: old, encoded: found.value.password });
  if (!verified.isRight) return reject({ code: 'wrong' });
  const judged = judgePassword(request.password, { names: namesOf(found.value) });
  if (!judged.ok) return judged;
  await forgetAttempt(access, counters);
  const hash = await access.passwords.hash(judged.value);
  return accept(await renew(access, { accountId, hash, by: 'owner', client: request.client }));
}

/** Sets the password, ends all sessions and begins one: in one transaction. The account exists. */
export async function renew(
  access: AccessWorld,
  request: {
    readonly accountId: string;
    readonly hash: string;
    readonly by: 'owner' | 'link';
    readonly client: string | null;
  },
): Promise<NewSession> {
  const { accountId, hash, by, client } = request;
  return retrying(async () => {
    const found = await readRecord(access, ACCOUNT, accountId);
    if (found === null) return 'again';
    const method = by === 'link' ? 'password-link' : 'password';
    const account = withSessionsEnded({ ...found.value, password: hash });
    const { session, id, records } = await newSession(access, { account, method, client });
    const done = await commit(access, {
      actor: `account:${accountId}`,
      events: [
        { kind: 'PasswordChanged', account: accountId, by },
        { kind: 'SignedIn', account: accountId, session: id, method },
      ],
      records: [putting(ACCOUNT, account, { before: found }), ...records],
    });
    return done.ok ? session : 'again';
  });
}

/** Words that its password must not be made of. */
export function namesOf(account: Pick<Account, 'name' | 'displayName'>): readonly string[] {
  return [account.name ?? '', account.displayName, ...account.displayName.split(' ')];
}

/** Of one name from anywhere, and from one network. */
function countersOf(name: string, network: string): readonly Counter[] {
  return [
    counterOf({ backoff: NAME_BACKOFF, text: name, forgives: 'one' }),
    counterOf({ backoff: NAME_AND_NETWORK_BACKOFF, text: `${name}\n${network}`, forgives: 'all' }),
  ];
}

function heldBack(account: Kept<Account> | null): AccessEvent | null {
  return account === null ? null : { kind: 'SignInHeldBack', account: account.value.id };
}

async function begin(
  access: AccessWorld,
  request: { readonly account: Account; readonly renewed: string | null; readonly client: string | null },
): Promise<NewSession> {
  const { account, renewed, client } = request;
  return retrying(async () => {
    const { session, id, records } = await newSession(access, { account, method: 'password', client });
    const found = renewed === null ? null : await readRecord(access, ACCOUNT, account.id);
    // Only the text that was verified is replaced: a password that changed meanwhile stays.
    const rehash =
      found !== null && found.value.password === account.password
        ? [putting(ACCOUNT, { ...found.value, password: renewed }, { before: found })]
        : [];
    const done = await commit(access, {
      actor: `account:${account.id}`,
      events: [{ kind: 'SignedIn', account: account.id, session: id, method: 'password' }],
      records: [...records, ...rehash],
    });
    return done.ok ? session : 'again';
  });
}
