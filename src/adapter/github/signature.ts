import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DeliveryRejection } from '../../domain/forge/index.ts';

/**
 * Why a body is not GitHub's; `null` = it is. Every secret is tried, whichever fits, so that the time says nothing and a
 * secret can be changed while deliveries are on their way. Header: `x-hub-signature-256: sha256=HEX`.
 */
export function signatureTrouble(given: {
  readonly header: string | undefined;
  readonly body: Uint8Array;
  readonly secrets: readonly string[];
}): DeliveryRejection | null {
  const stated = /^sha256=([0-9a-f]{64})$/.exec(given.header ?? '')?.[1];
  if (stated === undefined) {
    return { code: 'no-signature', message: 'the delivery has no signature of SHA-256: set a secret on the webhook' };
  }
  const bytes = Buffer.from(stated, 'hex');
  let fits = false;
  for (const secret of given.secrets) {
    const made = createHmac('sha256', secret).update(given.body).digest();
    fits = timingSafeEqual(made, bytes) || fits;
  }
  return fits ? null : { code: 'wrong-signature', message: 'the signature of the delivery fits no configured secret' };
}
