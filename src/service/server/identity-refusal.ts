import type { FaultKind } from '../../kernel/index.ts';

/** What a refusal says to a person. */
export interface RefusalWords {
  readonly kind: FaultKind;
  readonly message: string;
  readonly fix: string;
}

/** Words for the codes that accounts, tokens and sign-ins are refused with; one that is not listed is told by its code. */
export function wordsOf(code: string): RefusalWords {
  const [kind, message, fix] = Object.hasOwn(WORDS, code)
    ? (WORDS[code] ?? UNKNOWN)
    : ([UNKNOWN[0], `refused: ${code}`, UNKNOWN[2]] as const);
  return { kind, message, fix };
}

type Words = readonly [FaultKind, string, string];

const UNKNOWN: Words = ['usage', 'refused', 'Check what was sent.'];

const WORDS: Readonly<Record<string, Words>> = {
  'sign-in-needed': ['permission', 'nobody is signed in', 'Sign in first.'],
  'human-only': ['permission', 'only a human at a browser may do this', 'Sign in with a browser.'],
  'login-may-not-sign': [
    'permission',
    'this command line was let in without the right to sign',
    'Log in again and tick it at the browser: firebreak login.',
  ],
  'signing-turned-off': ['permission', 'this server lets no command line sign', 'Sign in the browser.'],
  'no-such-code': [
    'usage',
    'no command line waits with this code',
    'Compare it with your terminal; a code works once, for ten minutes.',
  ],
  'no-such-login': ['usage', 'there is no such login', 'Take its id from the list of command lines.'],
  'out-of-scope': ['permission', 'the token was not given this scope', 'Make a token with it.'],
  'not-permitted': ['permission', 'none of your roles allows this', 'Ask an administrator for the role.'],
  wrong: ['permission', 'name or password is wrong', 'Check both and try again.'],
  'held-back': ['permission', 'too many attempts: wait before the next one', 'Try again in some minutes.'],
  'not-offered': ['permission', 'signing in by password is turned off', 'Sign in by the identity provider.'],
  'bad-link': ['permission', 'this link was used or is too old', 'Ask for a new one.'],
  'set-up-already': ['permission', 'there is an administrator already', 'Sign in, or ask them for an account.'],
  'bad-name': ['usage', 'this is no name', 'A name to sign in with has 2 to 64 of a-z 0-9 . _ @ + -'],
  'name-taken': ['usage', 'another account has this name', 'Choose another.'],
  'no-such-account': ['usage', 'there is no such account', 'Take its id from the list of accounts.'],
  'last-admin': ['usage', 'this would leave no administrator', 'Make somebody else an administrator first.'],
  'identity-taken': ['usage', 'this identity signs in as another account', 'Deactivate that account first.'],
  'person-taken': ['usage', 'another account stands for this person', 'Unlink or deactivate that account first.'],
  'too-short': ['usage', 'the password is too short', 'Take 12 characters or more; a sentence is good.'],
  'too-long': ['usage', 'the password is too long', 'Take at most 256 characters.'],
  'too-common': ['usage', 'the password is one of the most common', 'Take a sentence of your own.'],
  'too-plain': ['usage', 'the password is a pattern', 'Take a sentence of your own.'],
  'is-name': ['usage', 'the password is made of your name', 'Take a sentence of your own.'],
  'bad-days': ['usage', 'a token lives from 1 to 366 days', 'Give days in this range.'],
  'bad-scope': [
    'usage',
    'a token cannot have this scope',
    'Give scopes that your roles grant; agents look and submit.',
  ],
  'no-scope': ['usage', 'a token without scopes can do nothing', 'Give at least one scope.'],
  'too-many-tokens': ['usage', 'this account has 50 tokens', 'Revoke one first.'],
  'no-such-token': ['usage', 'there is no such token', 'Take its id from the list of tokens.'],
};
