import type { Bits } from './bits.ts';

/** What stands of an entry: it waits for a decision, its content is in the branch, or it was sent back. */
export type EntryState = 'waiting' | 'landed' | 'ejected';

/** One change in the queue as the scheduler sees it. Its index on the board is its place in the order of arrival. */
export interface Entry {
  readonly index: number;
  /** Milliseconds, on the same clock as `Board.now`. */
  readonly arrivedAt: number;
  readonly state: EntryState;
  /** Calibrated probability in (0, 1) that it breaks the branch by itself. */
  readonly failure: number;
  /** Predicted time of one build of it: mean and standard deviation in milliseconds. */
  readonly expectedMs: number;
  readonly spreadMs: number;
  /** Entries of the board, earlier and later, that may conflict with it: they touch a target that it touches. */
  readonly neighbours: Bits;
  /** Same agent, model and base: such entries fail together. Null where there is none. */
  readonly cohort: string | null;
  /** Higher goes first. 0 is what nobody asked anything special for. */
  readonly priority: number;
}

/** One build: the branch, with `assumes` on top in their order, and the `subjects`, which it decides, on top of that. */
export interface Trial {
  /** Undecided entries whose fate its outcome tells, ascending. */
  readonly subjects: readonly number[];
  /** Undecided entries that the tree holds too and that the outcome does not decide, ascending. */
  readonly assumes: readonly number[];
  /** 0, or how often the same tree was built for the same subjects before. */
  readonly attempt: number;
}

/** A build that was started. */
export interface StartedTrial extends Trial {
  readonly id: number;
  readonly startedAt: number;
  /** Everything in its tree: what had landed when it was started, `assumes` and `subjects`. */
  readonly content: Bits;
}

/** A build that ended by itself. Time-outs and lost runners are no outcome: the build is started again. */
export interface EndedTrial extends StartedTrial {
  readonly endedAt: number;
  readonly hasPassed: boolean;
}

/** What entries share. A build runs the targets of its subjects; what it shows of a target depends on the entries in its tree that touch it. */
export interface SharedTargets {
  /** By entry: the targets it touches that another entry touches too. */
  readonly of: readonly (readonly number[])[];
  /** By target: the entries of the board that touch it, ascending. */
  readonly members: readonly (readonly number[])[];
}

/** Everything that the scheduler may know at one moment. */
export interface Board {
  /** Milliseconds. */
  readonly now: number;
  /** Builds that may run at once. */
  readonly workers: number;
  readonly entries: readonly Entry[];
  /** Null where targets are not known: then every build runs everything, and shows something of its whole tree only. */
  readonly shared: SharedTargets | null;
  /** Indexes of the waiting entries, in order of arrival. */
  readonly waiting: readonly number[];
  /** Indexes of what landed. */
  readonly landed: Bits;
  readonly running: readonly StartedTrial[];
  /** Ended builds of a waiting entry, by each of its subjects; oldest first. Those of decided entries are kept by their subjects too. */
  readonly ended: ReadonlyMap<number, readonly EndedTrial[]>;
}

/** Entries that land together as one step of the branch, with the builds that show that the result is green. */
export interface Landing {
  readonly entries: readonly number[];
}

/** What a scheduler wants at one moment. */
export interface Plan {
  readonly land: readonly Landing[];
  readonly eject: readonly number[];
  /** Builds that shall run, the most valuable first. A running build that is not among them is aborted. */
  readonly wanted: readonly Trial[];
  /** When to ask again although nothing happened, or null. */
  readonly wakeAt: number | null;
}

/** A way to run a queue. It may remember; one is made for each run. */
export interface Scheduler {
  plan(board: Board): Plan;
}
