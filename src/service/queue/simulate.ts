import type { QueueSimulation } from '../../contract/index.ts';
import {
  type Progress,
  type QueueSimulationRow,
  SIMULATED_STRATEGIES,
  simulateQueues,
  type World,
} from '../../control/index.ts';
import { Fault, printable } from '../../kernel/index.ts';

/** What to simulate. Shares are in [0, 1]. */
export interface QueueSimulationRequest {
  readonly repository: string;
  /** Whether the repository's landed changes arrive, instead of drawn ones. */
  readonly isLanded: boolean;
  readonly changes: number;
  readonly workers: number;
  /** `null` = as they landed; drawn changes then arrive as fast as the workers build. */
  readonly perHour: number | null;
  readonly buildMinutes: number;
  readonly failure: number;
  readonly potential: number;
  readonly real: number;
  readonly flake: number;
  readonly seeds: number;
  /** `null` = all. */
  readonly strategies: readonly string[] | null;
  readonly progress?: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** Sigma of the logarithm of build times: the median of 145 projects' histories. */
const SIGMA = 0.62;
const MINUTE_MS = 60_000;

const LIMITS = [
  'Build times and failures are drawn, not measured; a build of several changes takes as long as the longest of them.',
  'Every strategy is given the same, calibrated probability of failing, and build times within about 10 %.',
] as const;

/** Runs the queues and gives the contract's document. Fault: an unknown strategy, an unreadable repository. */
export async function simulateQueue(world: World, request: QueueSimulationRequest): Promise<QueueSimulation> {
  const { buildMinutes, workers, isLanded } = request;
  const names = request.strategies ?? SIMULATED_STRATEGIES;
  const unknown = names.find((name) => !SIMULATED_STRATEGIES.includes(name));
  if (unknown !== undefined) {
    throw new Fault({
      kind: 'usage',
      code: 'no-such-strategy',
      message: `no strategy ${printable(unknown)}`,
      fix: `Use one of: ${SIMULATED_STRATEGIES.join(', ')}.`,
    });
  }
  const meanHours = (buildMinutes * Math.exp(SIGMA ** 2 / 2)) / 60;
  const perHour = request.perHour ?? (isLanded ? null : workers / meanHours);
  const { changes, failure, potential, real, flake, seeds } = request;
  const found = await simulateQueues({
    ...request,
    world,
    repository: isLanded ? request.repository : null,
    plan: {
      changes,
      perHour: perHour ?? 1,
      workers,
      medianMinutes: buildMinutes,
      sigma: SIGMA,
      failure,
      potential,
      real,
      flake,
    },
    keepsRate: perHour === null,
    names,
  });
  return {
    schema: 'firebreak.queue-simulation/v1',
    source: isLanded ? 'landed' : 'drawn',
    repository: found.description === null ? null : printable(request.repository),
    changes: found.changes,
    workers,
    per_hour: perHour,
    build_minutes: buildMinutes,
    failure,
    potential_conflict: isLanded ? null : potential,
    real_conflict: real,
    flake,
    seeds,
    rows: found.comparison.strategies.map(rowOf),
    verdict: (found.comparison.verdict?.metrics ?? []).map(({ metric, best, ratio, tolerance, standing }) => ({
      metric: metric === 'buildsPerLanded' ? 'builds' : metric,
      best,
      ratio,
      tolerance,
      standing,
    })),
    limits: [...LIMITS],
  };
}

function rowOf({ name, runs }: QueueSimulationRow): QueueSimulation['rows'][number] {
  const figure = (of: (run: QueueSimulationRow['runs'][number]) => number) => {
    const values = runs.map(of);
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    return { mean, least: Math.min(...values), most: Math.max(...values) };
  };
  const total = (of: (run: QueueSimulationRow['runs'][number]) => number) =>
    runs.reduce((sum, run) => sum + of(run), 0);
  return {
    strategy: name,
    p50_minutes: figure(({ p50 }) => p50 / MINUTE_MS),
    p95_minutes: figure(({ p95 }) => p95 / MINUTE_MS),
    p99_minutes: figure(({ p99 }) => p99 / MINUTE_MS),
    longest_minutes: figure(({ max }) => max / MINUTE_MS),
    builds_per_landed: figure(({ buildsPerLanded }) => buildsPerLanded),
    worker_hours_per_landed: figure(({ workerHoursPerLanded }) => workerHoursPerLanded),
    aborted_share: figure(({ abortedShare }) => abortedShare),
    false_ejection_share: figure(({ falseEjectionShare }) => falseEjectionShare),
    landed_per_hour: figure(({ landedPerHour }) => landedPerHour),
    red_landings: total(({ redLandings }) => redLandings),
    unproved_landings: total(({ unprovedLandings }) => unprovedLandings),
  };
}
