import {
  averagedEvidence,
  logEvidenceAbove,
  logEvidenceBelow,
  logProofAbove,
  logProofBelow,
  logProofOfShare,
  ratioBounds,
} from '../../statistics/index.ts';
import {
  cautiousPhi,
  type DispersionLedger,
  dispersionAt,
  dispersionCurve,
  PROOF_LEAST_MINUTES,
  placeOf,
  proofPhi,
} from './dispersion-ledger.ts';
import { type ExpectedTraffic, type ProofAt, proofOfCounts } from './forecast.ts';
import type { Dispersion, JudgePlan, MetricSpec, RatioInterval } from './model.ts';
import { baseRatioOf, limitOf, partsOf, worseSideOf } from './side.ts';
import type { MetricMemory } from './state.ts';
import type { Tally } from './tally.ts';
import { logRatioEvidence, meanOf, meanRatioBounds, ratioScore, type TwoMeans } from './two-means.ts';

/** What a metric's tallies say, before anything is decided. */
export interface MetricEvidence {
  readonly logStop: number;
  readonly logProof: number;
  /** The worst part and its ratio. */
  readonly part: string | null;
  readonly ratio: RatioInterval;
  readonly baseRatio: number;
  readonly limitRatio: number;
  /** Of the least known part. */
  readonly dispersion: Dispersion;
  /** Events in both arms over the rollout, of the worst part; values of a continuous metric. */
  readonly seen: number;
  /** Z of the stage in the worse direction, the greatest of the parts; `null` where the dispersion is not learnt. */
  readonly score: number | null;
  /** `null` where no traffic was seen to expect more of. */
  readonly proofAt: ProofAt | null;
}

export interface EvidenceContext {
  readonly plan: JudgePlan;
  readonly spec: MetricSpec;
  readonly ledger: DispersionLedger;
  /** Configured share of the canary. */
  readonly canaryShare: number;
  /** Length of the stage where it is fixed. */
  readonly horizonMs: number | null;
}

/** Chance that the drawn interval misses the true ratio at any look. */
export const INTERVAL_ALPHA = 0.05;

/** Reads a metric's evidence off its tallies. */
export function evidenceOf(memory: MetricMemory, context: EvidenceContext): MetricEvidence {
  return context.spec.kind === 'continuous' ? ofValues(memory, context) : ofCounts(memory, context);
}

interface PartEvidence extends Omit<MetricEvidence, 'ratio'> {
  readonly index: number;
}

function ofCounts(memory: MetricMemory, context: EvidenceContext): MetricEvidence {
  const parts = partsOf(context.spec).map((part, index) => partEvidence(memory, context, { part, index }));
  const worst = parts.reduce((most, each) => (each.logStop > most.logStop ? each : most));
  const proofs = parts.map(({ proofAt }) => proofAt);
  const scores = parts.map(({ score }) => score);
  const likelihood = memory.rollout.likelihoods[worst.index] as Tally['likelihoods'][number];
  const bounds = ratioBounds(likelihood, { alpha: INTERVAL_ALPHA, phi: worst.dispersion.phi });
  return {
    logStop: averagedEvidence(parts.map(({ logStop }) => logStop)),
    // To be no worse is to be no worse at each threshold: all must be proved.
    logProof: Math.min(...parts.map(({ logProof }) => logProof)),
    part: worst.part,
    ratio: { ...bounds, level: 1 - INTERVAL_ALPHA },
    baseRatio: worst.baseRatio,
    limitRatio: worst.limitRatio,
    dispersion: parts.map(({ dispersion }) => dispersion).reduce(lessKnown),
    seen: worst.seen,
    score: scores.includes(null) ? null : Math.max(...(scores as number[])),
    proofAt: proofs.includes(null)
      ? null
      : (minutes, limit) => Math.min(...(proofs as ProofAt[]).map((proofAt) => proofAt(minutes, limit))),
  };
}

function partEvidence(
  { rollout, stage }: MetricMemory,
  context: EvidenceContext,
  { part, index }: { part: string | null; index: number },
): PartEvidence {
  const { spec, plan } = context;
  const over = dispersionOver(context, { part, index, tally: rollout });
  const overStage = dispersionOver(context, { part, index, tally: stage });
  const isAbove = worseSideOf(spec) === 'above';
  const dispersion = over(minutesOf(rollout));
  const baseRatio = baseRatioOf(spec, dispersion.state === 'learnt');
  const limitRatio = limitOf(spec, plan.demand);
  const share = shareOf(stage, context.canaryShare);
  const phiAt = (more: number, limit: number) =>
    proofPhi(overStage, { minutes: minutesOf(stage) + more, share, limit });
  const phi = phiAt(0, limitRatio);
  const [all, staged] = [rollout.likelihoods[index], stage.likelihoods[index]] as [Likelihood, Likelihood];
  const stop = { ratio: baseRatio, phi: cautiousPhi(dispersion) };
  const limit = { ratio: limitRatio, phi };
  const logProof = isAbove ? logProofBelow(staged, limit) : logProofAbove(staged, limit);
  const traffic = expectedTraffic(stage.observedMs > 0 ? stage : rollout, context, index);
  return {
    index,
    part,
    logStop: isAbove ? logEvidenceAbove(all, stop) : logEvidenceBelow(all, stop),
    logProof: Math.max(logProof, harmlessProof(spec, stage, phi)),
    baseRatio,
    limitRatio,
    dispersion,
    seen: (rollout.canary[index + 1] ?? 0) + (rollout.control[index + 1] ?? 0),
    score:
      dispersion.state === 'learnt'
        ? countScore(stage, { index, phi: overStage(minutesOf(stage)).phi, isAbove })
        : null,
    proofAt: traffic === null ? null : proofOfCounts({ stage: staged, traffic, phiAt }),
  };
}

