import type { LoginList, LoginQuestion } from '../../src/contract/index.ts';

type Said = (text: string) => string;

/** Two command lines that are let in, one of which signs. `iso`: a moment so many minutes ago. */
export function loginsOf(iso: (minutesAgo: number) => string, said: Said): LoginList {
  const until = { created_at: iso(90), expires_at: iso(-390) };
  return {
    schema: 'firebreak.logins/v1',
    as_of: iso(0),
    logins: [
      { id: 'l-1', client: said('firebreak on ida-laptop'), sign: true, ...until, used_at: iso(4) },
      { id: 'l-2', client: null, sign: false, ...until, used_at: null },
    ],
  };
}

/** One that asks from elsewhere, and may not be let sign. */
export function loginQuestionOf(iso: (minutesAgo: number) => string, said: Said): LoginQuestion {
  return {
    schema: 'firebreak.login-question/v1',
    as_of: iso(0),
    user_code: 'WDJB-MJHT',
    client: said('firebreak on build-7.shop.example'),
    network: '2001:db8:12:34::/64',
    same_network: false,
    asked_at: iso(1),
    expires_at: iso(-9),
    hours: 8,
    sign: { allowed: false, why_not: said('this server lets no command line sign') },
  };
}
