import { accept, normalizeText, type Result, reject } from '../../kernel/index.ts';
import { MAX_DISPLAY_NAME, MAX_LOGIN_NAME } from './model.ts';

/** Why an account is not made or changed. */
export type AccountRejection =
  | { readonly code: 'bad-name' }
  | { readonly code: 'name-taken' }
  | { readonly code: 'no-such-account' }
  /** The last active administrator stays one. */
  | { readonly code: 'last-admin' }
  | { readonly code: 'identity-taken' }
  /** Another active account stands for that person already: one human, one account. */
  | { readonly code: 'person-taken'; readonly account: string };

/** A name to sign in with: 2 to {@link MAX_LOGIN_NAME} of `a-z 0-9 . _ @ + -`, lower-case, so that no two look alike. */
export function loginName(wanted: string): Result<string, AccountRejection> {
  const name = wanted.trim().toLowerCase();
  const isName = name.length <= MAX_LOGIN_NAME && /^[a-z0-9][a-z0-9._@+-]+$/.test(name);
  return isName ? accept(name) : reject({ code: 'bad-name' });
}

/** As it is shown: one line without what cannot be seen; falls back where nothing is left. */
export function displayName(wanted: string | null, fallback: string): string {
  const shown = normalizeText((wanted ?? '').slice(0, MAX_DISPLAY_NAME * 2))
    .replace(/[\p{Cc}\p{Surrogate}]/gu, ' ')
    .trim()
    .slice(0, MAX_DISPLAY_NAME);
  return shown === '' ? fallback : shown;
}

/** Whether this change would leave nobody who can administer. */
export function leavesNoAdmin(options: {
  /** Ids of those who can now. */
  readonly administrators: readonly string[];
  readonly changed: string;
  /** Whether the changed one can afterwards. */
  readonly isAdmin: boolean;
}): boolean {
  const { administrators, changed, isAdmin } = options;
  return !isAdmin && administrators.length === 1 && administrators[0] === changed;
}
