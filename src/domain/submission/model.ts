import type { Digest, Instant } from '../../kernel/index.ts';
import type { Tier } from '../catalog/index.ts';
import type { CommitId } from '../change/index.ts';
import type { ForgeName, ForgeRef } from '../forge/index.ts';
import type { DecisionValue } from '../gate/index.ts';
import type { SignoffSource } from '../review/index.ts';
import type { ReviewAsk, Shortfall } from '../review-load/index.ts';

/** What is submitted: a proposal on a forge, or something that is no pull request. */
export const SUBMISSION_KINDS = ['proposal', 'configuration', 'flag', 'data', 'manual'] as const;
export type SubmissionKind = (typeof SUBMISSION_KINDS)[number];

/** What a submission is that is no proposal. */
export type OperationKind = Exclude<SubmissionKind, 'proposal'>;

/** Somebody, as far as an account and the catalog tell. */
export interface Actor {
  /** Person of the catalog; `null` = none that is known. */
  readonly personId: string | null;
  /** Forge handle without `@`, lower-case; `null` where there is none. */
  readonly handle: string | null;
  /** Software: it may never sign, return, delegate or override. */
  readonly isAutomated: boolean;
}

/** Exact content at one moment. */
export interface Revision {
  /** `null` for what is no commit. */
  readonly head: CommitId | null;
  readonly base: CommitId | null;
  /** Bound content: patch identity of a proposal, digest of an operation's text; `null` = not read yet. */
  readonly contentDigest: Digest | null;
  readonly headBranch: string | null;
  readonly baseBranch: string | null;
  readonly at: Instant;
}

/** Why a decision does not let a change pass, without text that people wrote. */
export interface Reason {
  readonly code: string;
  readonly rule: string;
  readonly mode: string;
  readonly effect: 'hold' | 'block';
}

/** What brakes had to do with a decision. */
export interface DecidedBrakes {
  /** Ids of those that held the change, in the order in which they were pulled. */
  readonly holding: readonly string[];
  /** What the rules alone said. */
  readonly ruled: DecisionValue;
  /** The newest beginning of what held it: an override given before it says nothing of it. `null` = nothing held it. */
  readonly since: Instant | null;
  /** When the calendar next changes what is held: from then on the decision is old. `null` = not in sight. */
  readonly changesAt: Instant | null;
  /** Of what brakes are asked about, kept beside the log. */
  readonly question: Digest;
}

/** What the gate said of one revision. */
export interface DecidedRevision {
  readonly head: CommitId | null;
  readonly contentDigest: Digest | null;
  readonly decision: DecisionValue;
  readonly wouldDecide: DecisionValue;
  readonly mode: string;
  readonly policyDigest: Digest;
  readonly factsDigest: Digest;
  /** Of the whole decision document, which is kept beside the log. */
  readonly documentDigest: Digest;
  readonly tier: Tier | null;
  readonly assistance: 'ai' | 'human' | 'unknown';
  /** Digest of the agent that wrote it, its model and the base: changes with the same one fail together. Absent or `null` = none is known. */
  readonly cohort?: Digest | null;
  /** 0..1; `null` = not computed. */
  readonly risk: number | null;
  readonly reviewMinutes: number;
  readonly seniorMinutes: number;
  readonly services: readonly string[];
  /** Persons of the catalog who made it: author, co-authors, prompters. None of them may sign. */
  readonly makers: readonly string[];
  readonly reasons: readonly Reason[];
  /** Absent = no brake was asked for. */
  readonly brakes?: DecidedBrakes;
  readonly at: Instant;
}

/** A human's approval of one content. */
export interface GivenSignoff {
  /** Of the event or of the forge's review; unique in a submission. */
  readonly id: string;
  readonly by: Actor;
  readonly contentDigest: Digest;
  readonly source: SignoffSource;
  readonly at: Instant;
  readonly isEdited: boolean;
  /** What they said with it; absent = nothing. */
  readonly comment?: string;
}

/** A change that was sent back; it holds until its content changes or whoever returned it signs. */
export interface Return {
  readonly by: Actor;
  readonly reason: string;
  readonly contentDigest: Digest | null;
  readonly at: Instant;
}

/** Sign-offs for which nobody is asked, as the newest routing found. */
export interface ReviewShortfall {
  readonly kind: Shortfall['kind'];
  /** Sign-offs that nobody is asked for, 1 and up. */
  readonly missing: number;
  /** Who would be asked if budgets were ignored; `null` = that is not what is missing. */
  readonly regardless: string | null;
  /** Somebody with minutes left who knows the files less; `null` = nobody. */
  readonly delegate: string | null;
  /** One sentence. */
  readonly text: string;
}

