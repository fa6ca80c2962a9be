import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import type { Severity } from './model.ts';

/** Good and bad events of one bucket of time. */
export interface BurnSample {
  readonly at: Instant;
  readonly good: number;
  readonly bad: number;
}

/** An objective such as 0.999 of good events in 30 days. */
export interface BurnSetting {
  /** Above 0 and below 1. */
  readonly objective: number;
  /** Events of the short window below which nothing is said. */
  readonly volumeLeast: number;
}

/** What is known of a budget: buckets of five minutes, newest last, three days of them. */
export interface BurnWatch {
  readonly setting: BurnSetting;
  readonly buckets: readonly BurnBucket[];
}

/** Events of five minutes. */
export interface BurnBucket {
  /** Number of the bucket since the epoch. */
  readonly number: number;
  readonly good: number;
  readonly bad: number;
}

/**
 * A pair of windows and the rate of burning that both must show. The threshold is the share of a 30-day budget that may go in the
 * long window, times 720 h over it; the short window ends the alarm soon after the burning does.
 * Source: the multi-window, multi-burn-rate table of the SRE Workbook, chapter "Alerting on SLOs".
 */
export interface BurnRule {
  readonly severity: Severity;
  readonly longMs: number;
  readonly shortMs: number;
  readonly rate: number;
  /** Share of the 30-day budget that goes in the long window at that rate. */
  readonly share: number;
}

const HOUR_MS = DAY_MS / 24;

/** The rules, the gravest first. */
export const BURN_RULES: readonly BurnRule[] = [
  { severity: 'critical', longMs: HOUR_MS, shortMs: HOUR_MS / 12, rate: 14.4, share: 0.02 },
  { severity: 'warning', longMs: 6 * HOUR_MS, shortMs: HOUR_MS / 2, rate: 6, share: 0.05 },
  { severity: 'info', longMs: 3 * DAY_MS, shortMs: 6 * HOUR_MS, rate: 1, share: 0.1 },
];

/** How fast a budget burns by one rule: 1 = exactly the budget in 30 days. */
export interface Burn {
  readonly rule: BurnRule;
  /** `null` = too few events to say. */
  readonly long: number | null;
  readonly short: number | null;
  /** `unknown`: too few events, which is neither burning nor calm. */
  readonly state: 'burning' | 'calm' | 'unknown';
  /** Events of the long window. */
  readonly events: number;
}

const BUCKET_MS = 5 * 60_000;
const BUCKETS = (3 * DAY_MS) / BUCKET_MS;
/** Fewer events than this, and one bad one is a storm. */
const VOLUME_LEAST = 50;

/** A budget of which nothing is known. Throws a RangeError on an objective outside 0 to 1. */
export function newBurnWatch(setting: { readonly objective: number; readonly volumeLeast?: number }): BurnWatch {
  const { objective, volumeLeast = VOLUME_LEAST } = setting;
  if (!(objective > 0 && objective < 1)) throw new RangeError(`not an objective between 0 and 1: ${objective}`);
  return { setting: { objective, volumeLeast }, buckets: [] };
}

/** With events more, in any order; what is older than three days before the newest, or no count, is left out. */
export function countBurn(watch: BurnWatch, { at, good, bad }: BurnSample): BurnWatch {
  if (!(good >= 0 && bad >= 0 && Number.isFinite(good + bad))) return watch;
  const number = Math.floor(at / BUCKET_MS);
  const newest = Math.max(number, watch.buckets.at(-1)?.number ?? number);
  if (number <= newest - BUCKETS) return watch;
  const place = watch.buckets.findLastIndex((bucket) => bucket.number <= number);
  const same = watch.buckets[place];
  const buckets =
    same?.number === number
      ? watch.buckets.with(place, { number, good: same.good + good, bad: same.bad + bad })
      : watch.buckets.toSpliced(place + 1, 0, { number, good, bad });
  return { ...watch, buckets: buckets.filter((bucket) => bucket.number > newest - BUCKETS) };
}

/** How fast the budget burns at `now`, by each rule. Buckets that began after `now` (a clock that ran ahead) do not count. */
export function burnsAt({ setting, buckets }: BurnWatch, now: Instant): readonly Burn[] {
  const rateIn = (spanMs: number) => {
    const last = Math.floor(now / BUCKET_MS);
    const first = last - Math.max(1, Math.round(spanMs / BUCKET_MS)) + 1;
    const inside = buckets.filter(({ number }) => number >= first && number <= last);
    const bad = inside.reduce((sum, bucket) => sum + bucket.bad, 0);
    const events = inside.reduce((sum, bucket) => sum + bucket.good, bad);
    const rate = events < setting.volumeLeast ? null : bad / events / (1 - setting.objective);
    return { rate, events };
  };
  return BURN_RULES.map((rule) => {
    const long = rateIn(rule.longMs);
    const short = rateIn(rule.shortMs);
    const isUnknown = long.rate === null || short.rate === null;
    const isBurning = (long.rate ?? 0) >= rule.rate && (short.rate ?? 0) >= rule.rate;
    const state = isUnknown ? 'unknown' : isBurning ? 'burning' : 'calm';
    return { rule, long: long.rate, short: short.rate, state, events: long.events };
  });
}

/** When a budget that burns at `rate` is spent, from a full one at `now`; `null` where it lasts its 30 days. */
export function spentAt(rate: number, now: Instant): Instant | null {
  return rate > 1 ? instant(now + (30 * DAY_MS) / rate) : null;
}
