import type { DemoReport } from '../../../contract/index.ts';
import type { StageCounts } from './stage.ts';

/** Counters of both versions at one moment. */
export interface BothCounts {
  readonly old: StageCounts;
  readonly new: StageCounts;
}

const MINUTE_MS = 60_000;

/**
 * What customers met between two moments while the new version was bad. What the old version would have done is taken from what it did in the same
 * time, and what the new one would have done to everybody from what it did to some.
 */
export function harmOf(given: {
  readonly before: BothCounts;
  readonly after: BothCounts;
  /** Time between the two, in milliseconds; above 0. */
  readonly ms: number;
}): NonNullable<DemoReport['harm']> {
  const { before, after, ms } = given;
  const fresh = grown(before.new, after.new);
  const old = grown(before.old, after.old);
  const checkouts = fresh.checkouts + old.checkouts;
  const extraShare = Math.max(0, shareOf(fresh) - shareOf(old));
  const without = extraShare * checkouts;
  return {
    checkouts,
    bad: fresh.bad,
    extra_bad: tenth(Math.max(0, fresh.bad - shareOf(old) * fresh.checkouts)),
    extra_bad_without: tenth(without),
    extra_bad_a_minute_without: tenth(ms > 0 ? (without * MINUTE_MS) / ms : 0),
  };
}

function grown(before: StageCounts, after: StageCounts): StageCounts {
  return { checkouts: after.checkouts - before.checkouts, bad: after.bad - before.bad };
}

const shareOf = ({ checkouts, bad }: StageCounts): number => (checkouts === 0 ? 0 : bad / checkouts);
const tenth = (value: number): number => Math.round(value * 10) / 10;
