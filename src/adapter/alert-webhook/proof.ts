import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { AlertRejection } from '../../domain/signal/index.ts';
import { Fault } from '../../kernel/index.ts';

/** A shorter secret invites guessing. */
const MIN_SECRET = 16;

/** Fault `weak-webhook-secret`: a secret is shorter than {@link MIN_SECRET}. */
export function requireStrong(secrets: readonly string[], what: string): void {
  if (secrets.length > 0 && secrets.every(({ length }) => length >= MIN_SECRET)) return;
  throw new Fault({
    kind: 'usage',
    code: 'weak-webhook-secret',
    message: `the secret of ${what} must have ${MIN_SECRET} characters or more`,
    fix: 'Make one with: openssl rand -hex 32',
  });
}

/** Why no stated signature (hexadecimal HMAC-SHA256) is of this body; `null` = one is. Every secret is tried with every signature. */
export function hmacTrouble(given: {
  readonly stated: readonly string[];
  readonly signed: readonly (string | Uint8Array)[];
  readonly secrets: readonly string[];
}): AlertRejection | null {
  const stated = given.stated.filter((text) => /^[0-9a-f]{64}$/.test(text)).slice(0, MAX_SIGNATURES);
  if (stated.length === 0) return { code: 'no-signature', message: 'the delivery has no signature' };
  let fits = false;
  for (const secret of given.secrets) {
    const hmac = createHmac('sha256', secret);
    for (const part of given.signed) hmac.update(part);
    const made = hmac.digest();
    for (const text of stated) fits = timingSafeEqual(made, Buffer.from(text, 'hex')) || fits;
  }
  return fits ? null : { code: 'wrong-signature', message: 'the signature of the delivery fits no configured secret' };
}

/** Why a bearer token is none of these; `null` = it is one. Digests are compared, so that the time says nothing. */
export function bearerTrouble(header: string | undefined, tokens: readonly string[]): AlertRejection | null {
  const stated = /^bearer +([\w.~+/-]+=*)$/i.exec((header ?? '').slice(0, MAX_HEADER).trim())?.[1];
  if (stated === undefined) return { code: 'no-signature', message: 'the delivery has no bearer token' };
  let fits = false;
  for (const token of tokens) {
    fits = timingSafeEqual(hash('sha256', token, 'buffer'), hash('sha256', stated, 'buffer')) || fits;
  }
  return fits
    ? null
    : { code: 'wrong-signature', message: 'the bearer token of the delivery is none that is configured' };
}

/** More than a sender has while it changes its secret. */
const MAX_SIGNATURES = 8;
const MAX_HEADER = 1_000;
