import { type Instant, instant } from '../../kernel/index.ts';
import { expectedBuild, LANE_PRIORITY } from './board-of.ts';
import { runningTrials, waitingEntries } from './look.ts';
import type { MergeQueue, QueueEntry, QueueRules } from './model.ts';

/** When an entry will probably land, if nothing is frozen, paused or held meanwhile. */
export interface ExpectedLanding {
  readonly earliest: Instant;
  readonly latest: Instant;
  /** Builds that the estimate rests on; 0 = on what the rules state. */
  readonly builds: number;
}

/** Standard deviations on either side: nine of ten builds of a normal spread. */
const SPREAD = 1.65;
/** Share of entries that fail and make those behind them build again, while nothing better is known. */
const REBUILDS = 0.5;

/**
 * A simple interval: the builds that must still end, in waves of as many as run at once; the early end takes every running build to help,
 * the late one lets half of the entries before it fail once. `null` = it does not wait.
 */
export function expectedLanding(
  queue: MergeQueue,
  asked: { readonly entry: QueueEntry; readonly rules: QueueRules; readonly now: Instant },
): ExpectedLanding | null {
  const { entry, rules, now } = asked;
  if (entry.state !== 'waiting') return null;
  const { expectedMs, spreadMs } = expectedBuild(queue, rules);
  const shortMs = Math.max(0, expectedMs - SPREAD * spreadMs);
  const longMs = expectedMs + SPREAD * spreadMs;
  const ahead = entriesAhead(queue, entry);
  const own = runningTrials(queue).find(({ subjects }) => subjects.includes(entry.number));
  const hasPassed = queue.trials.some(
    ({ subjects, end, landedBefore }) =>
      subjects.includes(entry.number) && end?.outcome === 'passed' && landedBefore === queue.landedCount,
  );
  const passedMs = own === undefined ? 0 : now - own.startedAt;
  const waves = Math.ceil((ahead.length + 1) / Math.max(1, rules.workers));
  const earlyMs = hasPassed ? 0 : Math.max(0, (own === undefined ? waves : 1) * shortMs - passedMs);
  const lateWaves = waves + Math.ceil(ahead.length * REBUILDS);
  const lateMs = Math.max(earlyMs, lateWaves * longMs - (ahead.length === 0 ? passedMs : 0));
  return {
    earliest: instant(now + earlyMs),
    latest: instant(now + lateMs),
    builds: queue.durations.length,
  };
}

/** Waiting entries that go before it: of a higher lane, or of the same and earlier. */
export function entriesAhead(queue: MergeQueue, entry: QueueEntry): readonly QueueEntry[] {
  const rank = LANE_PRIORITY[entry.lane];
  return waitingEntries(queue).filter((other) => {
    if (other.number === entry.number) return false;
    const lane = LANE_PRIORITY[other.lane];
    return lane > rank || (lane === rank && other.number < entry.number);
  });
}
