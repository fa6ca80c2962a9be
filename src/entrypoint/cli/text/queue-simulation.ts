import type { QueueSimulation } from '../../../contract/index.ts';

/** Ways to run a queue as a table, and how Firebreak stands among them. */
export function queueSimulationText(document: QueueSimulation): string {
  const head = ['strategy', 'P50 min', 'P95 min', 'P99 min', 'builds', 'worker h', 'aborted', 'false ej.'];
  const rows = document.rows.map((row) => [
    row.strategy,
    row.p50_minutes.mean.toFixed(1),
    row.p95_minutes.mean.toFixed(1),
    row.p99_minutes.mean.toFixed(1),
    row.builds_per_landed.mean.toFixed(2),
    row.worker_hours_per_landed.mean.toFixed(2),
    `${(100 * row.aborted_share.mean).toFixed(0)} %`,
    `${(100 * row.false_ejection_share.mean).toFixed(2)} %`,
  ]);
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  return [
    sourceLine(document),
    '',
    line(head),
    ...rows.map(line),
    '',
    ...COLUMNS,
    '',
    ...document.verdict.map(
      ({ metric, best, ratio, tolerance, standing }) =>
        `${metric}: ${standing} than the best other (${best}), ${ratio.toFixed(2)} times; within ${(100 * tolerance).toFixed(0)} % is even`,
    ),
    ...wrongLines(document),
    ...document.limits.map((limit) => `- ${limit}`),
    '',
  ].join('\n');
}

/** What the columns say, in words of whoever waits. */
const COLUMNS = [
  'P50, P95, P99 min: minutes from being queued to being landed, within which half, 95 and 99 of 100 landed changes were',
  'builds, worker h: builds begun and hours of workers used, for each landed change',
  'aborted: builds that were ended because what they assumed did not come true',
  'false ej.: good changes that were sent back, as a share of those that were decided',
  'oracle: is told beforehand which changes fail; something to measure by, no way to run a queue',
];

function sourceLine({
  source,
  changes,
  per_hour: perHour,
  workers,
  build_minutes: minutes,
  seeds,
}: QueueSimulation): string {
  const rate = perHour === null ? 'at the times they landed' : `${perHour.toFixed(1)} an hour`;
  const what = source === 'landed' ? 'landed changes' : 'drawn changes';
  return `${changes} ${what}, ${rate}, ${workers} workers, builds of about ${minutes} minutes, ${seeds} ${seeds === 1 ? 'seed' : 'seeds (means)'}`;
}

function wrongLines({ rows }: QueueSimulation): readonly string[] {
  return rows
    .filter((row) => row.red_landings + row.unproved_landings > 0)
    .map((row) => `${row.strategy}: ${row.red_landings} red landings, ${row.unproved_landings} unproved`);
}
