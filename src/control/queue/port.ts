import type { CommitId } from '../../domain/change/index.ts';
import type { Quarantine } from '../../domain/flaky-test/index.ts';
import type { ForgeName } from '../../domain/forge/index.ts';
import type {
  Executor,
  GateWord,
  QueueEntry,
  QueueRules,
  RemoteQueue,
  Scheduler,
  TrialBuilder,
} from '../../domain/merge-queue/index.ts';
import type { EventStore, Fence } from '../../event-log/index.ts';
import type { Instant } from '../../kernel/index.ts';
import type { TestMemory } from '../test-memory.ts';
import type { Inquiries } from './inquiry.ts';

/** What became of an entry's content, by the one decision path. */
export type GateAnswer =
  /** Nothing is known that was not known when it was queued. */
  | { readonly kind: 'same' }
  /** What the change stands at is not what was queued. */
  | { readonly kind: 'moved' }
  /** It is no longer proposed, or the branch holds it already. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'word'; readonly gate: GateWord };

/** What the gate says of queued contents. */
export interface QueueGate {
  /** What is known without judging anything anew of entries that wait, in their order; cheap however many they are. */
  glance(entries: readonly QueueEntry[]): Promise<readonly GateAnswer[]>;
  /** The entry is about to land: what may have changed is judged again. Asked for several entries at once. */
  judge(entry: QueueEntry): Promise<GateAnswer>;
  /**
   * These land next on the branch as it stands, or will if what is being built passes. A gate that takes long begins here; fulfilled
   * when {@link judge} answers at once. Absent = it always does.
   */
  prepare?(entries: readonly QueueEntry[]): Promise<unknown>;
}

/** Queues over repositories of a forge that lies elsewhere. */
export interface RemoteQueues {
  readonly forge: ForgeName;
  /** Those whose default branch this server may move, as the forge writes their names. */
  readonly repositories: readonly string[];
  /** Opens the queue of one of them; nothing is called yet. */
  open(given: {
    readonly repository: string;
    readonly branch: string;
    /** Of the queue: letters and digits. */
    readonly slug: string;
    /** Git directory of a copy here. */
    readonly folder: string;
    /** Makes trees in the copy. */
    readonly trials: TrialBuilder;
    /** Brings commits into the copy. */
    readonly fetch: (commits: readonly CommitId[]) => Promise<unknown>;
  }): RemoteQueue;
}

/** Everything that one queue works with. */
export interface QueueWorld {
  /** `FORGE:REPOSITORY@BRANCH`. */
  readonly id: string;
  readonly store: EventStore;
  /** Proof of the lease on this queue; absent where one process works alone. */
  readonly fence?: Fence | undefined;
  readonly builder: TrialBuilder;
  readonly executor: Executor;
  readonly gate: QueueGate;
  /** What the gate was asked to get ready, from one pass to the next. */
  readonly inquiries: Inquiries;
  readonly rules: QueueRules;
  readonly scheduler: Scheduler;
  /** Git directory that builds take their tree from. */
  readonly folder: string;
  /** Targets of paths by what the protected base declares; `null` = not known. */
  readonly targetsOf: (paths: readonly string[] | null) => readonly string[] | null;
  /** What is known of the tests that builds report. */
  readonly tests: TestMemory;
  /** Tests whose failures do not count for a time, as the protected base states them. */
  readonly quarantines: readonly Quarantine[];
  /** After so many milliseconds without a word a build is given up; `null` = its executor sees to that. */
  readonly patienceMs: number | null;
  readonly now: () => Instant;
}
