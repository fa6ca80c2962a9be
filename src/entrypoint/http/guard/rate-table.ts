import { type Bucket, type BucketAnswer, type Rate, take } from './token-bucket.ts';

/** Keys that are remembered: a hostile caller with many addresses costs some megabytes and no more. */
export const MAX_KEYS = 50_000;

/** What each kind of caller may ask; a route may cost more than one. */
export const RATES = {
  /** A page and its live updates ask in bursts. */
  session: { burst: 120, perMinute: 600 },
  /** Pipelines. */
  token: { burst: 200, perMinute: 1200 },
  /** Whoever is not known, by address. */
  address: { burst: 60, perMinute: 120 },
  /** Evaluations of feature flags by one token: a program asks with each of its own requests. More than one node answers. */
  evaluation: { burst: 20_000, perMinute: 1_200_000 },
  /** Signing in, by address, beside the waits of each name. */
  signIn: { burst: 10, perMinute: 10 },
  /** Measurements of one network: many collectors, or SDKs that push by themselves each ten seconds. */
  push: { burst: 2_000, perMinute: 60_000 },
  /** Engines of rollouts of one network: a cluster with hundreds of rollouts that each ask every few seconds. */
  engine: { burst: 600, perMinute: 12_000 },
  /** Webhooks of one forge: their signature is checked before anything else, a burst is normal. More than one node takes. */
  webhook: { burst: 6000, perMinute: 300_000 },
} as const satisfies Readonly<Record<string, Rate>>;

/** Rates by key in bounded memory; of one node, so several nodes together allow several times as much. */
export class RateTable {
  readonly #buckets = new Map<string, Bucket>();
  readonly #limit: number;

  constructor(limit: number = MAX_KEYS) {
    this.#limit = limit;
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes `cost` of a key's rate. The key whose last request is oldest is forgotten first. */
  take(request: {
    readonly key: string;
    readonly rate: Rate;
    readonly now: number;
    readonly cost?: number;
  }): BucketAnswer {
    const { key, rate, now, cost = 1 } = request;
    const answer = take({ bucket: this.#buckets.get(key) ?? null, rate, now, cost });
    // A map gives its keys in the order of insertion: taken out and put in again, the newest stands last.
    this.#buckets.delete(key);
    this.#buckets.set(key, answer.bucket);
    if (this.#buckets.size > this.#limit) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return answer;
  }
}

/** Value of `Retry-After` in whole seconds, at least one (RFC 9110, 10.2.3). */
export function retryAfter(retryAfterMs: number): string {
  return String(Math.max(1, Math.ceil(retryAfterMs / 1000)));
}
