import type { Digest, Instant } from '../../kernel/index.ts';
import type { JudgeDemand } from '../judge/index.ts';
import type {
  KeptJudgement,
  PauseCause,
  PendingOrder,
  PlanStage,
  RollbackSafety,
  RolloutActor,
  RolloutEnd,
  RolloutPlan,
  RolloutSubject,
  RolloutWeight,
  StopDecision,
  WaitCause,
} from './model.ts';

/** What happened to a rollout. Members are JSON data; a new shape is a new schema version with an up-caster. */
export type RolloutEvent =
  | {
      readonly kind: 'RolloutStarted';
      readonly id: string;
      readonly plan: RolloutPlan;
      readonly stages: readonly PlanStage[];
      readonly subject: RolloutSubject;
      readonly weight: RolloutWeight;
      readonly demand: JudgeDemand;
      readonly safety: RollbackSafety;
      readonly by: RolloutActor;
      readonly at: Instant;
    }
  /** Written down before the engine is told. */
  | { readonly kind: 'OrderRequested'; readonly order: PendingOrder; readonly at: Instant }
  /** The engine was seen where the order wanted it. */
  | {
      readonly kind: 'OrderConfirmed';
      readonly order: string;
      readonly percent: number | null;
      readonly at: Instant;
    }
  /** The engine has something against an order that goes on all the same: a stop is never given up. */
  | { readonly kind: 'OrderTroubled'; readonly order: string; readonly why: string; readonly at: Instant }
  | {
      readonly kind: 'OrderDropped';
      readonly order: string;
      readonly why: 'refused' | 'no-answer' | 'overtaken';
      readonly at: Instant;
    }
  | { readonly kind: 'StageEntered'; readonly stage: string; readonly percent: number; readonly at: Instant }
  | ({ readonly kind: 'RolloutJudged' } & KeptJudgement)
  | { readonly kind: 'PromotionHeld'; readonly stage: string; readonly cause: WaitCause; readonly at: Instant }
  | {
      readonly kind: 'StagePassed';
      readonly stage: string;
      readonly by: RolloutActor;
      /** Of the judgement that proved it; `null` = a human promoted it. */
      readonly evidence: Digest | null;
      readonly at: Instant;
    }
  | { readonly kind: 'RolloutPaused'; readonly cause: PauseCause; readonly by: RolloutActor; readonly at: Instant }
  | { readonly kind: 'RolloutResumed'; readonly by: RolloutActor; readonly at: Instant }
  | ({ readonly kind: 'StopDecided' } & StopDecision)
  | { readonly kind: 'RolloutEnded'; readonly end: RolloutEnd; readonly by: RolloutActor; readonly at: Instant };

/** Every kind, for whoever reads a log. */
export const ROLLOUT_EVENTS = [
  'RolloutStarted',
  'OrderRequested',
  'OrderConfirmed',
  'OrderTroubled',
  'OrderDropped',
  'StageEntered',
  'RolloutJudged',
  'PromotionHeld',
  'StagePassed',
  'RolloutPaused',
  'RolloutResumed',
  'StopDecided',
  'RolloutEnded',
] as const satisfies readonly RolloutEvent['kind'][];
