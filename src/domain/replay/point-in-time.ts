import { RunningPercentile } from '../../statistics/index.ts';

/** What the fold needs of one landed change. */
export interface HistoryStep {
  /** Lines that people review; `null` = not counted: it is not ranked. */
  readonly reviewLines: number | null;
  /** One stable key for each human: person id, or lower-case mail. */
  readonly author: string;
  readonly touchesTests: boolean;
}

/** What was known of the repository when a change was proposed: never anything that landed with it or later. */
export interface ReferenceFacts {
  /** 0..100, mid-rank among the {@link REFERENCE_WINDOW} changes before; `null` = size unknown or fewer than {@link SIZE_MINIMUM}. */
  readonly sizePercentile: number | null;
  /** Changes of the same author among the {@link REFERENCE_WINDOW} before. */
  readonly authorChangesBefore: number;
  /** Whether one of them touched a test; `null` = none did, but the repository is older than the window. */
  readonly hasTests: boolean | null;
}

/**
 * Landed changes that a change is compared with: enough for a stable tail, recent enough to follow the team's habits. All
 * reference facts use the same window, so that a check that reads this much of history and a replay that reads all of it agree.
 */
export const REFERENCE_WINDOW = 1_000;

/** Below this many earlier changes a percentile would move by more than five points with each landing. */
export const SIZE_MINIMUM = 20;

/** A fold over landed changes, oldest first. */
export interface HistoryFold<Step extends HistoryStep = HistoryStep> {
  /** The facts for a change that would land next; does not record it. */
  peek(step: HistoryStep): ReferenceFacts;
  /** Records that the change landed. */
  land(step: Step): void;
  /** What the window holds, a copy in no order. */
  recent(): RecentSteps<Step>;
  /** The change recorded first among those in the window leaves it; nothing happens where the window is empty. */
  leave(): void;
  /** Nothing landed before what the window holds: from now on absence is known. */
  reachStart(): void;
}

/** The landed changes before a change. */
export interface RecentSteps<Step extends HistoryStep> {
  /** At most {@link REFERENCE_WINDOW}; in no order. */
  readonly steps: readonly Step[];
  /** Nothing landed before them. */
  readonly fromStart: boolean;
}

/** Where a size ranks among landed changes, as {@link ReferenceFacts.sizePercentile} does. */
export function rankAmong(steps: readonly HistoryStep[], reviewLines: number): number | null {
  if (steps.length < SIZE_MINIMUM) return null;
  let below = 0;
  let equal = 0;
  for (const { reviewLines: other } of steps) {
    if (other === reviewLines) equal += 1;
    else if (other !== null && other < reviewLines) below += 1;
  }
  return (100 * (below + equal / 2)) / steps.length;
}

/**
 * Starts a fold. `fromStart`: the first change landed is the first of the repository, so absence is known. A window is a
 * set: a history that is read newest first gives the same facts, each change peeked at when those before it are recorded.
 */
export function foldHistory<Step extends HistoryStep = HistoryStep>(options: {
  readonly fromStart: boolean;
}): HistoryFold<Step> {
  const sizes = new RunningPercentile(REFERENCE_WINDOW);
  const byAuthor = new Map<string, number>();
  /** A ring in order of arrival. */
  const window: Step[] = [];
  let held = 0;
  let next = 0;
  let withTests = 0;
  let fromStart = options.fromStart;
  const leave = (): void => {
    const gone = window[(next - held + REFERENCE_WINDOW) % REFERENCE_WINDOW];
    if (held === 0 || gone === undefined) return;
    held -= 1;
    sizes.drop();
    const count = (byAuthor.get(gone.author) ?? 1) - 1;
    if (count > 0) byAuthor.set(gone.author, count);
    else byAuthor.delete(gone.author);
    if (gone.touchesTests) withTests -= 1;
  };
  return {
    peek: ({ reviewLines, author }) => ({
      sizePercentile: reviewLines === null || sizes.size < SIZE_MINIMUM ? null : sizes.rank(reviewLines),
      authorChangesBefore: byAuthor.get(author) ?? 0,
      hasTests: withTests > 0 || (fromStart && held < REFERENCE_WINDOW ? false : null),
    }),
    land: (step) => {
      if (held === REFERENCE_WINDOW) leave();
      // A size that is not counted keeps its place as a larger one, so that every fact looks back equally far.
      sizes.add(step.reviewLines ?? Number.POSITIVE_INFINITY);
      byAuthor.set(step.author, (byAuthor.get(step.author) ?? 0) + 1);
      if (step.touchesTests) withTests += 1;
      window[next] = step;
      next = (next + 1) % REFERENCE_WINDOW;
      held += 1;
    },
    recent: () => ({
      steps:
        held === REFERENCE_WINDOW
          ? window.slice()
          : Array.from(
              { length: held },
              (_, at) => window[(next - held + at + REFERENCE_WINDOW) % REFERENCE_WINDOW] as Step,
            ),
      fromStart: fromStart && held < REFERENCE_WINDOW,
    }),
    leave,
    reachStart: () => {
      fromStart = true;
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
