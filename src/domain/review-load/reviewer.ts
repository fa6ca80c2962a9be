import { DAY_MS, type Instant } from '../../kernel/index.ts';
import { LEVELS, type Level, type Person } from '../catalog/index.ts';
import type { ReviewBudget } from '../review/index.ts';
import { dailyShare, personBudget } from './budget.ts';
import { USUAL_WEEK_MINUTES } from './rank.ts';

/** Somebody who reviews, with the minutes they have. */
export interface Reviewer {
  readonly id: string;
  readonly level: Level;
  readonly minutesPerDay: number;
  readonly minutesPerWeek: number;
}

/** Where reviewers and their minutes come from. */
export interface ReviewerPool {
  /** Sorted by id; may be empty. */
  readonly reviewers: readonly Reviewer[];
  /** `configured`: people of the catalog. `given`: numbers of the caller. `assumed`: who landed changes regularly. */
  readonly source: 'configured' | 'given' | 'assumed';
  /** Reviewers whose minutes nobody states: they count with {@link USUAL_WEEK_MINUTES}. */
  readonly assumedMinutes: number;
}

/** Part of the weeks in which somebody has to have landed a change to be taken for a regular. */
export const REGULAR_WEEKS = 0.25;

/** Of regulars whose levels nobody states, the part that is taken for senior: those who landed changes first. */
export const ASSUMED_SENIOR_SHARE = 1 / 3;

/** People of the catalog with their own budgets; who has none gives `otherwise` minutes a week (`null` = the usual). */
export function configuredReviewers(
  people: readonly Person[],
  budgets: readonly ReviewBudget[],
  otherwise: number | null = null,
): ReviewerPool {
  let assumedMinutes = 0;
  const reviewers = people.map((person): Reviewer => {
    const own = personBudget(person, budgets);
    if (own === null && otherwise === null) assumedMinutes += 1;
    return { id: person.id, level: person.level, ...(own ?? weekOf(otherwise ?? USUAL_WEEK_MINUTES)) };
  });
  return { reviewers: sorted(reviewers), source: 'configured', assumedMinutes };
}

/** So many seniors, and as many others as are given, none of whom made any change. */
export function givenReviewers(given: {
  readonly seniors: number;
  readonly others: number;
  /** `null` = {@link USUAL_WEEK_MINUTES}. */
  readonly minutesPerWeek: number | null;
}): ReviewerPool {
  const minutes = weekOf(given.minutesPerWeek ?? USUAL_WEEK_MINUTES);
  const some = (count: number, level: Level): readonly Reviewer[] =>
    Array.from({ length: count }, (_, index) => ({ id: `${level}-${index + 1}`, level, ...minutes }));
  const reviewers = [...some(given.seniors, 'senior'), ...some(given.others, 'mid')];
  return {
    reviewers: sorted(reviewers),
    source: 'given',
    assumedMinutes: given.minutesPerWeek === null ? reviewers.length : 0,
  };
}

/**
 * Who landed changes in at least {@link REGULAR_WEEKS} of the weeks, where the catalog knows nobody: an assumption. It says how many
 * reviewers there may be and whose change is whose; it rates nobody.
 */
export function assumedReviewers(
  landings: readonly { readonly author: string | null; readonly at: Instant }[],
  minutesPerWeek: number | null,
): ReviewerPool {
  const weeksOf = new Map<string, Set<number>>();
  const first = new Map<string, Instant>();
  const all = new Set<number>();
  for (const { author, at } of landings) {
    const week = Math.floor(at / (7 * DAY_MS));
    all.add(week);
    if (author === null) continue;
    weeksOf.set(author, (weeksOf.get(author) ?? new Set()).add(week));
    if (at < (first.get(author) ?? Number.POSITIVE_INFINITY)) first.set(author, at);
  }
  const regulars = [...weeksOf.entries()]
    .filter(([, weeks]) => weeks.size >= REGULAR_WEEKS * all.size)
    .map(([author]) => author)
    .sort((a, b) => (first.get(a) ?? 0) - (first.get(b) ?? 0) || (a < b ? -1 : 1));
  const seniors = Math.ceil(regulars.length * ASSUMED_SENIOR_SHARE);
  const reviewers = regulars.map(
    (id, index): Reviewer => ({
      id,
      level: index < seniors ? 'senior' : 'mid',
      ...weekOf(minutesPerWeek ?? USUAL_WEEK_MINUTES),
    }),
  );
  return {
    reviewers: sorted(reviewers),
    source: 'assumed',
    assumedMinutes: minutesPerWeek === null ? reviewers.length : 0,
  };
}

/** Minutes a week of everybody of at least a level; `null` = of all. */
export function minutesAtLevel(reviewers: readonly Reviewer[], level: Level | null): number {
  return reviewers
    .filter((each) => level === null || LEVELS.indexOf(each.level) >= LEVELS.indexOf(level))
    .reduce((sum, each) => sum + each.minutesPerWeek, 0);
}

function weekOf(minutesPerWeek: number): Pick<Reviewer, 'minutesPerDay' | 'minutesPerWeek'> {
  return { minutesPerWeek, minutesPerDay: dailyShare(minutesPerWeek) };
}

function sorted(reviewers: readonly Reviewer[]): readonly Reviewer[] {
  return [...reviewers].sort((a, b) => (a.id < b.id ? -1 : 1));
}
