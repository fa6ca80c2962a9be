import { type DispersionLedger, EMPTY_LEDGER, type MetricSpec, type Sample } from '../../src/domain/judge/index.ts';
import { normalQuantile } from '../../src/statistics/index.ts';
import { ALPHA, judgeStops, learntOf, planOf, type SamplesOfMinute, timeOf } from './own.ts';
import { kayentaSeries, MINUTES, type StoppedAt } from './rival.ts';
import { type Cell, cellOf } from './table.ts';
import { Chance } from './world.ts';

/** Values of orders with a mean: log-normal, so that a few orders are worth as much as many. */
export interface ValueScenario {
  readonly name: string;
  /** Values a minute in each arm. */
  readonly canary: number;
  readonly control: number;
  /** Mean of the canary's values in units of the control's. */
  readonly ratio: number;
  /** Standard deviation of each arm's own drift, as a logarithm; 0 = none. */
  readonly ownSd: number;
  /** Of the logarithm of one value. */
  readonly sigma: number;
}

const OWN_SD = 0.05;
const SIZES = [
  [500, 500],
  [20, 380],
] as const;
const RATIOS = [1, 0.95, 0.9, 0.8, 0.5];

/** The scenarios of the table, in their order. */
export const VALUE_SCENARIOS: readonly ValueScenario[] = SIZES.flatMap(([canary, control]) => {
  const size = `${canary} v ${control} orders/min`;
  const plain = { canary, control, sigma: 0.8 };
  return [
    ...RATIOS.map((ratio) => ({ ...plain, ratio, ownSd: 0, name: `${size}, ${less(ratio)}` })),
    { ...plain, ratio: 1, ownSd: OWN_SD, name: `${size}, ${less(1)}, own noise` },
    { ...plain, ratio: 0.8, ownSd: OWN_SD, name: `${size}, ${less(0.8)}, own noise` },
    { ...plain, sigma: 1.5, ratio: 1, ownSd: 0, name: `${size}, ${less(1)}, heavy tail` },
  ];
});

export const VALUE_WAYS = ['K10', 'z', 'judge', 'judge, learnt'] as const;
export type ValueWay = (typeof VALUE_WAYS)[number];

export interface ValueResult {
  readonly scenario: string;
  readonly ratio: number;
  readonly cells: Readonly<Record<ValueWay, Cell>>;
}

function less(ratio: number): string {
  return ratio === 1 ? 'worth no less' : `worth ${Math.round(100 * (1 - ratio))} % less`;
}

const METRIC: MetricSpec = { kind: 'continuous', name: 'revenue', isCritical: true, worse: 'lower' };
const PERSISTENCE = 0.8;
const LEARN_MINUTES = 96 * 60;
/** One-sided, as all here. */
const Z_LINE = normalQuantile(1 - ALPHA);

/** Runs one scenario under every way to judge. */
export function runValues(
  scenario: ValueScenario,
  { runs, kayentaRuns, seed }: { runs: number; kayentaRuns: number; seed: number },
): ValueResult {
  const stops: Record<ValueWay, StoppedAt[]> = { K10: [], z: [], judge: [], 'judge, learnt': [] };
  const ledger = learntValues(scenario, seed + 1);
  const chance = new Chance(seed);
  const canaryShare = scenario.canary / (scenario.canary + scenario.control);
  for (let run = 0; run < runs; run += 1) {
    const stream = valueMinutes(scenario, scenario.ratio, chance);
    const hour = Array.from({ length: MINUTES }, () => stream.next().value);
    if (run < kayentaRuns) stops.K10.push(kayenta(hour, chance));
    stops.z.push(peeking(hour));
    const judged = { metric: METRIC, minutes: MINUTES, canaryShare };
    stops.judge.push(judgeStops(samplesOf(hour), { ...judged, ledger: EMPTY_LEDGER }));
    stops['judge, learnt'].push(judgeStops(samplesOf(hour), { ...judged, ledger }));
  }
  const cells = Object.fromEntries(VALUE_WAYS.map((way) => [way, cellOf(stops[way])])) as ValueResult['cells'];
  return { scenario: scenario.name, ratio: scenario.ratio, cells };
}

