import type { Instant } from '../../kernel/index.ts';

/**
 * How often one test (or, where nobody reports tests, one job) ended which way in one run of the suite. A name stands once in
 * a run. Tests that were skipped are left out.
 */
export interface TestOutcome {
  readonly test: string;
  readonly passes: number;
  readonly failures: number;
  /** Attempts that ended by time-out, a lost runner or lack of memory: they say nothing about the code. */
  readonly interruptions: number;
}

/** One run of a suite, or of a part of it, on one content. */
export interface TestRun {
  /** Unique: the same run told twice counts once. */
  readonly id: string;
  /** The exact content that was tested: a tree, or the commit that stands for it. Runs on the same content belong together. */
  readonly content: string;
  readonly at: Instant;
  /** Share of the farm's workers that were busy, 0..1; `null` = not known. */
  readonly load: number | null;
  /** Whether the content is that of the green branch, or one that was on trial. */
  readonly place: 'branch' | 'trial';
  readonly outcomes: readonly TestOutcome[];
}

/** What became known of a content later: it landed and stood, or it was found to break tests. */
export type Standing = 'good' | 'bad';

/** A figure with its 95 % interval and what it rests on. */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Observations behind it, older ones counted for less; may be a fraction. */
  readonly n: number;
}
