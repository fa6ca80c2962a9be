import type { WatchCounts } from '../../domain/detection/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** How far what is watched is known. */
export interface WatchSummary {
  readonly counts: WatchCounts;
  /** In samples; `null` = none is known. */
  readonly season: number | null;
  /** Whether thresholds are learnt for every direction. */
  readonly isLearnt: boolean;
}

/** The part of a head that whoever looks is shown. */
export interface ShownHead {
  /** Start of the newest step that was told. */
  readonly told: Instant | null;
  readonly summary: WatchSummary;
}