interface Sums {
  readonly n: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

interface ValueMinute {
  readonly canary: Sums;
  readonly control: Sums;
}

function* valueMinutes(scenario: ValueScenario, ratio: number, chance: Chance): Generator<ValueMinute, never> {
  const { ownSd, canary, control } = scenario;
  const drift = { canary: ownSd * chance.bell(), control: ownSd * chance.bell() };
  for (;;) {
    const factor = (arm: 'canary' | 'control') => {
      drift[arm] = PERSISTENCE * drift[arm] + Math.sqrt(1 - PERSISTENCE ** 2) * ownSd * chance.bell();
      return Math.exp(drift[arm]);
    };
    yield {
      canary: sums({ count: chance.count(canary), factor: ratio * factor('canary'), sigma: scenario.sigma }, chance),
      control: sums({ count: chance.count(control), factor: factor('control'), sigma: scenario.sigma }, chance),
    };
  }
}

function sums({ count, factor, sigma }: { count: number; factor: number; sigma: number }, chance: Chance): Sums {
  let sum = 0;
  let sumOfSquares = 0;
  for (let each = 0; each < count; each += 1) {
    const value = MEDIAN * factor * Math.exp(sigma * chance.bell());
    sum += value;
    sumOfSquares += value * value;
  }
  return { n: count, sum, sumOfSquares };
}

const MEDIAN = 30;

/** Four days of stable against stable of the same kind of orders. */
function learntValues(scenario: ValueScenario, seed: number): DispersionLedger {
  const stream = valueMinutes(scenario, 1, new Chance(seed));
  const minutes = Array.from({ length: LEARN_MINUTES }, () => stream.next().value);
  const canaryShare = scenario.canary / (scenario.canary + scenario.control);
  return learntOf(samplesOf(minutes), { metric: METRIC, plan: planOf(METRIC), minutes: LEARN_MINUTES, canaryShare });
}

function samplesOf(minutes: readonly ValueMinute[]): SamplesOfMinute {
  return (minute) => {
    const counted = minutes[minute - 1] as ValueMinute;
    return (['canary', 'control'] as const).map(
      (arm): Sample => ({
        metric: METRIC.name,
        arm,
        series: '',
        at: timeOf(minute),
        since: timeOf(minute - 1),
        counts: { kind: 'values', ...counted[arm] },
      }),
    );
  };
}

/** A z-test of two means, looked at each minute. */
function peeking(minutes: readonly ValueMinute[]): StoppedAt {
  let canary: Sums = { n: 0, sum: 0, sumOfSquares: 0 };
  let control = canary;
  for (const [at, minute] of minutes.entries()) {
    canary = added(canary, minute.canary);
    control = added(control, minute.control);
    const [one, other] = [meanOf(canary), meanOf(control)];
    if ((other.mean - one.mean) / Math.sqrt(one.variance + other.variance) >= Z_LINE) return at + 1;
  }
  return null;
}

const added = (one: Sums, other: Sums): Sums => ({
  n: one.n + other.n,
  sum: one.sum + other.sum,
  sumOfSquares: one.sumOfSquares + other.sumOfSquares,
});

function meanOf({ n, sum, sumOfSquares }: Sums): { mean: number; variance: number } {
  const mean = sum / n;
  return { mean, variance: (sumOfSquares / n - mean * mean) / n };
}

/** Means of minutes. */
function kayenta(minutes: readonly ValueMinute[], chance: Chance): StoppedAt {
  const means = (arm: 'canary' | 'control') => minutes.map((minute) => minute[arm].sum / Math.max(1, minute[arm].n));
  return kayentaSeries({
    experiment: means('canary'),
    control: means('control'),
    every: 10,
    direction: 'decrease',
    chance,
  });
}
