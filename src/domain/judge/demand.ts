import type { JudgeDemand } from './model.ts';

/** What is known of a change before it is rolled out; `null` = unknown, which is taken for the worst. */
export interface ChangeWeight {
  /** Tier of the most critical service that it reaches: 0 is the most critical. */
  readonly tier: 0 | 1 | 2 | 3 | null;
  /** Its rank by risk among the repository's changes, 0..1. */
  readonly riskPercentile: number | null;
}

export const RISK_CLASSES = ['low', 'usual', 'high'] as const;
export type RiskClass = (typeof RISK_CLASSES)[number];

/** Low below the median, high in the riskiest tenth or unknown. Throws a RangeError outside 0..1. */
export function riskClassOf(percentile: number | null): RiskClass {
  if (percentile === null) return 'high';
  if (!(percentile >= 0 && percentile <= 1)) throw new RangeError(`a percentile is 0..1: ${percentile}`);
  if (percentile < 0.5) return 'low';
  return percentile < 0.9 ? 'usual' : 'high';
}

/**
 * How sure the judge must be of a change: more risk and a more critical tier stop sooner (greater alpha), promote on stronger proof (smaller
 * promoteAlpha) and of a smaller harm (limits closer to 1). More risk never asks for less.
 */
export function demandOf({ tier, riskPercentile }: ChangeWeight): JudgeDemand {
  return DEMANDS[tier ?? 0][riskClassOf(riskPercentile)];
}

const demand = (alpha: number, promoteAlpha: number, ratioLimit: number, dropLimit: number): JudgeDemand => ({
  alpha,
  promoteAlpha,
  ratioLimit,
  dropLimit,
});

const DEMANDS: readonly [Row, Row, Row, Row] = [
  { low: demand(0.01, 0.05, 1.5, 0.85), usual: demand(0.02, 0.05, 1.5, 0.85), high: demand(0.05, 0.01, 1.25, 0.9) },
  { low: demand(0.01, 0.05, 2, 0.8), usual: demand(0.01, 0.05, 1.5, 0.85), high: demand(0.02, 0.02, 1.5, 0.85) },
  { low: demand(0.01, 0.05, 2, 0.8), usual: demand(0.01, 0.05, 2, 0.8), high: demand(0.01, 0.05, 1.5, 0.85) },
  { low: demand(0.005, 0.05, 3, 0.7), usual: demand(0.01, 0.05, 3, 0.7), high: demand(0.01, 0.05, 2, 0.8) },
];
type Row = Readonly<Record<RiskClass, JudgeDemand>>;
