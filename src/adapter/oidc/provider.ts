import * as client from 'openid-client';
import { type Identity, type IdentityProvider, type IdentityRejection, isSameText } from '../../domain/access/index.ts';
import { accept, Fault, reject } from '../../kernel/index.ts';
import { boundedFetch, type Fetch, runtimeFetch } from './bounded-fetch.ts';
import { type Claims, identityOf } from './claim.ts';
import { rejectionOf } from './rejection.ts';

/** An OpenID Connect provider and what it knows of us. */
export interface OpenIdSettings {
  /** As the provider writes it, e.g. `https://id.example.com/realms/main`. */
  readonly issuer: string;
  readonly clientId: string;
  /** `null` = a public client; PKCE is used either way. */
  readonly clientSecret: string | null;
  /** Beside `openid`. */
  readonly scopes: readonly string[];
  /** Claim that lists groups; `null` = groups are not used. */
  readonly groupsClaim: string | null;
  /** Whether plain `http` may be used, to loopback addresses alone: for trials and tests. */
  readonly allowsLoopbackHttp: boolean;
  /** For each request to the provider. */
  readonly timeoutMs: number;
  /** Instead of the runtime's, e.g. through a proxy. */
  readonly fetch?: Fetch;
}

/** What most providers need. */
export const OPENID_DEFAULTS: Pick<
  OpenIdSettings,
  'scopes' | 'groupsClaim' | 'allowsLoopbackHttp' | 'timeoutMs' | 'clientSecret'
> = {
  clientSecret: null,
  scopes: ['profile', 'email'],
  groupsClaim: 'groups',
  allowsLoopbackHttp: false,
  // Whoever signs in waits for up to three requests.
  timeoutMs: 5_000,
};

/** How long what the provider published is believed without asking again; its keys are asked for anew when one is missing. */
const DISCOVERY_MS = 3_600_000;
/** Clocks of two organisations differ by less. */
const CLOCK_TOLERANCE_S = 30;

/** A provider behind its port. Nothing is asked before somebody signs in. Fault `bad-issuer`: the settings cannot be used. */
export function openIdProvider(settings: OpenIdSettings): IdentityProvider {
  const issuer = issuerUrl(settings);
  const discovered = remembered(() => discover(issuer, settings));
  return {
    async begin({ redirectUri }) {
      const configuration = await discovered();
      const verifier = client.randomPKCECodeVerifier();
      const state = client.randomState();
      const nonce = client.randomNonce();
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: ['openid', ...settings.scopes].join(' '),
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      return { url: url.href, attempt: { state, nonce, verifier } };
    },
    async complete({ attempt, callbackUrl }) {
      const { state, nonce, verifier } = attempt;
      const callback = new URL(callbackUrl);
      if (!isOfAttempt(callback, { state, issuer })) return reject(NOT_THIS_ATTEMPT);
      try {
        const configuration = await discovered();
        const tokens = await client.authorizationCodeGrant(configuration, callback, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        return accept(await readIdentity(configuration, tokens, settings));
      } catch (error) {
        const rejection = rejectionOf(error);
        if (rejection === null) throw error;
        return reject(rejection);
      }
    },
  };
}

const NOT_THIS_ATTEMPT: IdentityRejection = {
  code: 'not-this-attempt',
  message: 'the answer carries another state or issuer than this sign-in',
};

/** Looked at before anything is sent: an answer that was mixed up must not bring a code to the wrong provider (RFC 9207). */
function isOfAttempt(callback: URL, expected: { readonly state: string; readonly issuer: URL }): boolean {
  const [state, ...others] = callback.searchParams.getAll('state');
  const from = callback.searchParams.get('iss');
  const isState = state !== undefined && others.length === 0 && isSameText(state, expected.state);
  return isState && (from === null || (URL.canParse(from) && new URL(from).href === expected.issuer.href));
}

/** Claims of the identity token, with those of the user-info endpoint where the token leaves some out. */
async function readIdentity(
  configuration: client.Configuration,
  tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>,
  { groupsClaim }: OpenIdSettings,
): Promise<Identity> {
  const claims = tokens.claims();
  if (claims === undefined) throw new client.ClientError('no identity token');
  const wanted = ['email', 'name', ...(groupsClaim === null ? [] : [groupsClaim])];
  const isWhole = wanted.every((claim) => claims[claim] !== undefined);
  const server = configuration.serverMetadata();
  const more: Claims =
    isWhole || server.userinfo_endpoint === undefined
      ? {}
      : await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
  return identityOf({ ...more, ...claims }, { issuer: claims.iss, subject: claims.sub, groupsClaim });
}

async function discover(issuer: URL, settings: OpenIdSettings): Promise<client.Configuration> {
  const { clientId, clientSecret, timeoutMs } = settings;
  const authentication = clientSecret === null ? client.None() : client.ClientSecretPost(clientSecret);
  try {
    return await client.discovery(issuer, clientId, { [client.clockTolerance]: CLOCK_TOLERANCE_S }, authentication, {
      timeout: Math.ceil(timeoutMs / 1000),
      [client.customFetch]: boundedFetch({ timeoutMs, fetch: settings.fetch ?? runtimeFetch }),
      execute: [
        // The signature is checked though the token came straight from the provider: a proxy may stand between.
        client.enableNonRepudiationChecks,
        ...(issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
    });
  } catch (cause) {
    throw new Fault({
      kind: 'unreachable',
      code: 'provider-unreachable',
      message: `the identity provider at ${issuer.origin} cannot be used: its description was not read`,
      fix: `Look whether ${issuer.origin} answers from this machine, and whether the issuer is written as the provider writes it.`,
      cause,
    });
  }
}

/** One look at a time; what failed is not remembered. */
function remembered<T>(look: () => Promise<T>): () => Promise<T> {
  let last: { readonly value: Promise<T>; readonly at: number } | null = null;
  return () => {
    const now = Date.now();
    if (last !== null && now - last.at < DISCOVERY_MS && now >= last.at) return last.value;
    const value = look();
    const mine = { value, at: now };
    last = mine;
    value.catch(() => {
      if (last === mine) last = null;
    });
    return value;
  };
}

function issuerUrl({ issuer, allowsLoopbackHttp }: OpenIdSettings): URL {
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  const isLoopback = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback && allowsLoopbackHttp)) return url;
  throw new Fault({
    kind: 'usage',
    code: 'bad-issuer',
    message: 'the issuer of the identity provider is no https address',
    fix: 'Write it as the provider does, e.g. https://id.example.com/realms/main.',
  });
}
