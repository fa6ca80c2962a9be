import type { Instant } from '../../kernel/index.ts';
import type { Tier } from '../catalog/index.ts';
import type { Recurrence } from './recurrence.ts';

/** One thing that a brake covers. A cohort is what one agent or one model had a part in. */
export type ScopePart =
  | { readonly kind: 'everything' }
  | { readonly kind: 'tier'; readonly tier: Tier }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'flow'; readonly flow: string }
  /** Pattern over repository paths, as in the catalog. */
  | { readonly kind: 'path'; readonly glob: string }
  | { readonly kind: 'agent'; readonly agent: string }
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'pattern'; readonly pattern: string };

/** What a brake covers: whatever any of its parts covers. Never empty, without repetition. */
export type BrakeScope = readonly ScopePart[];

/** Who did something to a brake. Only `human` may release one or make it milder. */
export interface BrakeActor {
  readonly kind: 'human' | 'script' | 'agent' | 'rule' | 'calendar';
  /** Id of the account, token or rule, for the record. */
  readonly id: string;
  /** As people know them. */
  readonly name: string;
}

/** When a brake ends. `review`: it holds on until a human releases it, and is named as overdue from that moment. */
export type BrakeEnd =
  | { readonly kind: 'until'; readonly at: Instant }
  | { readonly kind: 'review'; readonly at: Instant };

/** What still passes while it holds. */
export interface BrakeLanes {
  /** Distinct people who must have signed the content of a hotfix, 1 and up; `null` = no hotfix passes. */
  readonly hotfix: number | null;
  /** Whether reverts that the merge queue makes itself pass. */
  readonly revert: boolean;
}

/** A freeze with a scope, a reason and an end. */
export interface Brake {
  /** `brake-N`, or `calendar/NAME` for one of the configuration. */
  readonly id: string;
  readonly scope: BrakeScope;
  readonly reason: string;
  readonly by: BrakeActor;
  /** When somebody asked for it. */
  readonly at: Instant;
  /** Holds from here on; later than `at` where it is scheduled. */
  readonly from: Instant;
  readonly end: BrakeEnd;
  /** Holds only inside of these; `null` = all the time. */
  readonly window: Recurrence | null;
  readonly lanes: BrakeLanes;
  /** What engaged it by itself, so that the same cause does not engage twice; `null` = a human, script or agent did. */
  readonly cause: string | null;
  /** Since when it is at least as wide as it is: of its beginning, or of the newest amendment that made it stricter. */
  readonly strictSince: Instant;
  /** Oldest first, the last {@link MAX_AMENDMENTS}. */
  readonly amendments: readonly Amendment[];
  readonly released: { readonly by: BrakeActor; readonly at: Instant; readonly note: string } | null;
}

/** What somebody changed of a brake while it was there. */
export interface Amendment {
  readonly by: BrakeActor;
  readonly at: Instant;
  /** Names of what changed, sorted. */
  readonly changed: readonly AmendedField[];
  readonly direction: 'stricter' | 'milder' | 'same';
}

/** What may be changed of a brake. */
export const AMENDED_FIELDS = ['end', 'lanes', 'reason', 'scope', 'window'] as const;
export type AmendedField = (typeof AMENDED_FIELDS)[number];

/** All brakes of one control plane, as their events tell. */
export interface BrakeBoard {
  /** In the order in which they were asked for; what ended long ago is dropped from the front. */
  readonly brakes: readonly Brake[];
  /** Of the next brake, 1 and up. */
  readonly nextNumber: number;
}

/** Nothing was ever braked. */
export const NO_BRAKES: BrakeBoard = { brakes: [], nextNumber: 1 };

/** What one fact of a target says; what is not known is never nothing. */
export type Known<T> =
  | { readonly kind: 'known'; readonly values: readonly T[] }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * By which way something asks to pass. `hotfix` is a claim, which sign-offs back. `revert` is one that the merge queue made itself.
 * `stop` takes something back or turns it off (kill switch, rollback, abort, pause): no brake holds it.
 */
export type BrakeLane = 'ordinary' | 'hotfix' | 'revert' | 'stop';

/** What a brake is asked about: a change, a step of a rollout, a change of a flag, a guarded operation. */
export interface BrakeTarget {
  readonly services: Known<string>;
  readonly tiers: Known<Tier>;
  readonly flows: Known<string>;
  readonly paths: Known<string>;
  /** Agents and models that had a part in it; known and empty = humans alone. */
  readonly agents: Known<string>;
  readonly models: Known<string>;
  readonly patterns: Known<string>;
  readonly lane: BrakeLane;
  /** Distinct people whose sign-off of exactly this content counts. */
  readonly signoffs: number;
}

/** Why something was not done. */
export type BrakeRejection =
  | { readonly code: 'no-such-brake' }
  | { readonly code: 'already-ended' }
  | { readonly code: 'bad-scope'; readonly why: string }
  | { readonly code: 'no-reason' }
  | { readonly code: 'ends-before-start' }
  | { readonly code: 'too-long'; readonly limitMs: number }
  /** `most` = how many of whoever asked may stand at once. */
  | { readonly code: 'too-many'; readonly most: number }
  | { readonly code: 'bad-lanes' }
  /** Only a human releases a brake or makes it milder. */
  | { readonly code: 'human-only' }
  | { readonly code: 'nothing-changes' };

/** Brakes that hold or will; more than any incident needs, and each is asked for everything that wants to pass. */
export const MAX_BRAKES = 200;
/** Of them, those that agents and scripts pulled: whatever runs wild leaves people and rules room for theirs. */
export const MAX_SOFTWARE_BRAKES = 100;
/** Brakes that ended and are kept to be shown; the log keeps all. */
export const MAX_ENDED = 100;
export const MAX_PARTS = 50;
export const MAX_REASON = 500;
export const MAX_NAME = 300;
export const MAX_AMENDMENTS = 50;
/** A brake that ends by itself does so within this: longer is a rule, and belongs into the policy. */
export const MAX_UNTIL_MS = 400 * 86_400_000;
/** A brake without an end is looked at again within this. */
export const MAX_REVIEW_MS = 14 * 86_400_000;
/** Sign-offs that a hotfix may need. */
export const MAX_HOTFIX_SIGNOFFS = 5;
