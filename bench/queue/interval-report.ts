import { quantile } from '../../src/statistics/index.ts';
import type { IntervalCell } from './interval-cell.ts';
import { ASKED, METHODS, type Method, type Scored } from './interval-score.ts';

/** All answers of one cell, of all its seeds. */
export interface IntervalResult {
  readonly cell: Pick<IntervalCell, 'name' | 'group'>;
  readonly scored: readonly Scored[];
  /** Seeds whose run came to no end. */
  readonly endless: readonly number[];
}

/** How intervals did. Shares of answers; widths and times in middling builds. */
export interface Coverage {
  readonly n: number;
  readonly covered: number;
  readonly early: number;
  readonly late: number;
  readonly medianWidth: number;
  readonly medianTook: number;
}

/** What all cells come to. `mean` weighs each cell alike; `low` and `high` bound it by 1.96 standard errors over the cells. */
export interface IntervalSummary {
  readonly cells: number;
  readonly methods: readonly (Coverage & {
    readonly method: Method;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
    readonly cellsWithin: number;
  })[];
  readonly groups: readonly (Coverage & { readonly group: string })[];
  readonly asked: readonly (Coverage & { readonly asked: string })[];
  readonly calibrated: readonly (Coverage & { readonly isCalibrated: boolean })[];
  /** Taken as when it is decided, landed or sent back. */
  readonly decided: Coverage;
  readonly perCell: readonly (Coverage & { readonly cell: string; readonly recent: Coverage })[];
  readonly endless: readonly string[];
}

/** The band that is aimed at. */
export const BAND = { low: 0.88, high: 0.92 } as const;
const Z = 1.96;

/** Sums results up. Of entries that were sent back only `decided` tells: the interval is for what lands. */
export function intervalSummary(results: readonly IntervalResult[]): IntervalSummary {
  const landed = results.map(({ cell, scored }) => ({ cell, scored: scored.filter(({ isLanded }) => isLanded) }));
  const all = landed.flatMap(({ scored }) => scored);
  const own = (scored: readonly Scored[]): Coverage => coverageOf(scored, 'firebreak');
  return {
    cells: results.length,
    methods: METHODS.map((method) => {
      const cells = landed.map(({ scored }) => coverageOf(scored, method).covered).filter(Number.isFinite);
      const mean = meanOf(cells);
      const error =
        (Z * Math.sqrt(meanOf(cells.map((each) => (each - mean) ** 2)))) / Math.sqrt(Math.max(1, cells.length));
      const cellsWithin =
        cells.filter((each) => each >= BAND.low && each <= BAND.high).length / Math.max(1, cells.length);
      return { method, ...coverageOf(all, method), mean, low: mean - error, high: mean + error, cellsWithin };
    }),
    groups: [...new Set(landed.map(({ cell }) => cell.group))].map((group) => ({
      group,
      ...own(landed.filter(({ cell }) => cell.group === group).flatMap(({ scored }) => scored)),
    })),
    asked: ASKED.map((asked) => ({ asked, ...own(all.filter((each) => each.asked === asked)) })),
    calibrated: [false, true].map((isCalibrated) => ({
      isCalibrated,
      ...own(all.filter((each) => each.isCalibrated === isCalibrated)),
    })),
    decided: own(results.flatMap(({ scored }) => scored)),
    perCell: landed.map(({ cell, scored }) => ({
      cell: cell.name,
      ...own(scored),
      recent: coverageOf(scored, 'recent turnarounds'),
    })),
    endless: results.flatMap(({ cell, endless }) => endless.map((seed) => `${cell.name}, seed ${seed}`)),
  };
}

/** As a table of a paper. */
export function intervalTables(summary: IntervalSummary): string {
  const { methods, groups, asked, calibrated, decided, perCell, endless } = summary;
  const figures = (of: Coverage): string =>
    `${of.n} | ${percent(of.covered)} | ${percent(of.early)} | ${percent(of.late)} | ${of.medianWidth.toFixed(1)} | ${of.medianTook.toFixed(1)}`;
  const head = (what: string): readonly string[] => [
    `| ${what} | answers | covered | earlier | later | median width, builds | median wait, builds |`,
    '|---|---|---|---|---|---|---|',
  ];
  return [
    `| ${summary.cells} cells | mean coverage of a cell | cells within 88-92 % | all answers | median width, builds |`,
    '|---|---|---|---|---|',
    ...methods.map(
      ({ method, mean, low, high, cellsWithin, covered, medianWidth }) =>
        `| ${method} | ${percent(mean)} (${percent(low)}-${percent(high)}) | ${percent(cellsWithin)} | ${percent(covered)} | ${medianWidth.toFixed(1)} |`,
    ),
    '',
    ...head('of Firebreak'),
    ...groups.map((each) => `| ${each.group} | ${figures(each)} |`),
    ...asked.map((each) => `| asked: ${each.asked} | ${figures(each)} |`),
    ...calibrated.map((each) => `| ${each.isCalibrated ? 'calibrated' : 'not calibrated yet'} | ${figures(each)} |`),
    `| decided instead of landed | ${figures(decided)} |`,
    '',
    ...head('cell'),
    ...perCell.map((each) => `| ${each.cell} | ${figures(each)} |`),
    '',
    ...(endless.length === 0 ? [] : [`Came to no end: ${endless.join('; ')}.`, '']),
  ].join('\n');
}

function coverageOf(scored: readonly Scored[], method: Method): Coverage {
  let [n, early, late] = [0, 0, 0];
  const widths: number[] = [];
  const took: number[] = [];
  for (const { answers, tookMs, unitMs } of scored) {
    const answer = answers[method];
    if (answer === null) continue;
    n += 1;
    if (tookMs < answer.earliestMs) early += 1;
    else if (tookMs > answer.latestMs) late += 1;
    widths.push((answer.latestMs - answer.earliestMs) / unitMs);
    took.push(tookMs / unitMs);
  }
  return {
    n,
    covered: (n - early - late) / n,
    early: early / n,
    late: late / n,
    medianWidth: quantile(widths, 0.5) ?? Number.NaN,
    medianTook: quantile(took, 0.5) ?? Number.NaN,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / Math.max(1, values.length);
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '-';
}
