import type { Digest, Instant } from '../../kernel/index.ts';
import type { JudgeDemand, MetricSpec, StageHorizon } from '../judge/index.ts';
import type { Effect } from '../operation/index.ts';
import type { SeriesName } from '../signal/index.ts';
import type { EngineAct, EngineKind, EngineTarget } from './port.ts';

/** How a version of one service is given to users, as the protected base of its repository states it. */
export interface RolloutPlan {
  /** Unique in its repository. */
  readonly name: string;
  /** Service of the catalog. */
  readonly service: string;
  readonly environment: string;
  /** One to {@link MAX_TARGETS}, in the order in which they are moved; names unique. A flag and a deployment may stand in one plan. */
  readonly targets: readonly PlanTarget[];
  /** One to as many as the judge takes; names unique. */
  readonly metrics: readonly PlanMetric[];
  readonly timing: PlanTiming;
  /** One to {@link MAX_STAGES}; those of one target stand together, with ascending weights. */
  readonly stages: readonly PlanStage[];
  /** What happens by itself when the judge finds the new version worse. */
  readonly onWorse: 'roll-back' | 'pause';
}

/** What one name of a plan moves. */
export interface PlanTarget extends EngineTarget {
  /** As stages call it. */
  readonly id: string;
}

/** A metric, and what is read for it. */
export interface PlanMetric {
  readonly spec: MetricSpec;
  readonly source: MetricSource;
  readonly arms: ArmLabels;
  /** Whether a counter that nobody has seen stands at 0: programs that tell of errors only after the first one. */
  readonly isAbsentZero: boolean;
}

/** How series of the two arms are told apart. */
export interface ArmLabels {
  readonly label: string;
  readonly canary: string;
  readonly control: string;
  /** Label by which instances of the standing version are told apart; left out = one of those that are usual. */
  readonly instance?: string;
}

/** Counters of a metric; several selectors are summed. */
export type MetricSource =
  | { readonly kind: 'events'; readonly events: readonly SeriesName[]; readonly exposure: readonly SeriesName[] }
  /** A histogram: `bucket` counts answers up to its label `le`, `count` all; `le` has one bound for each threshold of the metric. */
  | {
      readonly kind: 'histogram';
      readonly bucket: SeriesName;
      readonly count: SeriesName;
      readonly le: readonly string[];
    }
  | {
      readonly kind: 'values';
      readonly count: SeriesName;
      readonly sum: SeriesName;
      readonly squares: SeriesName;
    };

/** Times of the judge, in milliseconds; see `JudgePlan`. */
export interface PlanTiming {
  readonly stepMs: number;
  readonly latenessMs: number;
  readonly silenceMs: number;
  readonly leastEvents: number;
}

/** One step of a plan. */
export interface PlanStage {
  /** Unique in the plan. */
  readonly name: string;
  /** Id of the target that is moved. */
  readonly target: string;
  /** Weight of the new version, above 0 and below 100. */
  readonly percent: number;
  /** Observed time before which nothing is promoted, in milliseconds. */
  readonly leastMs: number;
  /** The same while it is not known how much a critical metric scatters by itself. */
  readonly leastUnlearntMs: number;
  /** How long it may last, in milliseconds: then it pauses, and a human is asked. */
  readonly withinMs: number;
  /** What ends it: evidence alone, or a human whatever the evidence. */
  readonly promote: 'evidence' | 'human';
  /** Whether only changes of high or unknown risk go through it. */
  readonly isForRisky: boolean;
  readonly horizon: StageHorizon | null;
}

/** What is rolled out. */
export interface RolloutSubject {
  /** `FORGE:REPOSITORY` whose protected base states the plan. */
  readonly repository: string;
  /** Id of the change; `null` = none was named, so that nothing is known of it. */
  readonly change: string | null;
  /** Commit of the protected base that states the plan. */
  readonly revision: string;
  /** Digest of the plan as it stood there. */
  readonly planDigest: Digest;
}

/** What a change of unknown content weighs, and what is known. */
export interface RolloutWeight {
  readonly tier: 0 | 1 | 2 | 3 | null;
  /** 0..1; `null` = unknown, which is taken for the worst. */
  readonly riskPercentile: number | null;
}

/** Whether the version before may be put back. `unknown` asks a human. */
export interface RollbackSafety {
  readonly answer: 'safe' | 'unsafe' | 'unknown';
  /** Heaviest first, at most {@link MAX_SAFETY_REASONS}; empty exactly where the answer is `safe`. */
  readonly reasons: readonly SafetyReason[];
}

/** What stands against putting the version before back; no text of the change. */
export interface SafetyReason {
  /** `unread`: it could not be judged. `not-analysed`: nobody looked. */
  readonly code: Effect | 'unread' | 'not-analysed';
  /** Rule of the operation, or code of what could not be read; `null` = nobody looked. */
  readonly rule: string | null;
  readonly path: string | null;
  readonly line: number | null;
  /** `possible` where it depends on what cannot be seen in the change. */
  readonly certainty: 'certain' | 'possible';
}

/** How a rollout is stopped: all of it goes back, only the flag goes off, only a repair forward helps, or a human is asked. */
export const ROLLBACK_ROUTES = ['safe', 'flag-off', 'roll-forward', 'ask'] as const;
export type RollbackRoute = (typeof ROLLBACK_ROUTES)[number];

/** Who did something. Only `human` promotes past what the plan leaves to evidence, resumes, or goes back though it is unsafe. */
export interface RolloutActor {
  readonly kind: 'human' | 'script' | 'agent' | 'judge' | 'plan' | 'engine';
  /** Id of the account or token; empty for those that are none. */
  readonly id: string;
  readonly name: string;
}

