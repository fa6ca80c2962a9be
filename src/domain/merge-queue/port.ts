import type { Instant } from '../../kernel/index.ts';
import type { CommitId, FilePath } from '../change/index.ts';
import type { TestReport } from '../flaky-test/index.ts';
import type { BuildOutcome, Lane } from './model.ts';

/** One entry to be merged. Its moment makes the merge commit the same whoever makes it, however often. */
export interface MergeStep {
  readonly number: number;
  readonly change: string;
  readonly head: CommitId;
  readonly lane: Lane;
  readonly queuedAt: Instant;
}

/** What merging entries one after the other came to. */
export type MadeTree =
  | {
      readonly kind: 'tree';
      /** The last merge; its history holds every entry as one merge commit, and the base. */
      readonly commit: CommitId;
      readonly tree: string;
    }
  /** `entry` and what was merged before it change the same lines of these files. */
  | { readonly kind: 'conflict'; readonly entry: number; readonly files: readonly string[] };

/**
 * The repository of a queue. Objects are made without a work tree; only {@link moveBranch} changes what anybody sees. One contract
 * suite. Rejects with a `Fault` where git fails.
 */
export interface TrialBuilder {
  /** Where the branch stands now. Fault: there is no such branch. */
  head(): Promise<CommitId>;
  /** Merges entries onto a commit; the same request makes the same commit. */
  make(request: { readonly base: CommitId; readonly steps: readonly MergeStep[] }): Promise<MadeTree>;
  /** Moves the branch, with the mark of this landing in the same step, if it still stands at `from`; else false and nothing is changed. */
  moveBranch(request: { readonly landing: number; readonly from: CommitId; readonly to: CommitId }): Promise<boolean>;
  /**
   * Whether the branch was moved to `to` for that landing, whatever became of it since. Another log of the same branch, or one that was
   * lost, may have left a mark of that number: it speaks of another commit and proves nothing.
   */
  isLanded(request: { readonly landing: number; readonly to: CommitId }): Promise<boolean>;
  /** Takes away marks of landings, and what kept trials alive, below these numbers; an aid, done again if it is lost. */
  tidy(request: { readonly landing: number; readonly trial: number }): Promise<void>;
  /** Keeps the objects of a trial from being thrown away while it is of use. */
  keep(request: { readonly trial: number; readonly commit: CommitId }): Promise<void>;
  /** Where a branch of that name stands; `null` = there is none. */
  tipOf(branch: string): Promise<CommitId | null>;
  /** Where branches stand, by name, those that there are; one look however many they are. */
  tipsOf(branches: readonly string[]): Promise<ReadonlyMap<string, CommitId>>;
  /** The commit that a revision names; `null` = none. */
  commitOf(revision: string): Promise<CommitId | null>;
  /** Commits of a head that a base does not hold, the newest first, a bounded number. */
  ownCommits(request: { readonly base: CommitId; readonly head: CommitId }): Promise<readonly CommitId[]>;
  /** Whether one commit's history holds another. */
  holds(tip: CommitId, commit: CommitId): Promise<boolean>;
  /** Those commits that a tip's history holds; one look however many they are. */
  heldBy(tip: CommitId, commits: readonly CommitId[]): Promise<ReadonlySet<CommitId>>;
  /** Where two commits parted; `null` = nowhere. */
  commonBase(one: CommitId, other: CommitId): Promise<CommitId | null>;
  /** Paths that differ between two commits; `null` = more than is worth listing. */
  changedPaths(from: CommitId, to: CommitId): Promise<readonly FilePath[] | null>;
  /** A commit that takes back what a commit of the branch brought; made, not landed. The same request makes the same commit. */
  makeRevert(request: { readonly commit: CommitId; readonly at: Instant }): Promise<CommitId>;
}

/** A build to be run. */
export interface BuildOrder {
  /** Unique for ever; starting it twice is starting it once. Letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  /** Where its commit lies. */
  readonly folder: string;
  readonly commit: CommitId;
  readonly tree: string;
}

/** What an executor knows of a build. */
export type BuildStatus =
  /** It was never started here, was forgotten, or died with its runner. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'running' }
  | {
      readonly kind: 'ended';
      readonly outcome: BuildOutcome;
      /** The executor's own id, for people and for the record. */
      readonly build: string;
      /** Kebab-case: `exit-0`, `exit-1`, `timed-out`, `output-limit`, `killed`, `cancelled`. */
      readonly code: string;
      /** What is wrong with what was built, in words of the executor; absent = its output tells. */
      readonly detail?: string;
    };

/** Reports of tests that a build left behind. */
export interface BuildReports {
  readonly reports: readonly (Pick<TestReport, 'tests' | 'isTruncated'> & {
    /** Entries of it are left out: they have no name, or stand beyond a bound. */
    readonly hasGaps: boolean;
  })[];
  /** Reports that could not be read, or were left out for their number or size. */
  readonly unread: number;
}

/** The end of what a build printed, as it printed it. */
export interface BuildOutput {
  readonly text: string;
  /** More was printed before. */
  readonly isCut: boolean;
}

/** Runs builds somewhere. Every method may be called again. One contract suite (`test/queue/executor-contract.ts`). */
export interface Executor {
  readonly name: string;
  start(order: BuildOrder): Promise<void>;
  poll(id: string): Promise<BuildStatus>;
  /** Afterwards it no longer runs; nothing where it ended or is not known. */
  cancel(id: string): Promise<void>;
  /** Its end was written down: what it left where others see it goes away. Afterwards it may be unknown; what it printed stays where it is kept. */
  forget(id: string): Promise<void>;
  /** What a build that ended reported of its tests; `null` = nothing, or it is not kept. */
  reports(id: string): Promise<BuildReports | null>;
  /** Ends everything that runs, for a process that ends. */
  close(): Promise<void>;
}

/** A queue over a repository that lies elsewhere: what lands and builds there. */
export interface RemoteQueue {
  readonly builder: TrialBuilder;
  /** Builds that pass where all of the named checks do; one at least. */
  openExecutor(checks: readonly string[]): Executor;
  /** Pages of the web at which people see what a build of that id printed, the one that decided first; empty = none is known. */
  pagesOf(build: string): readonly string[];
  /** Something happened there: whatever is remembered of it is asked for again. */
  heard(): void;
}
