import type { Instant, Result } from '../../kernel/index.ts';
import type { Decision, Judgement, JudgePlan, Sample, StagePlan } from '../judge/index.ts';
import type { EngineKind, EngineTarget } from './port.ts';

/**
 * When an engine that goes through stages of its own asks. `start`: before the new version has anything. `stage`: while it is under way; nothing moves
 * by the answer. `leave`: it is in a stage, and takes the next one where it may. `advance`: it is before a stage, the first one among them, and takes
 * it where it may. `end`: it makes the new version the stable one where it may.
 */
export const ENGINE_MOMENTS = ['start', 'stage', 'leave', 'advance', 'end'] as const;
export type EngineMoment = (typeof ENGINE_MOMENTS)[number];

/** What an engine asks. */
export interface EngineQuestion {
  readonly target: EngineTarget;
  readonly moment: EngineMoment;
  /** Name of the stage that it is in; `null` = it does not tell. */
  readonly stage: string | null;
}

/** What an engine is told. */
export interface EngineVerdict {
  readonly decision: Decision;
  /** Id of the rollout; `null` = none is known for what was asked. */
  readonly rollout: string | null;
  /** Why, as codes with what each is of, such as `no-data errors`; never empty. */
  readonly reasons: readonly string[];
  readonly at: Instant;
}

/** What an engine tells of itself without asking. */
export interface EngineNews {
  readonly target: EngineTarget;
  readonly phase: 'promoted' | 'aborted';
}

/** Measurements that an engine brings along, to be judged by themselves. */
export interface JudgeRequest {
  readonly plan: JudgePlan;
  readonly stage: StagePlan;
  readonly samples: readonly Sample[];
  readonly at: Instant;
}

/** A request as it came, after the caller was let in. */
export interface DoorRequest {
  readonly method: string;
  /** Below the engine's address, such as `/analyze`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly now: Instant;
}

/** What goes back, in the words of the engine. */
export interface DoorReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What a request is. */
export type DoorAnswer =
  /** Answered without anybody being asked. */
  | { readonly kind: 'reply'; readonly reply: DoorReply }
  | {
      readonly kind: 'ask';
      readonly question: EngineQuestion;
      readonly reply: (verdict: EngineVerdict) => DoorReply;
    }
  | { readonly kind: 'news'; readonly news: EngineNews; readonly reply: DoorReply }
  | {
      readonly kind: 'judge';
      readonly request: JudgeRequest;
      /** A rejection: it could not be judged, which holds. */
      readonly reply: (judgement: Result<Judgement, string>) => DoorReply;
    }
  | { readonly kind: 'no-such-address' };

/** Reads what one engine sends, and writes what it understands. Pure; never throws, whatever it is sent. */
export interface EngineDoor {
  readonly engine: EngineKind;
  open(request: DoorRequest): DoorAnswer;
}
