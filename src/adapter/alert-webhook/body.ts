import type { z } from 'zod';
import type { AlertRejection } from '../../domain/signal/index.ts';
import { accept, excerpt, type Result, reject } from '../../kernel/index.ts';

/** Bytes of one delivery: thousands of alerts with long texts; more is a mistake of a rule. */
export const MAX_BODY = 2_097_152;
/** Alerts of one delivery that are read; further ones are counted, and told again by their sender as long as they last. */
export const MAX_DELIVERED = 1_000;

/** A delivery in its shape, after it was verified. */
export function bodyIn<T>(body: Uint8Array, shape: z.ZodType<T>): Result<T, AlertRejection> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return reject({ code: 'malformed', message: 'the body is no JSON' });
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return accept(parsed.data);
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') || 'the document';
  return reject({ code: 'malformed', message: excerpt(`${place}: ${issue?.message ?? 'does not fit'}`, 200) });
}

/** Why a body is not even verified; `null` = it may be. */
export function sizeTrouble(body: Uint8Array): AlertRejection | null {
  return body.length > MAX_BODY ? { code: 'too-large', message: `the delivery is over ${MAX_BODY} bytes` } : null;
}
