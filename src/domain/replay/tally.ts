import { wilson } from '../../statistics/index.ts';
import type { CountedShare, ReplayRow } from './model.ts';

/** `count` of `n` with its 95 % Wilson interval; a fractional count is an expected value and is shown rounded. */
export function shareOf(count: number, n: number): CountedShare {
  return { count: Math.round(count), n, ...wilson(count, n) };
}

/** The share of rows for which the test holds. */
export function shareOfRows(rows: readonly ReplayRow[], test: (row: ReplayRow) => boolean): CountedShare {
  return shareOf(rows.filter(test).length, rows.length);
}

/** Whether the change would not have passed by itself: unknown holds. */
export function isHeld(row: ReplayRow): boolean {
  return row.verdict.decision !== 'allow';
}

/** Whether later history says that it did harm. */
export function isHarm(row: ReplayRow): boolean {
  return row.label.kind === 'reverted' || row.label.kind === 'fixed';
}

/** Whether enough time passed without such a statement; too young is neither harm nor harmless. */
export function isHarmless(row: ReplayRow): boolean {
  return row.label.kind === 'none';
}

/** Sum over the rows. */
export function sumOf(rows: readonly ReplayRow[], value: (row: ReplayRow) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0);
}
