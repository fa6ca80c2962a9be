import type { EqualCostId, ReplayRow } from './model.ts';
import { reviewMinutes } from './spending.ts';
import { isHarm } from './tally.ts';

/** Changes in the order they are read, each at its price, until the minutes are spent. */
export interface Plan {
  readonly id: EqualCostId;
  readonly name: string;
  readonly description: string;
  /** Indexes of rows. */
  readonly order: readonly number[];
  /** Senior minutes that reading the row takes. */
  readonly price: (row: ReplayRow) => number;
}

/** Needs no order: each change is as likely as any other. */
export const RANDOM = {
  id: 'random',
  name: 'Random changes',
  description: 'Changes drawn at random until the minutes are spent; expected value.',
} as const;

/** Every way to choose that has an order; those by risk only where a risk is known. */
export function plansOf(rows: readonly ReplayRow[]): readonly Plan[] {
  const price = reviewMinutes;
  const perMinute = (row: ReplayRow) => (row.risk === null ? -1 : row.risk.score / row.verdict.reviewMinutes);
  const senior = rows.map((row, index) => ({ row, index })).filter(({ row }) => row.verdict.seniorMinutes > 0);
  const knownRisk = rows.some(({ risk }) => risk !== null);
  const byRisk: readonly Plan[] = [
    {
      id: 'risk-per-minute',
      name: 'Most risk per review minute',
      description: 'A senior reads where a minute of review meets most of the predicted risk.',
      order: descending(rows, perMinute),
      price,
    },
    {
      id: 'riskiest',
      name: 'Riskiest changes',
      description: 'A senior reads the changes of the highest risk percentile.',
      order: descending(rows, (row) => row.risk?.percentile ?? -1),
      price,
    },
  ];
  return [
    {
      id: 'policy-senior',
      name: 'This policy’s senior sign-offs',
      description: 'Only changes for which the policy asks for senior time; cut off where the minutes are spent.',
      order: descending(
        senior.map(({ row }) => row),
        perMinute,
      ).flatMap((at) => senior[at]?.index ?? []),
      price: (row) => row.verdict.seniorMinutes,
    },
    ...(knownRisk ? byRisk : []),
    {
      id: 'largest',
      name: 'Largest changes',
      description: 'A senior reads the changes of the highest size percentile.',
      order: descending(rows, (row) => row.sizePercentile ?? -1),
      price,
    },
    {
      id: 'every-ai',
      name: 'Every AI-assisted change needs a senior',
      description: 'A senior reads every change with evidence of AI; it sets the minutes that all others may spend.',
      order: rows.flatMap((row, index) => (row.assistance === 'ai' ? [index] : [])),
      price,
    },
    {
      id: 'perfect',
      name: 'Perfect order (the bound)',
      description: 'The harmful changes alone, those first that take least to read: no order can hold more.',
      order: descending(rows, (row) => (isHarm(row) ? 1 / row.verdict.reviewMinutes : -1)).filter((index) => {
        const row = rows[index];
        return row !== undefined && isHarm(row);
      }),
      price,
    },
  ];
}

/** Indexes of the rows by falling value; of equal ones the later landing first. */
function descending(rows: readonly ReplayRow[], value: (row: ReplayRow) => number): readonly number[] {
  const values = rows.map(value);
  return rows.map((_, index) => index).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || b - a);
}
