import type { RolloutForecast, RolloutPlanReport } from '../../contract/index.ts';
import {
  demandOfWeight,
  EMPTY_LEDGER,
  forecastStage,
  type RolloutPlan,
  type RolloutWeight,
  readRulebook,
  stagesFor,
  type World,
} from '../../control/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import { demandOf } from './document.ts';
import { duration } from './text.ts';

/** What a plan is tried on. */
export interface PlanRequest {
  readonly repository: string;
  /** Name of the plan; `null` = the only one. */
  readonly plan: string | null;
  readonly trafficPerMinute: number;
  /** Share of bad answers of the version that stands, 0..1. */
  readonly errorRate: number;
  /** Share of exposures that complete, by metric, 0..1. */
  readonly shares: Readonly<Record<string, number>>;
  readonly weight: RolloutWeight;
  readonly signal?: AbortSignal | undefined;
}

const MINUTE_MS = 60_000;

/** How long each stage of a plan will need if the new version is no worse, and what cannot be seen with this traffic. */
export async function rolloutPlanReport(world: World, request: PlanRequest): Promise<RolloutPlanReport> {
  const history = await world.openRepository({ path: request.repository, signal: request.signal });
  const { defaultTips, tip } = await history.describe();
  const revision = defaultTips[0] ?? tip;
  const { configuration } = await readRulebook({ world, history, revision, policy: { file: null } });
  const plan = planNamed(configuration.rollouts.plans, request.plan);
  const demand = demandOfWeight(request.weight);
  const stages = stagesFor(plan, request.weight).map((stage) => stageOf({ plan, stage, demand, request }));
  return {
    schema: 'firebreak.rollout-plan/v1',
    plan: printable(plan.name),
    service: printable(plan.service),
    source: printable(configuration.source),
    traffic_per_minute: request.trafficPerMinute,
    error_rate: request.errorRate,
    demand: demandOf({ demand, weight: request.weight }),
    stages,
    blind: stages.flatMap((stage) => blindIn(stage, plan)),
  };
}

type Stage = RolloutPlanReport['stages'][number];
type Asked = {
  readonly plan: RolloutPlan;
  readonly stage: RolloutPlan['stages'][number];
  readonly demand: ReturnType<typeof demandOfWeight>;
  readonly request: PlanRequest;
};

function stageOf(asked: Asked): Stage {
  const { plan, stage } = asked;
  const metrics = plan.metrics.map(({ spec }) => ({
    metric: printable(spec.name),
    critical: spec.isCritical,
    forecast: metricForecast(spec, asked),
  }));
  const critical = metrics.filter((metric) => metric.critical).map(({ forecast }) => forecast);
  const isTold = critical.every((forecast) => forecast?.kind === 'minutes');
  // Nothing is learnt yet of how the metrics scatter.
  const least = Math.max(stage.leastMs, stage.leastUnlearntMs) / MINUTE_MS;
  const minutes = isTold
    ? Math.max(least, ...critical.flatMap((forecast) => (forecast?.kind === 'minutes' ? [forecast.minutes] : [])))
    : null;
  const base = {
    name: printable(stage.name),
    target: printable(stage.target),
    percent: stage.percent,
    promote: stage.promote,
    least_minutes: stage.leastMs / MINUTE_MS,
    within_minutes: stage.withinMs / MINUTE_MS,
    metrics,
    minutes,
  };
  return { ...base, text: stageText(base) };
}

function stageText(stage: Omit<Stage, 'text'>): string {
  const place = `stage ${stage.name} (${stage.percent} %)`;
  if (stage.minutes === null) return `${place}: evidence alone does not end it within a day`;
  const late =
    stage.minutes > stage.within_minutes
      ? `, which is longer than its ${duration(stage.within_minutes)}: it will pause`
      : '';
  const human = stage.promote === 'human' ? ', then a human promotes it' : '';
  return `${place} needs about ${duration(stage.minutes)}${late}${human}`;
}

/** `null` = nobody says how often it happens. */
function metricForecast(
  spec: RolloutPlan['metrics'][number]['spec'],
  { stage, demand, request }: Asked,
): RolloutForecast | null {
  const { name } = spec;
  const shares: readonly (readonly [string | null, number | null])[] =
    spec.kind === 'errors'
      ? [[null, request.errorRate]]
      : spec.kind === 'business'
        ? [[null, request.shares[name] ?? null]]
        : spec.kind === 'latency'
          ? spec.thresholds.map((threshold) => [threshold.name, shareAbove(threshold.name)])
          : [[null, null]];
  const limit = spec.kind === 'business' ? demand.dropLimit : demand.ratioLimit;
  const forecasts = shares.map(([part, share]) => {
    if (share === null || share <= 0) return null;
    const canaryExposure = (request.trafficPerMinute * stage.percent) / 100;
    const controlExposure = request.trafficPerMinute - canaryExposure;
    const traffic = { canaryExposure, controlExposure, controlEvents: controlExposure * share };
    return forecastStage({
      metric: name,
      part,
      traffic,
      limit,
      promoteAlpha: demand.promoteAlpha,
      ledger: EMPTY_LEDGER,
    });
  });
  // As slow as its slowest part.
  return forecasts.reduce((worst, each) => (minutesOf(each) > minutesOf(worst) ? each : worst), forecasts[0] ?? null);
}

/** A threshold that is called p99 is passed by one answer in a hundred. */
function shareAbove(name: string): number | null {
  const percentile = /^p(\d{1,2}(?:\.\d+)?)$/.exec(name)?.[1];
  return percentile === undefined ? null : 1 - Number(percentile) / 100;
}

function minutesOf(forecast: RolloutForecast | null): number {
  if (forecast === null) return Number.POSITIVE_INFINITY;
  return forecast.kind === 'minutes' ? forecast.minutes : Number.MAX_VALUE;
}

function blindIn(stage: Stage, { metrics }: RolloutPlan): string[] {
  return stage.metrics.flatMap(({ metric, forecast }) => {
    const isKnown = metrics.some(({ spec }) => printable(spec.name) === metric && spec.kind !== 'continuous');
    if (forecast === null) {
      return [
        isKnown
          ? `stage ${stage.name}: how often ${metric} happens is not stated (--share ${metric}=2%)`
          : `stage ${stage.name}: how long ${metric} takes cannot be told beforehand`,
      ];
    }
    if (forecast.kind === 'minutes') return [];
    const can = forecast.provable === null ? 'nor can any ratio up to 5' : `${forecast.provable}x can`;
    return [
      `stage ${stage.name}: ${metric} at ${forecast.limit}x cannot be ruled out within a day with this traffic; ${can}`,
    ];
  });
}

function planNamed(plans: readonly RolloutPlan[], name: string | null): RolloutPlan {
  const named = name === null ? plans : plans.filter((plan) => plan.name === name);
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  const names = plans.map((plan) => printable(plan.name)).join(', ');
  const wrong = name === null ? 'several rollout plans are stated' : `there is no rollout plan ${printable(name)}`;
  throw new Fault({
    kind: 'usage',
    code: 'no-such-plan',
    message: plans.length === 0 ? 'firebreak.yaml states no rollout plan' : wrong,
    fix: plans.length === 0 ? 'Write it under rollouts: (docs/rollout.md).' : `Name one of: ${names}.`,
  });
}
