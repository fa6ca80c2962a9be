import type { JudgeDemand, MetricSpec } from './model.ts';

/** Which ratios of a metric are worse. */
export function worseSideOf(spec: MetricSpec): 'above' | 'below' {
  if (spec.kind === 'continuous') return spec.worse === 'higher' ? 'above' : 'below';
  return spec.kind === 'business' ? 'below' : 'above';
}

/** The ratio that must be ruled out. */
export function limitOf(spec: MetricSpec, { ratioLimit, dropLimit }: JudgeDemand): number {
  if (spec.kind === 'continuous') return spec.worse === 'higher' ? 1 / dropLimit : dropLimit;
  return spec.kind === 'business' ? dropLimit : ratioLimit;
}

/** The ratio that a stop must exceed: a margin stands in for a dispersion that was not learnt. */
export function baseRatioOf(spec: MetricSpec, isLearnt: boolean): number {
  if (isLearnt) return 1;
  return worseSideOf(spec) === 'above' ? UNLEARNT_MARGIN : 1 / UNLEARNT_MARGIN;
}

/** Names of a metric's counts: the thresholds of latency, else one without a name; of a continuous metric, its mean. */
export function partsOf(spec: MetricSpec): readonly (string | null)[] {
  return spec.kind === 'latency' ? spec.thresholds.map(({ name }) => name) : [null];
}

/** Noise of one arm alone passes for a quarter more errors now and then; measured in docs/judge.md. */
const UNLEARNT_MARGIN = 1.25;
