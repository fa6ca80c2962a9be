import type { Instant } from '../../kernel/index.ts';

/** `canary` serves the new version, `control` the version that is known; nothing else is ever compared. */
export type Arm = 'canary' | 'control';

/** What a metric's exposures are: users are drawn one by one, so their split can be checked; weights are the configured shares. */
export type ExposureUnit = 'users' | 'requests' | 'weights';

interface MetricBase {
  /** Unique in a plan; 1 to 200 characters. */
  readonly name: string;
  /** A critical metric stops a rollout alone and must be proved not worse before a stage is promoted. */
  readonly isCritical: boolean;
}

/** Bad answers of all answers: more is worse. */
export interface ErrorMetric extends MetricBase {
  readonly kind: 'errors';
  readonly exposure: ExposureUnit;
  /** Share of bad answers that harms nobody, 0..1: a canary proved below it counts as not worse; `null` = none is stated. */
  readonly harmlessShare: number | null;
}

/** Answers above each threshold of all answers: more is worse. Thresholds are frozen from the control before the rollout starts. */
export interface LatencyMetric extends MetricBase {
  readonly kind: 'latency';
  /** One to five, ascending, such as p50, p90 and p99 of the control. */
  readonly thresholds: readonly LatencyThreshold[];
}

export interface LatencyThreshold {
  /** What it was in the control, such as `p99`; unique in its metric. */
  readonly name: string;
  readonly aboveMs: number;
}

/** What a flow completes (orders, sign-ups) of users, requests or configured shares: fewer is worse. */
export interface BusinessMetric extends MetricBase {
  readonly kind: 'business';
  readonly exposure: ExposureUnit;
}

/** Values with a mean, such as revenue of an order or milliseconds of processor time of a request. */
export interface ContinuousMetric extends MetricBase {
  readonly kind: 'continuous';
  readonly worse: 'higher' | 'lower';
}

export type MetricSpec = ErrorMetric | LatencyMetric | BusinessMetric | ContinuousMetric;

/** What a sample counts; its kind must fit the metric's. Numbers are finite and, but for `sum`, not negative. */
export type Counts =
  /** Of errors and business metrics. `exposure` is left out of account where the metric's unit is `weights`. */
  | { readonly kind: 'events'; readonly events: number; readonly exposure: number }
  /** `above`: answers above each threshold, in the order of the thresholds. */
  | { readonly kind: 'latency'; readonly above: readonly number[]; readonly exposure: number }
  | { readonly kind: 'values'; readonly n: number; readonly sum: number; readonly sumOfSquares: number };

/** One reading of one counter. The same sample twice is one. */
export interface Sample {
  readonly metric: string;
  readonly arm: Arm;
  /** The counter that was read, such as a pod; `''` where an arm has one. A metric's arm has at most {@link MAX_SERIES}. */
  readonly series: string;
  /** End of what it counts, by the clock of whoever read it. */
  readonly at: Instant;
  /** Start of what an interval counts; `null` = a counter since its process started, which a restart sets back to 0. */
  readonly since: Instant | null;
  readonly counts: Counts;
}

/** How sure the judge must be; see `demandOf`. */
export interface JudgeDemand {
  /** Chance that a rollout that is no worse is stopped, over all its looks and metrics together; 0..0.5. */
  readonly alpha: number;
  /** Chance that a stage is promoted though a critical metric is at `ratioLimit`; 0..0.5. */
  readonly promoteAlpha: number;
  /** Ratio of bad events, canary to control, that must be ruled out before a promotion; above 1, at most 5. */
  readonly ratioLimit: number;
  /** The same where fewer or lower is worse, such as 0.8 of the orders; 0.2 or more, below 1. Its inverse where a value must not grow. */
  readonly dropLimit: number;
}

/** What is judged in a rollout, fixed before it starts. */
export interface JudgePlan {
  /** One to {@link MAX_METRICS}, names unique. */
  readonly metrics: readonly MetricSpec[];
  readonly demand: JudgeDemand;
  /** Length of the intervals in which arms are paired, in milliseconds. */
  readonly stepMs: number;
  /** How much later than others a sample may come and still count, in milliseconds. */
  readonly latenessMs: number;
  /** Without a new pair of intervals for so long a metric counts as silent, in milliseconds. */
  readonly silenceMs: number;
  /** Events in both arms together below which nothing is stopped. */
  readonly leastEvents: number;
  /** Part of alpha that looks at stages of fixed length may spend, 0..0.9; 0 where no stage has a horizon. */
  readonly lookShare: number;
}

/** One stage of a rollout, as far as the judge needs it. */
export interface StagePlan {
  /** Unique in the rollout, such as `1`. */
  readonly name: string;
  /** Configured share of the canary, above 0 and below 1. */
  readonly canaryShare: number;
  /** Observed time (both arms seen) before which nothing is promoted, in milliseconds. */
  readonly leastMs: number;
  /** Observed time before which nothing is promoted while a critical metric's dispersion is not learnt, in milliseconds. */
  readonly leastUnlearntMs: number;
  /** A fixed length with looks at small effects; `null` = the stage ends by evidence alone. */
  readonly horizon: StageHorizon | null;
}

/** A stage of fixed length: a group-sequential test as second line. */
export interface StageHorizon {
  /** Observed time at which the stage is over, in milliseconds. */
  readonly lengthMs: number;
  /** Equal looks, 2..60. */
  readonly looks: number;
  /** Whether the end of the stage promotes where nothing worse was found and every critical metric has samples, though it is not proved. */
  readonly isPromotedAtEnd: boolean;
}

export type Decision = 'promote' | 'hold' | 'rollback';

