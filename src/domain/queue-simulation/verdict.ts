import type { RunFigures } from './figures.ts';

/** What strategies are compared by; less is better in each. */
export const METRICS = ['p50', 'p95', 'p99', 'buildsPerLanded'] as const;

/** One of `METRICS`. */
export type Metric = (typeof METRICS)[number];

/** Figures of one strategy over the same seeds in the same order. */
export interface StrategyFigures {
  readonly name: string;
  readonly runs: readonly RunFigures[];
}

/** How the judged strategy stands by one metric against the rival that is best by it. */
export interface MetricVerdict {
  readonly metric: Metric;
  readonly best: string;
  /** Means over the seeds. */
  readonly own: number;
  readonly rival: number;
  /** Geometric mean over the seeds of own / rival. */
  readonly ratio: number;
  /** Relative difference that the seeds cannot tell from none: 1.96 standard errors of the paired logarithms, between 0.01 and 0.05. */
  readonly tolerance: number;
  readonly standing: 'better' | 'even' | 'worse';
}

/** How the judged strategy stands in one cell. */
export interface CellVerdict {
  readonly metrics: readonly MetricVerdict[];
  /** Rivals at least as good by every metric and better by one. */
  readonly dominatedBy: readonly string[];
  /** Rivals that it is at least as good as by every metric and better by one. */
  readonly dominates: readonly string[];
  /** By P50, P95 and P99: how it stands against the fastest rival that needs no more builds; null where there is none. */
  readonly atNoMoreBuilds: readonly (MetricVerdict | null)[];
  /** Whether it is better in P50 and in builds than the rival with the best P50; likewise P95 and P99. */
  readonly betterInBoth: readonly boolean[];
}

const Z = 1.96;
const LEAST_TOLERANCE = 0.01;
const MOST_TOLERANCE = 0.05;
const LATENCIES: readonly Metric[] = ['p50', 'p95', 'p99'];

/** Judges a strategy against rivals in one cell. Throws a RangeError without rivals or with different numbers of runs. */
export function judgeCell(own: StrategyFigures, rivals: readonly StrategyFigures[]): CellVerdict {
  if (rivals.length === 0 || rivals.some(({ runs }) => runs.length !== own.runs.length)) {
    throw new RangeError('every strategy needs the same runs');
  }
  const frugal = rivals.filter((rival) => compare('buildsPerLanded', own, rival).standing !== 'better');
  const leaders = LATENCIES.map((metric) => bestBy(metric, rivals));
  return {
    metrics: METRICS.map((metric) => compare(metric, own, bestBy(metric, rivals))),
    dominatedBy: rivals.filter((rival) => dominates(rival, own)).map(({ name }) => name),
    dominates: rivals.filter((rival) => dominates(own, rival)).map(({ name }) => name),
    atNoMoreBuilds: LATENCIES.map((metric) =>
      frugal.length === 0 ? null : compare(metric, own, bestBy(metric, frugal)),
    ),
    betterInBoth: LATENCIES.map((metric, at) => {
      const leader = leaders[at] as StrategyFigures;
      return [metric, 'buildsPerLanded' as const].every((each) => compare(each, own, leader).standing === 'better');
    }),
  };
}

/** The mean of a metric over the seeds. */
export function meanOf(metric: Metric, { runs }: StrategyFigures): number {
  return runs.reduce((sum, run) => sum + run[metric], 0) / runs.length;
}

function bestBy(metric: Metric, rivals: readonly StrategyFigures[]): StrategyFigures {
  return rivals.reduce((best, rival) => (meanOf(metric, rival) < meanOf(metric, best) ? rival : best));
}

function dominates(a: StrategyFigures, b: StrategyFigures): boolean {
  const standings = METRICS.map((metric) => compare(metric, a, b).standing);
  return !standings.includes('worse') && standings.includes('better');
}

function compare(metric: Metric, own: StrategyFigures, rival: StrategyFigures): MetricVerdict {
  const logs = own.runs.map((run, at) => Math.log(positive(run[metric]) / positive(rival.runs[at]?.[metric] ?? 0)));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / Math.max(1, logs.length - 1);
  const noise = Z * Math.sqrt(variance / logs.length);
  const tolerance = Math.min(MOST_TOLERANCE, Math.max(LEAST_TOLERANCE, noise));
  const ratio = Math.exp(mean);
  const standing = ratio > 1 + tolerance ? 'worse' : ratio < 1 / (1 + tolerance) ? 'better' : 'even';
  return {
    metric,
    best: rival.name,
    own: meanOf(metric, own),
    rival: meanOf(metric, rival),
    ratio,
    tolerance,
    standing,
  };
}

/** Nothing landed is worse than any time; a time of nothing is as good as a millisecond. */
function positive(value: number): number {
  return Math.max(value, 1e-3);
}
