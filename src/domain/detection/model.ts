import type { Instant } from '../../kernel/index.ts';
import type { Tail } from './tail.ts';
import type { Track } from './track.ts';

/** One value of a series. `null`: it is known that nothing was measured. */
export interface Sample {
  readonly at: Instant;
  readonly value: number | null;
}

/** What moved: counts fell, or rose. */
export type Direction = 'drop' | 'rise';

/** How a series is watched. Made by `watchSetting`. */
export interface WatchSetting {
  /** Time between two samples. */
  readonly stepMs: number;
  /** Lengths of the seasons that may fit, in samples, the shortest first; may be empty. */
  readonly seasons: readonly number[];
  readonly directions: readonly Direction[];
  /** False alarms a week that are borne, over all detectors of the series; 0 = never alarm. */
  readonly alarmsPerWeek: number;
  /** What counts as one: 1 for counts; smaller for series whose values are small, so that noise near 0 keeps its size. */
  readonly unit: number;
}

/** The ways in which a series is found to be wrong. `sum`: small and lasting. `jump`: large and sudden. */
export type Detector = 'drop-sum' | 'drop-jump' | 'rise-sum' | 'rise-jump' | 'flat' | 'missing';

/** A way to expect the next value: as one season ago and before, or (`null`) as just before. */
export interface Candidate {
  readonly season: number | null;
  /** Logarithm of the value less what was expected, one a sample; NaN = unknown. */
  readonly residuals: Track;
  /** The same of the last hours, those of open alarms too: by them candidates are compared. */
  readonly all: Track;
  /** Mean change of the residual over three hours or what is nearest: how badly it expects. */
  readonly error: number;
  readonly n: number;
}

/** Evidence for one direction, in units of noise. */
export interface Side {
  /** One-sided CUSUM. */
  readonly sum: number;
  /** Highest of the excursion so far. */
  readonly sumPeak: number;
  /** Index of the first sample of the excursion: the estimate of the onset. */
  readonly since: number;
  /** Values seen and expected since then. */
  readonly seen: number;
  readonly expected: number;
  /** Highest jump of the run of samples outside the usual; 0 = inside. */
  readonly jumpPeak: number;
  /** Whether the excursion or run is counted in its tail already. */
  readonly isSumCounted: boolean;
  readonly isJumpCounted: boolean;
}

/** What is expected of one sample, in the units of the series. */
export interface Expectation {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The noise around what is expected, on the logarithmic scale. */
export interface Level {
  readonly shift: number;
  readonly scale: number;
}

/** How grave an alarm is. `critical`: half of what was expected is gone, twice of it came, or nothing comes at all. */
export type Severity = 'info' | 'warning' | 'critical';

/** One detector's part in an alarm. */
export interface Evidence {
  readonly detector: Detector;
  readonly height: number;
  /** Height at which the detector alarms, learnt for the budget. */
  readonly threshold: number;
  readonly basis: 'learnt' | 'prior';
  /** How often a clean series like this one rises as high; `null` = not known yet. */
  readonly falseAlarmsPerWeek: number | null;
}

/** What would end an alarm. */
export interface Clearance {
  /** Samples whose mean must be on the good side of the level. */
  readonly samples: number;
  /** In the units of the series; `null` = any value at all, or any other value. */
  readonly level: number | null;
  /** The earliest moment. */
  readonly at: Instant;
}

/** One alarm of one series. */
export interface Alarm {
  /** The same for what belongs to one surge: an alarm that opens again soon after it cleared. */
  readonly surge: number;
  readonly kind: 'drop' | 'rise' | 'flat' | 'missing';
  /** Estimate: the first sample of the excursion that led here. */
  readonly onset: Instant;
  readonly openedAt: Instant;
  /** Of the newest sample. */
  readonly expected: Expectation | null;
  readonly seen: number | null;
  /** Sums since the onset; `null` where nothing came. */
  readonly sinceOnset: { readonly seen: number; readonly expected: number; readonly samples: number } | null;
  /** Strongest first, never empty. */
  readonly evidence: readonly Evidence[];
  readonly severity: Severity;
  readonly clear: Clearance;
  /** Season that the expectation rests on, in samples; `null` = the values just before. */
  readonly season: number | null;
}

/** What became of an alarm. `new-level`: it lasted so long that the level is taken as the usual one now. */
export type WatchSignal =
  | { readonly kind: 'opened'; readonly at: Instant; readonly alarm: Alarm }
  | { readonly kind: 'raised'; readonly at: Instant; readonly alarm: Alarm }
  | {
      readonly kind: 'cleared';
      readonly at: Instant;
      readonly alarm: Alarm;
      readonly because: 'recovered' | 'new-level';
    };

/** An alarm that is open, with what decides when it ends. */
export interface OpenAlarm {
  readonly alarm: Alarm;
  readonly openedIndex: number;
}

/** Everything that is known of one series: bounded, plain data, a value that never changes. Made by `newWatch`. */
export interface Watch {
  readonly setting: WatchSetting;
  /** Instant of index 0; `null` = no sample yet. */
  readonly origin: Instant | null;
  /** Index after the newest sample. */
  readonly next: number;
  /** Index of the newest sample with a value; -1 = none. */
  readonly lastKnown: number;
  /** Logarithms of the values; NaN = missing. */
  readonly values: Track;
  readonly candidates: readonly Candidate[];
  /** Which candidate is used. */
  readonly chosen: number;
  readonly level: Level | null;
  readonly sides: Readonly<Partial<Record<Direction, Side>>>;
  readonly tails: Readonly<Record<Detector, Tail>>;
  /** Equal values in a row. */
  readonly flat: { readonly value: number | null; readonly run: number; readonly isCounted: boolean };
  /** Newest deviations in units of noise, positive = drop. */
  readonly recent: readonly number[];
  readonly open: OpenAlarm | null;
  readonly surge: number;
  /** Index at which the newest alarm cleared; `null` = none did. */
  readonly clearedAt: number | null;
  readonly counts: WatchCounts;
}

/** What came in, since the start. */
export interface WatchCounts {
  readonly taken: number;
  readonly missing: number;
  /** Came after a later one; filled in, not judged. */
  readonly late: number;
  /** A second value for the same step; the first stands. */
  readonly doubled: number;
  /** Older than anything kept, or not a number. */
  readonly refused: number;
  /** Times that the history was forgotten after a gap longer than itself. */
  readonly restarts: number;
}
