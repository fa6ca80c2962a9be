import { FIREBREAK, METRICS, type MetricVerdict, ORACLE } from '../../src/domain/queue-simulation/index.ts';
import { type CellReport, summaryOf } from './report.ts';
import type { Reproduced } from './reproduce.ts';

/** The reproduction as a table of a paper. */
export function reproductionTable(found: readonly Reproduced[]): string {
  const rows = found.map(
    ({ what, published, band, values, mean, isWithin }) =>
      `| ${what} | ${published} | ${band.join('-')} | ${mean.toPrecision(3)} (${Math.min(...values).toPrecision(3)}-${Math.max(...values).toPrecision(3)}) | ${isWithin ? 'yes' : 'no'} |`,
  );
  return ['| figure | published | band | here, mean (range) | within |', '|---|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

/** Cells as tables of a paper: what they come to, each cell, means of each strategy over all cells. */
export function cellTables(cells: readonly CellReport[]): string {
  return [...summaryRows(cells), '', ...strategyRows(cells), '', ...cellRows(cells), ''].join('\n');
}

function summaryRows(cells: readonly CellReport[]): readonly string[] {
  const summary = summaryOf(cells);
  const share = (value: number): string => `${(100 * value).toFixed(0)} %`;
  return [
    `| of ${summary.cells} cells | P50 | P95 | P99 | builds |`,
    '|---|---|---|---|---|',
    `| not worse than the best of all others by this metric alone | ${summary.notWorse.map((each) => share(each.share)).join(' | ')} |`,
    `| not slower than any other with no more builds | ${summary.fastestAtNoMoreBuilds.map((each) => share(each.share)).join(' | ')} | |`,
    `| faster, and fewer builds, than the fastest other | ${summary.betterInBoth.map((each) => share(each.share)).join(' | ')} | |`,
    `| no other is at least as good in all four and better in one | ${share(summary.notDominated)} | | | |`,
    '',
    `Red landings: ${summary.redLandings}; unproved landings: ${summary.unprovedLandings}, of all strategies. Firebreak's false ejections: ${(100 * summary.falseEjectionShare).toFixed(2)} %.`,
  ];
}

/** Geometric means over the cells of a strategy's figure over Firebreak's. */
function strategyRows(cells: readonly CellReport[]): readonly string[] {
  const names = (cells[0]?.strategies ?? []).map(({ name }) => name).filter((name) => name !== FIREBREAK.name);
  const rows = names.map((name) => {
    const ratios = METRICS.map((metric) => {
      const logs = cells.flatMap(({ strategies }) => {
        const own = strategies.find((each) => each.name === FIREBREAK.name)?.runs ?? [];
        const other = strategies.find((each) => each.name === name)?.runs ?? [];
        return own.map((run, at) => Math.log((other[at]?.[metric] ?? 1) / Math.max(1e-9, run[metric])));
      });
      return Math.exp(logs.reduce((sum, log) => sum + log, 0) / Math.max(1, logs.length)).toFixed(2);
    });
    const dominated = cells.filter(({ verdict }) => verdict.dominates.includes(name)).length;
    const dominates = cells.filter(({ verdict }) => verdict.dominatedBy.includes(name)).length;
    const counts = name === ORACLE.name ? ' | | |' : ` | ${dominated} | ${dominates} |`;
    return `| ${name} | ${ratios.join(' | ')}${counts}`;
  });
  return [
    '| times Firebreak | P50 | P95 | P99 | builds | cells where Firebreak dominates it | cells where it dominates Firebreak |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ];
}

function cellRows(cells: readonly CellReport[]): readonly string[] {
  const minutes = (verdict: MetricVerdict | undefined): string => entry(verdict, (ms) => (ms / 60_000).toFixed(1));
  const rows = cells.map(({ cell, verdict }) => {
    const [p50, p95, p99, builds] = verdict.metrics;
    const own = [minutes(p50), minutes(p95), minutes(p99), entry(builds, (value) => value.toFixed(2))];
    return `| ${cell} | ${own.join(' | ')} | ${verdict.dominatedBy.join(', ')} |`;
  });
  return [
    '| cell | P50 min: own, best other | P95 min | P99 min | builds per landed change | dominated by |',
    '|---|---|---|---|---|---|',
    ...rows,
  ];
}

function entry(verdict: MetricVerdict | undefined, format: (value: number) => string): string {
  if (verdict === undefined) return '';
  const sign = { better: '<', even: '=', worse: '**>**' }[verdict.standing];
  return `${format(verdict.own)} ${sign} ${format(verdict.rival)} ${verdict.best}`;
}