/** An order that was written down and is not confirmed yet. */
export interface PendingOrder {
  readonly id: string;
  /** Id of the target in the plan. */
  readonly target: string;
  readonly act: EngineAct;
  /** Stage that it leads into; `null` = a promotion, or a stop. */
  readonly stage: string | null;
  readonly at: Instant;
  /** What is seen before this moment does not confirm it: an order before it may still take effect. `null` = nothing was before. */
  readonly settlesAt: Instant | null;
  /** What the engine last had against it; `null` = nothing. */
  readonly trouble: string | null;
}

/** What the judge last said, as far as it is kept in the log. */
export interface KeptJudgement {
  readonly stage: string | null;
  /** `unknown`: no judgement could be had, and so it holds. */
  readonly decision: 'promote' | 'hold' | 'rollback' | 'unknown';
  /** Codes with the metric that each is of, sorted, such as `no-data errors`. */
  readonly reasons: readonly string[];
  /** Of the whole judgement, which is not kept in the log; `null` = there was none. */
  readonly evidence: Digest | null;
  readonly at: Instant;
}

/** Why a rollout stands still until a human says otherwise. */
export type PauseCause =
  | { readonly code: 'asked'; readonly reason: string }
  /** A stage took longer than its plan allows. */
  | { readonly code: 'stage-time'; readonly stage: string }
  /** The engine refuses a step, gives no answer, stands elsewhere than it was told, or holds another version. */
  | { readonly code: 'engine-refused'; readonly target: string; readonly why: string }
  | { readonly code: 'engine-silent'; readonly target: string }
  | { readonly code: 'engine-moved'; readonly target: string; readonly percent: number | null }
  | { readonly code: 'other-version'; readonly target: string }
  /** The judge found it worse, and it is not gone back by itself. */
  | { readonly code: 'worse'; readonly route: RollbackRoute }
  /** The flag is off; the code of the new version still runs. */
  | { readonly code: 'flag-is-off' };

/** What holds a promotion for which there is evidence. */
export type WaitCause =
  | { readonly code: 'brake'; readonly brakes: readonly string[] }
  /** Brakes could not be read. */
  | { readonly code: 'brake-unknown' }
  | { readonly code: 'human' };

/** That a rollout is to be stopped, and how. */
export interface StopDecision {
  readonly cause: 'worse' | 'asked';
  readonly by: RolloutActor;
  readonly route: RollbackRoute;
  /** Codes, as of a judgement; the reason of a human. */
  readonly reasons: readonly string[];
  readonly at: Instant;
}

/** How a rollout ended; `left`: a human ended it where it stood, and traffic stays as it is. */
export type RolloutEnd = 'finished' | 'aborted' | 'rolled-back' | 'left';

/** A rollout as its events tell. */
export interface Rollout {
  readonly id: string;
  readonly plan: RolloutPlan;
  /** Stages that this change goes through. */
  readonly stages: readonly PlanStage[];
  readonly subject: RolloutSubject;
  readonly weight: RolloutWeight;
  readonly demand: JudgeDemand;
  readonly safety: RollbackSafety;
  readonly by: RolloutActor;
  readonly startedAt: Instant;
  /** Place of the stage that was entered last, from 0; `null` = none. */
  readonly stage: { readonly index: number; readonly enteredAt: Instant; readonly clockFrom: Instant } | null;
  /** The stage that was entered may be left, or, before the first, nothing stands in the way. */
  readonly passed: { readonly by: RolloutActor; readonly at: Instant } | null;
  readonly order: PendingOrder | null;
  /** Number of the next order, 1 and up. */
  readonly nextOrder: number;
  /** Weight that each target has, or may have by an order that was given, by id; absent = never moved. */
  readonly weights: Readonly<Record<string, number>>;
  /** When a move was last given up that may still take effect; `null` = none was. */
  readonly gaveUpAt: Instant | null;
  /** Ids of targets whose new version is the stable one now. */
  readonly promoted: readonly string[];
  readonly judged: KeptJudgement | null;
  readonly waits: WaitCause | null;
  readonly paused: { readonly cause: PauseCause; readonly by: RolloutActor; readonly at: Instant } | null;
  readonly stop: StopDecision | null;
  readonly end: { readonly kind: RolloutEnd; readonly by: RolloutActor; readonly at: Instant } | null;
  readonly changedAt: Instant;
}

/** Engines of these kinds go through stages of their own, and ask at each. */
export const ASKING_ENGINES: readonly EngineKind[] = ['argo', 'flagger', 'spinnaker'];

/** Why something was not done. */
export type RolloutRejection =
  | { readonly code: 'already-ended' }
  | { readonly code: 'already-running'; readonly rollout: string }
  | { readonly code: 'already-paused' }
  | { readonly code: 'not-paused' }
  | { readonly code: 'already-stopping' }
  /** Only a human promotes or resumes, or goes back though it is not safe. */
  | { readonly code: 'human-only' }
  | { readonly code: 'no-stage' }
  /** Traffic is not known to stand where the stage put it. */
  | { readonly code: 'not-standing' }
  | { readonly code: 'braked'; readonly brakes: readonly string[] }
  /** The judge has found it worse. */
  | { readonly code: 'worse' }
  | { readonly code: 'no-reason' }
  | { readonly code: 'unsafe-rollback'; readonly route: RollbackRoute; readonly reasons: readonly SafetyReason[] };

/** A deployment and its flags; more is more than one rollout. */
export const MAX_TARGETS = 10;
export const MAX_STAGES = 30;
export const MAX_SAFETY_REASONS = 20;
export const MAX_REASON = 500;
/** A stage that nobody looks at for longer is forgotten. */
export const MAX_WITHIN_MS = 14 * 86_400_000;
