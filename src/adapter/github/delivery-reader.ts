import type { Delivery, DeliveryReader, DeliveryRejection } from '../../domain/forge/index.ts';
import { accept, Fault, type Result, reject } from '../../kernel/index.ts';
import { noticesOf } from './notice.ts';
import { signatureTrouble } from './signature.ts';

/** GitHub's own cap on a payload. */
const MAX_BODY = 26_214_400;
/** GitHub makes 40 hexadecimal digits; a shorter one invites guessing. */
const MIN_SECRET = 16;

/** Reads GitHub's webhooks. Two secrets while one is changed; the caller knows which deliveries it has had. Fault: a weak secret. */
export function githubDeliveryReader(options: { readonly secrets: readonly string[] }): DeliveryReader {
  if (options.secrets.length === 0 || options.secrets.some(({ length }) => length < MIN_SECRET)) {
    throw new Fault({
      kind: 'usage',
      code: 'weak-webhook-secret',
      message: `the secret of the webhook must have ${MIN_SECRET} characters or more`,
      fix: 'Make one with: openssl rand -hex 32',
    });
  }
  return {
    forge: 'github',
    read: async ({ headers, body }) => readDelivery({ headers, body, secrets: options.secrets }),
  };
}

function readDelivery(given: {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly secrets: readonly string[];
}): Result<Delivery, DeliveryRejection> {
  const { headers, body } = given;
  if (body.length > MAX_BODY) return reject({ code: 'too-large', message: `the delivery is over ${MAX_BODY} bytes` });
  const trouble = signatureTrouble({ header: headers['x-hub-signature-256'], body, secrets: given.secrets });
  if (trouble !== null) return reject(trouble);
  const id = headers['x-github-delivery'] ?? '';
  if (!/^[\w-]{1,100}$/.test(id)) {
    return reject({ code: 'no-delivery-id', message: 'the delivery has no id in x-github-delivery' });
  }
  const event = headers['x-github-event'] ?? '';
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(event)) return reject(malformed('the delivery names no event in x-github-event'));
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    return reject(malformed('the delivery is no JSON: set the content type of the webhook to application/json'));
  }
  const payload = parsed(body);
  if (payload === undefined) return reject(malformed(`the body of ${event} cannot be parsed`));
  const notices = noticesOf(event, payload);
  return notices.ok ? accept({ id, event, notices: notices.value }) : reject(malformed(notices.rejection));
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function malformed(message: string): DeliveryRejection {
  return { code: 'malformed', message };
}
