import { type BootstrapFigure, bootstrapFigure, type WeightedStatistic } from '../../statistics/index.ts';
import type { CountedShare, ReplayRow } from './model.ts';
import { resamplesOf } from './resample.ts';
import { isHarm, shareOf } from './tally.ts';

/**
 * Whether changes with evidence of AI needed repair more or less often than others of like risk and time. It is no feature
 * of the risk and decides nothing: who wrote a change is known of some only, and is not what was varied.
 */
export interface AssistanceHarm {
  /** Of the changes with evidence of AI old enough to be judged, those that proved harmful. */
  readonly ai: CountedShare;
  /** Of all others: by a human, or unknown. */
  readonly others: CountedShare;
  /** Share with evidence of AI less share of the others, −1..1, each compared with its like; `null` = not enough data. */
  readonly difference: BootstrapFigure | null;
}

/** Fewest changes on each side, and harmful changes in all. */
export const ASSISTANCE_MINIMUM = { changes: 100, harmful: 20 } as const;
/** Changes are compared within fifths of risk ... */
const RISK_GROUPS = 5;
/** ... of the same quarter of the window: assistance and labels both change with time. */
const TIME_GROUPS = 4;

/**
 * Difference of the harm rates of the window's changes (oldest first), adjusted by strata of risk rank and time.
 * Method: Mantel-Haenszel risk difference (Greenland and Robins, Biometrics 41 (1985) 55-68), 95 % interval by bootstrap
 * over blocks of time.
 */
export function assistanceHarmOf(rows: readonly ReplayRow[]): AssistanceHarm {
  const young = rows.findIndex(({ label }) => label.kind === 'censored');
  const judged = rows.slice(0, young < 0 ? rows.length : young).filter(({ risk }) => rankOf(risk) !== null);
  const harmed = judged.filter(isHarm).length;
  const ai = judged.filter(({ assistance }) => assistance === 'ai');
  const others = judged.filter(({ assistance }) => assistance !== 'ai');
  const { changes, harmful } = ASSISTANCE_MINIMUM;
  const enough = Math.min(ai.length, others.length) >= changes && harmed >= harmful;
  return {
    ai: shareOf(ai.filter(isHarm).length, ai.length),
    others: shareOf(others.filter(isHarm).length, others.length),
    difference: enough ? bootstrapFigure(adjustedDifference(judged), resamplesOf(judged.length)) : null,
  };
}

function rankOf(risk: ReplayRow['risk']): number | null {
  return risk?.percentile ?? null;
}

function adjustedDifference(rows: readonly ReplayRow[]): WeightedStatistic {
  const stratum = strataOf(rows);
  return (weights) => {
    const cells = Array.from({ length: RISK_GROUPS * TIME_GROUPS }, () => ({
      ai: 0,
      aiHarm: 0,
      other: 0,
      otherHarm: 0,
    }));
    rows.forEach((row, index) => {
      const cell = cells[stratum[index] ?? 0];
      const weight = weights === null ? 1 : (weights[index] ?? 0);
      if (cell === undefined) return;
      const harm = isHarm(row) ? weight : 0;
      if (row.assistance === 'ai') {
        cell.ai += weight;
        cell.aiHarm += harm;
      } else {
        cell.other += weight;
        cell.otherHarm += harm;
      }
    });
    let sum = 0;
    let total = 0;
    for (const { ai, aiHarm, other, otherHarm } of cells) {
      if (ai === 0 || other === 0) continue;
      const weight = (ai * other) / (ai + other);
      sum += weight * (aiHarm / ai - otherHarm / other);
      total += weight;
    }
    return total > 0 ? sum / total : null;
  };
}

/** Time first, then the rank among the changes of the same time. */
function strataOf(rows: readonly ReplayRow[]): readonly number[] {
  const strata = rows.map(() => 0);
  for (let time = 0; time < TIME_GROUPS; time += 1) {
    const from = Math.floor((rows.length * time) / TIME_GROUPS);
    const to = Math.floor((rows.length * (time + 1)) / TIME_GROUPS);
    const members = Array.from({ length: to - from }, (_, index) => from + index).sort(
      (a, b) => (rankOf(rows[a]?.risk ?? null) ?? 0) - (rankOf(rows[b]?.risk ?? null) ?? 0) || a - b,
    );
    members.forEach((row, at) => {
      strata[row] = time * RISK_GROUPS + Math.floor((RISK_GROUPS * at) / members.length);
    });
  }
  return strata;
}
