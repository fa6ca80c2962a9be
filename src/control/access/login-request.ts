import {
  type AccessEvent,
  base32,
  CODE_BACKOFF,
  clientLabel,
  ID_BYTES,
  judgePermission,
  judgePoll,
  LOGIN_REQUEST_MS,
  type PermissionRejection,
  POLL_S,
  type Principal,
  readLinkSecret,
  readUserCode,
  SECRET_BYTES,
  secretDigest,
  USER_CODE_BYTES,
  userCode,
  userCodeDigest,
} from '../../domain/access/index.ts';
import { accept, type Instant, type Result, reject } from '../../kernel/index.ts';
import { countAttempt, counterOf, forgetAttempt } from './attempt.ts';
import { commit, keep, retrying } from './commit.ts';
import { beginLogin, type NewLogin } from './login.ts';
import {
  ACCOUNT,
  findRecord,
  type Kept,
  type KeptLoginRequest,
  LOGIN_REQUEST,
  putting,
  readRecord,
  removing,
} from './record.ts';
import type { AccessWorld } from './world.ts';

/** A command line that began to wait. */
export interface NewLoginRequest {
  /** For the command line alone. */
  readonly deviceCode: string;
  /** For a person to type. */
  readonly userCode: string;
  readonly expiresAt: Instant;
  readonly intervalS: number;
}

/** What a person is shown before they answer. */
export interface ShownLoginRequest {
  readonly userCode: string;
  readonly client: string | null;
  readonly network: string;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
}

/** Why a person's answer does not count. */
export type LoginRejection =
  | PermissionRejection
  /** A browser is needed for it. */
  | { readonly code: 'human-only' }
  /** Never given, mistyped, answered, or too old: which of them is not told. */
  | { readonly code: 'no-such-code' }
  | { readonly code: 'held-back'; readonly retryAfterMs: number };

/** What a command line hears while it waits (RFC 8628, 3.5). */
export type LoginPoll =
  | { readonly kind: 'authorization_pending' | 'slow_down'; readonly intervalS: number }
  | { readonly kind: 'access_denied' | 'expired_token' }
  | { readonly kind: 'begun'; readonly login: NewLogin };

/** Lets a command line ask a person to let it in (device authorization in the manner of RFC 8628). */
export async function askForLogin(
  access: AccessWorld,
  request: { readonly client: string | null; readonly network: string },
): Promise<NewLoginRequest> {
  const deviceCode = base32(access.secrets.bytes(SECRET_BYTES));
  const expiresAt = (access.now() + LOGIN_REQUEST_MS) as Instant;
  return retrying(async () => {
    const code = userCode(access.secrets.bytes(USER_CODE_BYTES));
    const kept: KeptLoginRequest = {
      digest: secretDigest(deviceCode),
      code: userCodeDigest(code),
      client: clientLabel(request.client),
      network: request.network,
      askedAt: access.now(),
      expiresAt,
      intervalS: POLL_S,
      polledAt: null,
      answer: { kind: 'waiting' },
    };
    // Two codes that meet by chance: another one.
    const isKept = await keep(access, [putting(LOGIN_REQUEST, kept, { before: null, expiresAt })]);
    return isKept ? { deviceCode, userCode: code, expiresAt, intervalS: POLL_S } : 'again';
  });
}

/** Who asks with this code. Wrong codes of one account are slowed down, whatever right ones it knows. */
export async function showLoginRequest(
  access: AccessWorld,
  principal: Principal,
  typed: string,
): Promise<Result<ShownLoginRequest, LoginRejection>> {
  const found = await requestOfCode(access, principal, typed);
  if (!found.ok) return found;
  const { client, network, askedAt, expiresAt } = found.value.kept.value;
  return accept({ userCode: found.value.userCode, client, network, askedAt, expiresAt });
}

/** Lets it in as the person at the browser. `maySign`: it may sign off and return in their name. */
export async function approveLogin(
  access: AccessWorld,
  principal: Principal,
  request: { readonly typed: string; readonly maySign: boolean },
): Promise<Result<null, LoginRejection>> {
  const { typed, maySign } = request;
  const found = await requestOfCode(access, principal, typed);
  if (!found.ok) return found;
  if (maySign) {
    const may = judgePermission(principal, 'sign-off');
    if (!may.ok) return may;
    if (!access.settings.allowsCliSigning) return reject({ code: 'signing-turned-off', permission: 'sign-off' });
  }
  const { accountId, kept } = found.value;
  const account = await readRecord(access, ACCOUNT, accountId);
  if (account === null) return reject({ code: 'no-such-code' });
  const loginId = base32(access.secrets.bytes(ID_BYTES));
  const { generation } = account.value;
  return answered(access, {
    kept,
    answer: { kind: 'approved', accountId, generation, loginId, maySign },
    event: { kind: 'LoginApproved', account: accountId, login: loginId, maySign },
  });
}

