import type { Digest, Instant } from '../../kernel/index.ts';
import type { ForgeRef } from '../forge/index.ts';
import type { ReviewAsk } from '../review-load/index.ts';
import type {
  Actor,
  DecidedRevision,
  GivenSignoff,
  Override,
  ReviewShortfall,
  Revision,
  StatedOperation,
  SubmissionKind,
} from './model.ts';

/** What happened to a submission. Members are JSON data; a new shape is a new schema version with an up-caster. */
export type SubmissionEvent =
  | {
      readonly kind: 'ChangeSubmitted';
      readonly id: string;
      readonly submission: SubmissionKind;
      readonly ref: ForgeRef | null;
      readonly title: string;
      readonly author: Actor;
      readonly url: string | null;
      readonly isDraft: boolean;
      readonly labels: readonly string[];
      readonly revision: Revision;
      /** Absent for a proposal. */
      readonly operation?: StatedOperation | undefined;
    }
  | {
      readonly kind: 'RevisionObserved';
      readonly id: string;
      readonly revision: Revision;
      /** Absent for a proposal. */
      readonly operation?: StatedOperation | undefined;
    }
  /** The content of that head was read. */
  | {
      readonly kind: 'ContentRead';
      readonly id: string;
      readonly head: string | null;
      readonly contentDigest: Digest | null;
    }
  | {
      readonly kind: 'DetailsChanged';
      readonly id: string;
      readonly title: string;
      readonly isDraft: boolean;
      readonly labels: readonly string[];
      readonly at: Instant;
    }
  | { readonly kind: 'ChangeClosed'; readonly id: string; readonly as: 'landed' | 'closed'; readonly at: Instant }
  /** It landed although nothing let it pass: a forge can be used past its check. */
  | {
      readonly kind: 'LandedWithoutPermission';
      readonly id: string;
      readonly head: string | null;
      /** What was said of it when that was seen. */
      readonly verdict: 'hold' | 'block' | 'unknown' | 'undecided';
      readonly at: Instant;
    }
  | { readonly kind: 'ChangeReopened'; readonly id: string; readonly at: Instant }
  | { readonly kind: 'RecheckAsked'; readonly id: string; readonly at: Instant }
  | { readonly kind: 'ChangeDecided'; readonly id: string; readonly decided: DecidedRevision }
  | { readonly kind: 'SignedOff'; readonly id: string; readonly signoff: GivenSignoff }
  | { readonly kind: 'SignoffWithdrawn'; readonly id: string; readonly signoff: string; readonly at: Instant }
  | {
      readonly kind: 'ChangeReturned';
      readonly id: string;
      readonly by: Actor;
      readonly reason: string;
      readonly contentDigest: Digest | null;
      readonly at: Instant;
    }
  | { readonly kind: 'ReviewAsked'; readonly id: string; readonly ask: ReviewAsk }
  | {
      readonly kind: 'ReviewPassedOn';
      readonly id: string;
      readonly from: string;
      /** `due` = the asked person did not answer in time. */
      readonly because: 'delegated' | 'due' | 'away';
      readonly ask: ReviewAsk;
    }
  /** For which sign-offs nobody could be asked is another answer than before; empty = for each somebody could. */
  | {
      readonly kind: 'ReviewFellShort';
      readonly id: string;
      readonly shortfalls: readonly ReviewShortfall[];
      readonly at: Instant;
    }
  | { readonly kind: 'OverrideGranted'; readonly id: string; readonly override: Override }
  | {
      readonly kind: 'OverrideReviewed';
      readonly id: string;
      readonly override: string;
      readonly by: Actor;
      readonly finding: string;
      readonly at: Instant;
    }
  | {
      readonly kind: 'VerdictPublished';
      readonly id: string;
      /** Of the decision document that is shown. */
      readonly documentDigest: Digest;
      readonly at: Instant;
    };

export type SubmissionEventKind = SubmissionEvent['kind'];

/** Every kind, for whoever reads a log. */
export const SUBMISSION_EVENTS = [
  'ChangeSubmitted',
  'RevisionObserved',
  'ContentRead',
  'DetailsChanged',
  'ChangeClosed',
  'LandedWithoutPermission',
  'ChangeReopened',
  'RecheckAsked',
  'ChangeDecided',
  'SignedOff',
  'SignoffWithdrawn',
  'ChangeReturned',
  'ReviewAsked',
  'ReviewPassedOn',
  'ReviewFellShort',
  'OverrideGranted',
  'OverrideReviewed',
  'VerdictPublished',
] as const satisfies readonly SubmissionEventKind[];
