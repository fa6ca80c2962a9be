import { demandOf, type JudgeDemand, type JudgePlan, riskClassOf, type StagePlan } from '../judge/index.ts';
import type { PlanStage, RolloutPlan, RolloutWeight } from './model.ts';

/** What the judge is given of a plan. */
export function judgePlanOf(plan: Pick<RolloutPlan, 'metrics' | 'timing' | 'stages'>, demand: JudgeDemand): JudgePlan {
  const hasHorizon = plan.stages.some(({ horizon }) => horizon !== null);
  return {
    metrics: plan.metrics.map(({ spec }) => spec),
    demand,
    ...plan.timing,
    lookShare: hasHorizon ? LOOK_SHARE : 0,
  };
}

/** What the judge is given of a stage. */
export function judgeStageOf({ name, percent, leastMs, leastUnlearntMs, horizon }: PlanStage): StagePlan {
  return { name, canaryShare: percent / 100, leastMs, leastUnlearntMs, horizon };
}

/** How sure the judge must be of a change, by its tier and its risk. */
export function demandOfWeight({ tier, riskPercentile }: RolloutWeight): JudgeDemand {
  return demandOf({ tier, riskPercentile });
}

/** Stages that a change goes through: some are for what is risky alone. At least one always stays. */
export function stagesFor(plan: RolloutPlan, { riskPercentile }: RolloutWeight): readonly PlanStage[] {
  if (riskClassOf(riskPercentile) === 'high') return plan.stages;
  const usual = plan.stages.filter(({ isForRisky }) => !isForRisky);
  return usual.length === 0 ? plan.stages : usual;
}

/** Half of what may be spent on false stops, where looks at fixed moments are planned. */
const LOOK_SHARE = 0.5;
