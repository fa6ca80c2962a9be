/** How much may be asked: `burst` at once, and `perMinute` for ever. */
export interface Rate {
  /** > 0. */
  readonly burst: number;
  /** > 0. */
  readonly perMinute: number;
}

/** What is left of a rate. */
export interface Bucket {
  /** 0..burst. */
  readonly tokens: number;
  /** Milliseconds of any clock that the caller keeps to. */
  readonly at: number;
}

/** The answer to one request, and what is left for the next. */
export interface BucketAnswer {
  readonly allowed: boolean;
  /** Until the same cost would be allowed; 0 where it is now. */
  readonly retryAfterMs: number;
  readonly bucket: Bucket;
}

/** Takes `cost` from a bucket that fills by time; what is refused costs nothing. A clock that is set back fills nothing. */
export function take(options: {
  /** `null` = nothing was asked yet: full. */
  readonly bucket: Bucket | null;
  readonly rate: Rate;
  readonly now: number;
  /** >= 0; more than `burst` counts as `burst`, else it would never be allowed. */
  readonly cost: number;
}): BucketAnswer {
  const { rate, now } = options;
  const cost = Math.min(options.cost, rate.burst);
  const before = options.bucket ?? { tokens: rate.burst, at: now };
  const elapsedMs = Math.max(0, now - before.at);
  const tokens = Math.min(rate.burst, before.tokens + elapsedMs * (rate.perMinute / 60_000));
  const at = Math.max(now, before.at);
  if (tokens >= cost) return { allowed: true, retryAfterMs: 0, bucket: { tokens: tokens - cost, at } };
  const retryAfterMs = Math.ceil(((cost - tokens) * 60_000) / rate.perMinute);
  return { allowed: false, retryAfterMs, bucket: { tokens, at } };
}
