import { quantile } from '../../src/statistics/index.ts';
import type { Audit } from './audit.ts';
import { readNotes } from './build.ts';
import type { Outcome } from './outcome.ts';

/** One row: what a way to run a queue came to. Seconds unless named otherwise; `null` = not measured. */
export interface Row {
  readonly strategy: string;
  readonly workers: number;
  readonly total: number;
  readonly landed: number;
  readonly ejected: number;
  readonly builds: number;
  readonly stopped: number;
  readonly buildsPerLanded: number;
  /** From the start of the run, when everything was queued, to the landing. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Share of the run in which no build ran. */
  readonly idleShare: number;
  /** Builds that ran at a time, on average. */
  readonly atOnce: number;
  /** Processor seconds of the queue, its git and its builds, which sleep, by decided change. */
  readonly cpuPerChange: number | null;
  readonly noticedP50Ms: number | null;
  readonly noticedP95Ms: number | null;
  readonly audit: Audit;
}

/** The figures of one run. */
export function rowOf(outcome: Outcome, audit: Audit): Row {
  const { strategy, workers, startedAt, endedAt, landed, ejected, cpuS, noticedMs } = outcome;
  const notes = readNotes(outcome.notes);
  const turnaround = [...landed.values()].map((at) => (at - startedAt) / 1000);
  const { covered, sum } = busy(notes.flatMap(({ from, to }) => (to === null ? [] : [{ from, to }])));
  const total = (endedAt - startedAt) / 1000;
  const changes = landed.size + ejected.size;
  return {
    strategy,
    workers,
    total,
    landed: landed.size,
    ejected: ejected.size,
    builds: notes.length,
    stopped: notes.filter(({ to }) => to === null).length,
    buildsPerLanded: notes.length / landed.size,
    p50: quantile(turnaround, 0.5),
    p95: quantile(turnaround, 0.95),
    p99: quantile(turnaround, 0.99),
    idleShare: 1 - covered / 1000 / total,
    atOnce: sum / 1000 / total,
    cpuPerChange: cpuS === null ? null : cpuS / changes,
    noticedP50Ms: quantile(noticedMs, 0.5),
    noticedP95Ms: quantile(noticedMs, 0.95),
    audit,
  };
}

/** Whether nothing of what a queue promises was broken. */
export function isSound({ audit }: Row): boolean {
  const { red, twice, lost, falselyEjected, orphans } = audit;
  return [red, twice, lost, falselyEjected, orphans].every((found) => found.length === 0);
}

/** Milliseconds in which at least one ran, and of all together. */
function busy(spans: readonly { readonly from: number; readonly to: number }[]): {
  readonly covered: number;
  readonly sum: number;
} {
  let covered = 0;
  let sum = 0;
  let reached = 0;
  for (const { from, to } of [...spans].sort((one, other) => one.from - other.from)) {
    sum += to - from;
    covered += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return { covered, sum };
}

/** The rows as a table of Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const head = [
    'queue',
    'workers',
    'total s',
    'landed',
    'sent back',
    'builds per landed',
    'P50 s',
    'P95 s',
    'P99 s',
    'at once',
    'no build runs',
    'red',
    'twice',
    'lost',
    'wrongly sent back',
  ];
  const lines = rows.map((row) => [
    `\`${row.strategy}\``,
    `${row.workers}`,
    row.total.toFixed(0),
    `${row.landed}`,
    `${row.ejected}`,
    row.buildsPerLanded.toFixed(2),
    seconds(row.p50),
    seconds(row.p95),
    seconds(row.p99),
    row.atOnce.toFixed(1),
    `${(row.idleShare * 100).toFixed(1)} %`,
    `${row.audit.red.length}`,
    `${row.audit.twice.length}`,
    `${row.audit.lost.length}`,
    `${row.audit.falselyEjected.length}`,
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function seconds(value: number | null): string {
  return value === null ? '-' : value.toFixed(0);
}
