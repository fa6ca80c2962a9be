import type { JudgePlan, MetricSpec } from './model.ts';

/** Logarithm of the e-value at which a critical metric stops a rollout alone; `null` of others. */
export function stopLineOf(plan: JudgePlan, spec: MetricSpec): number | null {
  if (!spec.isCritical) return null;
  const { critical } = sizesOf(plan);
  return Math.log(critical / (plan.demand.alpha * (1 - plan.lookShare) * criticalShare(plan)));
}

/** Logarithm of the averaged e-value at which the others stop it together; `null` where there are none. */
export function togetherLineOf(plan: JudgePlan): number | null {
  if (sizesOf(plan).others === 0) return null;
  return -Math.log(plan.demand.alpha * othersShare(plan) * (1 - plan.lookShare));
}

/**
 * What the looks at one metric in the `number`th stage may spend: shares 1/2, 1/6, 1/12, ... of the stages add up to 1, however many come. Of
 * latency it is split over the thresholds. 0 of metrics that are not critical.
 */
export function lookAlphaOf(plan: JudgePlan, spec: MetricSpec, number: number): number {
  if (!spec.isCritical) return 0;
  const parts = spec.kind === 'latency' ? spec.thresholds.length : 1;
  return (plan.demand.alpha * plan.lookShare) / (sizesOf(plan).critical * parts * number * (number + 1));
}

/** Part of alpha for metrics that are not critical, where there are critical ones too. */
const OTHERS_SHARE = 0.2;

function sizesOf({ metrics }: JudgePlan): { readonly critical: number; readonly others: number } {
  const critical = metrics.filter(({ isCritical }) => isCritical).length;
  return { critical, others: metrics.length - critical };
}

function othersShare(plan: JudgePlan): number {
  const { critical, others } = sizesOf(plan);
  if (others === 0) return 0;
  return critical === 0 ? 1 : OTHERS_SHARE;
}

const criticalShare = (plan: JudgePlan) => 1 - othersShare(plan);