type Likelihood = Tally['likelihoods'][number];

const minutesOf = ({ observedMs }: Tally) => observedMs / 60_000;

/** Dispersion of a part by the time that is compared, at the share and the rate that its tally shows. */
function dispersionOver(
  { spec, ledger, canaryShare }: EvidenceContext,
  { part, index, tally }: { part: string | null; index: number; tally: Tally },
): (minutes: number) => Dispersion {
  const events = (tally.canary[index + 1] ?? 0) + (tally.control[index + 1] ?? 0);
  const minutes = minutesOf(tally);
  const share = shareOf(tally, canaryShare);
  if (!(events > 0 && minutes > 0)) return () => ({ phi: 1, state: 'unknown', windows: 0 });
  const place = placeOf({ metric: spec.name, part, share, eventsPerMinute: events / minutes });
  return dispersionCurve(ledger, place);
}

/** The canary's share of exposures as counted, or as configured where none are. */
function shareOf({ canary, control }: Tally, configured: number): number {
  const [treated = 0, other = 0] = [canary[0], control[0]];
  return treated > 0 && other > 0 ? treated / (treated + other) : configured;
}

function expectedTraffic(tally: Tally, { canaryShare }: EvidenceContext, index: number): ExpectedTraffic | null {
  const minutes = minutesOf(tally);
  const events = tally.control[index + 1] ?? 0;
  if (!(events > 0 && minutes > 0)) return null;
  const share = shareOf(tally, canaryShare);
  return { canaryExposure: share, controlExposure: 1 - share, controlEvents: events / minutes };
}

/** A canary whose bad share is proved below what harms nobody is no worse, whatever the control does. */
function harmlessProof(spec: MetricSpec, { canary }: Tally, phi: number): number {
  if (spec.kind !== 'errors' || spec.harmlessShare === null || spec.exposure === 'weights')
    return Number.NEGATIVE_INFINITY;
  const [exposure = 0, events = 0] = canary;
  return logProofOfShare({ events, exposure, share: spec.harmlessShare, phi });
}

function countScore(
  { deviations }: Tally,
  { index, phi, isAbove }: { index: number; phi: number; isAbove: boolean },
): number | null {
  const { deviation, variance } = deviations[index] ?? { deviation: 0, variance: 0 };
  if (!(variance > 0)) return null;
  const score = deviation / Math.sqrt(variance * phi);
  return isAbove ? score : -score;
}

function ofValues({ rollout, stage }: MetricMemory, context: EvidenceContext): MetricEvidence {
  const { spec, plan } = context;
  const side = worseSideOf(spec);
  const limitRatio = limitOf(spec, plan.demand);
  const dispersion = valueDispersion(rollout, context);
  const baseRatio = baseRatioOf(spec, dispersion.state === 'learnt');
  const all = twoMeansOf(rollout, cautiousPhi(dispersion));
  const staged = twoMeansOf(stage, cautiousPhi(valueDispersion(stage, context, PROOF_LEAST_MINUTES)));
  const score = staged === null || dispersion.state !== 'learnt' ? null : ratioScore(staged, 1);
  const nothing = { estimate: null, low: null, high: null };
  return {
    logStop: all === null ? 0 : logRatioEvidence(all, { ratio: baseRatio, side }),
    logProof:
      staged === null ? 0 : logRatioEvidence(staged, { ratio: limitRatio, side: side === 'above' ? 'below' : 'above' }),
    part: null,
    ratio: { ...(all === null ? nothing : meanRatioBounds(all, INTERVAL_ALPHA)), level: 1 - INTERVAL_ALPHA },
    baseRatio,
    limitRatio,
    dispersion,
    seen: (rollout.canary[0] ?? 0) + (rollout.control[0] ?? 0),
    score: score === null ? null : side === 'above' ? score : -score,
    proofAt: null,
  };
}

function valueDispersion(
  { canary, control, observedMs }: Tally,
  { spec, ledger }: EvidenceContext,
  leastMinutes = 0,
): Dispersion {
  const [n = 0, m = 0] = [canary[0], control[0]];
  const minutes = observedMs / 60_000;
  if (!(n > 0 && m > 0 && minutes > 0)) return { phi: 1, state: 'unknown', windows: 0 };
  const place = placeOf({ metric: spec.name, part: null, share: n / (n + m), eventsPerMinute: (n + m) / minutes });
  return dispersionAt(ledger, { ...place, minutes: Math.max(leastMinutes, minutes) });
}

function twoMeansOf({ canary, control }: Tally, phi: number): TwoMeans | null {
  const [one, other] = [meanOf(canary), meanOf(control)];
  return one === null || other === null ? null : { canary: one, control: other, phi };
}

const KNOWN: Readonly<Record<Dispersion['state'], number>> = { unknown: 0, carried: 1, learnt: 2 };

function lessKnown(one: Dispersion, other: Dispersion): Dispersion {
  if (KNOWN[one.state] !== KNOWN[other.state]) return KNOWN[one.state] < KNOWN[other.state] ? one : other;
  return one.phi >= other.phi ? one : other;
}
