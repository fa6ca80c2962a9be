import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Digest, digestOf } from '../../kernel/index.ts';

/** Bytes of every secret: 256 bits, so that no slow hash is needed where it is kept and none can be guessed. */
export const SECRET_BYTES = 32;
/** Bytes of an id: 80 bits never meet by chance in one installation. */
export const ID_BYTES = 10;

/** RFC 4648 base32 in lower case without padding: a double click takes all of it, and no case is lost on the way. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31];
}

/** What is kept of a secret. One round is enough: 256 random bits cannot be tried out, as passwords can. */
export function secretDigest(secret: string): Digest {
  return digestOf(`firebreak.secret/v1\n${secret}`);
}

/** Compares without telling by time where the first difference is. */
export function isSameText(one: string, other: string): boolean {
  return timingSafeEqual(fixed(one), fixed(other));
}

/**
 * The token that a page sends with each write, made of its session's secret: whoever has no session cannot make it, and it
 * does not give the secret away. HMAC-SHA256, base64url, 43 characters.
 */
export function csrfToken(sessionSecret: string): string {
  return createHmac('sha256', sessionSecret).update('firebreak.csrf/v1').digest('base64url');
}

/** Whether a write carries its session's token. */
export function isCsrfToken(presented: string | null, sessionSecret: string): boolean {
  return presented !== null && isSameText(presented, csrfToken(sessionSecret));
}

/**
 * What a stream of changes is opened with, made of the digest that is kept of a token: browsers send no headers with a stream, and
 * addresses are logged. It opens that stream and nothing else, and ends with the token. HMAC-SHA256, base64url, 43 characters.
 */
export function streamTicket(tokenDigest: Digest): string {
  return createHmac('sha256', tokenDigest).update('firebreak.flag-stream/v1').digest('base64url');
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Of one length whatever the text. */
function fixed(text: string): Uint8Array {
  return createHmac('sha256', 'firebreak.compare').update(text).digest();
}
