import type { RolloutMetric, RolloutReport, RolloutRow } from '../../contract/index.ts';
import {
  type Beside,
  type Judgement,
  type LearntMetric,
  type RatioPoint,
  type RatioTrace,
  type Rollout,
  type RolloutActor,
  rollbackRouteOf,
  rolloutStageOf,
} from '../../control/index.ts';
import { printable } from '../../kernel/index.ts';
import { isoTime } from '../server/time.ts';
import { actText, BESIDE, headline, learntText, metricText, pauseText, ROUTE, stateOf, waitText } from './text.ts';

const MINUTE_MS = 60_000;

/** One rollout in a list. */
export function rolloutRowOf(rollout: Rollout): RolloutRow {
  const { plan, subject, judged } = rollout;
  return {
    id: rollout.id,
    plan: printable(plan.name),
    service: printable(plan.service),
    environment: printable(plan.environment),
    repository: printable(subject.repository),
    change: subject.change === null ? null : printable(subject.change),
    state: stateOf(rollout),
    too_little: judged === null || judged.reasons.some((reason) => TOO_LITTLE.test(reason)),
    stage: rolloutStageOf(rollout)?.name ?? null,
    weights: rollout.weights,
    text: headline(rollout),
    said: judged === null ? null : { decision: judged.decision, reasons: judged.reasons.map(printable) },
    started_at: isoTime(rollout.startedAt),
    changed_at: isoTime(rollout.changedAt),
  };
}

const TOO_LITTLE = /^(?:no-data|silent|too-little) /;

/** One rollout with what the judge sees, but for who looks and what they may. */
export function rolloutReportOf(
  rollout: Rollout,
  given: {
    readonly judgement: Judgement | null;
    readonly brakes: readonly string[];
    readonly trace?: RatioTrace;
    readonly learnt?: readonly LearntMetric[];
    readonly beside?: Beside;
  },
): Omit<RolloutReport, 'schema' | 'as_of' | 'viewer' | 'may'> {
  const { plan, order, waits, paused, stop, end, demand, weight, judged } = rollout;
  const isCurrent = given.judgement?.stage === rolloutStageOf(rollout)?.name;
  return {
    ...rolloutRowOf(rollout),
    by: actorOf(rollout.by),
    stages: stagesOf(rollout),
    targets: plan.targets.map(({ id, engine, name, version }) => ({ id, engine, name: printable(name), version })),
    demand: demandOf({ demand, weight }),
    judgement:
      judged === null
        ? null
        : {
            decision: judged.decision,
            reasons: judged.reasons.map(printable),
            evidence: judged.evidence,
            at: isoTime(judged.at),
          },
    metrics:
      given.judgement === null || !isCurrent
        ? []
        : given.judgement.metrics.map((metric) => metricOf(metric, given.trace?.get(metric.metric) ?? [])),
    learnt: (given.learnt ?? []).map(learntOf),
    beside: given.beside === undefined || end !== null ? [] : besideOf(given.beside),
    order:
      order === null
        ? null
        : {
            id: order.id,
            target: order.target,
            act: actText(order.act),
            at: isoTime(order.at),
            trouble: order.trouble,
          },
    waits:
      waits === null
        ? null
        : { code: waits.code, brakes: waits.code === 'brake' ? [...waits.brakes] : [], text: waitText(waits) },
    brakes: [...given.brakes],
    paused:
      paused === null
        ? null
        : { code: paused.cause.code, text: pauseText(paused.cause), by: actorOf(paused.by), at: isoTime(paused.at) },
    stop:
      stop === null
        ? null
        : {
            cause: stop.cause,
            route: stop.route,
            reasons: stop.reasons.map(printable),
            by: actorOf(stop.by),
            at: isoTime(stop.at),
          },
    safety: safetyOf(rollout),
    end: end === null ? null : { kind: end.kind, by: actorOf(end.by), at: isoTime(end.at) },
  };
}

/** How sure the judge must be, for people. */
export function demandOf({ demand, weight }: Pick<Rollout, 'demand' | 'weight'>): RolloutReport['demand'] {
  return {
    tier: weight.tier,
    risk_percentile: weight.riskPercentile,
    alpha: demand.alpha,
    promote_alpha: demand.promoteAlpha,
    ratio_limit: demand.ratioLimit,
    drop_limit: demand.dropLimit,
  };
}

function stagesOf({ stages, stage }: Rollout): RolloutReport['stages'] {
  const current = stage?.index ?? -1;
  return stages.map((each, at) => ({
    name: printable(each.name),
    target: printable(each.target),
    percent: each.percent,
    state: at < current ? 'done' : at === current ? 'current' : 'ahead',
    entered_at: at === current && stage !== null ? isoTime(stage.enteredAt) : null,
    promote: each.promote,
    least_minutes: each.leastMs / MINUTE_MS,
    within_minutes: each.withinMs / MINUTE_MS,
  }));
}

function safetyOf(rollout: Rollout): RolloutReport['safety'] {
  const route = rollbackRouteOf(rollout);
  const { answer, reasons } = rollout.safety;
  return {
    answer,
    route,
    text: ROUTE[route],
    reasons: reasons.map(({ code, rule, path, line, certainty }) => ({
      code,
      rule: rule === null ? null : printable(rule),
      path: path === null ? null : printable(path),
      line,
      certainty,
    })),
  };
}

function metricOf(judged: Judgement['metrics'][number], trace: readonly RatioPoint[]): RolloutMetric {
  const { samples } = judged;
  const metric: Omit<RolloutMetric, 'text'> = {
    metric: printable(judged.metric),
    kind: judged.kind,
    critical: judged.isCritical,
    state: judged.state,
    part: judged.part === null ? null : printable(judged.part),
    ratio: judged.ratio,
    stop: { evidence: judged.logStop, line: judged.stopLine, base: judged.baseRatio },
    proof: { evidence: judged.logProof, line: judged.proofLine, limit: judged.limitRatio },
    samples: { ...samples, enough: samples.seen >= samples.needed },
    canary: judged.canary,
    control: judged.control,
    stage_minutes: judged.stageObservedMs / MINUTE_MS,
    dispersion: judged.dispersion,
    forecast: judged.forecast,
    dropped: { ...judged.dropped },
    trace: trace.map(({ at, ...ratio }) => ({ at: isoTime(at), ...ratio })),
  };
  return { ...metric, text: metricText(metric) };
}

/** How far it is known how much a metric scatters by itself. */
export function learntOf({ since, ...known }: LearntMetric): RolloutReport['learnt'][number] {
  const learnt = { ...known, metric: printable(known.metric), since: since === null ? null : isoTime(since) };
  return { ...learnt, text: learntText(learnt) };
}

function besideOf({ apartFrom, spreadBy, notToldApart }: Beside): RolloutReport['beside'] {
  const told = (how: RolloutReport['beside'][number]['how'], ids: readonly string[]) =>
    ids.map((rollout) => ({ rollout, how, text: BESIDE[how] }));
  return [...told('not-told-apart', notToldApart), ...told('left-out', apartFrom), ...told('spread', spreadBy)];
}

function actorOf({ kind, name }: RolloutActor): RolloutReport['by'] {
  return { kind, name: printable(name) };
}
