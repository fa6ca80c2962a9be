import { quantile } from '../../statistics/index.ts';
import type { SimulatedRun, Workload } from './model.ts';

/** What a run comes to. Times in milliseconds; turnarounds are of landed changes. */
export interface RunFigures {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly landed: number;
  readonly ejected: number;
  readonly buildsPerLanded: number;
  readonly workerHoursPerLanded: number;
  /** Share of started builds that were aborted. */
  readonly abortedShare: number;
  /** Green changes that were sent back, as a share of those that were decided. */
  readonly falseEjectionShare: number;
  readonly landedPerHour: number;
  readonly redLandings: number;
  readonly unprovedLandings: number;
  /** Longest wait of landed changes by the size of their build: shortest, middle and longest third. */
  readonly maxBySize: readonly number[];
}

const HOUR_MS = 3_600_000;

/** Sums a run up. A run in which nothing landed has times of 0. */
export function figuresOf(workload: Workload, run: SimulatedRun): RunFigures {
  const landed = run.turnarounds.filter(({ isLanded }) => isLanded);
  const times = landed.map(({ ms }) => ms);
  const each = Math.max(1, run.landed);
  return {
    p50: quantile(times, 0.5) ?? 0,
    p95: quantile(times, 0.95) ?? 0,
    p99: quantile(times, 0.99) ?? 0,
    max: times.reduce((most, ms) => Math.max(most, ms), 0),
    landed: run.landed,
    ejected: run.ejected,
    buildsPerLanded: run.builds / each,
    workerHoursPerLanded: run.workerMs / HOUR_MS / each,
    abortedShare: run.aborted / Math.max(1, run.builds),
    falseEjectionShare: run.falselyEjected / Math.max(1, run.landed + run.ejected),
    landedPerHour: run.landed / Math.max(1 / HOUR_MS, run.spanMs / HOUR_MS),
    redLandings: run.redLandings,
    unprovedLandings: run.unprovedLandings,
    maxBySize: maxBySize(workload, landed),
  };
}

function maxBySize(
  workload: Workload,
  landed: readonly { readonly index: number; readonly ms: number }[],
): readonly number[] {
  const durations = workload.changes.map(({ durationMs }) => durationMs);
  const bounds = [quantile(durations, 1 / 3) ?? 0, quantile(durations, 2 / 3) ?? 0];
  const most = [0, 0, 0];
  for (const { index, ms } of landed) {
    const size = bounds.filter((bound) => (durations[index] ?? 0) > bound).length;
    most[size] = Math.max(most[size] ?? 0, ms);
  }
  return most;
}
