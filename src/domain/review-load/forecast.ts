import { type BootstrapFigure, bootstrapFigure, type Interval, wilson } from '../../statistics/index.ts';
import { LEVELS, type Level } from '../catalog/index.ts';
import type { ReviewBudget } from '../review/index.ts';
import { blanketSignoffs, type ReviewDemand } from './demand.ts';
import { minutesAtLevel, type ReviewerPool } from './reviewer.ts';
import { AI_VOLUMES, type AiVolume } from './volume.ts';
import { MINIMUM_WEEKS, resampledWeeks, type Weeks, wholeWeeks } from './week.ts';

export type ForecastRule = 'policy' | 'every-ai';

/** Minutes a week that something asks for: the mean over weeks, with its 95 % interval over resampled weeks. */
export interface WeeklyMinutes extends BootstrapFigure {
  /** Weeks that it rests on. */
  readonly weeks: number;
}

/** Senior minutes a week by one rule at one volume of AI. */
export interface ForecastRow {
  readonly rule: ForecastRule;
  readonly volume: AiVolume;
  readonly minutes: WeeklyMinutes;
  /** Changes that ask for a senior or principal. */
  readonly changes: number;
  /** Predicted minutes of one of them; `null` = there is none. */
  readonly minutesPerChange: number | null;
  /** Weeks that ask for more than the budget; `null` where no budget is known. */
  readonly weeksAbove: (Interval & { readonly count: number; readonly n: number }) | null;
}

/** What the policy asks of one level (and above), or of the members of one team. */
export interface ForecastPart {
  /** A level, `any`, or a team without `@`. */
  readonly name: string;
  readonly minutes: WeeklyMinutes;
  /** Sign-offs in all; of a team they may be parts of one. */
  readonly signoffs: number;
  /** `null` = not stated. */
  readonly budget: number | null;
}

export interface ReviewForecast {
  /** Changes inside the whole weeks. */
  readonly changes: number;
  readonly assisted: number;
  readonly weeks: number;
  /** Changes before the first whole week, left out. */
  readonly before: number;
  /** Senior minutes a week that there are; `null` = not stated. */
  readonly budget: { readonly minutes: number; readonly from: BudgetSource } | null;
  /** By rule, then by volume. */
  readonly rows: readonly ForecastRow[];
  /** What asks exactly for each level, highest first; levels that nothing asks for are left out. */
  readonly levels: readonly ForecastPart[];
  /** By name; groups overlap, so they do not add up. */
  readonly teams: readonly ForecastPart[];
}

/** `budgets`: of the people who are senior or above. `policy`: `policy.senior_minutes_per_week`. `reviewers`: numbers of the caller. */
export type BudgetSource = 'budgets' | 'policy' | 'reviewers';

/**
 * What the policy, and the rule that a senior reads every AI-assisted change, would have asked for each week; at larger volumes of
 * AI the assisted part counts so many times. Budgets are set beside it only where somebody states them.
 */
export function forecastReviews(given: {
  readonly demands: readonly ReviewDemand[];
  readonly pool: ReviewerPool;
  readonly budgets: readonly ReviewBudget[];
  readonly seniorMinutesPerWeek: number | null;
  readonly seed: number;
}): ReviewForecast {
  const weeks = wholeWeeks(given.demands.map(({ at }) => at));
  const inside = weeks === null ? [] : given.demands.filter(({ at }) => weeks.of(at) !== null);
  const budget = seniorBudget(given);
  const resamples = weeks === null ? [] : resampledWeeks(weeks.count, given.seed);
  const table: Table = { weeks, demands: inside, resamples };
  return {
    changes: inside.length,
    assisted: inside.filter(({ isAssisted }) => isAssisted).length,
    weeks: weeks?.count ?? 0,
    before: given.demands.length - inside.length,
    budget,
    rows: (['policy', 'every-ai'] as const).flatMap((rule) =>
      AI_VOLUMES.map((volume) => rowOf({ rule, volume, budget: budget?.minutes ?? null }, table)),
    ),
    levels: levelParts(table, given.pool),
    teams: teamParts(table, given.budgets),
  };
}

interface Table {
  readonly weeks: Weeks | null;
  readonly demands: readonly ReviewDemand[];
  readonly resamples: readonly Float64Array[];
}

