import { quantile, wilson } from '../../src/statistics/index.ts';
import type { StoppedAt } from './rival.ts';

/** How often, and at which median minute, a way to judge stopped. */
export interface Cell {
  readonly stopped: number;
  readonly n: number;
  readonly share: number;
  /** Wilson, 95 %. */
  readonly low: number;
  readonly high: number;
  readonly medianMinute: number | null;
}

export function cellOf(stops: readonly StoppedAt[]): Cell {
  const at = stops.filter((each): each is number => each !== null);
  const { share, low, high } = wilson(at.length, stops.length);
  return {
    stopped: at.length,
    n: stops.length,
    share: share ?? 0,
    low: low ?? 0,
    high: high ?? 1,
    medianMinute: quantile(at, 0.5),
  };
}

export const percent = (share: number): string => `${Number((100 * share).toFixed(share > 0.1 ? 0 : 1))}`;

/** `98@24`: percent that stopped, and the median minute where a tenth or more did. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  const at = cell.share >= 0.1 && cell.medianMinute !== null ? `@${Math.round(cell.medianMinute)}` : '';
  return `${percent(cell.share)}${at}`;
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
