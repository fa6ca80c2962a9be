/** One change as it is: what no scheduler may see. */
export interface SimulatedChange {
  /** Milliseconds from the start of the run, not below that of the change before. */
  readonly arrivedAt: number;
  /** Milliseconds of one build of it. */
  readonly durationMs: number;
  /** Whether it breaks the branch by itself. */
  readonly isBroken: boolean;
  /** Earlier changes that may conflict with it. */
  readonly mayConflict: readonly number[];
  /** Those of them with which it does: either lands, not both. */
  readonly conflicts: readonly number[];
  /** What is predicted of it: probability of failing in (0, 1), mean and standard deviation of a build in milliseconds. */
  readonly failure: number;
  readonly expectedMs: number;
  readonly spreadMs: number;
  readonly cohort: string | null;
  readonly priority: number;
}

/** A queue's life to be run through. */
export interface Workload {
  readonly name: string;
  readonly changes: readonly SimulatedChange[];
  /** By change: the targets it touches, as small whole numbers; where unset each pair that may conflict shares one of its own. */
  readonly targets?: readonly (readonly number[])[];
  readonly workers: number;
  /** Probability that a build of a green tree fails. */
  readonly flake: number;
  /** Milliseconds for which an aborted build keeps its worker. */
  readonly abortMs: number;
}

/** What came of one change. */
export interface Turnaround {
  readonly index: number;
  readonly isLanded: boolean;
  /** Milliseconds from arrival to landing or ejection. */
  readonly ms: number;
}

/** What came of a run. */
export interface SimulatedRun {
  readonly turnarounds: readonly Turnaround[];
  readonly landed: number;
  readonly ejected: number;
  /** Ejected, though green on everything that had landed. */
  readonly falselyEjected: number;
  readonly builds: number;
  readonly aborted: number;
  /** Milliseconds of workers, aborted builds and their aborting with them. */
  readonly workerMs: number;
  /** Landings after which the branch was red. */
  readonly redLandings: number;
  /** Landings of a tree that no builds show to be green. */
  readonly unprovedLandings: number;
  /** Milliseconds from the first arrival to the last decision. */
  readonly spanMs: number;
}

/** One thing that happens in a run, at milliseconds from its start. */
export type SimulatedMoment = { readonly at: number } & (
  | { readonly kind: 'arrived' | 'ejected'; readonly index: number }
  | { readonly kind: 'landed'; readonly entries: readonly number[] }
  | {
      readonly kind: 'started';
      readonly id: number;
      readonly subjects: readonly number[];
      readonly assumes: readonly number[];
      readonly attempt: number;
    }
  | { readonly kind: 'ended'; readonly id: number; readonly hasPassed: boolean }
  | { readonly kind: 'aborted'; readonly id: number }
);
