import type { Digest, Instant } from '../../kernel/index.ts';
import type { Level, Tier } from '../catalog/index.ts';
import type { MissingRequirement } from '../policy/index.ts';
import type { Away, JudgedSignoff, ReviewBudget, ReviewContext, SignoffRequirement } from '../review/index.ts';

/** One review that somebody was asked for, as far as load tells. */
export interface ReviewWork {
  /** Person id of the catalog. */
  readonly person: string;
  /** Predicted, not measured. */
  readonly minutes: number;
  readonly askedAt: Instant;
  /** `null` = still open. */
  readonly answeredAt: Instant | null;
}

/** Somebody once wrote or reviewed a file. */
export interface PathTouch {
  /** Person id of the catalog. */
  readonly person: string;
  readonly path: string;
  readonly at: Instant;
  readonly kind: 'authored' | 'reviewed';
}

/** One named person who is asked to sign, with a moment after which somebody else is. */
export interface ReviewAsk {
  readonly person: string;
  /** Why this person, in one sentence. */
  readonly why: string;
  readonly minutes: number;
  /** Highest level that a requirement behind it asks for; `null` = any. */
  readonly level: Level | null;
  readonly at: Instant;
  readonly dueAt: Instant;
  /** Who asked before it was passed on; `null` = the router. */
  readonly passedOnBy: string | null;
  readonly content: Digest | null;
  /** A junior who may read along beside this person; counts for nothing. Absent = nobody does. */
  readonly pair?: string;
}

/** What the choice of one person rests on. */
export interface ChoiceReason {
  /** 0..1: how well the person knows the touched files; see `expertiseOf`. */
  readonly expertise: number;
  /** Touched files that the person wrote or reviewed before. */
  readonly knownFiles: number;
  readonly files: number;
  /** Minutes of open reviews, before this one. */
  readonly openMinutes: number;
  /** Open minutes and those answered this week, as a share 0..1 of the weekly budget. */
  readonly usedShare: number;
  /** Of the person's own weekly budget; `null` = none is stated. */
  readonly budgetMinutes: number | null;
  /** `floor`: only people who know the files were compared. `nobody-knows`: nobody who may sign has touched them. */
  readonly basis: 'floor' | 'open' | 'nobody-knows';
}

/** One person asked, with what stands behind it. */
export interface RoutedReview {
  readonly ask: ReviewAsk;
  /** What this sign-off goes towards; never empty. */
  readonly serves: readonly SignoffRequirement[];
  readonly reason: ChoiceReason;
  /** Who is asked when this one does not answer; `null` = nobody else could be. */
  readonly next: string | null;
  /** A junior of the same team who may read along to learn; counts for nothing. `null` = none with time to spare. */
  readonly pair: string | null;
}

/** A sign-off for which nobody is asked: told, never left out. */
export interface Shortfall {
  /**
   * `nobody-known`: the catalog has nobody who may sign. `everybody-away`. `over-budget`: who may sign has no minutes left.
   * `everybody-asked`: who may sign was asked before and did not.
   */
  readonly kind: 'nobody-known' | 'everybody-away' | 'over-budget' | 'everybody-asked';
  readonly requirement: SignoffRequirement;
  /** Sign-offs for which nobody is asked, 1 and up. */
  readonly missing: number;
  /** Whom to ask if the budget were ignored; `null` unless `over-budget`. */
  readonly regardless: ReviewAsk | null;
  /** Somebody with minutes left who may sign but knows the files less than the floor asks; `null` = nobody. */
  readonly delegate: string | null;
  /** One sentence. */
  readonly text: string;
}

/** What is known when somebody has to be found. */
export interface RoutingInput {
  /** What the rules still lack; only sign-offs and second persons are routed. */
  readonly missing: readonly MissingRequirement[];
  readonly review: ReviewContext;
  /** Sign-offs that are there: who gave one is not asked again. */
  readonly signoffs: readonly JudgedSignoff[];
  /** Asks of this change that are open; who was asked counts as about to sign. */
  readonly asked: readonly ReviewAsk[];
  /** Persons not to ask for this content (again): they passed it on or let it fall due. */
  readonly passed: readonly string[];
  readonly tier: Tier | null;
  /** Predicted minutes of this review. */
  readonly minutes: number;
  /** Touched paths. */
  readonly paths: readonly string[];
  /** Of the touched paths and their folders, as far as history was read. */
  readonly touches: readonly PathTouch[];
  /** Reviews of everybody: the open ones, and those asked within {@link FAIRNESS_DAYS}. */
  readonly work: readonly ReviewWork[];
  readonly budgets: readonly ReviewBudget[];
  readonly away: readonly Away[];
  readonly now: Instant;
}

export interface Routing {
  /** In the order in which they were found; at most one a person. */
  readonly asks: readonly ReviewAsk[];
  /** What stands behind each of `asks`, in the same order. */
  readonly reviews: readonly RoutedReview[];
  /** Empty where every sign-off has a person. */
  readonly shortfalls: readonly Shortfall[];
}

/** How far back minutes asked of somebody count when a choice is otherwise even. */
export const FAIRNESS_DAYS = 30;
