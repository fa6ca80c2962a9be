import {
  advance,
  type DispersionLedger,
  EMPTY_LEDGER,
  type JudgePlan,
  learnDispersion,
  type MetricSpec,
  type Sample,
  type StagePlan,
  startJudging,
  startLearning,
  startStage,
  USUAL_TIMING,
} from '../../src/domain/judge/index.ts';
import { type Instant, instant } from '../../src/kernel/index.ts';
import {
  addPair,
  EVEN_MIXTURES,
  emptyRatioLikelihood,
  logEvidenceAbove,
  logEvidenceBelow,
  logMeanExp,
} from '../../src/statistics/index.ts';
import type { StoppedAt } from './rival.ts';
import { Chance, type CountWorld, type Minute, minutesOf } from './world.ts';

export const ALPHA = 0.01;
/** As a plan with a horizon has it. */
const LOOK_SHARE = 0.5;
const START = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;
const LINE = Math.log(1 / ALPHA);
/** Samples of stable against stable come in by the hour: what is learnt is the same. */
const BATCH_MINUTES = 60;

export const ERRORS: MetricSpec = {
  kind: 'errors',
  name: 'errors',
  isCritical: true,
  exposure: 'requests',
  harmlessShare: null,
};
export const ORDERS: MetricSpec = { kind: 'business', name: 'orders', isCritical: true, exposure: 'users' };

/** A plan of one metric that is looked at each minute. */
export function planOf(metric: MetricSpec, lookShare = 0): JudgePlan {
  return {
    metrics: [metric],
    demand: { alpha: ALPHA, promoteAlpha: 0.05, ratioLimit: 2, dropLimit: 0.8 },
    ...USUAL_TIMING,
    stepMs: MINUTE_MS,
    latenessMs: 0,
    lookShare,
  };
}

/** The two samples of a minute, in the metric's own counts. */
export type SamplesOfMinute = (minute: number) => readonly Sample[];

/** When the product's own judge rolls back within so many minutes, looked at once a minute; `looks`: at small effects, of a stage of this length. */
export function judgeStops(
  samplesAt: SamplesOfMinute,
  given: { metric: MetricSpec; minutes: number; canaryShare: number; ledger: DispersionLedger; looks?: number },
): StoppedAt {
  const { metric, minutes, canaryShare, ledger, looks = 0 } = given;
  const plan = planOf(metric, looks === 0 ? 0 : LOOK_SHARE);
  // The stop is measured: no stage ends before the hour does.
  const stage: StagePlan = {
    name: '1',
    canaryShare,
    leastMs: minutes * MINUTE_MS * 2,
    leastUnlearntMs: 0,
    horizon: looks === 0 ? null : { lengthMs: minutes * MINUTE_MS, looks, isPromotedAtEnd: false },
  };
  let state = startStage(startJudging(plan), { plan, stage, now: instant(START) });
  for (let minute = 1; minute <= minutes; minute += 1) {
    const look = { plan, samples: samplesAt(minute), now: timeOf(minute), ledger, notToldApart: [] };
    const next = advance(state, look);
    if (next.judgement.decision === 'rollback') return minute;
    state = next.state;
  }
  return null;
}

/** Samples of counted minutes. */
export function samplesOf(metric: MetricSpec, minutes: readonly Minute[]): SamplesOfMinute {
  return (minute) => {
    const { canaryEvents, controlEvents, canaryExposure, controlExposure } = minutes[minute - 1] as Minute;
    const at = { metric: metric.name, series: '', at: timeOf(minute), since: timeOf(minute - 1) };
    return [
      { ...at, arm: 'canary', counts: { kind: 'events', events: canaryEvents, exposure: canaryExposure } },
      { ...at, arm: 'control', counts: { kind: 'events', events: controlEvents, exposure: controlExposure } },
    ];
  };
}

export const timeOf = (minute: number): Instant => instant(START + minute * MINUTE_MS);

/** The plain e-process of one count, ratio 1, nothing learnt: when it stops. */
export function plainStop(minutes: readonly Minute[], side: 1 | -1): StoppedAt {
  let likelihood = emptyRatioLikelihood();
  for (const [at, minute] of minutes.entries()) {
    likelihood = addPair(likelihood, pairOf(minute));
    if (evidence(likelihood, side) >= LINE) return at + 1;
  }
  return null;
}

/** The same on several counts at once, by the mean of their e-values. */
export function plainStopOfParts(counts: readonly (readonly Minute[])[]): StoppedAt {
  let likelihoods = counts.map(emptyRatioLikelihood);
  for (let at = 0; at < (counts[0]?.length ?? 0); at += 1) {
    likelihoods = likelihoods.map((likelihood, part) => addPair(likelihood, pairOf(counts[part]?.[at] as Minute)));
    if (logMeanExp(likelihoods.map((likelihood) => evidence(likelihood, 1))) >= LINE) return at + 1;
  }
  return null;
}

function evidence(likelihood: Parameters<typeof logEvidenceAbove>[0], side: 1 | -1): number {
  const [evidenceOf, mixture] =
    side === 1 ? [logEvidenceAbove, EVEN_MIXTURES.above] : [logEvidenceBelow, EVEN_MIXTURES.below];
  return evidenceOf(likelihood, { ratio: 1, phi: 1 }, mixture);
}

export const pairOf = ({ canaryEvents, controlEvents, canaryExposure, controlExposure }: Minute) => ({
  treated: canaryEvents,
  control: controlEvents,
  treatedExposure: canaryExposure,
  controlExposure,
});

/** What the product learns of a world in so many hours of stable against stable, before any rollout. */
export function learnt(
  world: CountWorld,
  { metric, hours, seed }: { metric: MetricSpec; hours: number; seed: number },
): DispersionLedger {
  const plan = planOf(metric);
  const minutes: Minute[] = [];
  const stream = minutesOf(world, 1, new Chance(seed));
  for (let minute = 0; minute < hours * 60; minute += 1) minutes.push(stream.next().value);
  return learntOf(samplesOf(metric, minutes), {
    metric,
    plan,
    minutes: minutes.length,
    canaryShare: world.canary / (world.canary + world.control),
  });
}

/** The same of any samples. */
export function learntOf(
  samplesAt: SamplesOfMinute,
  given: { plan: JudgePlan; metric: MetricSpec; minutes: number; canaryShare: number },
): DispersionLedger {
  const { plan, minutes, canaryShare } = given;
  let state = startLearning(plan);
  let ledger = EMPTY_LEDGER;
  for (let from = 0; from < minutes; from += BATCH_MINUTES) {
    const until = Math.min(minutes, from + BATCH_MINUTES);
    const samples = Array.from({ length: until - from }, (_, at) => samplesAt(from + at + 1)).flat();
    ({ state, ledger } = learnDispersion(state, { plan, samples, now: timeOf(until), canaryShare, ledger }));
  }
  return ledger;
}
