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

/** The ways in which a series is found to be wrong. `window`: sums of some samples. `sum`: small and lasting. `jump`: large and sudden. */
export type Detector = 'drop-window' | 'drop-sum' | 'drop-jump' | 'rise-sum' | 'rise-jump' | 'flat' | 'missing';

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

/** Detectors with one tail for the whole series. */
export type TailedDetector = Exclude<Detector, 'drop-window'>;

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

/** A way to expect counts: by the means of seasons (none: all alike), times a level. */
export interface Basis {
  readonly seasons: readonly number[];
  /** What came, at most twice of what is usual, and what the seasons make of it before the level; in units, NaN = unknown. */
  readonly seen: Track;
  readonly due: Track;
  /** Logarithm of the level after each sample. */
  readonly levels: Track;
  /** Of the last day and of its end, without what is part of an alarm. */
  readonly day: LevelSums;
  readonly near: LevelSums;
  /** Weeks judged, older ones counted for less. */
  readonly weeks: number;
}

/** What came and what was due, of so many samples. */
export interface LevelSums {
  readonly seen: number;
  readonly due: number;
  readonly n: number;
}

/** One basis and one length of window: the sum of the newest samples against what was expected of them. */
export interface Lookout {
  readonly basis: number;
  /** In samples. */
  readonly window: number;
  /** Noise of the logarithm of the sum beyond that of independent events, and of how many it is learnt. */
  readonly variance: number;
  readonly n: number;
  /** How far the newest window fell short, in units of noise; the highest of the excursion, and whether that is counted in the tail. */
  readonly height: number;
  readonly peak: number;
  readonly isCounted: boolean;
  readonly tail: Tail;
}

/** What is known of drops of a count: every lookout learns, those of the basis of the main one tell. */
export interface DropWatch {
  readonly bases: readonly Basis[];
  /** 1 = part of the level, 0 = part of an alarm. */
  readonly kept: Track;
  readonly lookouts: readonly Lookout[];
  /** Index of the lookout that would find a halving best. */
  readonly main: number;
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
  /** Samples that were judged together; `null` = as many as the excursion has. */
  readonly samples: number | null;
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
  /** Logarithms of the newest values; NaN = missing. */
  readonly values: Track;
  /** Mean of each sample and its neighbours, for as many seasons as are looked back. */
  readonly means: Track;
  readonly candidates: readonly Candidate[];
  /** Which candidate is used. */
  readonly chosen: number;
  readonly level: Level | null;
  readonly sides: Readonly<Partial<Record<Direction, Side>>>;
  readonly tails: Readonly<Record<TailedDetector, Tail>>;
  /** `null` = drops are not wanted, or a value was below 0: then drops are found by their deviations, as rises are. */
  readonly drops: DropWatch | null;
  /** Surges and weeks, older ones counted for less: more alarms than the budget has make it smaller for a while. */
  readonly spent: { readonly alarms: number; readonly weeks: number };
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
