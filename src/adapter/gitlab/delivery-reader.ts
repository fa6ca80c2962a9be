import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Delivery, DeliveryReader, DeliveryRejection } from '../../domain/forge/index.ts';
import { accept, Fault, type Instant, type Result, reject } from '../../kernel/index.ts';
import { noticesOf } from './notice.ts';

/** GitLab's own cap on a payload. */
const MAX_BODY = 26_214_400;
const MIN_SECRET = 16;
/** Standard Webhooks asks for a tolerance of five minutes. */
const MAX_AGE_S = 300;

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Reads GitLab's webhooks. A delivery with a signature (`webhook-signature` over id, time and body) is believed by it alone;
 * one without by `X-Gitlab-Token`. Two secrets while one is changed. Fault: a weak secret.
 */
export function gitlabDeliveryReader(options: { readonly secrets: readonly string[] }): DeliveryReader {
  const { secrets } = options;
  if (secrets.length === 0 || secrets.some(({ length }) => length < MIN_SECRET)) {
    throw new Fault({
      kind: 'usage',
      code: 'weak-webhook-secret',
      message: `the secret of the webhook must have ${MIN_SECRET} characters or more`,
      fix: 'Make one with: openssl rand -hex 32',
    });
  }
  return { forge: 'gitlab', read: async (request) => readDelivery({ ...request, secrets }) };
}

function readDelivery(given: {
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly now: Instant;
  readonly secrets: readonly string[];
}): Result<Delivery, DeliveryRejection> {
  const { headers, body } = given;
  if (body.length > MAX_BODY) return reject({ code: 'too-large', message: `the delivery is over ${MAX_BODY} bytes` });
  const trouble = headers['webhook-signature'] === undefined ? tokenTrouble(given) : signatureTrouble(given);
  if (trouble !== null) return reject(trouble);
  const id = headers['webhook-id'] ?? headers['idempotency-key'] ?? headers['x-gitlab-event-uuid'] ?? '';
  if (!/^[\w-]{1,100}$/.test(id)) return reject({ code: 'no-delivery-id', message: 'the delivery has no id' });
  const payload = parsed(body);
  if (payload === undefined) return reject({ code: 'malformed', message: 'the body of the delivery cannot be parsed' });
  const read = noticesOf(payload);
  return read.ok ? accept({ id, ...read.value }) : reject({ code: 'malformed', message: read.rejection });
}

function signatureTrouble(given: {
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly now: Instant;
  readonly secrets: readonly string[];
}): DeliveryRejection | null {
  const { headers, body, now, secrets } = given;
  const [id, time] = [headers['webhook-id'] ?? '', headers['webhook-timestamp'] ?? ''];
  // Several may be given while a key is changed: `v1,BASE64 v1,BASE64`.
  const stated = (headers['webhook-signature'] ?? '')
    .slice(0, 1000)
    .split(' ')
    .flatMap((each) => /^v1,([A-Za-z0-9+/]{43}=)$/.exec(each)?.[1] ?? []);
  let fits = false;
  for (const secret of secrets) {
    const made = createHmac('sha256', keyOf(secret)).update(`${id}.${time}.`).update(body).digest();
    for (const each of stated) fits = timingSafeEqual(made, Buffer.from(each, 'base64')) || fits;
  }
  if (!fits) return { code: 'wrong-signature', message: 'the signature of the delivery fits no configured secret' };
  const isTimely = /^\d{1,12}$/.test(time) && Math.abs(now / 1000 - Number(time)) <= MAX_AGE_S;
  return isTimely ? null : { code: 'too-old', message: `the delivery is more than ${MAX_AGE_S} seconds off` };
}

function tokenTrouble({
  headers,
  secrets,
}: {
  readonly headers: Headers;
  readonly secrets: readonly string[];
}): DeliveryRejection | null {
  const token = headers['x-gitlab-token'];
  if (token === undefined) {
    return {
      code: 'no-signature',
      message: 'the delivery has neither a signature nor a token: set one on the webhook',
    };
  }
  // Digests have one length, so that the comparison says nothing of the secret's.
  let fits = false;
  for (const secret of secrets) fits = timingSafeEqual(hashed(secret), hashed(token)) || fits;
  return fits
    ? null
    : { code: 'wrong-signature', message: 'the token of the delivery is none of the configured secrets' };
}

/** Standard Webhooks writes keys as `whsec_` and base64; anything else is taken as it is. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
}

function hashed(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
