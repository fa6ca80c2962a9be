import { RunningPercentile } from '../../statistics/index.ts';

/** What the fold needs of one landed change. */
export interface HistoryStep {
  /** Lines that people review; `null` = not counted: it is not ranked and does not enter the reference. */
  readonly reviewLines: number | null;
  /** One stable key for each human: person id, or lower-case mail. */
  readonly author: string;
  readonly touchesTests: boolean;
}

/** What was known of the repository when a change was proposed: never anything that landed with it or later. */
export interface ReferenceFacts {
  /** 0..100, mid-rank among the {@link SIZE_WINDOW} changes before; `null` = size unknown or fewer than {@link SIZE_MINIMUM}. */
  readonly sizePercentile: number | null;
  /** Changes of the same author that landed before, as far as history was read. */
  readonly authorChangesBefore: number;
  /** Whether a test file had landed before; `null` = none seen, but history was not read from its start. */
  readonly hasTests: boolean | null;
}

/** Landed changes that a size is compared with: enough for a stable tail, recent enough to follow the team's habits. */
export const SIZE_WINDOW = 1_000;

/** Below this many earlier changes a percentile would move by more than five points with each landing. */
export const SIZE_MINIMUM = 20;

/** A fold over landed changes, oldest first. */
export interface HistoryFold {
  /** The facts for a change that would land next; does not record it. */
  peek(step: HistoryStep): ReferenceFacts;
  /** Records that the change landed. */
  land(step: HistoryStep): void;
}

/** Starts a fold. `fromStart`: the first change landed is the first of the repository, so absence is known. */
export function foldHistory(options: { readonly fromStart: boolean }): HistoryFold {
  const sizes = new RunningPercentile(SIZE_WINDOW);
  const byAuthor = new Map<string, number>();
  let testsSeen = false;
  return {
    peek: ({ reviewLines, author }) => ({
      sizePercentile: reviewLines === null || sizes.size < SIZE_MINIMUM ? null : sizes.rank(reviewLines),
      authorChangesBefore: byAuthor.get(author) ?? 0,
      hasTests: testsSeen || (options.fromStart ? false : null),
    }),
    land: ({ reviewLines, author, touchesTests }) => {
      if (reviewLines !== null) sizes.add(reviewLines);
      byAuthor.set(author, (byAuthor.get(author) ?? 0) + 1);
      testsSeen ||= touchesTests;
    },
  };
}

/** The reference facts of each change, in the same order: oldest first. */
export function referenceFacts(
  steps: readonly HistoryStep[],
  options: { readonly fromStart: boolean },
): readonly ReferenceFacts[] {
  const fold = foldHistory(options);
  return steps.map((step) => {
    const facts = fold.peek(step);
    fold.land(step);
    return facts;
  });
}
