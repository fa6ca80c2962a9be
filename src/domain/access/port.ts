import type { Result } from '../../kernel/index.ts';
import type { Identity } from './model.ts';

/** Slow, salted hashing of passwords. */
export interface PasswordHasher {
  /** Text with its parameters and salt. */
  hash(password: string): Promise<string>;
  /** `needsRehash` = right, but the text was made with weaker parameters than those of today. */
  verify(request: {
    readonly password: string;
    /** `null` = there is none: takes as long and is never right, so that time does not tell which names exist. */
    readonly encoded: string | null;
  }): Promise<{ readonly isRight: boolean; readonly needsRehash: boolean }>;
}

/** Random bytes of the operating system. */
export interface SecretSource {
  bytes(count: number): Uint8Array;
}

/** What must be remembered between leaving for the provider and coming back; secret. */
export interface IdentityAttempt {
  readonly state: string;
  readonly nonce: string;
  /** PKCE. */
  readonly verifier: string;
}

/** Why a sign-in at a provider does not count. */
export interface IdentityRejection {
  readonly code: /** State or issuer of the answer is not that of the attempt. */
    | 'not-this-attempt'
    /** The provider, or the person at it, said no. */
    | 'refused'
    /** The code was used, too old, or not for us. */
    | 'code-not-accepted'
    /** Signature, issuer, audience, nonce or time of the identity token are wrong. */
    | 'token-not-valid'
    | 'provider-unreachable';
  /** For a log; holds no token, code or claim. */
  readonly message: string;
}

/** An OpenID Connect provider. */
export interface IdentityProvider {
  /** Where to send the browser. Rejects with a `Fault` where the provider cannot be reached. */
  begin(request: {
    readonly redirectUri: string;
  }): Promise<{ readonly url: string; readonly attempt: IdentityAttempt }>;
  /** `callbackUrl`: whole, as the browser came back, on the address that is configured. */
  complete(request: {
    readonly attempt: IdentityAttempt;
    readonly callbackUrl: string;
  }): Promise<Result<Identity, IdentityRejection>>;
}