function seniorBudget(given: Parameters<typeof forecastReviews>[0]): ReviewForecast['budget'] {
  const { pool, seniorMinutesPerWeek } = given;
  const minutes = minutesAtLevel(pool.reviewers, 'senior');
  if (pool.source === 'given') return { minutes, from: 'reviewers' };
  // Where part of the people state nothing, a sum would be of what nobody promised.
  if (pool.source === 'configured' && pool.reviewers.length > 0 && pool.assumedMinutes === 0) {
    return { minutes, from: 'budgets' };
  }
  return seniorMinutesPerWeek === null ? null : { minutes: seniorMinutesPerWeek, from: 'policy' };
}

function rowOf(
  asked: { readonly rule: ForecastRule; readonly volume: AiVolume; readonly budget: number | null },
  table: Table,
): ForecastRow {
  const { rule, volume, budget } = asked;
  const seniors = (demand: ReviewDemand): number =>
    (rule === 'policy' ? demand.signoffs : blanketSignoffs(demand)).filter(isSenior).length;
  const asking = table.demands.filter((demand) => seniors(demand) > 0);
  const times = (demand: ReviewDemand): number => (demand.isAssisted ? volume : 1);
  const sums = weeklySums(table, (demand) => seniors(demand) * demand.minutes * times(demand));
  const above = budget === null ? 0 : sums.filter((minutes) => minutes > budget).length;
  const changes = asking.reduce((sum, demand) => sum + times(demand), 0);
  const minutes = asking.reduce((sum, demand) => sum + seniors(demand) * demand.minutes * times(demand), 0);
  return {
    rule,
    volume,
    minutes: weeklyFigure(sums, table.resamples),
    changes,
    minutesPerChange: changes === 0 ? null : minutes / changes,
    weeksAbove: budget === null ? null : { count: above, n: sums.length, ...wilson(above, sums.length) },
  };
}

function levelParts(table: Table, pool: ReviewerPool): readonly ForecastPart[] {
  const known = pool.source !== 'assumed' && pool.reviewers.length > 0 && pool.assumedMinutes === 0;
  return [...[...LEVELS].reverse(), null].flatMap((level): readonly ForecastPart[] => {
    const count = ({ signoffs }: ReviewDemand): number => signoffs.filter((each) => each === level).length;
    const signoffs = table.demands.reduce((sum, demand) => sum + count(demand), 0);
    if (signoffs === 0) return [];
    const sums = weeklySums(table, (demand) => count(demand) * demand.minutes);
    const budget = known ? minutesAtLevel(pool.reviewers, level) : null;
    return [{ name: level ?? 'any', minutes: weeklyFigure(sums, table.resamples), signoffs, budget }];
  });
}

function teamParts(table: Table, budgets: readonly ReviewBudget[]): readonly ForecastPart[] {
  const names = [...new Set(table.demands.flatMap(({ teams }) => [...teams.keys()]))].sort();
  return names.map((name) => {
    const signoffs = table.demands.reduce((sum, { teams }) => sum + (teams.get(name) ?? 0), 0);
    const sums = weeklySums(table, (demand) => (demand.teams.get(name) ?? 0) * demand.minutes);
    const stated = budgets.find(({ holder }) => holder.kind === 'team' && holder.team === name);
    return {
      name,
      minutes: weeklyFigure(sums, table.resamples),
      signoffs,
      budget: stated?.minutesPerWeek ?? null,
    };
  });
}

/** By week, oldest first; a week without changes asks for nothing, and counts. */
function weeklySums({ weeks, demands }: Table, minutesOf: (demand: ReviewDemand) => number): readonly number[] {
  const sums = Array.from({ length: weeks?.count ?? 0 }, () => 0);
  for (const demand of demands) {
    const week = weeks?.of(demand.at) ?? null;
    if (week !== null) sums[week] = (sums[week] ?? 0) + minutesOf(demand);
  }
  return sums;
}

function weeklyFigure(sums: readonly number[], resamples: readonly Float64Array[]): WeeklyMinutes {
  const figure = bootstrapFigure((weights) => meanOf(sums, weights), resamples);
  if (sums.length >= MINIMUM_WEEKS) return { ...figure, weeks: sums.length };
  return { value: figure.value, low: null, high: null, weeks: sums.length };
}

function meanOf(values: readonly number[], weights: ArrayLike<number> | null): number | null {
  let sum = 0;
  let count = 0;
  values.forEach((value, index) => {
    const weight = weights === null ? 1 : (weights[index] ?? 0);
    sum += weight * value;
    count += weight;
  });
  return count === 0 ? null : sum / count;
}

function isSenior(level: Level | null): boolean {
  return level === 'senior' || level === 'principal';
}
