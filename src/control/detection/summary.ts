import {
  isLearnt,
  type Sight,
  seasonInUse,
  sightOf,
  type Watch,
  type WatchCounts,
} from '../../domain/detection/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** What is known of a series by now. */
export interface Known {
  /** In samples; `null` = none is known. */
  readonly season: number | null;
  /** Whether thresholds are learnt for every direction. */
  readonly isLearnt: boolean;
  /** The smallest drop that is found at the budget; `null` = not known yet, or none is looked for. */
  readonly finds: Sight | null;
}

/** How far what is watched is known. */
export interface WatchSummary extends Known {
  readonly counts: WatchCounts;
}

/** What a watch knows of its series. */
export function knownOf(watch: Watch): Known {
  const { directions } = watch.setting;
  return {
    season: seasonInUse(watch),
    isLearnt: directions.every((direction) => isLearnt(watch, direction)),
    finds: sightOf(watch),
  };
}

/** The part of a head that whoever looks is shown. */
export interface ShownHead {
  /** Start of the newest step that was told. */
  readonly told: Instant | null;
  readonly summary: WatchSummary;
}
