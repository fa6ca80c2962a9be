import { firebreakScheduler, type Scheduler } from '../merge-queue/index.ts';
import type { SimulatedRun, Workload } from './model.ts';
import { simulateQueue } from './simulate.ts';
import { oracleQueue } from './strategy/oracle.ts';
import { parallelBatchQueue } from './strategy/parallel-batch.ts';
import { serialBatchQueue } from './strategy/serial-batch.ts';
import { singleQueue } from './strategy/single.ts';
import { type SubmitQueueOptions, submitQueue } from './strategy/submit-queue.ts';
import { successPathQueue } from './strategy/success-path.ts';
import { withoutTargets } from './workload.ts';

/** A way to run a queue, ready to be simulated. */
export interface Strategy {
  readonly name: string;
  /** Whether it knows which changes share a target; without, every change may conflict with every other. */
  readonly seesTargets: boolean;
  /** Makes the scheduler of one run; only the oracle looks at the workload. */
  readonly make: (workload: Workload) => Scheduler;
}

/** More than any workload fills, so that the oracle never waits for a worker. */
const ORACLE_WORKERS = 2000;

/** SubmitQueue's cut-off of 2025 is not published; with this one its published builds per change come out. */
const SPECULATION_THRESHOLD = 0.7;

const unlimited = { kind: 'fixed', entries: Number.POSITIVE_INFINITY } as const;

/** Every strategy that Firebreak is measured against. */
export const RIVALS: readonly Strategy[] = [
  { name: 'single', seesTargets: true, make: () => singleQueue() },
  prefix('prefix-20', 20),
  prefix('prefix-100', 100),
  {
    name: 'nnfi-window',
    seesTargets: false,
    make: () => successPathQueue({ limit: { kind: 'window', start: 20, floor: 3 }, skipsFailing: true }),
  },
  { name: 'nnfi', seesTargets: false, make: () => successPathQueue({ limit: unlimited, skipsFailing: true }) },
  { name: 'nnfi-graph', seesTargets: true, make: () => successPathQueue({ limit: unlimited, skipsFailing: true }) },
  {
    name: 'optimistic-graph',
    seesTargets: true,
    make: () => successPathQueue({ limit: unlimited, skipsFailing: false }),
  },
  tree('submitqueue-2019', { chances: 'predicted', preempts: true, threshold: 0, bypass: null }),
  tree('submitqueue-2019-learning', { chances: 'learned', preempts: true, threshold: 0, bypass: null }),
  tree('submitqueue-2025', {
    chances: 'predicted',
    preempts: true,
    threshold: SPECULATION_THRESHOLD,
    bypass: { most: 2, chance: 0.9 },
  }),
  tree('submitqueue-sticky', { chances: 'predicted', preempts: false, threshold: 0, bypass: null }),
  tree('speculate-all', { chances: 'even', preempts: true, threshold: 0, bypass: null }),
  { name: 'bors', seesTargets: false, make: () => serialBatchQueue({ size: 16, singlesAt: 1 }) },
  { name: 'stop-at-4', seesTargets: false, make: () => serialBatchQueue({ size: 16, singlesAt: 4 }) },
  batch('batch-4', 4, 2),
  batch('batch-8', 8, 5),
  lanes('lanes-4', 4),
  lanes('lanes-8', 8),
];

/** Firebreak's own. */
export const FIREBREAK: Strategy = { name: 'firebreak', seesTargets: true, make: () => firebreakScheduler() };

/** What no queue that keeps the order of arrival can beat. */
export const ORACLE: Strategy = { name: 'oracle', seesTargets: true, make: oracleQueue };

/** Runs a strategy over a workload as it sees it. The oracle has workers without end, no flakes and no aborts. */
export function runStrategy(given: {
  readonly strategy: Strategy;
  readonly workload: Workload;
  readonly seed: number;
}): SimulatedRun {
  const { strategy, seed } = given;
  const seen = strategy.seesTargets ? given.workload : withoutTargets(given.workload);
  const workload = strategy === ORACLE ? { ...seen, workers: ORACLE_WORKERS, flake: 0, abortMs: 0 } : seen;
  return simulateQueue({ workload, scheduler: strategy.make(workload), seed });
}

function prefix(name: string, entries: number): Strategy {
  return {
    name,
    seesTargets: false,
    make: () => successPathQueue({ limit: { kind: 'fixed', entries }, skipsFailing: false }),
  };
}

function batch(name: string, size: number, waitMinutes: number): Strategy {
  const options = { size, waitMs: waitMinutes * 60_000, singlesAt: 2, speculates: true, holdsFailing: true };
  return { name, seesTargets: true, make: () => parallelBatchQueue(options) };
}

function tree(name: string, options: SubmitQueueOptions): Strategy {
  return { name, seesTargets: true, make: () => submitQueue(options) };
}

function lanes(name: string, size: number): Strategy {
  const options = { size, waitMs: 0, singlesAt: 2, speculates: false, holdsFailing: true };
  return { name, seesTargets: true, make: () => parallelBatchQueue(options) };
}
