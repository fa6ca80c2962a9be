import type { Instant } from '../../kernel/index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Waits between attempts: the schedule that Standard Webhooks recommends, over about three days. */
export const RETRY_MS: readonly number[] = [
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** What one attempt came to. */
export type AttemptOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterS: number | null }
  /** No answer: the address, the connection, the time. */
  | { readonly kind: 'unreachable' }
  /** The address may not be called at all; calling again would be the same. */
  | { readonly kind: 'refused' }
  /** The receiver will never take this message; others it may. */
  | { readonly kind: 'rejected' };

/** What follows from an attempt. */
export type NextStep =
  | { readonly kind: 'delivered' }
  /** The receiver says that it wants nothing more (410), or its address may not be called: nothing more is sent to it. */
  | { readonly kind: 'disable' }
  | { readonly kind: 'retry'; readonly at: Instant }
  | { readonly kind: 'given-up' };

/** Decides what to do after `attempts` attempts (>= 1). A receiver may ask for more patience (`Retry-After`), up to a day. */
export function afterAttempt(options: {
  readonly outcome: AttemptOutcome;
  readonly attempts: number;
  readonly now: Instant;
}): NextStep {
  const { outcome, attempts, now } = options;
  if (outcome.kind === 'refused') return { kind: 'disable' };
  if (outcome.kind === 'rejected') return { kind: 'given-up' };
  if (outcome.kind === 'answered') {
    if (outcome.status >= 200 && outcome.status < 300) return { kind: 'delivered' };
    if (outcome.status === 410) return { kind: 'disable' };
  }
  const wait = RETRY_MS[attempts - 1];
  if (wait === undefined) return { kind: 'given-up' };
  const asked = outcome.kind === 'answered' ? Math.min((outcome.retryAfterS ?? 0) * 1000, 24 * HOUR_MS) : 0;
  return { kind: 'retry', at: (now + Math.max(wait, asked)) as Instant };
}
