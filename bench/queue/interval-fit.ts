import {
  guessOf,
  KINDS,
  middlingBuild,
  SIGNS,
  STAGES,
  type Stage,
  sightOf,
} from '../../src/domain/merge-queue/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { fittedCells } from './interval-cell.ts';
import { ASK_EVERY_MS, followRun } from './interval-run.ts';

/** Seeds of the fit; what is reported uses others. */
const SEEDS = [101, 102];
/** Quantiles that are kept of each kind. */
const KEPT = 40;
/** Of one run, at most so many times as many as that tell of one kind, so that a long queue does not outvote the rest. */
const DRAWN = 100;
const FEWEST = 5;
const RIDGE = 1e-3;
const FEWEST_LANDINGS = 3;

interface Row {
  readonly signs: readonly number[];
  readonly logBuilds: number;
}

type Rows = Readonly<Record<Stage, readonly Row[]>>;

/** Weights of the first guess and what it took over the guess, as the source of `forecast-weights.ts`. */
export function fitForecast(progress: (line: string) => void): string {
  const runs = fittedCells().flatMap((cell) =>
    SEEDS.flatMap((seed) => {
      try {
        const rows = rowsOf(cell.make(seed), seed);
        progress(`${cell.name} ${seed}: ${STAGES.map((stage) => rows[stage].length).join(' ')}`);
        return [rows];
      } catch (error) {
        progress(`${cell.name} ${seed}: ${String(error)}`);
        return [];
      }
    }),
  );
  const weights = STAGES.map(
    (stage) =>
      [
        stage,
        fitted(
          runs.map((run) => run[stage]),
          SIGNS[stage].length,
        ),
      ] as const,
  );
  const ratios = Array.from({ length: KINDS }, (): number[] => []);
  for (const run of runs) addRatios(ratios, run, Object.fromEntries(weights) as Record<Stage, readonly number[]>);
  const lines = weights.map(([stage, list]) => `  ${stage}: [${list.map((each) => each.toFixed(2)).join(', ')}],`);
  const rows = ratios.map((list) => `  [${kept(list).join(', ')}],`);
  return ['weights', ...lines, 'ratios', ...rows, ''].join('\n');
}

function rowsOf(workload: Parameters<typeof followRun>[0]['workload'], seed: number): Rows {
  const rows: Record<Stage, Row[]> = { untried: [], building: [], passed: [], failed: [] };
  const open = new Map<
    number,
    { readonly at: number; readonly unitMs: number; readonly stage: Stage; readonly signs: readonly number[] }[]
  >();
  followRun({
    workload,
    seed,
    everyMs: ASK_EVERY_MS,
    ask: ({ queue, at, waiting }) => {
      const unitMs = middlingBuild(queue.durations);
      if (unitMs === null || queue.forecast.landedAt.length < FEWEST_LANDINGS) return;
      const sight = sightOf(queue, { now: at, unitMs, parallel: 1 });
      for (const entry of waiting) {
        const list = open.get(entry.number) ?? [];
        open.set(entry.number, [...list, { at, unitMs, ...sight.of(entry) }]);
      }
    },
    decided: ({ number, at, isLanded }) => {
      for (const { at: from, unitMs, stage, signs } of isLanded ? (open.get(number) ?? []) : []) {
        rows[stage].push({ signs, logBuilds: Math.log(Math.max(1e-3, (at - from) / unitMs)) });
      }
      open.delete(number);
    },
  });
  return rows;
}

/** Least squares with a little ridge, each run of the same weight. */
function fitted(runs: readonly (readonly Row[])[], size: number): readonly number[] {
  const matrix = Array.from({ length: size }, (_, at) =>
    Array.from({ length: size + 1 }, (_each, to) => (at === to ? RIDGE : 0)),
  );
  for (const rows of runs.filter(({ length }) => length >= FEWEST)) {
    for (const { signs, logBuilds } of rows) {
      const columns = [...signs, logBuilds];
      signs.forEach((sign, at) => {
        columns.forEach((other, to) => {
          (matrix[at] as number[])[to] = ((matrix[at] as number[])[to] as number) + (sign * other) / rows.length;
        });
      });
    }
  }
  return solved(matrix);
}

/** Gauss and Jordan on a positive definite matrix with its right side as the last column. */
function solved(matrix: number[][]): readonly number[] {
  matrix.forEach((pivotRow, at) => {
    const pivot = pivotRow[at] as number;
    for (let to = at; to < pivotRow.length; to += 1) pivotRow[to] = (pivotRow[to] as number) / pivot;
    matrix.forEach((row, other) => {
      const factor = row[at] as number;
      if (other === at || factor === 0) return;
      for (let to = at; to < row.length; to += 1) row[to] = (row[to] as number) - factor * (pivotRow[to] as number);
    });
  });
  return matrix.map((row) => row.at(-1) as number);
}

function addRatios(ratios: number[][], run: Rows, weights: Readonly<Record<Stage, readonly number[]>>): void {
  const found = ratios.map((): number[] => []);
  for (const stage of STAGES) {
    for (const { signs, logBuilds } of run[stage]) {
      const { kind, guessMs } = guessOf({ stage, signs }, { unitMs: 1, weights: weights[stage] });
      found[kind]?.push(logBuilds - Math.log(guessMs));
    }
  }
  found.forEach((list, kind) => {
    if (list.length < FEWEST) return;
    for (let at = 0; at < DRAWN; at += 1) ratios[kind]?.push(quantile(list, (at + 0.5) / DRAWN) ?? 0);
  });
}

function kept(list: readonly number[]): readonly string[] {
  return Array.from({ length: KEPT }, (_, at) => (quantile(list, (at + 0.5) / KEPT) ?? 0).toFixed(2));
}