/** Break-glass: lets one content pass for a while, and owes a review. */
export interface Override {
  readonly id: string;
  readonly by: Actor;
  readonly reason: string;
  readonly ticket: string;
  readonly contentDigest: Digest;
  readonly at: Instant;
  readonly expiresAt: Instant;
  /** Persons who were passed over and so are told. */
  readonly skipped: readonly string[];
  readonly review: { readonly by: Actor; readonly at: Instant; readonly finding: string } | null;
}

/** Where one revision of an operation comes from. Its text is kept beside the log, under the revision's content digest. */
export interface StatedOperation {
  readonly forge: ForgeName;
  /** The repository whose rules judge it. */
  readonly repository: string;
  readonly by: Actor;
  /** A human who directs an agent here: person, `@handle` or mail; `null` = nobody is named. */
  readonly prompter: string | null;
}

/** What all revisions of an operation say of their origin; whoever had a part in any of them stays a maker. */
export interface OperationOrigin {
  readonly forge: ForgeName;
  readonly repository: string;
  /** Whoever submitted a revision, distinct. */
  readonly makers: readonly Actor[];
  /** Distinct. */
  readonly prompters: readonly string[];
}

/** One change in the control plane, as its events tell. */
export interface Submission {
  readonly id: string;
  readonly kind: SubmissionKind;
  /** `null` for what is no proposal. */
  readonly ref: ForgeRef | null;
  /** `null` for a proposal. */
  readonly operation: OperationOrigin | null;
  readonly title: string;
  readonly author: Actor;
  readonly url: string | null;
  readonly state: 'open' | 'landed' | 'closed';
  readonly isDraft: boolean;
  readonly labels: readonly string[];
  readonly openedAt: Instant;
  readonly revision: Revision;
  /** Revisions so far, 1 and up. */
  readonly revisions: number;
  /** How often a decision was asked for, so that one in hand shows whether something came in between. */
  readonly rechecks: number;
  /** Since when the newest head is meant for another base branch than before; `null` = it never was. */
  readonly retargetedAt: Instant | null;
  /** Of the newest decision, which may be of an older revision. */
  readonly decided: DecidedRevision | null;
  readonly signoffs: readonly GivenSignoff[];
  readonly returned: Return | null;
  /** Open asks; whoever answered stands no longer here. */
  readonly asks: readonly ReviewAsk[];
  /** Sign-offs of the newest content for which nobody could be asked; empty = each has somebody, or none is needed. */
  readonly shortfalls: readonly ReviewShortfall[];
  /** Who passed an ask on or let it fall due, by content: they are not asked for it again. */
  readonly passed: readonly { readonly person: string; readonly content: Digest | null }[];
  readonly overrides: readonly Override[];
  /** Digest of the decision that the forge shows; `null` = none yet. */
  readonly published: Digest | null;
  /** What changed since the newest decision, so that it must be made again. */
  readonly isDue: boolean;
}

/** Why something was not taken. */
export type SubmissionRejection =
  | { readonly code: 'not-open' }
  | { readonly code: 'content-unknown' }
  /** What was looked at is not what stands there now. */
  | { readonly code: 'stale-content'; readonly now: Digest | null }
  | { readonly code: 'automated' }
  | { readonly code: 'unknown-person' }
  | { readonly code: 'made-it' }
  | { readonly code: 'signed-already' }
  | { readonly code: 'not-asked' }
  | { readonly code: 'self' }
  | { readonly code: 'no-reason' }
  | { readonly code: 'no-ticket' }
  | { readonly code: 'too-long'; readonly limitMs: number }
  | { readonly code: 'nothing-to-override' }
  /** An earlier override of this person, or of this submission, was not reviewed yet. */
  | { readonly code: 'review-owed'; readonly override: string }
  | { readonly code: 'no-such-override' };

/** UTF-16 units of a reason: an explanation, no document. */
export const MAX_REASON = 2_000;
export const MAX_TITLE = 300;
export const MAX_TICKET = 200;
/** Sign-offs, asks and overrides kept of one submission; the newest. */
export const MAX_KEPT = 200;
/** An override is for an emergency: a day at most. */
export const MAX_OVERRIDE_MS = 24 * 60 * 60 * 1000;
