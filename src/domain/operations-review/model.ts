import type { Digest, Instant } from '../../kernel/index.ts';
import type { DeliveryFacts, DeliveryReport, Trend } from '../delivery/index.ts';
import type { Week } from './week.ts';
import type { WheelDraw } from './wheel.ts';

/** Where a sentence comes from: an event of the log, or what a page or a question of the server shows. */
export type Source =
  | { readonly kind: 'event'; readonly position: number }
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'figure'; readonly rule: string };

/** One sentence of the document. None stands without a source. */
export interface Sentence {
  readonly text: string;
  /** Never empty. */
  readonly sources: readonly Source[];
}

/** An incident as the week's document tells it; what people wrote of it stands as they wrote it, quoted. */
export interface ReviewedIncident {
  readonly id: string;
  readonly title: string;
  readonly severity: 1 | 2 | 3 | 4;
  readonly state: 'open' | 'mitigated' | 'closed';
  readonly startedAt: Instant;
  readonly mitigatedAt: Instant | null;
  readonly services: readonly string[];
  readonly flows: readonly string[];
  /** One clause each, as `120 minutes (measured)`; empty = nobody stated any. */
  readonly impact: readonly string[];
  readonly detection: string;
  /** Codes, each with how it stands: `config-change`, `disputed: ...`, `unknown`. */
  readonly trigger: string;
  readonly rootCause: string;
  readonly aiRole: string;
  readonly cause: {
    readonly kind: 'unknown' | 'none' | 'suspect' | 'cause';
    readonly change: string | null;
    readonly probability: number | null;
    readonly grade: string | null;
  };
  /** Subjects on which people differ. */
  readonly disputes: readonly string[];
  readonly actions: readonly ReviewedAction[];
}

/** What somebody is to do because of an incident. */
export interface ReviewedAction {
  readonly id: string;
  readonly kind: 'prevent' | 'detect' | 'mitigate' | 'process';
  readonly text: string;
  readonly owner: string;
  readonly due: Instant;
  readonly state: 'open' | 'done' | 'dropped';
}

/** A brake past which somebody went. */
export interface AcceptedRisk {
  readonly change: string;
  readonly kind: 'override' | 'past-the-gate';
  readonly at: Instant;
  /** Whether somebody looked at it since; `null` = nothing is owed. */
  readonly isReviewed: boolean | null;
  readonly position: number | null;
}

/** A chart of thirteen weeks, the week itself the last. */
export interface ReviewTrends {
  readonly incidents: Trend;
  /** Landed changes that needed repair; the newest weeks are too young to tell. */
  readonly repairs: Trend;
  /** New deployments that failed. */
  readonly failures: Trend;
}

/** The week's document, drafted from the record. */
export interface OperationsReview {
  readonly week: Week;
  /** Nothing later is known here. */
  readonly cutOff: Instant;
  /** How did we do? */
  readonly headline: readonly Sentence[];
  /** Of the week, the worst first. */
  readonly incidents: readonly (ReviewedIncident & { readonly sentences: readonly Sentence[] })[];
  /** Beyond those that are told. */
  readonly moreIncidents: number;
  readonly severities: Readonly<Record<1 | 2 | 3 | 4, number>>;
  readonly trends: ReviewTrends;
  /** Of the week and the eleven before it. */
  readonly metrics: DeliveryReport;
  readonly delivery: readonly Sentence[];
  readonly cohorts: readonly Sentence[];
  readonly accepted: readonly Sentence[];
  readonly overdue: readonly (ReviewedAction & { readonly incident: string })[];
  readonly disputes: readonly Sentence[];
  readonly wheel: WheelDraw;
}

/** What sentences are written from. */
export interface SentenceGround {
  readonly week: Week;
  readonly facts: DeliveryFacts;
  readonly metrics: DeliveryReport;
  readonly trends: ReviewTrends;
  readonly severities: OperationsReview['severities'];
  /** Place in the log by which a change was last told; `null` = it is known from git alone. */
  readonly positionOf: (change: string) => number | null;
}

/** Something that the meeting decided. Its owner answers for it; no figure is of a person. */
export interface ReviewDecision {
  /** `d1`, `d2`, ... */
  readonly id: string;
  readonly text: string;
  /** A team, a service or a person of the catalog. */
  readonly owner: string;
  readonly due: Instant;
  readonly state: 'open' | 'done' | 'dropped';
  readonly at: Instant;
  /** Account that wrote it down. */
  readonly by: string;
}

/** What is recorded of one week beside its figures. */
export interface ReviewRecord {
  readonly week: string;
  readonly frozen: { readonly document: Digest; readonly cutOff: Instant; readonly at: Instant } | null;
  readonly wheel: (WheelDraw & { readonly at: Instant; readonly by: string }) | null;
  readonly decisions: readonly ReviewDecision[];
}

/** A week of which nothing is recorded. */
export function emptyRecord(week: string): ReviewRecord {
  return { week, frozen: null, wheel: null, decisions: [] };
}

/** Why something was not taken. */
export type ReviewRejection =
  | { readonly code: 'not-over' }
  | { readonly code: 'frozen-already' }
  | { readonly code: 'spun-already' }
  | { readonly code: 'nobody-to-draw' }
  | { readonly code: 'bad-text'; readonly what: 'decision' | 'owner'; readonly limit: number }
  | { readonly code: 'bad-due' }
  | { readonly code: 'too-many'; readonly limit: number }
  | { readonly code: 'no-such-decision' }
  | { readonly code: 'nothing-changes' };

/** A decision is a sentence, not a plan. */
export const MAX_DECISION = 500;
export const MAX_OWNER = 120;
/** A meeting that decides more decides nothing. */
export const MAX_DECISIONS = 50;
