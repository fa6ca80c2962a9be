import { type Interval, wilson } from '../../src/statistics/index.ts';
import { DROPS, type DropOutcome, type Protocol } from './drop.ts';
import { median } from './series.ts';

/** One detector over the series of a group. */
export interface DropRow {
  readonly protocol: Protocol;
  readonly detector: string;
  readonly cells: readonly DropCell[];
  /** False alarms a week over all clean weeks of the second halves. */
  readonly falseAlarms: number;
  readonly weeks: number;
}

/** One size of drop: the share found with its interval, and the median delay in steps and minutes. */
export interface DropCell extends Interval {
  readonly drop: number;
  readonly n: number;
  readonly delaySteps: number | null;
  readonly delayMinutes: number | null;
}

/** The outcomes of one detector on several series as one row. `stepMs`: of each outcome's series, in their order. */
export function rowOf(protocol: Protocol, outcomes: readonly DropOutcome[], stepMs: readonly number[]): DropRow {
  const weeks = outcomes.reduce((sum, outcome) => sum + outcome.weeks, 0);
  const alarms = outcomes.reduce((sum, outcome) => sum + outcome.falseAlarms * outcome.weeks, 0);
  const cells = DROPS.map((drop) => {
    const found = outcomes.flatMap((outcome, at) => {
      return (outcome.found[drop] ?? []).map((steps) => ({ steps, stepMs: stepMs[at] ?? 0 }));
    });
    const hits = found.flatMap(({ steps, stepMs: step }) => (steps === null ? [] : [{ steps, step }]));
    const delays = hits.map(({ steps }) => steps);
    const minutes = hits.map(({ steps, step }) => (steps * step) / 60_000);
    return {
      drop,
      n: found.length,
      ...wilson(hits.length, found.length),
      delaySteps: hits.length === 0 ? null : median(delays),
      delayMinutes: hits.length === 0 ? null : median(minutes),
    };
  });
  return { protocol, detector: outcomes[0]?.detector ?? '', cells, falseAlarms: alarms / weeks, weeks };
}

/** Rows as a table of Markdown. */
export function tableOf(rows: readonly DropRow[]): string {
  const cell = ({ share, low, high, delayMinutes }: DropCell) => {
    const percent = (value: number | null) => (value === null ? '-' : String(Math.round(100 * value)));
    const delay = delayMinutes === null ? '' : ` @ ${Number(delayMinutes.toPrecision(3))}`;
    return `${percent(share)} (${percent(low)}-${percent(high)})${delay}`;
  };
  return [
    `| detector | ${DROPS.map((drop) => `${100 * drop} %`).join(' | ')} | false alarms a week |`,
    `|---|${DROPS.map(() => '---|').join('')}---|`,
    ...rows.map((row) => `| ${row.detector} | ${row.cells.map(cell).join(' | ')} | ${row.falseAlarms.toFixed(2)} |`),
  ].join('\n');
}
