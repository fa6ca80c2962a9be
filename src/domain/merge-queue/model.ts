import type { Digest, Instant } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import type { FailureAdvice, Figure } from '../flaky-test/index.ts';
import type { DecisionValue } from '../gate/index.ts';
import type { ForecastMemory } from './forecast-memory.ts';

/** Why an entry may go before others: it takes a landed change back, it mends an emergency, or nothing special. */
export const LANES = ['revert', 'hotfix', 'normal'] as const;
export type Lane = (typeof LANES)[number];

/** What the gate said of exactly this content. */
export interface GateWord {
  readonly verdict: DecisionValue | 'undecided';
  readonly contentDigest: Digest | null;
  readonly policyDigest: Digest | null;
  readonly factsDigest: Digest | null;
  /** Codes of what holds it; empty where it may land. */
  readonly reasons: readonly string[];
  readonly at: Instant;
}

/** What somebody asks to land. */
export interface QueuedContent {
  /** Id of a submission, or name of a branch; unique among waiting entries. */
  readonly change: string;
  readonly title: string;
  readonly head: CommitId;
  /** Patch identity: the same difference has the same, whatever its base. */
  readonly contentDigest: Digest;
  readonly gate: GateWord;
  /** Declared targets that it touches, sorted; `null` = not known, so that it may conflict with everything. */
  readonly targets: readonly string[] | null;
  readonly lane: Lane;
  /** Commit of the branch that it takes back; `null` = none. */
  readonly revertOf: CommitId | null;
  /** Same agent, model and base; `null` = none that is known. */
  readonly cohort: string | null;
  /** Calibrated probability in (0, 1) that it breaks the branch. */
  readonly failure: number;
}

/** One change in the queue. */
export interface QueueEntry extends QueuedContent {
  readonly kind: 'entry';
  /** Place in the order of arrival, 1 and up; foreign pushes are counted in the same order. */
  readonly number: number;
  readonly queuedAt: Instant;
  /** Entries whose commits its head holds: they land before it or together with it. */
  readonly parents: readonly number[];
  readonly state: 'waiting' | 'landed' | 'ejected';
  readonly decidedAt: Instant | null;
  readonly ejection: Ejection | null;
  /** Number of the landing; `null` = it did not land. */
  readonly landing: number | null;
  /** Builds of it alone that ran out of time or memory or whose runner was lost, since one last told something. */
  readonly lost: number;
  /** Builds of it alone of which nobody knows any more, since one last told something: restarts of our own. */
  readonly gone: number;
}

/** Somebody moved the branch past the queue: what it holds since then is built on, and proves nothing that was built before. */
export interface ForeignItem {
  readonly kind: 'foreign';
  readonly number: number;
  readonly from: CommitId;
  readonly to: CommitId;
  readonly targets: readonly string[] | null;
  readonly at: Instant;
}

export type QueueItem = QueueEntry | ForeignItem;

/** Why an entry left the queue without landing, as data. */
export type Ejection =
  /** Its build failed on what the branch holds. `with` = undecided entries that the failing tree held too; empty = it fails alone. */
  | {
      readonly code: 'build-failed';
      readonly trial: number | null;
      readonly build: string | null;
      readonly with: readonly number[];
      /** Tests that failed, the first of them; absent = the build reported none. */
      readonly tests?: readonly string[];
      /** What is wrong with the tree, in words of whoever builds; absent = the build's output tells. */
      readonly detail?: string;
    }
  /** It changes the same lines as what the branch holds. */
  | { readonly code: 'textual-conflict'; readonly files: readonly string[]; readonly with: readonly number[] }
  /** Its branch holds something else now, which nobody judged. */
  | { readonly code: 'content-changed' }
  /** The same change was queued again with other content. */
  | { readonly code: 'superseded'; readonly by: number }
  | { readonly code: 'gate-blocks'; readonly reasons: readonly string[] }
  | { readonly code: 'parent-ejected'; readonly parent: number }
  /** Its builds were lost or ran out of time again and again: nothing is known of it. */
  | { readonly code: 'infrastructure'; readonly trial: number; readonly detail: string }
  | { readonly code: 'by-hand'; readonly reason: string }
  /** The branch holds it already. */
  | { readonly code: 'nothing-to-land' };

