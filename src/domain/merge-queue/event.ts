import type { Instant } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import type {
  BuildOutcome,
  Ejection,
  FailureJudgement,
  Freeze,
  GateWord,
  LandingEvidence,
  Pause,
  QueuedContent,
  TrialTests,
} from './model.ts';

/** What happened to a queue. Members are JSON data; a new shape is a new schema version with an up-caster. */
export type QueueEvent =
  | { readonly kind: 'QueueOpened'; readonly id: string; readonly head: CommitId; readonly at: Instant }
  | {
      readonly kind: 'EntryQueued';
      readonly id: string;
      readonly number: number;
      readonly content: QueuedContent;
      /** Waiting entries that its head holds. */
      readonly parents: readonly number[];
      /** Waiting entries whose heads hold it. */
      readonly children: readonly number[];
      readonly at: Instant;
    }
  /** The gate says something else of the same content than it did. */
  | { readonly kind: 'EntryJudged'; readonly id: string; readonly number: number; readonly gate: GateWord }
  | {
      readonly kind: 'TrialStarted';
      readonly id: string;
      readonly trial: number;
      readonly base: CommitId;
      readonly assumes: readonly number[];
      readonly subjects: readonly number[];
      readonly attempt: number;
      readonly commit: CommitId;
      readonly tree: string;
      /** Trial that this is a control run of; absent = none. */
      readonly controls?: number;
      readonly at: Instant;
    }
  /** Its parts cannot be merged: there is nothing to build. */
  | {
      readonly kind: 'TrialConflicted';
      readonly id: string;
      readonly trial: number;
      readonly base: CommitId;
      readonly assumes: readonly number[];
      readonly subjects: readonly number[];
      readonly attempt: number;
      readonly entry: number;
      readonly files: readonly string[];
      readonly at: Instant;
    }
  | {
      readonly kind: 'TrialEnded';
      readonly id: string;
      readonly trial: number;
      readonly outcome: BuildOutcome;
      readonly build: string | null;
      readonly code: string;
      /** What is wrong with what was built, at most `MAX_REASON` letters; absent = its output tells. */
      readonly detail?: string;
      /** Absent = it reported none that failed. */
      readonly tests?: TrialTests;
      readonly at: Instant;
    }
  /** What the failed tests of a trial tell of it; a later word replaces an earlier one. */
  | {
      readonly kind: 'FailureJudged';
      readonly id: string;
      readonly trial: number;
      readonly judgement: FailureJudgement;
    }
  /** Written before the branch is moved, so that whoever comes after a crash knows what may have happened. */
  | {
      readonly kind: 'LandRequested';
      readonly id: string;
      readonly landing: number;
      readonly entries: readonly number[];
      readonly from: CommitId;
      readonly to: CommitId;
      readonly tree: string;
      readonly assumed: readonly number[];
      readonly evidence: LandingEvidence;
      readonly at: Instant;
    }
  | { readonly kind: 'Landed'; readonly id: string; readonly landing: number; readonly at: Instant }
  /** The branch stood elsewhere: nothing of it happened. */
  | { readonly kind: 'LandRefused'; readonly id: string; readonly landing: number; readonly at: Instant }
  | {
      readonly kind: 'Ejected';
      readonly id: string;
      readonly number: number;
      readonly reason: Ejection;
      readonly at: Instant;
    }
  | { readonly kind: 'QueuePaused'; readonly id: string; readonly pause: Pause }
  | { readonly kind: 'QueueResumed'; readonly id: string; readonly at: Instant }
  | { readonly kind: 'QueueFrozen'; readonly id: string; readonly freeze: Freeze }
  | { readonly kind: 'QueueThawed'; readonly id: string; readonly freeze: string; readonly at: Instant }
  /** Somebody else moved the branch. */
  | {
      readonly kind: 'ForeignPush';
      readonly id: string;
      readonly number: number;
      readonly from: CommitId;
      readonly to: CommitId;
      readonly targets: readonly string[] | null;
      readonly at: Instant;
    };

export type QueueEventKind = QueueEvent['kind'];

/** Every kind, for whoever reads a log. */
export const QUEUE_EVENTS = [
  'QueueOpened',
  'EntryQueued',
  'EntryJudged',
  'TrialStarted',
  'TrialConflicted',
  'TrialEnded',
  'FailureJudged',
  'LandRequested',
  'Landed',
  'LandRefused',
  'Ejected',
  'QueuePaused',
  'QueueResumed',
  'QueueFrozen',
  'QueueThawed',
  'ForeignPush',
] as const satisfies readonly QueueEventKind[];
