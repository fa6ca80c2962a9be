import type { Instant } from '../../kernel/index.ts';
import { averagedEvidence, discoveries, logSplitEvidence } from '../../statistics/index.ts';
import { togetherLineOf } from './budget.ts';
import type { Decision, Judgement, JudgePlan, JudgeReason, MetricJudgement, MetricSpec } from './model.ts';
import type { JudgeState, MetricMemory, StageState } from './state.ts';

/** What a decision rests on beside the metrics. */
export interface DecisionContext {
  readonly plan: JudgePlan;
  readonly now: Instant;
  readonly hasRunBack: boolean;
  /** Rollouts that serve the same traffic, so that the judge cannot tell them apart. */
  readonly notToldApart: readonly string[];
}

/** Puts the metrics together: evidence rolls back or promotes, everything else holds and says why. */
export function decide(state: JudgeState, metrics: readonly MetricJudgement[], context: DecisionContext): Judgement {
  const { plan, now } = context;
  const made = (decision: Decision, reasons: readonly JudgeReason[]): Judgement => ({
    decision,
    at: now,
    stage: state.stage?.plan.name ?? null,
    reasons,
    metrics,
    together: togetherOf(plan, metrics),
  });
  const worse = worseReasons(state, metrics);
  if (worse.length > 0) return made('rollback', [...worse, ...apartReasons(context)]);
  if (state.stage === null) return made('hold', [{ code: 'no-stage' }]);
  const withheld = withholding(state, state.stage, metrics, context);
  if (withheld.length > 0) return made('hold', withheld);
  const unproved = requiredOf(metrics).filter((each) => each.state !== 'not-worse');
  if (unproved.length === 0) {
    return made('promote', [{ code: 'proved', metrics: requiredOf(metrics).map(({ metric }) => metric) }]);
  }
  if (isPastHorizon(state.stage, metrics)) {
    return made('promote', [{ code: 'horizon-passed', unproved: unproved.map(({ metric }) => metric) }]);
  }
  return made(
    'hold',
    unproved.map(({ metric, forecast }) => ({ code: 'not-proved', metric, forecast })),
  );
}

/** The metrics that are not critical and stand out together; `null` where they do not cross their line, or have too few events. */
export function worseTogether(plan: JudgePlan, metrics: readonly MetricJudgement[]): readonly string[] | null {
  const line = togetherLineOf(plan);
  const others = metrics.filter(({ isCritical }) => !isCritical);
  const logs = others.map(({ logStop, samples }) => (samples.seen >= samples.needed ? logStop : 0));
  if (line === null || averagedEvidence(logs) < line) return null;
  const named = discoveries(logs, plan.demand.alpha).map((index) => others[index]?.metric ?? '');
  const loudest = others[logs.indexOf(Math.max(...logs))]?.metric ?? '';
  return named.length > 0 ? named : [loudest];
}

/** All critical metrics must be proved; where none is critical, all. */
function requiredOf(metrics: readonly MetricJudgement[]): readonly MetricJudgement[] {
  const critical = metrics.filter(({ isCritical }) => isCritical);
  return critical.length > 0 ? critical : metrics;
}

function togetherOf(plan: JudgePlan, metrics: readonly MetricJudgement[]): Judgement['together'] {
  const stopLine = togetherLineOf(plan);
  if (stopLine === null) return null;
  const others = metrics.filter(({ isCritical }) => !isCritical);
  return { logStop: averagedEvidence(others.map(({ logStop }) => logStop)), stopLine };
}

function worseReasons(
  { metrics, worseTogether: named }: JudgeState,
  judged: readonly MetricJudgement[],
): JudgeReason[] {
  const alone = judged.flatMap(({ metric }, at): JudgeReason[] => {
    const memory = metrics[at];
    if (memory?.isWorse === true) return [{ code: 'worse', metric }];
    const look = memory?.worseAtLook ?? null;
    return look === null ? [] : [{ code: 'worse-at-look', metric, look }];
  });
  return named === null ? alone : [...alone, { code: 'worse-together', metrics: named }];
}

function apartReasons({ notToldApart }: DecisionContext): readonly JudgeReason[] {
  return notToldApart.length === 0 ? [] : [{ code: 'not-told-apart', rollouts: notToldApart }];
}

/** Reasons that keep a stage from its end whatever was proved. */
function withholding(
  state: JudgeState,
  stage: StageState,
  metrics: readonly MetricJudgement[],
  { plan, hasRunBack }: DecisionContext,
): readonly JudgeReason[] {
  const required = requiredOf(metrics);
  const reasons: JudgeReason[] = required.flatMap((each) => missing(each));
  if (hasRunBack) reasons.push({ code: 'clock-ran-back' });
  for (const [at, spec] of plan.metrics.entries()) {
    reasons.push(...splitReasons(spec, state.metrics[at] as MetricMemory, stage.plan.canaryShare));
  }
  const isLearnt = required.every(({ dispersion }) => dispersion.state === 'learnt');
  const { leastMs, leastUnlearntMs } = stage.plan;
  const needed = isLearnt ? leastMs : Math.max(leastMs, leastUnlearntMs);
  const observed = Math.min(...required.map(({ stageObservedMs }) => stageObservedMs));
  // What nobody has seen yet has its own reason.
  if (reasons.length === 0 && observed < needed) reasons.push({ code: 'least-time', remainingMs: needed - observed });
  return reasons;
}

function missing({ state, metric }: MetricJudgement): readonly JudgeReason[] {
  return state === 'no-data' || state === 'silent' || state === 'too-little' ? [{ code: state, metric }] : [];
}

/** A split that is off by chance once in a thousand stages. */
const SPLIT_ALPHA = 0.001;

function splitReasons(spec: MetricSpec, { stage }: MetricMemory, share: number): readonly JudgeReason[] {
  if ((spec.kind !== 'errors' && spec.kind !== 'business') || spec.exposure !== 'users') return [];
  const [treated = 0, control = 0] = [stage.canary[0], stage.control[0]];
  if (logSplitEvidence({ treated, control, share }) < Math.log(1 / SPLIT_ALPHA)) return [];
  return [{ code: 'split-off', metric: spec.name, configured: share, seen: treated / (treated + control) }];
}

function isPastHorizon({ plan: { horizon } }: StageState, metrics: readonly MetricJudgement[]): boolean {
  if (horizon?.isPromotedAtEnd !== true) return false;
  return requiredOf(metrics).every(({ stageObservedMs }) => stageObservedMs >= horizon.lengthMs);
}
