import type { ReplayRow } from './model.ts';
import { isHarm } from './tally.ts';

/** What was read, with how much harm, at what price; weighted rows count by their weight. */
export interface Spent {
  readonly held: number;
  readonly harm: number;
  readonly minutes: number;
}
/** Spends the minutes of the AI-assisted rows under row weights (`null` = every row once). */
export type Spending = (weights: ArrayLike<number> | null) => Spent;

/** What the minutes of the AI-assisted rows buy in the plan's order; the last row may be reached in part. */
export function spendingOf(
  rows: readonly ReplayRow[],
  plan: { readonly order: readonly number[]; readonly price: (row: ReplayRow) => number },
): Spending {
  const steps = plan.order.flatMap((index) => {
    const row = rows[index];
    return row === undefined ? [] : [{ index, price: plan.price(row), harm: isHarm(row) ? 1 : 0 }];
  });
  const budgetOf = budget(rows);
  return (weights) => {
    const whole = budgetOf(weights);
    let left = whole;
    let held = 0;
    let harm = 0;
    for (const step of steps) {
      if (left <= 0) break;
      const weight = weights === null ? 1 : (weights[step.index] ?? 0);
      const cost = weight * step.price;
      const part = cost <= left ? weight : (weight * left) / cost;
      left -= Math.min(cost, left);
      held += part;
      harm += part * step.harm;
    }
    return { held, harm, minutes: whole - left };
  };
}

/** Each change is as likely as any other, so every share equals the share of all review minutes that is paid for. */
export function randomSpending(rows: readonly ReplayRow[]): Spending {
  const budgetOf = budget(rows);
  const sums = (weights: ArrayLike<number> | null) =>
    rows.reduce(
      (sum, row, index) => {
        const weight = weights === null ? 1 : (weights[index] ?? 0);
        return {
          held: sum.held + weight,
          harm: sum.harm + (isHarm(row) ? weight : 0),
          minutes: sum.minutes + weight * reviewMinutes(row),
        };
      },
      { held: 0, harm: 0, minutes: 0 },
    );
  return (weights) => {
    const all = sums(weights);
    const minutes = budgetOf(weights);
    const part = all.minutes === 0 ? 0 : minutes / all.minutes;
    return { held: part * all.held, harm: part * all.harm, minutes };
  };
}

/** Minutes that reading every AI-assisted row takes. */
function budget(rows: readonly ReplayRow[]): (weights: ArrayLike<number> | null) => number {
  const ai = rows.flatMap((row, index) =>
    row.assistance === 'ai' ? [{ index, minutes: row.verdict.reviewMinutes }] : [],
  );
  return (weights) =>
    ai.reduce((sum, { index, minutes }) => sum + minutes * (weights === null ? 1 : (weights[index] ?? 0)), 0);
}

/** Minutes of one careful review of the row. */
export function reviewMinutes(row: ReplayRow): number {
  return row.verdict.reviewMinutes;
}
