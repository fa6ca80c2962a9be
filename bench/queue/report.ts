import {
  type CellVerdict,
  FIREBREAK,
  judgeCell,
  METRICS,
  type MetricVerdict,
  ORACLE,
  type RunFigures,
  type StrategyFigures,
} from '../../src/domain/queue-simulation/index.ts';
import type { Reproduced } from './reproduce.ts';
import type { TaskResult } from './task.ts';

/** A cell with all its runs and what they come to. */
export interface CellReport {
  readonly cell: string;
  readonly strategies: readonly StrategyFigures[];
  readonly verdict: CellVerdict;
}

/** Brings results together by cell. The oracle is no rival: it knows the future. */
export function cellReports(results: readonly TaskResult[]): readonly CellReport[] {
  return [...new Set(results.map(({ cell }) => cell))].map((cell) => {
    const own = results.filter((result) => result.cell === cell);
    const strategies = [...new Set(own.map(({ strategy }) => strategy))].map((name) => ({
      name,
      runs: own.filter(({ strategy }) => strategy === name).map(({ figures }) => figures),
    }));
    const judged = strategies.find(({ name }) => name === FIREBREAK.name);
    if (judged === undefined) throw new RangeError(`${cell} has no run of ${FIREBREAK.name}`);
    const rivals = strategies.filter(({ name }) => name !== FIREBREAK.name && name !== ORACLE.name);
    return { cell, strategies, verdict: judgeCell(judged, rivals) };
  });
}

/** What all cells come to. Shares are of cells. */
export function summaryOf(cells: readonly CellReport[]) {
  const share = (test: (cell: CellReport) => boolean): number => cells.filter(test).length / Math.max(1, cells.length);
  const firebreak = cells.flatMap(
    ({ strategies }) => strategies.find(({ name }) => name === FIREBREAK.name)?.runs ?? [],
  );
  const all = cells.flatMap(({ strategies }) => strategies.flatMap(({ runs }) => runs));
  return {
    cells: cells.length,
    notWorse: METRICS.map((metric, at) => ({
      metric,
      share: share(({ verdict }) => verdict.metrics[at]?.standing !== 'worse'),
    })),
    notWorseInAnything: share(({ verdict }) => verdict.metrics.every(({ standing }) => standing !== 'worse')),
    notDominated: share(({ verdict }) => verdict.dominatedBy.length === 0),
    fastestAtNoMoreBuilds: ['p50', 'p95', 'p99'].map((metric, at) => ({
      metric,
      share: share(({ verdict }) => verdict.atNoMoreBuilds[at]?.standing !== 'worse'),
    })),
    betterInBoth: ['p50', 'p95', 'p99'].map((metric, at) => ({
      metric,
      share: share(({ verdict }) => verdict.betterInBoth[at] === true),
    })),
    rivalsDominated: cells.reduce((sum, { verdict }) => sum + verdict.dominates.length, 0) / Math.max(1, cells.length),
    redLandings: sum(all, (run) => run.redLandings),
    unprovedLandings: sum(all, (run) => run.unprovedLandings),
    falseEjectionShare: sum(firebreak, (run) => run.falseEjectionShare) / Math.max(1, firebreak.length),
    longestWaitOverP95: firebreak.reduce((most, run) => Math.max(most, run.max / Math.max(1, run.p95)), 0),
  };
}

/** The whole as text: the summary, one line for each cell, the cells where Firebreak loses. */
export function textOf(cells: readonly CellReport[]): string {
  const summary = summaryOf(cells);
  const lines = [
    `${summary.cells} cells`,
    ...summary.notWorse.map(({ metric, share }) => `not worse than the best rival by ${metric}: ${percent(share)}`),
    `not worse by any metric: ${percent(summary.notWorseInAnything)}`,
    `no rival dominates (P50, P95, P99 and builds at once): ${percent(summary.notDominated)}`,
    ...summary.fastestAtNoMoreBuilds.map(
      ({ metric, share }) => `not slower by ${metric} than any rival with no more builds: ${percent(share)}`,
    ),
    ...summary.betterInBoth.map(
      ({ metric, share }) =>
        `strictly better in ${metric} and in builds than the rival with the best ${metric}: ${percent(share)}`,
    ),
    `rivals dominated in a cell, mean: ${summary.rivalsDominated.toFixed(1)}`,
    `red landings: ${summary.redLandings}, unproved landings: ${summary.unprovedLandings}`,
    `false ejections: ${percent(summary.falseEjectionShare, 2)}; longest wait / P95: ${summary.longestWaitOverP95.toFixed(2)}`,
    '',
    ...cells.map(cellLine),
  ];
  return `${lines.join('\n')}\n`;
}

/** The reproduction as text. */
export function reproductionText(found: readonly Reproduced[]): string {
  return found
    .map(({ what, published, band, values, mean, isWithin }) =>
      [
        what.padEnd(50),
        `published ${published}`.padEnd(22),
        `band ${band.join('-')}`.padEnd(16),
        `${mean.toPrecision(3)} (${Math.min(...values).toPrecision(3)}-${Math.max(...values).toPrecision(3)})`.padEnd(
          24,
        ),
        isWithin ? 'within' : 'OUTSIDE',
      ].join(' '),
    )
    .join('\n')
    .concat('\n');
}

function cellLine({ cell, verdict }: CellReport): string {
  const [p50, p95, p99, builds] = verdict.metrics;
  const parts = [minutes('P50', p50), minutes('P95', p95), minutes('P99', p99), plain('builds', builds)];
  const dominated = verdict.dominatedBy.length > 0 ? ` DOMINATED BY ${verdict.dominatedBy.join(', ')}` : '';
  return `${cell.padEnd(36)} ${parts.join(' | ')}${dominated}`;
}

function minutes(name: string, verdict: MetricVerdict | undefined): string {
  return verdict === undefined ? '' : text(name, verdict, (ms) => (ms / 60_000).toFixed(1));
}

function plain(name: string, verdict: MetricVerdict | undefined): string {
  return verdict === undefined ? '' : text(name, verdict, (value) => value.toFixed(2));
}

function text(name: string, { own, rival, best, standing }: MetricVerdict, format: (value: number) => string): string {
  const mark = standing === 'worse' ? '!' : standing === 'better' ? '+' : '=';
  return `${name} ${format(own)} ${mark} ${format(rival)} ${best}`;
}

function percent(share: number, digits = 0): string {
  return `${(100 * share).toFixed(digits)} %`;
}

function sum(runs: readonly RunFigures[], of: (run: RunFigures) => number): number {
  return runs.reduce((total, run) => total + of(run), 0);
}
