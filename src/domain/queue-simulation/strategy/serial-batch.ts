import type { Board, EndedTrial, Plan, Scheduler, Trial } from '../../merge-queue/index.ts';

/** How one batch after another is built. */
export interface SerialBatchOptions {
  /** Most entries of a batch. */
  readonly size: number;
  /** A failing batch of at most so many entries is built one by one instead of by halves. */
  readonly singlesAt: number;
}

/**
 * One batch at a time: it lands whole, or its lower and then its upper half is built (bors-ng), down to `singlesAt` entries, which are
 * built one by one ("BatchStop4" of Beheshtian, Bavand and Rigby has 4 there).
 */
export function serialBatchQueue(options: SerialBatchOptions): Scheduler {
  /** What is left of split batches, the next one last. */
  const parts: (readonly number[])[] = [];
  let current: { readonly members: readonly number[]; readonly since: number } | null = null;
  return {
    plan(board): Plan {
      const outcome = current === null ? null : outcomeOf(board, current.members, current.since);
      if (current !== null && outcome !== null) {
        const { members } = current;
        current = null;
        if (outcome.hasPassed) return { land: [{ entries: members }], eject: [], wanted: [], wakeAt: null };
        if (members.length === 1) return { land: [], eject: members, wanted: [], wakeAt: null };
        parts.push(...partsOf(members, options.singlesAt).toReversed());
      }
      if (current === null) {
        const members = parts.pop() ?? board.waiting.slice(0, options.size);
        if (members.length > 0) current = { members, since: board.now };
      }
      const wanted: Trial[] = current === null ? [] : [wantedOf(board, current.members)];
      return { land: [], eject: [], wanted, wakeAt: null };
    },
  };
}

/** A batch in the parts that are built when it failed, in order. */
export function partsOf(members: readonly number[], singlesAt: number): readonly (readonly number[])[] {
  if (members.length <= Math.max(1, singlesAt)) return members.map((member) => [member]);
  const half = Math.ceil(members.length / 2);
  return [members.slice(0, half), members.slice(half)];
}

function outcomeOf(board: Board, members: readonly number[], since: number): EndedTrial | null {
  const last = board.ended.get(members[0] ?? -1)?.at(-1);
  return last !== undefined && last.startedAt >= since && last.subjects.length === members.length ? last : null;
}

function wantedOf(board: Board, members: readonly number[]): Trial {
  const running = board.running.find(
    ({ subjects }) => subjects[0] === members[0] && subjects.length === members.length,
  );
  return running ?? { subjects: members, assumes: [], attempt: 0 };
}