/** How a build ended. `infrastructure` says nothing of the change: it is built again. */
export const BUILD_OUTCOMES = ['passed', 'failed', 'infrastructure', 'cancelled'] as const;
export type BuildOutcome = (typeof BUILD_OUTCOMES)[number];

/** A tree that was made of the branch and entries, and its build. */
export interface QueueTrial {
  /** 1 and up. */
  readonly number: number;
  /** Tip of the branch that it was made on. */
  readonly base: CommitId;
  /** Landings and foreign pushes that the base holds. */
  readonly landedBefore: number;
  /** Undecided entries below the subjects, then the subjects, in the order in which they were merged. */
  readonly assumes: readonly number[];
  readonly subjects: readonly number[];
  readonly attempt: number;
  /** `null` = the entries cannot be merged. */
  readonly commit: CommitId | null;
  /** Object id of the tree that is proved; `null` = the entries cannot be merged. */
  readonly tree: string | null;
  readonly startedAt: Instant;
  readonly end: TrialEnd | null;
  /** Trial whose failed tests it runs on the branch alone; `null` = it is no control run. */
  readonly controls: number | null;
  /** What it reported of tests that failed; `null` = nothing. */
  readonly tests: TrialTests | null;
  /** Whether its failure is believed; `null` = it did not fail by tests, so that nothing tells. */
  readonly judgement: FailureJudgement | null;
}

/** Failed tests of a build, as its own reports tell. */
export interface TrialTests {
  /** Tests that ran. */
  readonly ran: number;
  /** Those that failed in every attempt of the build and count; sorted, the first {@link MAX_TESTS}. */
  readonly failed: readonly string[];
  readonly failedCount: number;
  /** Those that failed and are in quarantine; sorted, the first {@link MAX_TESTS}. */
  readonly excused: readonly string[];
}

/** How likely a failure is no fault of what was built, and what follows. */
export interface FailureJudgement {
  readonly advice: FailureAdvice['kind'];
  readonly because: FailureAdvice['because'];
  /** For a retry: at once, or when a worker is idle. */
  readonly when: FailureAdvice['when'];
  /** P(nothing that was built is at fault). */
  readonly innocent: Figure;
  /** Up to which the failure is believed. */
  readonly doubt: number;
  /** Failed builds of the same entries so far, 1 and up. */
  readonly attempts: number;
  /** Tests that failed in every one of them, with how often each fails on good code; the likeliest flakes first, at most {@link MAX_JUDGED}. */
  readonly tests: readonly { readonly test: string; readonly rate: Figure }[];
  /** What a control run on the branch alone said of them; `null` = there was none. */
  readonly control: 'passed' | 'failed' | null;
  readonly at: Instant;
}

/** What a trial told. */
export type TrialEnd =
  | {
      readonly outcome: BuildOutcome;
      /** The executor's own id; `null` = it never had one. */
      readonly build: string | null;
      /** Kebab-case: `exit-1`, `timed-out`, `lost`, `same-tree`. */
      readonly code: string;
      /** What is wrong with what was built, in words of whoever builds; absent = its output tells. */
      readonly detail?: string;
      readonly at: Instant;
    }
  /** Two of its parts change the same lines. */
  | {
      readonly outcome: 'conflict';
      readonly entry: number;
      /** The first of them, sorted; never empty unless git named none. */
      readonly files: readonly string[];
      readonly at: Instant;
    };

/** What shows that a landing is green. */
export type LandingEvidence =
  /** This very tree was built. */
  | { readonly kind: 'tree'; readonly trials: readonly number[]; readonly builds: readonly string[] }
  /** Each entry was built with everything that shares a target with it; the tree as a whole was not. */
  | { readonly kind: 'targets'; readonly trials: readonly number[]; readonly builds: readonly string[] };

