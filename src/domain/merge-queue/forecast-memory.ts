import type { Instant } from '../../kernel/index.ts';

/** When an entry was thought to land, kept until it does, so that the next thought is better. */
export interface Asked {
  readonly entry: number;
  readonly at: Instant;
  /** Kind of situation that it was in: an index into `ForecastMemory.kinds`. */
  readonly kind: number;
  /** Milliseconds that it was thought to take still, before any learning. */
  readonly guessMs: number;
  /** The interval that was stated, in milliseconds from `at`. */
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** What landings taught of one kind of situation. */
export interface KindMemory {
  /** Natural logarithms of what it took over the guess, the newest last. */
  readonly ratios: readonly number[];
  /** Share of landings before and after the interval that is aimed at, moved by how often the interval was missed. */
  readonly early: number;
  readonly late: number;
}

/** What a queue learnt of its own landings; a part of its state, so a fold of its events. */
export interface ForecastMemory {
  readonly kinds: readonly KindMemory[];
  readonly open: readonly Asked[];
  /** Times of the newest landings of an entry, ascending. */
  readonly landedAt: readonly Instant[];
  /** Entries that landed after something was asked of them. */
  readonly landings: number;
  /** Of the newest event. */
  readonly heardAt: Instant | null;
  /** When to ask next; `null` = at the next event. */
  readonly askAt: Instant | null;
}

/** Share of landings that the interval leaves out before and after: the late end costs width, the early one hardly any. */
export const AIM = { early: 0.03, late: 0.07 } as const;

/** Kinds of situation: each stage, near its landing and far from it. */
export const KINDS = 8;

/** Nothing learnt. */
export const NOTHING_LEARNT: ForecastMemory = {
  kinds: Array.from({ length: KINDS }, () => ({ ratios: [], ...AIM })),
  open: [],
  landedAt: [],
  landings: 0,
  heardAt: null,
  askAt: null,
};
