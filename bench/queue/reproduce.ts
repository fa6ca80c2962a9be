import {
  drawWorkload,
  figuresOf,
  ORACLE,
  RIVALS,
  type RunFigures,
  runStrategy,
  type WorkloadPlan,
} from '../../src/domain/queue-simulation/index.ts';

/** A published figure, and the band in which ours must lie. */
export interface Reproduced {
  readonly what: string;
  readonly published: string;
  readonly band: readonly [number, number];
  readonly values: readonly number[];
  readonly mean: number;
  readonly isWithin: boolean;
}

/** The calibration of the reference: an hour of arrivals, no flakes, nothing lost by aborting. */
const BASE = {
  changes: 500,
  perHour: 500,
  workers: 500,
  medianMinutes: 27,
  sigma: 0.55,
  floorMinutes: 4,
  capMinutes: 120,
  failingDuration: 1,
  real: 0,
  flake: 0,
  abortSeconds: 0,
  predictor: 'two-level',
} as const;

interface Check {
  readonly what: string;
  readonly published: string;
  readonly band: readonly [number, number];
  readonly plan: WorkloadPlan;
  readonly strategy: string;
  readonly figure: (run: RunFigures, oracle: RunFigures) => number;
}

const order = { ...BASE, name: 'total order', potential: 1, failure: 0.045 };
const sparse = { ...BASE, name: 'sparse graph', potential: 0.03, failure: 0.05 };
const sparser = { ...sparse, name: 'sparse graph, 200 workers', workers: 200 };
const denser = { ...sparser, name: 'denser graph, 200 workers', potential: 0.05 };

const CHECKS: readonly Check[] = [
  check('Single / Oracle, P50', '80', [69.5, 83.5], order, 'single', (run, oracle) => run.p50 / oracle.p50),
  check('Single / Oracle, P95', '129', [120, 131], order, 'single', (run, oracle) => run.p95 / oracle.p95),
  check('Single / Oracle, P99', '132', [125, 134], order, 'single', (run, oracle) => run.p99 / oracle.p99),
  check(
    'Optimistic / Oracle, P50',
    '7.3-9.6',
    [7.2, 9.6],
    order,
    'optimistic-graph',
    (run, oracle) => run.p50 / oracle.p50,
  ),
  check(
    'SubmitQueue / Oracle, P50, W = 500',
    '<= 1.2',
    [1, 1.2],
    sparse,
    'submitqueue-2019',
    (run, oracle) => run.p50 / oracle.p50,
  ),
  check(
    'SubmitQueue / Oracle, P95, W = 500',
    '<= 1.2',
    [1, 1.2],
    sparse,
    'submitqueue-2019',
    (run, oracle) => run.p95 / oracle.p95,
  ),
  check(
    'SubmitQueue / Oracle, P99, W = 500',
    '<= 1.2',
    [1, 1.2],
    sparse,
    'submitqueue-2019',
    (run, oracle) => run.p99 / oracle.p99,
  ),
  check(
    'SubmitQueue 2019, builds per change, q = 0.03',
    '3.39-5.43',
    [3.39, 5.43],
    sparser,
    'submitqueue-2019',
    builds,
  ),
  check('SubmitQueue 2019, builds per change, q = 0.05', '3.39-5.43', [3.39, 5.43], denser, 'submitqueue-2019', builds),
  check(
    'SubmitQueue 2019, aborted share',
    '0.40-0.65',
    [0.4, 0.65],
    denser,
    'submitqueue-2019',
    (run) => run.abortedShare,
  ),
  check('SubmitQueue 2025, builds per change, q = 0.05', '1.85-2.57', [1.85, 2.57], denser, 'submitqueue-2025', builds),
];

/** Runs what the published figures are reproduced by. The mean over the seeds must lie in the band. */
export function reproduce(seeds: number, progress: (line: string) => void): readonly Reproduced[] {
  const runs = new Map<string, RunFigures>();
  const figures = (plan: WorkloadPlan, name: string, seed: number): RunFigures => {
    const key = `${plan.name} ${name} ${seed}`;
    const known = runs.get(key);
    if (known !== undefined) return known;
    const strategy = [ORACLE, ...RIVALS].find((each) => each.name === name);
    if (strategy === undefined) throw new RangeError(`no strategy ${name}`);
    const workload = drawWorkload(plan, seed);
    const found = figuresOf(workload, runStrategy({ strategy, workload, seed }));
    progress(key);
    runs.set(key, found);
    return found;
  };
  return CHECKS.map(({ what, published, band, plan, strategy, figure }) => {
    const values = Array.from({ length: seeds }, (_, at) =>
      figure(figures(plan, strategy, at + 1), figures(plan, ORACLE.name, at + 1)),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    // Three figures are compared, as published.
    const rounded = Number(mean.toPrecision(3));
    return { what, published, band, values, mean, isWithin: rounded >= band[0] && rounded <= band[1] };
  });
}

function builds(run: RunFigures): number {
  return (run.buildsPerLanded * run.landed) / (run.landed + run.ejected);
}

function check(
  what: string,
  published: string,
  band: readonly [number, number],
  plan: WorkloadPlan,
  strategy: string,
  figure: Check['figure'],
): Check {
  return { what, published, band, plan, strategy, figure };
}
