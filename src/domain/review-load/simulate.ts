import { DAY_MS, type Instant } from '../../kernel/index.ts';
import { type BootstrapFigure, bootstrapFigure, quantile } from '../../statistics/index.ts';
import type { Level } from '../catalog/index.ts';
import { blanketSignoffs, type ReviewDemand } from './demand.ts';
import type { ForecastRule } from './forecast.ts';
import { runQueue } from './queue.ts';
import { minutesAtLevel, type ReviewerPool } from './reviewer.ts';
import { AI_VOLUMES, type AiVolume, atVolume } from './volume.ts';
import { MINIMUM_WEEKS, REPLICATES, resampledWeeks, wholeWeeks } from './week.ts';
import { workingTime } from './working-time.ts';

const HOUR_MS = 3_600_000;

/** Resamples of a quantile: each takes a pass over all waits. */
const QUANTILE_REPLICATES = Math.min(200, REPLICATES);

/** How long changes would wait by one rule at one volume of AI. Hours leave weekends out and the reading itself. */
export interface SimulationRow {
  readonly rule: ForecastRule;
  readonly volume: AiVolume;
  /** Changes that arrive, and of these those that ask somebody; the others wait for nobody and are in no figure below. */
  readonly arrivals: number;
  readonly asking: number;
  /** Of those, what nobody in the pool may sign; left out of the waits. */
  readonly impossible: number;
  /** Changes that the waits rest on. */
  readonly n: number;
  readonly medianHours: BootstrapFigure;
  readonly p90Hours: BootstrapFigure;
  readonly meanHours: BootstrapFigure;
  /** Share of the n that waits longer than a working day. */
  readonly aboveDay: BootstrapFigure & { readonly count: number };
  /** Minutes asked for of people of at least the level `senior`, and of all, as a share of the minutes there are; over 1 the line grows without end. */
  readonly seniorUse: number | null;
  readonly use: number | null;
  /** Hours of working time from the last change that asks until everything is read. */
  readonly drainHours: number;
}

/**
 * Lets a repository's own arrivals queue for the pool's reviewers, by the rule that a senior reads every AI-assisted change and by
 * the policy, at several volumes of AI. The moment a change landed stands for its arrival. Deterministic for a seed; intervals
 * resample weeks.
 */
export function simulateReviews(given: {
  readonly demands: readonly ReviewDemand[];
  readonly pool: ReviewerPool;
  readonly seed: number;
}): readonly SimulationRow[] {
  return (['every-ai', 'policy'] as const).flatMap((rule) =>
    AI_VOLUMES.map((volume) => {
      const arrivals = atVolume(given.demands, volume, given.seed);
      return rowOf({ rule, volume, arrivals, pool: given.pool, seed: given.seed });
    }),
  );
}

interface Run {
  readonly rule: ForecastRule;
  readonly volume: AiVolume;
  readonly arrivals: readonly ReviewDemand[];
  readonly pool: ReviewerPool;
  readonly seed: number;
}

function rowOf({ rule, volume, arrivals, pool, seed }: Run): SimulationRow {
  const asking = arrivals.flatMap((demand) => {
    const signoffs = rule === 'policy' ? demand.signoffs : blanketSignoffs(demand);
    return signoffs.length === 0 ? [] : [{ ...demand, signoffs }];
  });
  const { reviews, waits } = runQueue(asking, pool.reviewers);
  const waited = asking.flatMap(({ at }, index) => {
    const wait = waits[index] ?? null;
    return wait === null ? [] : [{ at, hours: wait / HOUR_MS }];
  });
  const done = reviews.reduce((last, { end }) => Math.max(last, end), Number.NEGATIVE_INFINITY);
  const closed = asking.reduce((last, { at }) => Math.max(last, workingTime(at)), Number.NEGATIVE_INFINITY);
  const weeks = wholeWeeks(arrivals.map(({ at }) => at))?.count ?? 0;
  return {
    rule,
    volume,
    arrivals: arrivals.length,
    asking: asking.length,
    impossible: asking.length - waited.length,
    n: waited.length,
    ...figuresOf(waited, seed),
    seniorUse: useOf(asking, { pool, weeks, level: 'senior' }),
    use: useOf(asking, { pool, weeks, level: null }),
    drainHours: reviews.length === 0 ? 0 : Math.max(0, done - closed) / HOUR_MS,
  };
}

function useOf(
  asking: readonly { readonly minutes: number; readonly signoffs: readonly (Level | null)[] }[],
  given: { readonly pool: ReviewerPool; readonly weeks: number; readonly level: Level | null },
): number | null {
  const { pool, weeks, level } = given;
  const there = minutesAtLevel(pool.reviewers, level) * weeks;
  if (there <= 0) return null;
  const counts = (each: Level | null): boolean => level === null || each === 'senior' || each === 'principal';
  const asked = asking.reduce((sum, { minutes, signoffs }) => sum + minutes * signoffs.filter(counts).length, 0);
  return asked / there;
}

type Waited = { readonly at: Instant; readonly hours: number };

function figuresOf(
  waited: readonly Waited[],
  seed: number,
): Pick<SimulationRow, 'medianHours' | 'p90Hours' | 'meanHours' | 'aboveDay'> {
  const weeks = wholeWeeks(waited.map(({ at }) => at));
  const sorted = [...waited].sort((a, b) => a.hours - b.hours);
  const hours = sorted.map((each) => each.hours);
  const weekOf = sorted.map(({ at }) => weeks?.of(at) ?? 0);
  const enough = weeks !== null && weeks.count >= MINIMUM_WEEKS;
  const resamples = enough ? resampledWeeks(weeks.count, seed).slice(0, QUANTILE_REPLICATES) : [];
  const weighed = resamples.map((weights) => Float64Array.from(weekOf, (week) => weights[week] ?? 0));
  const count = hours.filter((each) => each > DAY_MS / HOUR_MS).length;
  return {
    medianHours: bootstrapFigure((weights) => weightedQuantile(hours, weights, 0.5), weighed),
    p90Hours: bootstrapFigure((weights) => weightedQuantile(hours, weights, 0.9), weighed),
    meanHours: bootstrapFigure((weights) => weightedMean(hours, weights), weighed),
    aboveDay: {
      count,
      ...bootstrapFigure(
        (weights) =>
          weightedMean(
            hours.map((each) => (each > DAY_MS / HOUR_MS ? 1 : 0)),
            weights,
          ),
        weighed,
      ),
    },
  };
}

/** Of ascending values; with weights the first value that reaches its part of the whole weight. */
function weightedQuantile(ascending: readonly number[], weights: ArrayLike<number> | null, p: number): number | null {
  if (weights === null) return quantile(ascending, p);
  let whole = 0;
  for (let index = 0; index < ascending.length; index += 1) whole += weights[index] ?? 0;
  if (whole === 0) return null;
  let reached = 0;
  for (const [index, value] of ascending.entries()) {
    reached += weights[index] ?? 0;
    if (reached >= p * whole) return value;
  }
  return ascending.at(-1) ?? null;
}

function weightedMean(values: readonly number[], weights: ArrayLike<number> | null): number | null {
  let sum = 0;
  let whole = 0;
  for (const [index, value] of values.entries()) {
    const weight = weights === null ? 1 : (weights[index] ?? 0);
    sum += weight * value;
    whole += weight;
  }
  return whole === 0 ? null : sum / whole;
}