/** Sends it away: the person did not ask for it. */
export async function denyLogin(
  access: AccessWorld,
  principal: Principal,
  typed: string,
): Promise<Result<null, LoginRejection>> {
  const found = await requestOfCode(access, principal, typed);
  if (!found.ok) return found;
  const { accountId, kept } = found.value;
  return answered(access, {
    kept,
    answer: { kind: 'denied' },
    event: { kind: 'LoginDenied', account: accountId },
  });
}

/** What a command line that waits is told; the login itself once, and never to two who ask at once. */
export async function pollLogin(access: AccessWorld, deviceCode: string): Promise<LoginPoll> {
  const secret = readLinkSecret(deviceCode);
  if (secret === null) return { kind: 'expired_token' };
  return retrying(async () => {
    const found = await readRecord(access, LOGIN_REQUEST, secretDigest(secret));
    if (found === null) return { kind: 'expired_token' };
    const { answer } = found.value;
    if (answer.kind === 'waiting') return stillWaiting(access, found);
    if (answer.kind === 'denied') {
      return (await keep(access, [removing(LOGIN_REQUEST, found)])) ? { kind: 'access_denied' } : 'again';
    }
    const begun = await beginLogin(access, {
      ...answer,
      client: found.value.client,
      taken: [removing(LOGIN_REQUEST, found)],
    });
    if (begun === 'again') return 'again';
    return begun === null ? { kind: 'access_denied' } : { kind: 'begun', login: begun };
  });
}

async function stillWaiting(access: AccessWorld, found: Kept<KeptLoginRequest>): Promise<LoginPoll | 'again'> {
  const now = access.now();
  const { polledAt, expiresAt } = found.value;
  const { isTooFast, intervalS } = judgePoll({ polledAt, intervalS: found.value.intervalS, now });
  const next = { ...found.value, intervalS, polledAt: now };
  if (!(await keep(access, [putting(LOGIN_REQUEST, next, { before: found, expiresAt })]))) return 'again';
  return { kind: isTooFast ? 'slow_down' : 'authorization_pending', intervalS };
}

interface FoundRequest {
  readonly accountId: string;
  readonly userCode: string;
  readonly kept: Kept<KeptLoginRequest>;
}

async function requestOfCode(
  access: AccessWorld,
  principal: Principal,
  typed: string,
): Promise<Result<FoundRequest, LoginRejection>> {
  if (principal.kind === 'anonymous') return reject({ code: 'sign-in-needed' });
  if (principal.kind !== 'session') return reject({ code: 'human-only' });
  const { accountId } = principal;
  // A right code takes back its own count alone: whoever knows one of their own must not guess for ever beside it.
  const counters = [counterOf({ backoff: CODE_BACKOFF, text: `login code ${accountId}`, forgives: 'one' })];
  const heldMs = await countAttempt(access, counters, { kind: 'LoginCodesHeldBack', account: accountId });
  if (heldMs > 0) return reject({ code: 'held-back', retryAfterMs: heldMs });
  const code = readUserCode(typed);
  const kept = code === null ? null : await findRecord(access, LOGIN_REQUEST, userCodeDigest(code));
  if (code === null || kept === null) return reject({ code: 'no-such-code' });
  await forgetAttempt(access, counters);
  return accept({ accountId, userCode: code, kept });
}

/** Of two answers at once one counts. */
async function answered(
  access: AccessWorld,
  given: {
    readonly kept: Kept<KeptLoginRequest>;
    readonly answer: KeptLoginRequest['answer'];
    readonly event: AccessEvent;
  },
): Promise<Result<null, LoginRejection>> {
  const { answer, event } = given;
  return retrying(async () => {
    // Read again: the command line that waits writes when it asked last.
    const kept = await readRecord(access, LOGIN_REQUEST, given.kept.key);
    if (kept === null || kept.value.answer.kind !== 'waiting') return reject({ code: 'no-such-code' });
    const { expiresAt } = kept.value;
    const done = await commit(access, {
      actor: `account:${event.account}`,
      events: [event],
      records: [putting(LOGIN_REQUEST, { ...kept.value, answer }, { before: kept, expiresAt })],
    });
    return done.ok ? accept(null) : 'again';
  });
}
