import type { Instant } from '../../kernel/index.ts';
import { groupSequentialBoundaries } from '../../statistics/index.ts';
import { lookAlphaOf } from './budget.ts';
import type { JudgePlan, MetricSpec, StagePlan } from './model.ts';
import { emptyTally, type Tally } from './tally.ts';
import { EMPTY_TIMELINE, type Timeline } from './timeline.ts';

/** Everything that a judge remembers of a rollout. Plain data: it survives JSON. */
export interface JudgeState {
  /** `null` before the first stage. */
  readonly stage: StageState | null;
  /** In the plan's order. */
  readonly metrics: readonly MetricMemory[];
  /** Metrics that were found worse together; `null` = not so far. Stays. */
  readonly worseTogether: readonly string[] | null;
  /** Samples of metrics that the plan does not name. */
  readonly unknownSamples: number;
}

export interface StageState {
  readonly plan: StagePlan;
  /** 1 for the first. */
  readonly number: number;
  readonly startedAt: Instant;
}

export interface MetricMemory {
  readonly timeline: Timeline;
  readonly rollout: Tally;
  readonly stage: Tally;
  /** Crossed its stop line. Stays. */
  readonly isWorse: boolean;
  readonly looks: LookState | null;
  /** The look of any stage that found it worse. Stays. */
  readonly worseAtLook: number | null;
}

/** Looks of a stage of fixed length. */
export interface LookState {
  readonly done: number;
  /** One a look; `null` = nothing is stopped at it. */
  readonly boundaries: readonly (number | null)[];
}

/** The state of a rollout that has seen nothing. */
export function startJudging(plan: JudgePlan): JudgeState {
  const metrics = plan.metrics.map((spec): MetricMemory => {
    const tally = emptyTally(spec);
    const empty = { isWorse: false, looks: null, worseAtLook: null };
    return { timeline: EMPTY_TIMELINE, rollout: tally, stage: tally, ...empty };
  });
  return { stage: null, metrics, worseTogether: null, unknownSamples: 0 };
}

/**
 * Starts the next stage: what proves it not worse begins anew, what shows it worse is kept. Only pairs that begin at `now` or later count
 * for the stage.
 */
export function startStage(
  state: JudgeState,
  { plan, stage, now }: { plan: JudgePlan; stage: StagePlan; now: Instant },
): JudgeState {
  const number = (state.stage?.number ?? 0) + 1;
  const metrics = state.metrics.map((memory, at) => {
    const spec = plan.metrics[at] as MetricSpec;
    return { ...memory, stage: emptyTally(spec), looks: looksOf({ plan, spec, stage, number }) };
  });
  return { ...state, stage: { plan: stage, number, startedAt: now }, metrics };
}

function looksOf(options: { plan: JudgePlan; spec: MetricSpec; stage: StagePlan; number: number }): LookState | null {
  const { plan, spec, stage, number } = options;
  const alpha = lookAlphaOf(plan, spec, number);
  if (stage.horizon === null || alpha === 0) return null;
  const boundaries = groupSequentialBoundaries({ looks: stage.horizon.looks, alpha });
  return { done: 0, boundaries: boundaries.map((boundary) => (Number.isFinite(boundary) ? boundary : null)) };
}
