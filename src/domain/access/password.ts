import { accept, type Result, reject } from '../../kernel/index.ts';
import { COMMON_PASSWORDS } from './common-password.ts';

/** Characters (code points), as NIST SP 800-63B counts; length is what makes a password hard to guess. */
export const MIN_PASSWORD = 12;
/** Enough for any passphrase, and hashing it stays cheap to bound. */
export const MAX_PASSWORD = 256;
/** Fewer different characters are a pattern. */
const MIN_DISTINCT = 5;

/** Why a password is not taken. */
export interface PasswordRejection {
  readonly code: 'too-short' | 'too-long' | 'too-common' | 'too-plain' | 'is-name';
  /** The limit, where it is one. */
  readonly limit: number | null;
}

/**
 * Judges a new password by length, a list of the most common and what the account is called; no rules of composition, which
 * make worse passwords (NIST SP 800-63B, 3.1.1.2). Control characters count as any other.
 */
export function judgePassword(
  password: string,
  account: { readonly names: readonly string[] },
): Result<string, PasswordRejection> {
  const text = preparedPassword(password);
  const characters = [...text];
  if (characters.length < MIN_PASSWORD) return reject({ code: 'too-short', limit: MIN_PASSWORD });
  if (characters.length > MAX_PASSWORD) return reject({ code: 'too-long', limit: MAX_PASSWORD });
  const plain = text.toLowerCase();
  if (isCommon(plain)) return reject({ code: 'too-common', limit: null });
  if (new Set(characters).size < MIN_DISTINCT || isRun(plain)) return reject({ code: 'too-plain', limit: null });
  if (account.names.some((name) => isMostly(plain, name.toLowerCase())))
    return reject({ code: 'is-name', limit: null });
  return accept(text);
}

/** As it is hashed: NFKC, so that two keyboards give the same text. */
export function preparedPassword(password: string): string {
  // Far longer texts are cut first: normalising may cost, and they are refused anyway.
  return password.slice(0, MAX_PASSWORD * 4).normalize('NFKC');
}

/** Common, also with digits and signs put at its ends. */
function isCommon(plain: string): boolean {
  return COMMON_PASSWORDS.has(plain) || COMMON_PASSWORDS.has(trimmed(plain));
}

/** Without what is no letter at both ends; linear whatever the text. */
function trimmed(plain: string): string {
  const isLetter = (at: number) => /\p{L}/u.test(plain.charAt(at));
  let from = 0;
  let to = plain.length;
  while (from < to && !isLetter(from)) from += 1;
  while (to > from && !isLetter(to - 1)) to -= 1;
  return plain.slice(from, to);
}

/** Each character follows from the one before: `abcdefghijkl`, `987654321098`. */
function isRun(plain: string): boolean {
  let regular = 0;
  for (let at = 2; at < plain.length; at += 1) {
    const step = plain.charCodeAt(at) - plain.charCodeAt(at - 1);
    const before = plain.charCodeAt(at - 1) - plain.charCodeAt(at - 2);
    if (step === before && Math.abs(step) <= 1) regular += 1;
  }
  return regular >= (plain.length - 2) * 0.8;
}

/** The name, with too little beside it. */
function isMostly(plain: string, name: string): boolean {
  return name.length >= 3 && plain.includes(name) && plain.length - name.length < MIN_PASSWORD - 4;
}
