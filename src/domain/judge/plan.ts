import { type JudgePlan, MAX_METRICS, type MetricSpec, type StagePlan } from './model.ts';

/** What is wrong with a plan; `place` names the part, such as `metrics.errors.harmlessShare`. */
export interface PlanProblem {
  readonly place: string;
  /** What it must be. */
  readonly rule: string;
}

/** Lengths that fit counters read every 10 to 60 seconds. */
export const USUAL_TIMING = {
  stepMs: 10_000,
  latenessMs: 10_000,
  silenceMs: 3 * 60_000,
  leastEvents: 5,
} as const;

/** Everything that is wrong with a plan; empty where it can be judged by. */
export function planProblems(plan: JudgePlan): readonly PlanProblem[] {
  const { demand, metrics } = plan;
  const names = metrics.map(({ name }) => name);
  return [
    ...unless(metrics.length >= 1 && metrics.length <= MAX_METRICS, 'metrics', `1 to ${MAX_METRICS} metrics`),
    ...unless(new Set(names).size === names.length, 'metrics', 'names that are unique'),
    ...unless(within(demand.alpha, 0, 0.5), 'demand.alpha', 'above 0, at most 0.5'),
    ...unless(within(demand.promoteAlpha, 0, 0.5), 'demand.promoteAlpha', 'above 0, at most 0.5'),
    ...unless(within(demand.ratioLimit, 1, 5), 'demand.ratioLimit', 'above 1, at most 5'),
    ...unless(demand.dropLimit >= 0.2 && demand.dropLimit < 1, 'demand.dropLimit', '0.2 or more, below 1'),
    ...unless(within(plan.stepMs, 0, 600_000), 'stepMs', 'above 0, at most ten minutes'),
    ...unless(plan.latenessMs >= 0 && plan.latenessMs <= 600_000, 'latenessMs', '0 to ten minutes'),
    ...unless(plan.silenceMs >= plan.stepMs, 'silenceMs', 'at least stepMs'),
    ...unless(plan.leastEvents >= 1, 'leastEvents', 'at least 1'),
    ...unless(plan.lookShare >= 0 && plan.lookShare <= 0.9, 'lookShare', '0 to 0.9'),
    ...metrics.flatMap(metricProblems),
  ];
}

/** Everything that is wrong with a stage of a plan. */
export function stageProblems(stage: StagePlan, plan: JudgePlan): readonly PlanProblem[] {
  const { horizon } = stage;
  const place = `stages.${stage.name}`;
  const looks = horizon?.looks ?? 2;
  return [
    ...unless(stage.canaryShare > 0 && stage.canaryShare < 1, `${place}.canaryShare`, 'above 0 and below 1'),
    ...unless(stage.leastMs >= 0 && stage.leastUnlearntMs >= 0, `${place}.leastMs`, '0 or more'),
    ...unless(Number.isInteger(looks) && looks >= 2 && looks <= 60, `${place}.horizon.looks`, '2 to 60'),
    ...unless(horizon === null || horizon.lengthMs > 0, `${place}.horizon.lengthMs`, 'above 0'),
    ...unless(horizon === null || plan.lookShare > 0, 'lookShare', 'above 0 where a stage has a horizon'),
  ];
}

function metricProblems(spec: MetricSpec): readonly PlanProblem[] {
  const place = `metrics.${spec.name}`;
  const name = unless(spec.name.length >= 1 && spec.name.length <= 200, place, 'a name of 1 to 200 characters');
  if (spec.kind === 'errors') {
    const { harmlessShare } = spec;
    const isShare = harmlessShare === null || (harmlessShare > 0 && harmlessShare < 1);
    return [...name, ...unless(isShare, `${place}.harmlessShare`, 'above 0 and below 1, or null')];
  }
  if (spec.kind !== 'latency') return name;
  const above = spec.thresholds.map(({ aboveMs }) => aboveMs);
  const isAscending = above.every((value, at) => value > (above[at - 1] ?? 0));
  const isNamed = new Set(spec.thresholds.map((each) => each.name)).size === above.length;
  const isSized = above.length >= 1 && above.length <= 5;
  return [
    ...name,
    ...unless(isSized && isAscending && isNamed, `${place}.thresholds`, '1 to 5, ascending, names unique'),
  ];
}

const within = (value: number, low: number, high: number) => value > low && value <= high;

function unless(isRight: boolean, place: string, rule: string): readonly PlanProblem[] {
  return isRight ? [] : [{ place, rule }];
}
