import type { ReviewForecastReport, ReviewSimulationReport } from '../contract/index.ts';
import { forecastRepository, type ReviewHistory, simulateRepository, type World } from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import { isoOf } from './decision-document.ts';
import type { ReviewLoadRequest } from './firebreak.ts';
import { windowStart } from './window.ts';

/** Forecasts senior minutes over a window of history and gives the contract's report. */
export async function forecastReview(world: World, request: ReviewLoadRequest): Promise<ReviewForecastReport> {
  const { history, forecast } = await forecastRepository(optionsOf(world, request));
  const [policy] = forecast.rows;
  return {
    schema: 'firebreak.review-forecast/v1',
    ...basisOf(history, request.seed),
    weeks: forecast.weeks,
    before: forecast.before,
    budget: forecast.budget,
    sentence: sentenceOf(policy?.minutes ?? null, forecast.budget?.minutes ?? null),
    rows: forecast.rows.map((row) => ({
      rule: row.rule,
      volume: row.volume,
      minutes_per_week: row.minutes,
      changes: row.changes,
      minutes_per_change: row.minutesPerChange,
      weeks_above: row.weeksAbove,
    })),
    levels: forecast.levels.map(partOf),
    teams: forecast.teams.map((team) => ({ ...partOf(team), name: printable(team.name) })),
    limits: [...limitsOf(history), ...FORECAST_LIMITS],
  };
}

/** Simulates the wait for reviewers over a window of history and gives the contract's report. */
export async function simulateReview(world: World, request: ReviewLoadRequest): Promise<ReviewSimulationReport> {
  const { history, rows } = await simulateRepository(optionsOf(world, request));
  return {
    schema: 'firebreak.review-simulation/v1',
    ...basisOf(history, request.seed),
    rows: rows.map((row) => ({
      rule: row.rule,
      volume: row.volume,
      arrivals: row.arrivals,
      asking: row.asking,
      impossible: row.impossible,
      n: row.n,
      median_hours: row.medianHours,
      p90_hours: row.p90Hours,
      mean_hours: row.meanHours,
      above_day: row.aboveDay,
      senior_use: row.seniorUse,
      use: row.use,
      drain_hours: row.drainHours,
    })),
    limits: [...limitsOf(history), ...SIMULATION_LIMITS],
  };
}

function optionsOf(world: World, request: ReviewLoadRequest): Parameters<typeof forecastRepository>[0] {
  const { policy, since, ...rest } = request;
  return { ...rest, world, start: windowStart(since), policy: { file: policy } };
}

type Weekly = Awaited<ReturnType<typeof forecastRepository>>['forecast']['rows'][number]['minutes'];

function partOf(part: Awaited<ReturnType<typeof forecastRepository>>['forecast']['levels'][number]) {
  return { name: part.name, minutes_per_week: part.minutes, signoffs: part.signoffs, budget: part.budget };
}

function sentenceOf(asked: Weekly | null, budget: number | null): string {
  if (asked === null || asked.value === null) return 'Not enough data: no landed change has a moment.';
  const range =
    asked.low === null || asked.high === null
      ? `over ${asked.weeks} weeks, too few for a range`
      : `${whole(asked.low)} to ${whole(asked.high)} over ${asked.weeks} weeks`;
  const there = budget === null ? 'what you have is not stated' : `you have ${whole(budget)}`;
  return `This policy needs ${whole(asked.value)} senior minutes a week (${range}); ${there}.`;
}

function whole(minutes: number): string {
  return String(Math.round(minutes));
}

function basisOf(history: ReviewHistory, seed: number): Omit<ReviewSimulationReport, 'schema' | 'rows' | 'limits'> {
  const { description, rulebook, demands, pool } = history;
  const seniors = pool.reviewers.filter(({ level }) => level === 'senior' || level === 'principal');
  const times = demands.map(({ at }) => at).sort((a, b) => a - b);
  const minutesOf = (each: readonly { readonly minutesPerWeek: number }[]): number =>
    each.reduce((sum, { minutesPerWeek }) => sum + minutesPerWeek, 0);
  return {
    repository: printable(description.name),
    made_at: isoOf(history.now) ?? '',
    policy: { source: rulebook.configuration.source, digest: rulebook.configuration.digest },
    window: {
      changes: demands.length + history.undated,
      assisted: demands.filter(({ isAssisted }) => isAssisted).length,
      first: isoOf(times[0] ?? null),
      last: isoOf(times.at(-1) ?? null),
      undated: history.undated,
      refused: history.refused,
    },
    reviewers: {
      source: pool.source,
      count: pool.reviewers.length,
      seniors: seniors.length,
      minutes_per_week: minutesOf(pool.reviewers),
      senior_minutes_per_week: minutesOf(seniors),
      assumed_minutes: pool.assumedMinutes,
    },
    seed,
  };
}

const REVIEWERS: Readonly<Record<ReviewHistory['pool']['source'], string | null>> = {
  configured: null,
  given: 'How many review is what the caller gave; none of them made a change.',
  assumed:
    'The configuration names no people: whoever landed changes in at least a quarter of the weeks is taken for a reviewer, and the third of them who landed first for senior. State people in firebreak.yaml, or give --seniors and --others.',
};

function limitsOf({ pool, undated, description }: ReviewHistory): string[] {
  return [
    ...[REVIEWERS[pool.source]].filter((text) => text !== null),
    ...(pool.assumedMinutes > 0
      ? [
          `For ${pool.assumedMinutes} of ${pool.reviewers.length} reviewers no minutes are stated: 192 a week are assumed (3.2 hours, the mean at Google; Sadowski et al., ICSE-SEIP 2018). State review.budgets, or give --minutes.`,
        ]
      : []),
    'Minutes are predicted from the size, spread and kind of a change and what its author did before, never measured; every rule counts as enforced.',
    'Whether AI helped is known only where it left evidence: the assisted part, and what larger volumes add, is a lower bound.',
    ...(undated > 0 ? [`${undated} changes without a moment are left out.`] : []),
    ...(description.shallow ? ['The history is cut (shallow clone): older changes are missing.'] : []),
  ];
}

const FORECAST_LIMITS = [
  'A larger volume counts each assisted change so many times as it was: more of the same, not changes of another kind.',
];

const SIMULATION_LIMITS = [
  'The moment a change landed stands for the moment it asked for review, which git does not keep.',
  'Reviewers take the oldest review they may do, on any hour of a working day; groups of owners and absences are left aside. Waits for people who are asleep or busy come on top, so compare the rows; do not read them as a promise.',
  'Where the minutes asked for exceed those there are, the line grows as long as changes arrive: waits then depend on the length of the window.',
];
