import {
  drawWorkload,
  FIREBREAK,
  figuresOf,
  ORACLE,
  RIVALS,
  type RunFigures,
  runStrategy,
  type Strategy,
  type Workload,
} from '../../src/domain/queue-simulation/index.ts';
import { gridCells } from './cell.ts';
import { replays } from './replay-source.ts';

/** One run of one strategy. */
export interface Task {
  readonly part: 'grid' | 'replay';
  readonly cell: string;
  readonly strategy: string;
  readonly seed: number;
  readonly data: string;
}

/** What came of it. */
export interface TaskResult extends Task {
  readonly figures: RunFigures;
  readonly seconds: number;
  /** Why the run came to no end; it then counts as slower than any other. */
  readonly failed?: string;
}

/** Times and builds of a run that came to no end. */
const ENDLESS = { p50: 1e12, p95: 1e12, p99: 1e12, max: 1e12, buildsPerLanded: 1e6 } as const;

/** Every strategy that a cell is run with; total-order speculation without a window is left out for its cost. */
export function strategies(): readonly Strategy[] {
  return [ORACLE, ...RIVALS.filter(({ name }) => name !== 'nnfi'), FIREBREAK];
}

/** The cells of a part, by name, in order. */
export function cellsOf(
  part: Task['part'],
  data: string,
): readonly { readonly name: string; readonly make: (seed: number) => Workload }[] {
  if (part === 'replay') return replays(data);
  return gridCells().map((plan) => ({ name: plan.name, make: (seed) => drawWorkload(plan, seed) }));
}

const cells = new Map<string, ReturnType<typeof cellsOf>>();

/** Runs a task. Throws a RangeError for a cell or strategy that does not exist. */
export function runTask(task: Task): TaskResult {
  const known = cells.get(task.part) ?? cellsOf(task.part, task.data);
  cells.set(task.part, known);
  const cell = known.find(({ name }) => name === task.cell);
  const strategy = strategies().find(({ name }) => name === task.strategy);
  if (cell === undefined || strategy === undefined) throw new RangeError(`no ${task.cell} or ${task.strategy}`);
  const from = performance.now();
  const workload = cell.make(task.seed);
  const seconds = (): number => (performance.now() - from) / 1000;
  try {
    const figures = figuresOf(workload, runStrategy({ strategy, workload, seed: task.seed }));
    return { ...task, figures, seconds: seconds() };
  } catch (error) {
    return { ...task, figures: { ...nothingLanded(workload), ...ENDLESS }, seconds: seconds(), failed: String(error) };
  }
}

function nothingLanded(workload: Workload): RunFigures {
  return figuresOf(workload, {
    turnarounds: [],
    landed: 0,
    ejected: 0,
    falselyEjected: 0,
    builds: 0,
    aborted: 0,
    workerMs: 0,
    redLandings: 0,
    unprovedLandings: 0,
    spanMs: 1,
  });
}
