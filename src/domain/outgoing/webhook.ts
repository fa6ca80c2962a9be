import { createHmac, timingSafeEqual } from 'node:crypto';
import { accept, type Instant, type Result, reject } from '../../kernel/index.ts';

/** How every secret of a receiver begins (Standard Webhooks, "Signature scheme"). */
export const SECRET_PREFIX = 'whsec_';
/** Bytes of a secret, by the same specification; ours have the first. */
export const SECRET_SIZE = { own: 32, least: 24, most: 64 } as const;
/** A receiver refuses what was signed longer ago, or later than now. */
export const TOLERANCE_MS = 300_000;

/** A message with what its receiver needs to know that it is ours and new. */
export interface SignedWebhook {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `whsec_` and base64. */
export function secretText(bytes: Uint8Array): string {
  return `${SECRET_PREFIX}${Buffer.from(bytes).toString('base64')}`;
}

/** The key of a secret; `null` where the text is none. */
export function readSecret(text: string): Uint8Array | null {
  const encoded = text.startsWith(SECRET_PREFIX) ? text.slice(SECRET_PREFIX.length) : text;
  if (encoded.length > 100 || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return null;
  const key = Buffer.from(encoded, 'base64');
  return key.length >= SECRET_SIZE.least && key.length <= SECRET_SIZE.most ? key : null;
}

/**
 * Signs by Standard Webhooks: `webhook-signature` holds `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`, once for each
 * key, so that a receiver can change keys without a gap. The id stays the same over all attempts; the timestamp is of each.
 */
export function signWebhook(options: {
  readonly id: string;
  readonly body: string;
  readonly keys: readonly Uint8Array[];
  readonly now: Instant;
}): SignedWebhook {
  const { id, body, keys, now } = options;
  const timestamp = String(Math.floor(now / 1000));
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': keys.map((key) => `v1,${signature(key, `${id}.${timestamp}.${body}`)}`).join(' '),
    },
    body,
  };
}

/** Why a message is not believed. */
export type WebhookRejection = { readonly code: 'malformed' | 'wrong-signature' | 'too-old' };

/** What a receiver does: for what comes in by the same scheme, and so that ours is known to be readable. */
export function verifyWebhook(options: {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly key: Uint8Array;
  readonly now: Instant;
}): Result<{ readonly id: string }, WebhookRejection> {
  const { headers, body, key, now } = options;
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (id === undefined || signatures === undefined || timestamp === undefined) return reject({ code: 'malformed' });
  if (!/^[\w.-]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return reject({ code: 'malformed' });
  const expected = Buffer.from(signature(key, `${id}.${timestamp}.${body}`));
  const isSigned = signatures
    .slice(0, 2_000)
    .split(' ')
    .filter((each) => each.startsWith('v1,'))
    .map((each) => Buffer.from(each.slice('v1,'.length)))
    .some((each) => each.length === expected.length && timingSafeEqual(each, expected));
  if (!isSigned) return reject({ code: 'wrong-signature' });
  return Math.abs(now - Number(timestamp) * 1000) > TOLERANCE_MS ? reject({ code: 'too-old' }) : accept({ id });
}

function signature(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}
