import * as client from 'openid-client';
import type { IdentityRejection } from '../../domain/access/index.ts';
import { Fault } from '../../kernel/index.ts';

/** What a failed sign-in was; `null` = none of the known ways, so a defect. Messages hold codes only, nothing of a token. */
export function rejectionOf(error: unknown): IdentityRejection | null {
  if (error instanceof client.AuthorizationResponseError) {
    return { code: 'refused', message: `the provider answered ${word(error.error)}` };
  }
  if (error instanceof client.ResponseBodyError) {
    return { code: 'code-not-accepted', message: `the token endpoint answered ${word(error.error)}` };
  }
  if (error instanceof client.WWWAuthenticateChallengeError) {
    return { code: 'code-not-accepted', message: `the provider asks for other credentials (${error.status})` };
  }
  if (error instanceof Fault && error.code === 'provider-unreachable') {
    return { code: 'provider-unreachable', message: error.message };
  }
  if (!(error instanceof Error)) return null;
  const code = codeOf(error);
  if (code === 'OAUTH_TIMEOUT' || error.name === 'TimeoutError' || (error instanceof TypeError && code === '')) {
    return { code: 'provider-unreachable', message: 'the provider did not answer in time or at all' };
  }
  if (!code.startsWith('OAUTH_')) return null;
  return { code: 'token-not-valid', message: `the identity token or an answer does not hold (${code})` };
}

function codeOf(error: Error): string {
  const inner = error.cause;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return code;
  return inner instanceof Error && 'code' in inner && String(inner.code).startsWith('OAUTH_') ? String(inner.code) : '';
}

/** Error codes of OAuth are short ASCII words; anything else is not repeated. */
function word(text: string): string {
  return /^[a-z_]{1,60}$/.test(text) ? text : 'an error';
}
