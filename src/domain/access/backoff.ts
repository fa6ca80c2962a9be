import { DAY_MS, type Instant } from '../../kernel/index.ts';

/** Failed attempts so far. */
export interface Failures {
  /** >= 0. */
  readonly count: number;
  /** Of the last one; without meaning where there is none. */
  readonly lastAt: Instant;
}

/** How failed sign-ins are slowed down. */
export interface Backoff {
  /** Failures without a wait: a person mistypes. */
  readonly free: number;
  /** Wait after the first that is not free; each further one doubles it. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** After so long without one, they count no more. */
  readonly forgetMs: number;
}

/** For one name from one network: whoever forgot a password tries a few. */
export const NAME_AND_NETWORK_BACKOFF: Backoff = { free: 5, firstMs: 2_000, mostMs: 900_000, forgetMs: DAY_MS };
/**
 * For one name from anywhere, against many networks at once. More is free and the wait is shorter, because anybody can make
 * it begin: it slows guessing to some thousand a month and never shuts its owner out for long.
 */
export const NAME_BACKOFF: Backoff = { free: 30, firstMs: 2_000, mostMs: 300_000, forgetMs: DAY_MS };

/**
 * For codes that a signed-in person types to let a command line in: a code has 34 bits and ten minutes, so some hundred tries
 * a day find none.
 */
export const CODE_BACKOFF: Backoff = { free: 10, firstMs: 2_000, mostMs: 900_000, forgetMs: DAY_MS };

/** No attempt yet. */
export const NO_FAILURES: Failures = { count: 0, lastAt: 0 as Instant };

/** Milliseconds until the next attempt counts; 0 = now. A wait never grows by waiting, nor when the clock is set back. */
export function backoffMs(failures: Failures, backoff: Backoff, now: Instant): number {
  const over = counted(failures, backoff, now) - backoff.free;
  if (over <= 0) return 0;
  // 2^30 times the first wait is over every limit: beyond it the number would only grow.
  const wait = Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.min(over - 1, 30));
  return Math.min(wait, Math.max(0, failures.lastAt + wait - now));
}

/** One failure more. */
export function afterFailure(failures: Failures, backoff: Backoff, now: Instant): Failures {
  return { count: counted(failures, backoff, now) + 1, lastAt: now };
}

function counted({ count, lastAt }: Failures, { forgetMs }: Backoff, now: Instant): number {
  return now - lastAt >= forgetMs ? 0 : count;
}
