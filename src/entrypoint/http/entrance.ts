import type { Context, MiddlewareHandler } from 'hono';
import type { ControlPlane, Principal } from '../../service/index.ts';
import { type Env, failing, tooMany } from './answer.ts';
import {
  clientAddress,
  cookieName,
  judgeHost,
  judgeWrite,
  networkOf,
  RATES,
  type RateTable,
  readBearer,
  readCookie,
  type TrustedProxies,
} from './guard/index.ts';

/** What the entrance knows of the server around it. */
export interface Entrance {
  readonly origins: readonly string[];
  readonly proxies: TrustedProxies;
  readonly rates: RateTable;
  readonly clock: () => number;
}

/** The network of a caller: what rates are kept by. */
export function networkOfCaller(c: Context, proxies: TrustedProxies): string {
  const env = c.env as Env['Bindings'];
  return networkOf(
    clientAddress({
      remote: env.incoming?.socket?.remoteAddress ?? 'unknown',
      forwardedFor: c.req.header('x-forwarded-for'),
      proxies,
    }),
  );
}

/** Asked by programs that are nobody yet: no cookie counts there, so a page of another site can do nothing with one. */
const COOKIELESS = ['/api/v1/login/ask', '/api/v1/login/poll'];

function rateOf(principal: Exclude<Principal, { readonly kind: 'anonymous' }>) {
  switch (principal.kind) {
    case 'session':
      return { key: `s:${principal.sessionId}`, rate: RATES.session };
    case 'token':
      return { key: `t:${principal.tokenId}`, rate: RATES.token };
    case 'login':
      return { key: `l:${principal.loginId}`, rate: RATES.session };
  }
}

/**
 * Before every address of the API: the host must be ours, the network and then the caller within their rates, and a write
 * that is signed in by cookie must come from a page of ours.
 */
export function entrance(plane: ControlPlane, { origins, proxies, rates, clock }: Entrance): MiddlewareHandler<Env> {
  const isHttps = origins[0]?.startsWith('https:') ?? false;
  const sessionName = cookieName('session', { isHttps });
  const hosts = origins.map((origin) => new URL(origin).host);
  return async (c, next) => {
    if (!judgeHost(c.req.header('host'), hosts).ok) {
      const fix = 'Use the address that the server was given (FIREBREAK_PUBLIC_URL).';
      return failing(c, 421, {
        code: 'unknown-host',
        kind: 'usage',
        message: 'this is no address of this server',
        fix,
      });
    }
    const bearer = readBearer(c.req.header('authorization'));
    const isCookieless = COOKIELESS.includes(c.req.path);
    const cookie = isCookieless ? null : readCookie(c.req.header('cookie'), sessionName);
    const network = networkOfCaller(c, proxies);
    const isNamed = bearer !== null || cookie !== null;
    // Of the network first, whoever it says it is: a made-up cookie must not buy a wider rate.
    const coarse = rates.take({ key: `n:${network}`, rate: isNamed ? RATES.token : RATES.address, now: clock() });
    if (!coarse.allowed) return tooMany(c, coarse.retryAfterMs);
    const caller = await plane.identify({ bearer, cookie });
    const { principal } = caller;
    if (principal.kind !== 'anonymous') {
      const fine = rates.take({ ...rateOf(principal), now: clock() });
      if (!fine.allowed) return tooMany(c, fine.retryAfterMs);
    }
    if (bearer === null && !isCookieless) {
      const header = (name: string) => c.req.header(name);
      const judged = judgeWrite({ method: c.req.method, header, origins, csrf: caller.csrf });
      if (!judged.ok) {
        const message = 'this write does not come from a page of this server';
        const fix = 'Reload the page and try again.';
        return failing(c, 403, { code: judged.rejection.code, kind: 'permission', message, fix });
      }
    }
    c.set('caller', caller);
    await next();
    return undefined;
  };
}
