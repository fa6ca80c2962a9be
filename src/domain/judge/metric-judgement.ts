import type { Instant } from '../../kernel/index.ts';
import { stopLineOf } from './budget.ts';
import { forecastProof } from './forecast.ts';
import { type EvidenceContext, evidenceOf, type MetricEvidence } from './metric-evidence.ts';
import type { ArmTotal, MetricJudgement, MetricSpec, MetricState } from './model.ts';
import type { MetricMemory } from './state.ts';

/** One metric at one look, and what of it is kept. */
export interface JudgedMetric {
  readonly memory: MetricMemory;
  readonly judgement: MetricJudgement;
}

/** Judges one metric alone. A stop line that was crossed stays crossed. */
export function judgeMetric(before: MetricMemory, context: EvidenceContext, now: Instant): JudgedMetric {
  const { spec, plan } = context;
  const evidence = evidenceOf(before, context);
  const stopLine = stopLineOf(plan, spec);
  const hasEnough = evidence.seen >= plan.leastEvents;
  const memory: MetricMemory = {
    ...before,
    ...lookedAt(before, { evidence, context, hasEnough }),
    isWorse: before.isWorse || (stopLine !== null && hasEnough && evidence.logStop >= stopLine),
  };
  const proofLine = Math.log(1 / plan.demand.promoteAlpha);
  const isProved = memory.stage.observedMs > 0 && evidence.logProof >= proofLine;
  const state = stateOf(memory, { isProved, hasEnough, silenceMs: plan.silenceMs, now });
  const { logStop, logProof, part, ratio, baseRatio, limitRatio, dispersion, proofAt } = evidence;
  const isOpen = state === 'undecided' || state === 'too-little';
  const judgement: MetricJudgement = {
    metric: spec.name,
    kind: spec.kind,
    isCritical: spec.isCritical,
    state,
    part,
    ratio,
    logStop,
    stopLine,
    logProof,
    proofLine,
    baseRatio,
    limitRatio,
    canary: totalOf(spec, memory.rollout.canary, part),
    control: totalOf(spec, memory.rollout.control, part),
    samples: { seen: evidence.seen, needed: plan.leastEvents },
    observedMs: memory.rollout.observedMs,
    stageObservedMs: memory.stage.observedMs,
    dispersion,
    forecast:
      isOpen && proofAt !== null
        ? forecastProof({ line: proofLine, limit: limitRatio, proofAt, phi: dispersion.phi })
        : null,
    dropped: memory.timeline.dropped,
  };
  return { memory, judgement };
}

function stateOf(
  memory: MetricMemory,
  given: { isProved: boolean; hasEnough: boolean; silenceMs: number; now: Instant },
): MetricState {
  const { isProved, hasEnough, silenceMs, now } = given;
  if (memory.isWorse || memory.worseAtLook !== null) return 'worse';
  const { lastAt } = memory.rollout;
  if (lastAt === null) return 'no-data';
  if (now - lastAt > silenceMs) return 'silent';
  if (isProved) return 'not-worse';
  return hasEnough ? 'undecided' : 'too-little';
}

/** The looks of a stage of fixed length that have come; where several passed unseen, the last one counts alone. */
function lookedAt(
  { looks, stage, worseAtLook }: MetricMemory,
  { evidence, context, hasEnough }: { evidence: MetricEvidence; context: EvidenceContext; hasEnough: boolean },
): Pick<MetricMemory, 'looks' | 'worseAtLook'> {
  const { horizonMs } = context;
  if (looks === null || horizonMs === null) return { looks, worseAtLook };
  const { boundaries, done } = looks;
  const due = Math.min(boundaries.length, Math.floor((stage.observedMs * boundaries.length) / horizonMs));
  if (due <= done) return { looks, worseAtLook };
  const boundary = boundaries[due - 1] ?? null;
  const isCrossed = hasEnough && boundary !== null && evidence.score !== null && evidence.score >= boundary;
  return { looks: { boundaries, done: due }, worseAtLook: worseAtLook ?? (isCrossed ? due : null) };
}

function totalOf(spec: MetricSpec, vector: readonly number[], part: string | null): ArmTotal {
  if (spec.kind === 'continuous') return { events: vector[0] ?? 0, exposure: null };
  const index = spec.kind === 'latency' ? spec.thresholds.findIndex(({ name }) => name === part) : 0;
  const isWeighted = spec.kind !== 'latency' && spec.exposure === 'weights';
  return { events: vector[index + 1] ?? 0, exposure: isWeighted ? null : (vector[0] ?? 0) };
}
