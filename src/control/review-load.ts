import { personOf } from '../domain/catalog/index.ts';
import type { RepositoryDescription } from '../domain/change/index.ts';
import type { MissingRequirement } from '../domain/policy/index.ts';
import { comparableMail, isAutomated } from '../domain/review/index.ts';
import {
  assumedReviewers,
  configuredReviewers,
  forecastReviews,
  givenReviewers,
  type ReviewDemand,
  type ReviewerPool,
  type ReviewForecast,
  type SimulationRow,
  signoffsOf,
  simulateReviews,
  teamSignoffs,
} from '../domain/review-load/index.ts';
import type { Instant } from '../kernel/index.ts';
import type { Assessment, Rulebook } from './assess.ts';
import type { WindowStart } from './history.ts';
import type { World } from './port.ts';
import type { PolicyChoice } from './proposal.ts';
import { judgeRepository, type Progress } from './repository.ts';

/** Who is taken to review; members that are `null` are not stated. */
export interface StatedReviewers {
  readonly seniors: number | null;
  readonly others: number | null;
  /** Minutes a week of each reviewer whose minutes the configuration does not state. */
  readonly minutesPerWeek: number | null;
}

/** Past demand for reviews, with who could have given them. */
export interface ReviewHistory {
  readonly description: RepositoryDescription;
  readonly rulebook: Rulebook;
  /** Oldest first. */
  readonly demands: readonly ReviewDemand[];
  /** Landed changes without a moment, left out. */
  readonly undated: number;
  /** Changes that the policy refuses: they wait for nobody. */
  readonly refused: number;
  readonly pool: ReviewerPool;
  readonly now: Instant;
}

export interface ReviewHistoryOptions {
  readonly world: World;
  readonly repository: string;
  readonly tip: string | null;
  readonly start: WindowStart | null;
  readonly limit: number | null;
  readonly policy: PolicyChoice;
  readonly reviewers: StatedReviewers;
  readonly seed: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** What the policy would have cost each week, beside what people are ready to give. */
export async function forecastRepository(
  options: ReviewHistoryOptions,
): Promise<{ readonly history: ReviewHistory; readonly forecast: ReviewForecast }> {
  const history = await readReviewHistory(options);
  const { policy, reviewBudgets } = history.rulebook.configuration;
  const forecast = forecastReviews({
    demands: history.demands,
    pool: history.pool,
    budgets: reviewBudgets,
    seniorMinutesPerWeek: policy.seniorMinutesPerWeek,
    seed: options.seed,
  });
  return { history, forecast };
}

/** How long the changes of the past would have waited for reviewers, by two rules at several volumes of AI. */
export async function simulateRepository(
  options: ReviewHistoryOptions,
): Promise<{ readonly history: ReviewHistory; readonly rows: readonly SimulationRow[] }> {
  const history = await readReviewHistory(options);
  options.progress?.({ what: 'letting changes queue', done: 0, total: null });
  return { history, rows: simulateReviews({ demands: history.demands, pool: history.pool, seed: options.seed }) };
}

/** The same judged history as the replay's, every rule enforced, reduced to what reviewing it costs. */
async function readReviewHistory(options: ReviewHistoryOptions): Promise<ReviewHistory> {
  const newestFirst: Landed[] = [];
  const { description, rulebook, now } = await judgeRepository({
    ...options,
    against: null,
    // As the replay does: minutes follow the author's experience, which only the whole history tells.
    risk: 'always',
    labels: 'stated',
    visit: (assessment) => {
      newestFirst.push(landedOf(assessment));
    },
  });
  const landed = newestFirst.reverse();
  const demands = landed.flatMap((each) => (each.at === null ? [] : [demandOf({ ...each, at: each.at }, rulebook)]));
  return {
    description,
    rulebook,
    demands,
    undated: landed.length - demands.length,
    refused: landed.filter(({ isRefused }) => isRefused).length,
    pool: poolOf(options.reviewers, rulebook, demands),
    now,
  };
}

/** What is kept of one judged change: a whole assessment of each would be the history once more. */
interface Landed {
  readonly at: Instant | null;
  readonly minutes: number;
  readonly isAssisted: boolean;
  readonly mail: string | null;
  readonly owners: readonly string[] | null;
  readonly missing: readonly MissingRequirement[];
  readonly isRefused: boolean;
}

function landedOf({ change, decision, provenance, place }: Assessment): Landed {
  return {
    at: change.at,
    minutes: decision.review.minutes,
    isAssisted: provenance.assistance === 'ai',
    mail: comparableMail(change.author.mail),
    owners: place?.owners ?? null,
    missing: decision.outcomes.flatMap((outcome) => (outcome.kind === 'unsatisfied' ? outcome.missing : [])),
    isRefused: decision.wouldDecide === 'block',
  };
}

function demandOf(landed: Landed & { readonly at: Instant }, rulebook: Rulebook): ReviewDemand {
  const { at, minutes, isAssisted, isRefused, mail, owners } = landed;
  const { people } = rulebook.catalog;
  // What is refused waits for no reviewer.
  const missing = isRefused ? [] : landed.missing;
  return {
    at,
    minutes,
    isAssisted,
    author: authorOf(mail, rulebook),
    signoffs: signoffsOf(missing),
    teams: teamSignoffs(missing, owners, people),
  };
}

/** A person's id where the catalog knows people, else the mail; nobody where it is software's. */
function authorOf(mail: string | null, { catalog }: Rulebook): string | null {
  if (mail === null || isAutomated({ personId: null, mail, handle: null }, [])) return null;
  return catalog.people.byId.size > 0 ? (personOf(catalog.people, { mail })?.id ?? null) : mail;
}

function poolOf(stated: StatedReviewers, rulebook: Rulebook, demands: readonly ReviewDemand[]): ReviewerPool {
  const { seniors, others, minutesPerWeek } = stated;
  if (seniors !== null || others !== null) {
    return givenReviewers({ seniors: seniors ?? 0, others: others ?? 0, minutesPerWeek });
  }
  const people = [...rulebook.catalog.people.byId.values()];
  return people.length > 0
    ? configuredReviewers(people, rulebook.configuration.reviewBudgets, minutesPerWeek)
    : assumedReviewers(demands, minutesPerWeek);
}
