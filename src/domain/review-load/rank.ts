import { DAY_MS, type Instant } from '../../kernel/index.ts';
import { LEVELS, type Level, type Person, type Tier } from '../catalog/index.ts';
import type { ReviewBudget } from '../review/index.ts';
import { type Load, loadOf, personBudget } from './budget.ts';
import { type Expertise, noExpertise } from './expertise.ts';
import { type ChoiceReason, FAIRNESS_DAYS, type ReviewWork } from './model.ts';

/**
 * Of the best expertise among those who may sign, the part that somebody must have to be asked about tier 0 and 1. Only above
 * it does load count: sharing by load alone costs hits (a re-ranking by workload at Meta lost 4.9 points, arXiv 2312.17169).
 */
export const EXPERTISE_FLOOR = 0.25;

/** How much a full week takes away from a choice: half above the floor, all of it where little is at stake. */
export const LOAD_WEIGHT = { critical: 0.5, other: 1 } as const;

/** What somebody who knows nothing of the files still counts where little is at stake: reviews spread knowledge. */
export const NEWCOMER_SHARE = 0.3;

/** What each level above the asked one takes away where little is at stake: senior time is what runs out. */
export const SPARED_LEVEL = 0.85;

/** Choices within this part of the best are near-equal; between them the long-run share decides. */
export const NEAR_EQUAL = 0.9;

/**
 * Minutes of review a week that a person without a stated budget is taken to give, for comparing loads only: the mean at Google
 * is 3.2 hours (Sadowski et al., ICSE-SEIP 2018).
 */
export const USUAL_WEEK_MINUTES = 192;

/** What ranking knows beside the people. */
export interface RankBasis {
  readonly tier: Tier | null;
  /** Of those who may sign for this need, whether they have time or not: the floor must not sink because the expert is busy. */
  readonly bestExpertise: number;
  readonly level: Level | null;
  readonly expertise: ReadonlyMap<string, Expertise>;
  readonly files: number;
  readonly loads: ReadonlyMap<string, Load>;
  readonly shares: ReadonlyMap<string, LongRunShare>;
  readonly budgets: readonly ReviewBudget[];
}

/** What somebody was asked for in the last {@link FAIRNESS_DAYS} days. */
export interface LongRunShare {
  readonly minutes: number;
  readonly lastAskedAt: Instant;
}

/** By person: minutes asked lately, and when last; who was not asked is left out. */
export function longRunShares(work: readonly ReviewWork[], now: Instant): ReadonlyMap<string, LongRunShare> {
  const shares = new Map<string, LongRunShare>();
  for (const { person, minutes, askedAt } of work) {
    if (askedAt < now - FAIRNESS_DAYS * DAY_MS) continue;
    const before = shares.get(person);
    shares.set(person, {
      minutes: (before?.minutes ?? 0) + minutes,
      lastAskedAt: before === undefined || askedAt > before.lastAskedAt ? askedAt : before.lastAskedAt,
    });
  }
  return shares;
}

/** Tier 0 and 1, and what is not known to be less. */
export function isCritical(tier: Tier | null): boolean {
  return tier === null || tier <= 1;
}

/** Whether somebody knows the files well enough to be asked; always so where nobody who may sign knows them. */
export function isAboveFloor(person: Person, basis: RankBasis): boolean {
  if (!isCritical(basis.tier)) return true;
  return scoreOf(person, basis) >= EXPERTISE_FLOOR * basis.bestExpertise;
}

/**
 * The best choice; `null` of nobody. Among near-equals whoever was asked for fewer minutes lately comes first, then who was
 * asked longest ago, then by id; the order of the input decides nothing.
 */
export function bestOf(people: readonly Person[], basis: RankBasis): Person | null {
  const valued = people.map((person) => ({ person, value: worth(person, basis) }));
  const best = valued.reduce((most, { value }) => Math.max(most, value), 0);
  const near = valued.filter(({ value }) => value >= NEAR_EQUAL * best).map(({ person }) => person);
  return near.reduce<Person | null>(
    (first, person) => (first === null || byShare(person, first, basis) < 0 ? person : first),
    null,
  );
}

/** What a choice of this person rests on. */
export function reasonOf(person: Person, basis: RankBasis): ChoiceReason {
  const known = basis.expertise.get(person.id) ?? noExpertise();
  return {
    expertise: known.score,
    knownFiles: known.knownFiles,
    files: basis.files,
    openMinutes: loadOf(basis.loads, person.id).open,
    usedShare: usedShare(person, basis),
    budgetMinutes: personBudget(person, basis.budgets)?.minutesPerWeek ?? null,
    basis: basis.bestExpertise === 0 ? 'nobody-knows' : isCritical(basis.tier) ? 'floor' : 'open',
  };
}

function worth(person: Person, basis: RankBasis): number {
  const relative = basis.bestExpertise === 0 ? 1 : scoreOf(person, basis) / basis.bestExpertise;
  const used = usedShare(person, basis);
  if (isCritical(basis.tier)) return relative * (1 - LOAD_WEIGHT.critical * used);
  const knows = NEWCOMER_SHARE + (1 - NEWCOMER_SHARE) * relative;
  return knows * (1 - LOAD_WEIGHT.other * used) * SPARED_LEVEL ** levelsAbove(person.level, basis.level);
}

function scoreOf(person: Person, { expertise }: RankBasis): number {
  return expertise.get(person.id)?.score ?? 0;
}

/** Where any level will do, a mid is no waste of a senior. */
function levelsAbove(level: Level, asked: Level | null): number {
  return Math.max(0, LEVELS.indexOf(level) - LEVELS.indexOf(asked ?? 'mid'));
}

function usedShare(person: Person, { loads, budgets }: RankBasis): number {
  const week = personBudget(person, budgets)?.minutesPerWeek ?? USUAL_WEEK_MINUTES;
  const taken = loadOf(loads, person.id).week;
  return week <= 0 ? 1 : Math.min(1, taken / week);
}

function byShare(a: Person, b: Person, { shares }: RankBasis): number {
  const one = shares.get(a.id);
  const other = shares.get(b.id);
  return (one?.minutes ?? 0) - (other?.minutes ?? 0) || lastAsked(one) - lastAsked(other) || (a.id < b.id ? -1 : 1);
}

/** Never asked is longest ago; a number, since two infinities have no difference. */
function lastAsked(share: LongRunShare | undefined): number {
  return share?.lastAskedAt ?? Number.MIN_SAFE_INTEGER;
}
