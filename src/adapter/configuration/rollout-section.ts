import type { Service } from '../../domain/catalog/index.ts';
import type { ConfigurationProblem, RolloutStatement } from '../../domain/policy/index.ts';
import {
  type ArmLabels,
  type MetricSource,
  type PlanMetric,
  type PlanStage,
  type RolloutPlan,
  rolloutProblems,
} from '../../domain/rollout/index.ts';
import type { SeriesName } from '../../domain/signal/index.ts';
import type { NodePath, YamlFile } from './located.ts';
import { didYouMean, quoted } from './problem.ts';
import type { RolloutMetricShape, RolloutPlanShape, RolloutSectionShape } from './rollout-schema.ts';
import { fail, type SectionSource, selectorAt } from './section-source.ts';

/** The rollout plans of a checked file; the services that they name stand in the same file. */
export function readRollouts(
  file: YamlFile,
  written: RolloutSectionShape,
  known: { readonly services: readonly Service[] },
): { readonly rollouts: RolloutStatement; readonly problems: readonly ConfigurationProblem[] } {
  const source: SectionSource = { file, problems: [] };
  const plans = Object.entries(written).map(([name, plan]) => planOf(source, { name, plan, known }));
  return { rollouts: { plans }, problems: source.problems };
}

function planOf(
  source: SectionSource,
  {
    name,
    plan,
    known,
  }: {
    readonly name: string;
    readonly plan: RolloutPlanShape;
    readonly known: { readonly services: readonly Service[] };
  },
): RolloutPlan {
  const at: NodePath = ['rollouts', name];
  const ids = known.services.map(({ id }) => id);
  if (!ids.includes(plan.service)) {
    const message = `${quoted(plan.service)} is no service of this configuration`;
    fail(source, [...at, 'service'], { code: 'unknown-service', message, suggestion: didYouMean(plan.service, ids) });
  }
  const before = source.problems.length;
  const targets = Object.entries(plan.targets).map(([id, { engine, name: named, version }]) => ({
    id,
    engine,
    name: named,
    version: version ?? null,
  }));
  const only = targets.length === 1 ? (targets[0]?.id ?? '') : '';
  const read: RolloutPlan = {
    name,
    service: plan.service,
    environment: plan.environment,
    targets,
    metrics: Object.entries(plan.metrics).map(([id, metric]) =>
      metricOf(source, { path: [...at, 'metrics', id], id, metric, arms: plan.arms }),
    ),
    timing: {
      stepMs: millisecondsOf(plan.step),
      latenessMs: millisecondsOf(plan.lateness),
      silenceMs: millisecondsOf(plan.silence),
      leastEvents: plan.least_events,
    },
    stages: plan.stages.map((stage) => stageOf(stage, only)),
    onWorse: plan.on_worse,
  };
  // What follows from a mistake that was told already is not told beside it.
  if (source.problems.length > before) return read;
  for (const { place, rule } of rolloutProblems(read)) {
    const message = `${place} must be ${rule}`;
    fail(source, [...at, ...pathOf(read, place)], { code: 'bad-rollout', message });
  }
  return read;
}

/** Where a part of the plan stands in the file; stages stand in a list. */
function pathOf({ stages }: RolloutPlan, place: string): NodePath {
  const [section = '', name = ''] = place.split('.');
  if (section === 'stages' && name !== '') {
    return [
      'stages',
      Math.max(
        0,
        stages.findIndex((stage) => place.startsWith(`stages.${stage.name}.`)),
      ),
    ];
  }
  if (section === 'metrics' || section === 'targets') return name === '' ? [section] : [section, name];
  return [];
}

function stageOf(stage: RolloutPlanShape['stages'][number], only: string): PlanStage {
  const leastMs = millisecondsOf(stage.least);
  const { horizon, looks, promote_at_horizon: isPromotedAtEnd } = stage;
  return {
    name: stage.name,
    target: stage.target ?? only,
    percent: stage.weight,
    leastMs,
    leastUnlearntMs: stage.least_unlearnt === undefined ? 2 * leastMs : millisecondsOf(stage.least_unlearnt),
    withinMs: millisecondsOf(stage.within),
    promote: stage.promote,
    isForRisky: stage.only_risky,
    horizon:
      horizon === undefined
        ? null
        : { lengthMs: millisecondsOf(horizon), looks: looks ?? USUAL_LOOKS, isPromotedAtEnd },
  };
}

/** Of the group-sequential tests that are in use. */
const USUAL_LOOKS = 12;

function metricOf(
  source: SectionSource,
  given: {
    readonly path: NodePath;
    readonly id: string;
    readonly metric: RolloutMetricShape;
    readonly arms: RolloutPlanShape['arms'];
  },
): PlanMetric {
  const { path, id, metric } = given;
  const base = { name: id, isCritical: metric.critical };
  const { instance, ...named } = metric.arms ?? given.arms;
  const arms: ArmLabels = instance === undefined ? named : { ...named, instance };
  const one = (text: string, key: string): SeriesName => selectorAt(source, [...path, key], text);
  const several = (texts: string | readonly string[], key: string): readonly SeriesName[] =>
    typeof texts === 'string'
      ? [one(texts, key)]
      : texts.map((text, index) => selectorAt(source, [...path, key, index], text));
  const events = (shape: {
    readonly events: string | readonly string[];
    readonly exposure: string | readonly string[];
  }): MetricSource => ({
    kind: 'events',
    events: several(shape.events, 'events'),
    exposure: several(shape.exposure, 'exposure'),
  });
  switch (metric.kind) {
    case 'errors':
      return {
        spec: { ...base, kind: 'errors', exposure: metric.unit, harmlessShare: metric.harmless_share ?? null },
        source: events(metric),
        arms,
        isAbsentZero: metric.absent_is_zero,
      };
    case 'business':
      return {
        spec: { ...base, kind: 'business', exposure: metric.unit },
        source: events(metric),
        arms,
        isAbsentZero: false,
      };
    case 'latency': {
      const thresholds = Object.entries(metric.thresholds_ms).map(([name, aboveMs]) => ({ name, aboveMs }));
      const { metric: named, labels } = one(metric.histogram, 'histogram');
      return {
        spec: { ...base, kind: 'latency', thresholds },
        source: {
          kind: 'histogram',
          bucket: { metric: `${named}_bucket`, labels },
          count: { metric: `${named}_count`, labels },
          le: thresholds.map(({ aboveMs }) => String(metric.unit === 'seconds' ? aboveMs / 1_000 : aboveMs)),
        },
        arms,
        isAbsentZero: false,
      };
    }
    case 'values':
      return {
        spec: { ...base, kind: 'continuous', worse: metric.worse },
        source: {
          kind: 'values',
          count: one(metric.count, 'count'),
          sum: one(metric.sum, 'sum'),
          squares: one(metric.squares, 'squares'),
        },
        arms,
        isAbsentZero: false,
      };
  }
}

/** The schema has checked the text. */
function millisecondsOf(text: string): number {
  const [, number = '0', unit = 'ms'] = /^(\d+)([a-z]+)$/.exec(text) ?? [];
  return Number(number) * (UNIT_MS[unit] ?? 1);
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
