import { type Instant, instant } from '../../kernel/index.ts';
import { intervalsAt } from './forecast.ts';
import { middlingBuild } from './forecast-interval.ts';
import type { MergeQueue, QueueEntry, QueueRules } from './model.ts';

/**
 * When an entry lands, if it lands and nothing is frozen, paused or held meanwhile: nine of ten land between the first and the last
 * moment. It says nothing of an entry that will be sent back.
 */
export interface ExpectedLanding {
  readonly earliest: Instant;
  /** As likely before as after. */
  readonly likely: Instant;
  readonly latest: Instant;
  /** Builds that the estimate rests on; 0 = on what the rules state. */
  readonly builds: number;
  /** Entries whose landing taught it. */
  readonly landings: number;
  /** Whether the queue's own landings decide; else mainly those of simulated queues, and nobody knows yet how well that fits here. */
  readonly isCalibrated: boolean;
}

/** Answers for every waiting entry at one moment, reading the queue once. `null` = it does not wait. */
export function expectedLandings(
  queue: MergeQueue,
  given: { readonly rules: QueueRules; readonly now: Instant },
): (entry: QueueEntry) => ExpectedLanding | null {
  const { rules, now } = given;
  const learnt = middlingBuild(queue.durations);
  const read = intervalsAt(queue, { now, unitMs: learnt ?? rules.expectedMs, parallel: rules.workers });
  return (entry) => {
    if (entry.state !== 'waiting') return null;
    const { earliestMs, likelyMs, latestMs, isCalibrated } = read(entry);
    const at = (inMs: number): Instant => instant(now + Math.round(inMs));
    return {
      earliest: at(earliestMs),
      likely: at(likelyMs),
      latest: at(latestMs),
      builds: learnt === null ? 0 : queue.durations.length,
      landings: queue.forecast.landings,
      isCalibrated: learnt !== null && isCalibrated,
    };
  };
}
