import { type Board, hasBit, type Plan, type Scheduler, type Trial } from '../../merge-queue/index.ts';
import { type OutcomeWeight, speculate, trialOf } from './best-first.ts';
import { learnedFailures } from './learned-failure.ts';
import { QueueRecord } from './record.ts';

/** Below this chance of being needed no build is worth looking at; it bounds the enumeration. */
const LEAST = 1e-9;

/** How a speculation tree is spent. */
export interface SubmitQueueOptions {
  /** The predictor's probabilities; these with what ended builds say; or an even chance for all ("Speculate-all"). */
  readonly chances: 'predicted' | 'learned' | 'even';
  /** Whether running builds give way to more probable ones, or only to none (the open-source sticky allocator). */
  readonly preempts: boolean;
  /** Builds less likely to be needed are not started; 0 for no threshold. */
  readonly threshold: number;
  /** Bypassing large diffs: whether an entry may overtake others, and which chance of being faster funds the builds for it. */
  readonly bypass: { readonly most: number; readonly chance: number } | null;
}

/**
 * Uber's SubmitQueue: the builds that are most likely to be needed, over all outcomes of the earlier neighbours (2019), with a threshold,
 * predicted build times and overtaking (2025).
 */
export function submitQueue(options: SubmitQueueOptions): Scheduler {
  const record = new QueueRecord();
  return {
    plan(board): Plan {
      record.follow(board);
      const decided = record.decide();
      // Without targets only a tree that was built whole is proved, and what is overtaken was not built with what overtook it.
      const past = options.bypass === null || board.shared === null ? null : record.decidePast(options.bypass.most);
      const land = [...decided.land, ...(past?.land ?? [])];
      const eject = [...decided.eject, ...(past?.eject ?? [])];
      if (land.length + eject.length > 0) return { land, eject, wanted: [], wakeAt: null };
      return { land, eject, wanted: wantedOf(board, record, options), wakeAt: null };
    },
  };
}

function wantedOf(board: Board, record: QueueRecord, options: SubmitQueueOptions): readonly Trial[] {
  const wanted: Trial[] = options.preempts ? [] : stillPossible(board, record);
  const kept = new Set(wanted);
  speculate({
    record,
    weightsOf: weightsFrom(board, record, options),
    threshold: Math.max(options.threshold, LEAST),
    visit(found) {
      if (wanted.length >= board.workers) return false;
      if (record.resultOf(found.key) !== undefined) return true;
      const trial = trialOf(record, found);
      if (!kept.has(trial)) wanted.push(trial);
      return true;
    },
  });
  return wanted;
}

function weightsFrom(board: Board, record: QueueRecord, options: SubmitQueueOptions) {
  const learned = options.chances === 'learned' ? learnedFailures(board, record) : null;
  const weights = new Map<number, OutcomeWeight>();
  for (const entry of record.waiting) {
    const stated = options.chances === 'even' ? 0.5 : (board.entries[entry]?.failure ?? 0.5);
    const fails = learned?.get(entry) ?? stated;
    weights.set(entry, { entry, lands: 1 - fails, fails });
  }
  return (index: number): readonly OutcomeWeight[] => {
    const before = record.before(index).map((entry) => weights.get(entry) as OutcomeWeight);
    if (options.bypass === null || before.length > options.bypass.most) return before;
    const { chance } = options.bypass;
    return before.map((weight) => {
      const faster = fasterChance(board, index, weight.entry);
      if (faster < chance) return weight;
      return { ...weight, lands: Math.max(weight.lands, faster), fails: Math.max(weight.fails, faster) };
    });
  };
}

/** Probability that an entry's build would end before that of an earlier one, both started at their arrival, with normal build times. */
function fasterChance(board: Board, index: number, earlier: number): number {
  const own = board.entries[index];
  const other = board.entries[earlier];
  if (own === undefined || other === undefined) return 0;
  const ahead = other.arrivedAt - own.arrivedAt + other.expectedMs - own.expectedMs;
  return normalShare(ahead / Math.hypot(own.spreadMs, other.spreadMs));
}

/** Share of a standard normal distribution below `z`, by the logistic approximation of Bowling et al. (2009), error below 0.0002. */
function normalShare(z: number): number {
  return 1 / (1 + Math.exp(-(0.07056 * z ** 3 + 1.5976 * z)));
}

/** Running builds whose assumptions nothing that was decided refutes. */
function stillPossible(board: Board, record: QueueRecord): Trial[] {
  return board.running.filter((build) => {
    const index = build.subjects[0] as number;
    return hasBit(record.undecided, index) && record.isPossible(index, build.content, board.landed);
  });
}