/** One step of the branch. */
export interface QueueLanding {
  readonly number: number;
  readonly entries: readonly number[];
  readonly from: CommitId;
  readonly to: CommitId;
  readonly tree: string;
  /** Undecided entries that the proving trees assumed and that had landed by then. */
  readonly assumed: readonly number[];
  readonly evidence: LandingEvidence;
  readonly at: Instant;
}

/** Landing waits for these targets, or for all (`null`); building goes on. */
export interface Freeze {
  readonly id: string;
  readonly targets: readonly string[] | null;
  readonly reason: string;
  readonly by: string | null;
  readonly at: Instant;
  /** `null` = until somebody ends it. */
  readonly until: Instant | null;
}

/** Nothing is built and nothing lands. */
export interface Pause {
  readonly reason: string;
  readonly by: string | null;
  readonly at: Instant;
}

/** A tree that a build passed on. */
export interface ProvenTree {
  readonly tree: string;
  readonly trial: number;
  readonly build: string;
}

/** One queue: the entries for one branch of one repository, as its events tell. */
export interface MergeQueue {
  /** `FORGE:REPOSITORY@BRANCH`. */
  readonly id: string;
  /** Tip of the branch as the queue last saw or set it. */
  readonly head: CommitId;
  /** In order of arrival, ascending by number and without a gap; what was decided long ago is dropped from the front. */
  readonly items: readonly QueueItem[];
  readonly nextNumber: number;
  /** Running trials, and ended ones as long as they may tell something; ascending by number. */
  readonly trials: readonly QueueTrial[];
  readonly nextTrial: number;
  /** Numbers of what landed, entries and foreign pushes, in the order in which it did. */
  readonly landed: readonly number[];
  /** Landings and foreign pushes ever. */
  readonly landedCount: number;
  /** Said to be done, not yet known to be. */
  readonly pending: QueueLanding | null;
  /** The newest last. */
  readonly landings: readonly QueueLanding[];
  readonly nextLanding: number;
  readonly proven: readonly ProvenTree[];
  readonly paused: Pause | null;
  readonly freezes: readonly Freeze[];
  /** Milliseconds of the newest builds that passed or failed. */
  readonly durations: readonly number[];
  /** What its landings taught of how long landing takes. */
  readonly forecast: ForecastMemory;
}

/** How a queue works, as the protected base states it. */
export interface QueueRules {
  /** `tree`: exactly what was built lands. `targets`: what shares no declared target lands by the proof of its own. */
  readonly proof: 'tree' | 'targets';
  /** Builds at once. */
  readonly workers: number;
  /** Mean and standard deviation of a build in milliseconds while none is known. */
  readonly expectedMs: number;
  readonly spreadMs: number;
}

/** What was decided so long ago that nothing hangs on it is forgotten: it stays in the log. */
export const MAX_DECIDED = 500;
export const MAX_TRIALS = 500;
export const MAX_LANDINGS = 200;
export const MAX_PROVEN = 1_000;
export const MAX_DURATIONS = 50;
/** Waiting entries of one queue: more than any team lands in days. */
export const MAX_WAITING = 10_000;
/** Builds of one entry that may end by no fault of a change before it is sent back. */
export const MAX_LOST = 3;
/** Restarts of our own lose builds too; more than this, and what is lost is the entry's doing. */
export const MAX_GONE = 25;
/** Failures of one tree that nothing explains but its content. */
export const MAX_FAILURES = 3;
/** Code of the end of a build of which its executor knows nothing: it never began, or died with its runner. */
export const GONE = 'gone';
/** Names of tests that the end of a build holds, and those that a judgement names. */
export const MAX_TESTS = 100;
export const MAX_JUDGED = 20;
/** Files that one conflict names. */
export const MAX_FILES = 20;
export const MAX_REASON = 500;
