import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { decisionTable, decisionText, measureDecisions } from './decision.ts';
import { measureIntervals } from './interval.ts';
import { fitForecast } from './interval-fit.ts';
import { intervalTables } from './interval-report.ts';
import { cellTables, reproductionTable } from './markdown.ts';
import { runTasks, serveTasks, WORKER } from './pool.ts';
import { cellReports, reproductionText, summaryOf, textOf } from './report.ts';
import { reproduce } from './reproduce.ts';
import { cellsOf, strategies, type Task } from './task.ts';

/** Merge queues against each other: `./script/bench queue --part reproduction|grid|replay`. See README.md. */
const { values: options } = parseArgs({
  options: {
    part: { type: 'string', default: 'reproduction' },
    data: { type: 'string', default: process.env['FIREBREAK_BENCH_DATA'] ?? '../shared/data' },
    seeds: { type: 'string', default: '3' },
    /** Only cells whose name holds this. */
    cell: { type: 'string', default: '' },
    /** Results are kept here and found again. */
    keep: { type: 'string' },
    /** Strategies to run again although kept. */
    again: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
    /** Tables of docs/merge-queue-simulation.md. */
    markdown: { type: 'boolean', default: false },
    [WORKER.slice(2)]: { type: 'boolean', default: false },
  },
});

if (process.argv.includes(WORKER)) serveTasks();
else process.exitCode = await main();

async function main(): Promise<number> {
  const seeds = Number(options.seeds);
  if (!Number.isInteger(seeds) || seeds < 1) return refuse('--seeds takes a whole number from 1');
  switch (options.part) {
    case 'reproduction':
      return reproduction(seeds);
    case 'grid':
      return compare('grid', seeds);
    case 'replay':
      if (!existsSync(options.data)) return refuse(`no data at ${options.data}; give --data DIR`);
      return compare('replay', seeds);
    case 'intervals':
      return intervals(seeds);
    case 'interval-fit':
      process.stdout.write(fitForecast((line) => process.stderr.write(`${line}\n`)));
      return 0;
    case 'decisions':
      return decisions();
    default:
      return refuse('--part is reproduction, grid, replay, intervals or decisions');
  }
}

function reproduction(seeds: number): number {
  const found = reproduce(seeds, (line) => process.stderr.write(`${line}\n`));
  const text = options.markdown ? reproductionTable(found) : reproductionText(found);
  process.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : text);
  return found.every(({ isWithin }) => isWithin) ? 0 : 1;
}

function decisions(): number {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const found = measureDecisions({ cell: options.cell, progress });
  const text = options.markdown ? decisionTable(found) : decisionText(found);
  process.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : text);
  return found.every(({ isWithin }) => isWithin) ? 0 : 1;
}

function intervals(seeds: number): number {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const found = measureIntervals({ data: options.data, seeds, cell: options.cell, progress });
  process.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : intervalTables(found));
  return 0;
}

async function compare(part: Task['part'], seeds: number): Promise<number> {
  const cells = cellsOf(part, options.data).filter(({ name }) => name.includes(options.cell));
  const tasks = cells.flatMap(({ name }) =>
    Array.from({ length: seeds }, (_, at) => at + 1).flatMap((seed) =>
      strategies().map((strategy) => ({ part, cell: name, strategy: strategy.name, seed, data: options.data })),
    ),
  );
  const results = await runTasks({
    tasks,
    file: options.keep ?? null,
    again: options.again,
    progress: (done, of, { cell, strategy, seconds, failed }) =>
      process.stderr.write(`${done}/${of} ${cell}: ${strategy} ${seconds.toFixed(1)} s${failed ? ` ${failed}` : ''}\n`),
  });
  const reports = cellReports(results);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ summary: summaryOf(reports), cells: reports }, null, 2)}\n`
      : options.markdown
        ? cellTables(reports)
        : textOf(reports),
  );
  return summaryOf(reports).redLandings === 0 ? 0 : 1;
}

function refuse(why: string): number {
  process.stderr.write(`${why}\n`);
  return 2;
}
