import {
  type AccessEvent,
  type Account,
  afterFailure,
  type Backoff,
  backoffMs,
  judgePassword,
  NAME_AND_NETWORK_BACKOFF,
  NAME_BACKOFF,
  NO_FAILURES,
  type PasswordRejection,
  type Principal,
  preparedPassword,
} from '../../domain/access/index.ts';
import { accept, digestOf, type Instant, type Result, reject } from '../../kernel/index.ts';
import { withSessionsEnded } from './account-write.ts';
import { commit, keep, retrying } from './commit.ts';
import {
  ACCOUNT,
  FAILURES,
  findRecord,
  type Kept,
  type KeptFailures,
  putting,
  readRecord,
  removing,
} from './record.ts';
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
  const counters = [counterOf(NAME_BACKOFF, name), counterOf(NAME_AND_NETWORK_BACKOFF, `${name}\n${request.network}`)];
  const heldMs = await countAttempt(access, counters, found);
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
  const counters = [counterOf(NAME_AND_NETWORK_BACKOFF, `change ${accountId}\n${request.network}`)];
  const heldMs = await countAttempt(access, counters, found);
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

interface Counter {
  readonly key: string;
  readonly backoff: Backoff;
}

/** Names are kept by digest: what people mistype here is sometimes their password. */
function counterOf(backoff: Backoff, text: string): Counter {
  return { key: digestOf(`firebreak.failure/v1\n${text}`), backoff };
}

/** Counts one attempt under each key; milliseconds to wait where one of them holds it back, and then counts nothing. */
async function countAttempt(
  access: AccessWorld,
  counters: readonly Counter[],
  account: Kept<Account> | null,
): Promise<number> {
  return retrying(async () => {
    const now = access.now();
    const kept = await Promise.all(counters.map(({ key }) => readRecord(access, FAILURES, key)));
    const waits = counters.map(({ backoff }, at) => backoffMs(kept[at]?.value ?? NO_FAILURES, backoff, now));
    const wait = Math.max(...waits);
    if (wait > 0) return wait;
    const next = counters.map(({ key, backoff }, at): KeptFailures => {
      return { key, ...afterFailure(kept[at]?.value ?? NO_FAILURES, backoff, now) };
    });
    const records = next.map((value, at) =>
      putting(FAILURES, value, { before: kept[at] ?? null, expiresAt: (now + FORGET_MS) as Instant }),
    );
    const isFirstHeld = counters.some(({ backoff }, at) => next[at]?.count === backoff.free + 1);
    if (account === null || !isFirstHeld) return (await keep(access, records)) ? 0 : 'again';
    const event: AccessEvent = { kind: 'SignInHeldBack', account: account.value.id };
    return (await commit(access, { actor: null, events: [event], records })).ok ? 0 : 'again';
  });
}

/** The attempt was right: takes back its own count from all places, and every count from its own place. */
async function forgetAttempt(access: AccessWorld, counters: readonly Counter[]): Promise<void> {
  for (const { key, backoff } of counters) {
    const kept = await readRecord(access, FAILURES, key);
    if (kept === null) continue;
    const left = backoff === NAME_BACKOFF ? kept.value.count - 1 : 0;
    // Where somebody wrote in between, one count too many stays: that is the safe side.
    await keep(access, [
      left > 0
        ? putting(
            FAILURES,
            { ...kept.value, count: left },
            { before: kept, expiresAt: (kept.value.lastAt + FORGET_MS) as Instant },
          )
        : removing(FAILURES, kept),
    ]);
  }
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

const FORGET_MS = Math.max(NAME_BACKOFF.forgetMs, NAME_AND_NETWORK_BACKOFF.forgetMs);
