import { evolve, type Submission } from '../../domain/submission/index.ts';
import type { View } from '../../event-log/index.ts';
import { ROLLBACK_DAYS } from '../brake/rollback-view.ts';
import { BRAKES } from '../brake/stream.ts';
import { DELIVERY_VIEWS } from '../delivery/record-view.ts';
import { WEEK_REVIEWS } from '../delivery/review-stream.ts';
import { ALARM_VIEWS } from '../detection/stream.ts';
import { ROLLOUT_VIEWS } from '../rollout/stream.ts';
import { SIGNAL_VIEWS } from '../signal/surge-stream.ts';
import { DEPLOYMENT_VIEWS } from './deployment-view.ts';
import { GATE_VIEWS } from './gate-view.ts';
import { submissionEventOf } from './stream.ts';

/** Every submission as its events tell; its key is the submission's id. */
export const SUBMISSIONS: View = {
  name: 'submission',
  version: 2,
  keysOf: (envelope) => {
    const event = submissionEventOf(envelope);
    return event === null ? [] : [event.id];
  },
  evolve: ({ document, event }) => {
    const told = submissionEventOf(event);
    const before = (document as Submission | null) ?? null;
    return told === null ? before : evolve(before, told);
  },
};

/** Ids of submissions that are open. */
export const OPEN_SUBMISSIONS: View = {
  name: 'open-submission',
  version: 1,
  keysOf: SUBMISSIONS.keysOf,
  evolve: ({ document, event }) => {
    switch (event.type) {
      case 'ChangeSubmitted':
      case 'ChangeReopened':
        return { since: event.at };
      case 'ChangeClosed':
        return null;
      default:
        return document;
    }
  },
};

/** What is to be done for a submission: a decision, then its publication. */
export interface DueWork {
  /** Newest head, or digest of the content of what is no commit. */
  readonly head: string | null;
  readonly isUndecided: boolean;
  /** Digest of the decision that the forge does not show yet. */
  readonly unpublished: string | null;
  readonly since: number;
}

/** Submissions that wait for the reconciler. */
export const DUE_SUBMISSIONS: View = {
  name: 'due-submission',
  version: 1,
  keysOf: SUBMISSIONS.keysOf,
  evolve: ({ document, event: envelope }) => {
    const before = document as DueWork | null;
    const event = submissionEventOf(envelope);
    const since = before?.since ?? envelope.at;
    switch (event?.kind) {
      case undefined:
      case 'ContentRead':
      case 'ReviewAsked':
      case 'ReviewPassedOn':
      case 'ReviewFellShort':
      case 'OverrideReviewed':
      case 'LandedWithoutPermission':
        return before;
      case 'ChangeSubmitted':
      case 'RevisionObserved':
        return { head: contentOf(event.revision), isUndecided: true, unpublished: null, since };
      case 'ChangeClosed':
        return null;
      case 'ChangeDecided': {
        // Of an older head: the newer one still waits.
        const isOlder =
          before?.isUndecided === true && before.head !== null && before.head !== contentOf(event.decided);
        if (isOlder) return before;
        return { head: contentOf(event.decided), isUndecided: false, unpublished: event.decided.documentDigest, since };
      }
      case 'VerdictPublished': {
        if (before === null || before.unpublished !== event.documentDigest) return before;
        return before.isUndecided ? { ...before, unpublished: null } : null;
      }
      default:
        return { head: before?.head ?? null, unpublished: before?.unpublished ?? null, isUndecided: true, since };
    }
  },
};

function contentOf(revision: { readonly head: string | null; readonly contentDigest: string | null }): string | null {
  return revision.head ?? revision.contentDigest;
}

/** An override that nobody looked at yet. */
export interface OwedReview {
  readonly person: string;
  readonly change: string;
  readonly at: number;
}

/** Overrides whose later review is owed, by their id, whatever became of the change. */
export const OWED_REVIEWS: View = {
  name: 'owed-review',
  version: 1,
  keysOf: (envelope) => {
    const event = submissionEventOf(envelope);
    if (event?.kind === 'OverrideGranted') return [event.override.id];
    return event?.kind === 'OverrideReviewed' ? [event.override] : [];
  },
  evolve: ({ event: envelope }) => {
    const event = submissionEventOf(envelope);
    if (event?.kind !== 'OverrideGranted') return null;
    return { person: event.override.by.personId, change: event.id, at: event.override.at };
  },
};

/** A review that somebody answered, by signing or by sending back. */
export interface AnsweredReview {
  readonly change: string;
  /** Predicted when it was asked. */
  readonly minutes: number;
  readonly askedAt: number;
  /** `null` = not yet. */
  readonly answeredAt: number | null;
}

/** Reviews of one person that are remembered: more than anybody gives in the weeks that count. */
const MAX_REVIEWS = 300;

/** Reviews by the person who was asked for them; whether one is still asked for, the submission says. */
export const REVIEWS: View = {
  name: 'review',
  version: 1,
  keysOf: (envelope) => {
    const event = submissionEventOf(envelope);
    switch (event?.kind) {
      case 'ReviewAsked':
        return [event.ask.person];
      case 'ReviewPassedOn':
        return [...new Set([event.from, event.ask.person])];
      case 'SignedOff':
        return event.signoff.by.personId === null ? [] : [event.signoff.by.personId];
      case 'ChangeReturned':
        return event.by.personId === null ? [] : [event.by.personId];
      default:
        return [];
    }
  },
  evolve: ({ document, key, event: envelope }) => {
    const before = (document as readonly AnsweredReview[] | null) ?? [];
    const event = submissionEventOf(envelope);
    if (event === null) return before;
    const isOpen = (review: AnsweredReview) => review.change === event.id && review.answeredAt === null;
    if (event.kind === 'SignedOff' || event.kind === 'ChangeReturned') {
      return before.map((review) => (isOpen(review) ? { ...review, answeredAt: envelope.at } : review));
    }
    const others = before.filter((review) => !isOpen(review));
    if ((event.kind !== 'ReviewAsked' && event.kind !== 'ReviewPassedOn') || event.ask.person !== key) return others;
    const { minutes, at } = event.ask;
    return [...others, { change: event.id, minutes, askedAt: at, answeredAt: null }].slice(-MAX_REVIEWS);
  },
};

/** The views that a server keeps beside those of every log. */
export const SERVER_VIEWS = [
  SUBMISSIONS,
  OPEN_SUBMISSIONS,
  DUE_SUBMISSIONS,
  OWED_REVIEWS,
  REVIEWS,
  BRAKES,
  ROLLBACK_DAYS,
  ...ALARM_VIEWS,
  ...DEPLOYMENT_VIEWS,
  ...DELIVERY_VIEWS,
  WEEK_REVIEWS,
  ...GATE_VIEWS,
  ...ROLLOUT_VIEWS,
  ...SIGNAL_VIEWS,
] as const;
