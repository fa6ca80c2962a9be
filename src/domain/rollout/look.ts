import type { Instant } from '../../kernel/index.ts';
import type { Judgement } from '../judge/index.ts';
import type { EngineState, RolloutEngine } from './port.ts';

/** Why there is no judgement: none of these says anything about the rollout, and so they hold. */
export const JUDGE_TROUBLES = ['failed', 'slow', 'malformed'] as const;
export type JudgeTrouble = (typeof JUDGE_TROUBLES)[number];

/** What the judge answered. */
export type JudgeAnswer =
  | { readonly kind: 'judgement'; readonly judgement: Judgement }
  | { readonly kind: 'unknown'; readonly code: JudgeTrouble };

/** What is seen of a target, and who moves it. */
export interface EngineLook {
  readonly drive: RolloutEngine['drive'];
  readonly state: EngineState;
}

/** Everything that the next step of a rollout is planned from. */
export interface RolloutLook {
  readonly now: Instant;
  /** `null` = nothing was asked: no stage was entered. */
  readonly judge: JudgeAnswer | null;
  /** By id of the target; absent = nobody looked, which is as unknown as an engine that does not answer. */
  readonly engines: ReadonlyMap<string, EngineLook>;
  /** Ids of the brakes that hold a step forward; `null` = they could not be read, which holds. */
  readonly brakes: readonly string[] | null;
}
