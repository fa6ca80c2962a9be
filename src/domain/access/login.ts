import { type Digest, digestOf, type Instant } from '../../kernel/index.ts';
import type { Account, Login } from './model.ts';
import { type Permission, SIGNING } from './role.ts';

/** How every login of a command line begins, so that scanners of secrets find one that was committed. */
export const LOGIN_PREFIX = 'fbl_';
/** A working day: whoever signs tomorrow says so again at a browser. */
export const LOGIN_MS = 8 * 3_600_000;
/** Of one account; the oldest goes first. */
export const MAX_LOGINS = 10;
/** Use is written down this often at most. */
export const LOGIN_USE_MS = 60_000;

/** From the code on the terminal to the answer at the browser. */
export const LOGIN_REQUEST_MS = 600_000;
/** Seconds between two questions of a command line that waits; short, since a person sits before it. */
export const POLL_S = 2;
/** What asking too fast adds (RFC 8628, 3.5), and where it ends. */
const SLOW_DOWN_S = 5;
const MAX_POLL_S = 60;
/** Two questions in the right distance may arrive a little closer. */
const POLL_GRACE_MS = 500;

/** Letters of a code that a person types: no vowels, so no words, and none that looks like a digit (RFC 8628, 6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const CODE_LETTERS = 8;
/** Random bytes that {@link userCode} takes: two a letter, so that no letter is likelier by more than 1 in 3000. */
export const USER_CODE_BYTES = CODE_LETTERS * 2;

/** A code for people, as `WDJB-MJHT`: 20^8, about 34 bits, for ten minutes and a few guesses. */
export function userCode(bytes: Uint8Array): string {
  const letters = Array.from({ length: CODE_LETTERS }, (_, at) => {
    const number = (bytes[at * 2] ?? 0) * 256 + (bytes[at * 2 + 1] ?? 0);
    return LETTERS[number % LETTERS.length];
  });
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}

/** Reads a code as people type it, in any case, with anything between the letters; `null` = it cannot be one. */
export function readUserCode(text: string): string | null {
  if (text.length > 40) return null;
  const letters = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const isCode = letters.length === CODE_LETTERS && [...letters].every((letter) => LETTERS.includes(letter));
  return isCode ? `${letters.slice(0, 4)}-${letters.slice(4)}` : null;
}

/** What is kept of a code, so that the table tells none that can be typed. */
export function userCodeDigest(code: string): Digest {
  return digestOf(`firebreak.user-code/v1\n${code}`);
}

/** The text of a login: `fbl_ID_SECRET`, both base32. Only the command line that asked has it. */
export function loginText({ id, secret }: { readonly id: string; readonly secret: string }): string {
  return `${LOGIN_PREFIX}${id}_${secret}`;
}

/** Undoes {@link loginText}; `null` for anything else. */
export function readLogin(text: string): { readonly id: string; readonly secret: string } | null {
  const [, id, secret] = /^fbl_([a-z2-7]{16})_([a-z2-7]{52})$/.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** Whether a login still counts: a new password, "sign out everywhere" and deactivation end it with the sessions. */
export function isLiveLogin(options: {
  readonly login: Pick<Login, 'generation' | 'expiresAt'>;
  readonly account: Pick<Account, 'state' | 'generation'>;
  readonly now: Instant;
}): boolean {
  const { login, account, now } = options;
  return account.state === 'active' && login.generation === account.generation && now < login.expiresAt;
}

/** Judges one question of a command line that waits: faster than it was told slows it down, for good (RFC 8628, 3.5). */
export function judgePoll(options: {
  /** `null` = it did not ask yet. */
  readonly polledAt: Instant | null;
  readonly intervalS: number;
  readonly now: Instant;
}): { readonly isTooFast: boolean; readonly intervalS: number } {
  const { polledAt, intervalS, now } = options;
  const isTooFast = polledAt !== null && now - polledAt < intervalS * 1000 - POLL_GRACE_MS;
  return { isTooFast, intervalS: isTooFast ? Math.min(MAX_POLL_S, intervalS + SLOW_DOWN_S) : intervalS };
}

/** Whether a login may use this permission as far as its server and its owner let it; their roles are judged apart. */
export function signingOf(options: {
  readonly permission: Permission;
  /** Whether its owner let it sign. */
  readonly maySign: boolean;
  /** Whether the server lets any command line sign. */
  readonly allowsSigning: boolean;
}): 'open' | 'not-given' | 'turned-off' {
  const { permission, maySign, allowsSigning } = options;
  // Lifting a brake weighs as much as a sign-off: an agent at the same keyboard must not have it by the way.
  if (!SIGNING.includes(permission) && permission !== 'release-brake') return 'open';
  if (!allowsSigning) return 'turned-off';
  return maySign ? 'open' : 'not-given';
}