/**
 * What is known of one metric. `silent`: it had samples, and has none any more. None of `no-data`, `too-little` and `silent`
 * ever promotes or rolls back.
 */
export type MetricState = 'no-data' | 'silent' | 'too-little' | 'undecided' | 'not-worse' | 'worse';

/** A ratio of canary to control with an interval that holds at every look; `null` = not bounded by what was seen. */
export interface RatioInterval {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Share of rollouts whose interval holds the true ratio at every look, such as 0.95. */
  readonly level: number;
}

/** How much more a metric scatters than counts alone would; 1 = as counts do. */
export interface Dispersion {
  readonly phi: number;
  /** `learnt` of stable against stable; `carried` over from another split or traffic level; `unknown` = 1 is assumed, with a margin. */
  readonly state: 'learnt' | 'carried' | 'unknown';
  /** Windows of stable against stable that it rests on. */
  readonly windows: number;
}

/** One metric at one look, for a screen and for a record. */
export interface MetricJudgement {
  readonly metric: string;
  readonly kind: MetricSpec['kind'];
  readonly isCritical: boolean;
  readonly state: MetricState;
  /** Which threshold of a latency metric the ratio is of; else `null`. */
  readonly part: string | null;
  readonly ratio: RatioInterval;
  /** Logarithm of the e-value against "no worse" and the line where the metric alone stops the rollout (`null`: it does not alone). */
  readonly logStop: number;
  readonly stopLine: number | null;
  /** Logarithm of the e-value against "as bad as the limit", of this stage, and the line where it is proved. */
  readonly logProof: number;
  readonly proofLine: number;
  /** The ratio that a stop must exceed: 1, or a margin above it (below it, where fewer is worse) while the dispersion is not learnt. */
  readonly baseRatio: number;
  /** The ratio that must be ruled out. */
  readonly limitRatio: number;
  /** Events (values, of a continuous metric) of the whole rollout; exposures as counted, `null` where they are weights. */
  readonly canary: ArmTotal;
  readonly control: ArmTotal;
  /** Events in both arms, and how many must be seen before anything is stopped. */
  readonly samples: { readonly seen: number; readonly needed: number };
  /** Observed time in the rollout and in this stage, in milliseconds. */
  readonly observedMs: number;
  readonly stageObservedMs: number;
  readonly dispersion: Dispersion;
  /** How much longer the proof takes if the canary is no worse; `null` where it is proved or nothing can be told. */
  readonly forecast: ProofForecast | null;
  /** Samples that did not count, by why; never lists a code with 0. */
  readonly dropped: Readonly<Partial<Record<DropCode, number>>>;
}

export interface ArmTotal {
  readonly events: number;
  readonly exposure: number | null;
}

/** How long it takes to prove that a canary that is no worse is below the limit. */
export type ProofForecast =
  | { readonly kind: 'minutes'; readonly minutes: number }
  /** Not within a day. `provable`: the smallest limit that can be, rounded up to a twentieth; `null` = none up to 5. */
  | { readonly kind: 'not-in-a-day'; readonly limit: number; readonly provable: number | null };

/** Why a sample did not count. */
export const DROP_CODES = [
  'unknown-metric',
  'wrong-shape',
  'not-a-count',
  'more-events-than-exposure',
  'from-the-future',
  'doubled',
  'late',
  'too-many-series',
  'too-many-samples',
  'other-arm-missing',
] as const;
export type DropCode = (typeof DROP_CODES)[number];

/** Why it was decided so; every judgement has at least one. */
export type JudgeReason =
  /** Rolls back: one critical metric, or one look at it, is worse than chance allows. */
  | { readonly code: 'worse'; readonly metric: string }
  | { readonly code: 'worse-at-look'; readonly metric: string; readonly look: number }
  /** Rolls back: no critical metric alone, but others together; those that stand out are named. */
  | { readonly code: 'worse-together'; readonly metrics: readonly string[] }
  /** Beside a rollback: these rollouts serve the same traffic, so it may be one of them. */
  | { readonly code: 'not-told-apart'; readonly rollouts: readonly string[] }
  /** Promotes. */
  | { readonly code: 'proved'; readonly metrics: readonly string[] }
  | { readonly code: 'horizon-passed'; readonly unproved: readonly string[] }
  /** Holds. */
  | { readonly code: 'no-stage' }
  | { readonly code: 'no-data'; readonly metric: string }
  | { readonly code: 'silent'; readonly metric: string }
  | { readonly code: 'too-little'; readonly metric: string }
  | { readonly code: 'not-proved'; readonly metric: string; readonly forecast: ProofForecast | null }
  | { readonly code: 'least-time'; readonly remainingMs: number }
  /** Users do not fall into the arms as configured, so the arms cannot be compared. */
  | { readonly code: 'split-off'; readonly metric: string; readonly configured: number; readonly seen: number }
  | { readonly code: 'clock-ran-back' };

/** What the judge says at one look. */
export interface Judgement {
  readonly decision: Decision;
  readonly at: Instant;
  /** Stage that it is of; `null` before the first. */
  readonly stage: string | null;
  /** Never empty. */
  readonly reasons: readonly JudgeReason[];
  /** In the plan's order. */
  readonly metrics: readonly MetricJudgement[];
  /** Averaged e-value of the metrics that are not critical, as logarithm, and its line; `null` where there are none. */
  readonly together: { readonly logStop: number; readonly stopLine: number } | null;
}

/** More are no help to a person and cost memory. */
export const MAX_METRICS = 50;
/** Counters of one arm of one metric: a canary of more pods is summed before. */
export const MAX_SERIES = 500;
/** Samples of one metric that wait for their interval to close. */
export const MAX_OPEN_SAMPLES = 5_000;
