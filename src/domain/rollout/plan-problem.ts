import { type JudgePlan, type PlanProblem, planProblems, stageProblems } from '../judge/index.ts';
import { demandOfWeight, judgePlanOf, judgeStageOf } from './judge-plan.ts';
import { MAX_STAGES, MAX_TARGETS, MAX_WITHIN_MS, type PlanMetric, type PlanStage, type RolloutPlan } from './model.ts';

/** Everything that is wrong with a plan; empty where it can be followed. Places are parts of the plan, such as `stages.half.weight`. */
export function rolloutProblems(plan: RolloutPlan): readonly PlanProblem[] {
  const { targets, stages, metrics } = plan;
  const judge = judgePlanOf(plan, demandOfWeight({ tier: null, riskPercentile: null }));
  return [
    ...unless(targets.length >= 1 && targets.length <= MAX_TARGETS, 'targets', `1 to ${MAX_TARGETS} targets`),
    ...unless(areUnique(targets.map(({ id }) => id)), 'targets', 'names that are unique'),
    ...unless(stages.length >= 1 && stages.length <= MAX_STAGES, 'stages', `1 to ${MAX_STAGES} stages`),
    ...unless(areUnique(stages.map(({ name }) => name)), 'stages', 'names that are unique'),
    ...planProblems(judge),
    ...metrics.flatMap(metricProblems),
    ...unless(
      metrics.some(({ spec }) => spec.isCritical),
      'metrics',
      'one metric that is critical: without one nothing is proved',
    ),
    ...stages.flatMap((stage, at) => ownProblems(plan, { stage, before: stages.slice(0, at), judge })),
    ...targets.flatMap(({ id }) =>
      unless(
        stages.some(({ target }) => target === id),
        `targets.${id}`,
        'a stage that moves it',
      ),
    ),
  ];
}

function ownProblems(
  { targets }: RolloutPlan,
  { stage, before, judge }: { stage: PlanStage; before: readonly PlanStage[]; judge: JudgePlan },
): readonly PlanProblem[] {
  const place = `stages.${stage.name}`;
  const own = before.filter(({ target }) => target === stage.target);
  const isApart = own.length > 0 && before.at(-1)?.target !== stage.target;
  return [
    ...unless(
      targets.some(({ id }) => id === stage.target),
      `${place}.target`,
      'the name of a target of this plan',
    ),
    ...unless(
      (own.at(-1)?.percent ?? 0) < stage.percent,
      `${place}.weight`,
      'more than the stage before it of the same target',
    ),
    ...unless(!isApart, `${place}.target`, 'next to the other stages of the same target'),
    ...unless(
      stage.withinMs > Math.max(stage.leastMs, stage.leastUnlearntMs) && stage.withinMs <= MAX_WITHIN_MS,
      `${place}.within`,
      'longer than its least time, at most 14 days',
    ),
    ...unless(
      stage.horizon === null || stage.horizon.lengthMs < stage.withinMs,
      `${place}.horizon`,
      'shorter than `within`',
    ),
    ...stageProblems(judgeStageOf(stage), judge),
  ];
}

function metricProblems({ spec, source, arms }: PlanMetric): readonly PlanProblem[] {
  const place = `metrics.${spec.name}`;
  const wanted = spec.kind === 'latency' ? 'histogram' : spec.kind === 'continuous' ? 'values' : 'events';
  const bounds = spec.kind === 'latency' && source.kind === 'histogram' ? source.le.length : null;
  return [
    ...unless(source.kind === wanted, place, `counters of the kind ${wanted}`),
    ...unless(
      bounds === null || bounds === (spec.kind === 'latency' ? spec.thresholds.length : 0),
      place,
      'one bound for each threshold',
    ),
    ...unless(arms.canary !== arms.control, `${place}.arms`, 'two values that differ'),
  ];
}

const areUnique = (names: readonly string[]) => new Set(names).size === names.length;

function unless(isRight: boolean, place: string, rule: string): readonly PlanProblem[] {
  return isRight ? [] : [{ place, rule }];
}
