import type { LoginAnswered, LoginAsked, LoginList, LoginPolled, LoginQuestion } from '../../contract/index.ts';
import {
  type AccessWorld,
  approveLogin,
  askForLogin,
  denyLogin,
  endLogin,
  judgePermission,
  LOGIN_MS,
  listLogins,
  type Principal,
  pollLogin,
  showLoginRequest,
} from '../../control/index.ts';
import { Fault, type Result } from '../../kernel/index.ts';
import { wordsOf } from './identity-refusal.ts';
import { isoTime } from './time.ts';

const HOUR_MS = 3_600_000;

/** Command lines that ask to be let in, as transports see them. Methods reject with a `Fault` that says what to do. */
export type LoginDesk = ReturnType<typeof makeLoginDesk>;

export function makeLoginDesk(access: AccessWorld) {
  return {
    /** `address`: the page where a person types the code. */
    async ask(wish: { client: string; network: string; address: string }): Promise<LoginAsked> {
      const { deviceCode, userCode, expiresAt, intervalS } = await askForLogin(access, wish);
      return {
        schema: 'firebreak.login-asked/v1',
        device_code: deviceCode,
        user_code: userCode,
        verification_uri: wish.address,
        expires_in: Math.floor((expiresAt - access.now()) / 1000),
        interval: intervalS,
      };
    },
    async poll(deviceCode: string): Promise<LoginPolled> {
      const polled = await pollLogin(access, deviceCode);
      const schema = 'firebreak.login-polled/v1';
      if (polled.kind !== 'begun') {
        return { schema, state: polled.kind, interval: 'intervalS' in polled ? polled.intervalS : null, login: null };
      }
      const { text, displayName, personId, login } = polled.login;
      const { id, maySign, expiresAt } = login;
      const shown = { id, text, name: displayName, person: personId, sign: maySign, expires_at: isoTime(expiresAt) };
      return { schema, state: 'begun', interval: null, login: shown };
    },
    /** `network`: of the browser. */
    async question(principal: Principal, wish: { typed: string; network: string }): Promise<LoginQuestion> {
      const asked = taken(await showLoginRequest(access, principal, wish.typed));
      return {
        schema: 'firebreak.login-question/v1',
        as_of: isoTime(access.now()),
        user_code: asked.userCode,
        client: asked.client,
        network: asked.network,
        same_network: asked.network === wish.network,
        asked_at: isoTime(asked.askedAt),
        expires_at: isoTime(asked.expiresAt),
        hours: LOGIN_MS / HOUR_MS,
        sign: signingOf(access, principal),
      };
    },
    async approve(principal: Principal, wish: { typed: string; maySign: boolean }): Promise<LoginAnswered> {
      taken(await approveLogin(access, principal, wish));
      return { schema: 'firebreak.login-answered/v1', answer: 'approved' };
    },
    async deny(principal: Principal, typed: string): Promise<LoginAnswered> {
      taken(await denyLogin(access, principal, typed));
      return { schema: 'firebreak.login-answered/v1', answer: 'denied' };
    },
    async list(principal: Principal): Promise<LoginList> {
      if (principal.kind !== 'session') throw refusal(principal.kind === 'anonymous' ? 'sign-in-needed' : 'human-only');
      const logins = await listLogins(access, principal.accountId);
      return {
        schema: 'firebreak.logins/v1',
        as_of: isoTime(access.now()),
        logins: logins.map(({ id, client, maySign, createdAt, expiresAt, usedAt }) => ({
          id,
          client,
          sign: maySign,
          created_at: isoTime(createdAt),
          expires_at: isoTime(expiresAt),
          used_at: usedAt === null ? null : isoTime(usedAt),
        })),
      };
    },
    async end(principal: Principal, loginId: string): Promise<void> {
      taken(await endLogin(access, principal, loginId));
    },
  };
}

function signingOf(access: AccessWorld, principal: Principal): LoginQuestion['sign'] {
  if (!access.settings.allowsCliSigning) return { allowed: false, why_not: wordsOf('signing-turned-off').message };
  const may = judgePermission(principal, 'sign-off');
  return may.ok ? { allowed: true, why_not: null } : { allowed: false, why_not: wordsOf(may.rejection.code).message };
}

/** The value, or a Fault in words. */
function taken<T>(result: Result<T, { readonly code: string }>): T {
  if (result.ok) return result.value;
  throw refusal(result.rejection.code);
}

function refusal(code: string): Fault {
  return new Fault({ code, ...wordsOf(code) });
}
