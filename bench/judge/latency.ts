import { type DispersionLedger, EMPTY_LEDGER, type MetricSpec, type Sample } from '../../src/domain/judge/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { judgeStops, learntOf, plainStopOfParts, planOf, type SamplesOfMinute, timeOf } from './own.ts';
import { kayentaSeries, MINUTES, type StoppedAt } from './rival.ts';
import { type Cell, cellOf } from './table.ts';
import { Chance, type Minute } from './world.ts';

/** Answer times of a canary beside a log-normal control of median 100 ms and sigma 0.6. */
export interface LatencyScenario {
  readonly name: string;
  readonly shift: number;
  readonly sigma: number;
  readonly slowShare: number;
  /** Both arms drift together by so much and back, over the hour. */
  readonly drift: number;
}

const PLAIN: LatencyScenario = { name: 'no slower', shift: 1, sigma: 0.6, slowShare: 0, drift: 0 };

export const LATENCY_SCENARIOS: readonly LatencyScenario[] = [
  PLAIN,
  { ...PLAIN, name: 'no slower, shared drift of 15 %', drift: 0.15 },
  { ...PLAIN, name: '10 % slower', shift: 1.1 },
  { ...PLAIN, name: 'tail sigma 0.6 to 0.7', sigma: 0.7 },
  { ...PLAIN, name: '2 % of requests 10x slower', slowShare: 0.02 },
  { ...PLAIN, name: '0.5 % of requests 10x slower', slowShare: 0.005 },
];

export const LATENCY_WAYS = ['K p50', 'K p99', 'Argo p99', 'e', 'judge', 'judge, learnt'] as const;
export type LatencyWay = (typeof LATENCY_WAYS)[number];

export interface LatencyResult {
  readonly scenario: string;
  readonly cells: Readonly<Record<LatencyWay, Cell>>;
}

const REQUESTS = 1_000;
const MEDIAN = 100;
const SIGMA = 0.6;
const SLOWER = 10;
/** True quantiles of the control. */
const Z = { p50: 0, p90: 1.2815515655446004, p99: 2.3263478740408408 };
const THRESHOLDS = Object.entries(Z).map(([name, z]) => ({ name, aboveMs: MEDIAN * Math.exp(SIGMA * z) }));
const STATIC_P99 = 500;
const STATIC_LIMIT = 3;
const LEARN_MINUTES = 48 * 60;

const METRIC: MetricSpec = { kind: 'latency', name: 'latency', isCritical: true, thresholds: THRESHOLDS };

/** Runs one scenario under every way to judge. Rivals look every ten minutes (Kayenta) and every minute (Argo). */
export function runLatency(
  scenario: LatencyScenario,
  { runs, kayentaRuns, seed, ledger }: { runs: number; kayentaRuns: number; seed: number; ledger: DispersionLedger },
): LatencyResult {
  const stops: Record<LatencyWay, StoppedAt[]> = {
    'K p50': [],
    'K p99': [],
    'Argo p99': [],
    e: [],
    judge: [],
    'judge, learnt': [],
  };
  const chance = new Chance(seed);
  for (let run = 0; run < runs; run += 1) {
    const hour = Array.from({ length: MINUTES }, (_, minute) => latencyMinute(scenario, minute, chance));
    if (run < kayentaRuns) {
      stops['K p50'].push(kayenta(hour, 'p50', chance));
      stops['K p99'].push(kayenta(hour, 'p99', chance));
    }
    stops['Argo p99'].push(staticStop(hour));
    stops.e.push(plainStopOfParts(THRESHOLDS.map((_, part) => hour.map((minute) => partOf(minute, part)))));
    const judged = { metric: METRIC, minutes: MINUTES, canaryShare: 0.5 };
    stops.judge.push(judgeStops(samplesOf(hour), { ...judged, ledger: EMPTY_LEDGER }));
    stops['judge, learnt'].push(judgeStops(samplesOf(hour), { ...judged, ledger }));
  }
  const cells = Object.fromEntries(LATENCY_WAYS.map((way) => [way, cellOf(stops[way])])) as LatencyResult['cells'];
  return { scenario: scenario.name, cells };
}

/** Two days of stable against stable under the drift that both arms share. */
export function learntLatency(seed: number): DispersionLedger {
  const chance = new Chance(seed);
  const world = { ...PLAIN, drift: 0.15 };
  const hour = Array.from({ length: LEARN_MINUTES }, (_, minute) => latencyMinute(world, minute, chance));
  return learntOf(samplesOf(hour), { metric: METRIC, plan: planOf(METRIC), minutes: LEARN_MINUTES, canaryShare: 0.5 });
}

interface ArmMinute {
  readonly above: readonly number[];
  readonly p50: number;
  readonly p99: number;
}

interface LatencyMinute {
  readonly canary: ArmMinute;
  readonly control: ArmMinute;
}

function latencyMinute(
  { shift, sigma, slowShare, drift }: LatencyScenario,
  minute: number,
  chance: Chance,
): LatencyMinute {
  const both = 1 + drift * Math.sin((2 * Math.PI * minute) / MINUTES);
  return {
    canary: armMinute({ factor: both * shift, sigma, slowShare }, chance),
    control: armMinute({ factor: both, sigma: SIGMA, slowShare: 0 }, chance),
  };
}

function armMinute(
  { factor, sigma, slowShare }: { factor: number; sigma: number; slowShare: number },
  chance: Chance,
): ArmMinute {
  const times = Float64Array.from({ length: REQUESTS }, () => {
    const slow = slowShare > 0 && chance.uniform() < slowShare ? SLOWER : 1;
    return MEDIAN * factor * slow * Math.exp(sigma * chance.bell());
  }).sort();
  const list = Array.from(times);
  const above = THRESHOLDS.map(({ aboveMs }) => list.filter((time) => time > aboveMs).length);
  return { above, p50: quantile(list, 0.5) as number, p99: quantile(list, 0.99) as number };
}

function samplesOf(hour: readonly LatencyMinute[]): SamplesOfMinute {
  return (minute) => {
    const { canary, control } = hour[minute - 1] as LatencyMinute;
    const sample = (arm: Sample['arm'], above: readonly number[]): Sample => ({
      metric: METRIC.name,
      arm,
      series: '',
      at: timeOf(minute),
      since: timeOf(minute - 1),
      counts: { kind: 'latency', above, exposure: REQUESTS },
    });
    return [sample('canary', canary.above), sample('control', control.above)];
  };
}

function partOf({ canary, control }: LatencyMinute, part: number): Minute {
  return {
    canaryEvents: canary.above[part] ?? 0,
    controlEvents: control.above[part] ?? 0,
    canaryExposure: REQUESTS,
    controlExposure: REQUESTS,
  };
}

function kayenta(hour: readonly LatencyMinute[], part: 'p50' | 'p99', chance: Chance): StoppedAt {
  const experiment = hour.map(({ canary }) => canary[part]);
  const control = hour.map((minute) => minute.control[part]);
  return kayentaSeries({ experiment, control, every: 10, direction: 'increase', chance });
}

function staticStop(hour: readonly LatencyMinute[]): StoppedAt {
  let broken = 0;
  const at = hour.findIndex(({ canary }) => {
    broken += canary.p99 > STATIC_P99 ? 1 : 0;
    return broken > STATIC_LIMIT;
  });
  return at === -1 ? null : at + 1;
}
