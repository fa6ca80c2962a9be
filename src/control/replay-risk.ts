import {
  type AssistanceHarm,
  assistanceHarmOf,
  checkModels,
  type ModelCheck,
  type ReplayRow,
  type ScoredChange,
} from '../domain/replay/index.ts';
import { riskProbability, shippedModel } from '../domain/risk/index.ts';
import type { RiskBasis } from './risk-basis.ts';

/** Whether the risk of a window's changes came true, and whether assistance made a difference. */
export interface ReplayRisk {
  readonly check: ModelCheck;
  readonly assistance: AssistanceHarm;
  /** What scored each row, in their order; `null` = not computed. */
  readonly scored: readonly (ScoredChange | null)[];
}

/** What scored a landed change, beside what the shipped weights would have said. */
export function scoredChangeOf(basis: RiskBasis | null): ScoredChange | null {
  if (basis === null || basis.cut === true) return null;
  const { model, generation } = basis.scoring;
  return {
    use: generation?.use ?? 'shipped',
    asOf: generation?.at ?? null,
    used: riskProbability(model, basis.features),
    shipped: riskProbability(shippedModel(), basis.features),
  };
}

/** Rows oldest first, each with what scored it. */
export function replayRiskOf(rows: readonly ReplayRow[], scored: readonly (ScoredChange | null)[]): ReplayRisk {
  return {
    check: checkModels(rows.map(({ label }, index) => ({ label, scored: scored[index] ?? null }))),
    assistance: assistanceHarmOf(rows),
    scored,
  };
}
