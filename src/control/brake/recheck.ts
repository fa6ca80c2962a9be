import { isPastCalendar, type Submission } from '../../domain/submission/index.ts';
import type { Instant } from '../../kernel/index.ts';
import type { Board } from '../server/board.ts';
import type { ServerNode } from '../server/port.ts';
import { recheck } from '../server/take-notice.ts';
import { askOfChanges, type ChangeQuestion } from './question.ts';
import { type BrakedDocument, holdQuickly } from './quick-hold.ts';

/** Keeps what open changes are shown as in step with brakes: what one began to hold is held at once, what it ceased to is judged again. */
export interface BrakeWatch {
  /** One look; does nothing where neither the brakes nor the calendar changed since the last. Gives the ids of what it touched. */
  pass(): Promise<readonly string[]>;
}

/** Everything is looked at again after this, so that what was judged while a brake was pulled is found too. */
const SWEEP_MS = 10_000;

/** Opens the watch of one node. */
export function watchBrakes(options: {
  readonly node: ServerNode;
  readonly board: Board;
  readonly brakedDocument: BrakedDocument;
  readonly now: () => Instant;
}): BrakeWatch {
  const { node, board, brakedDocument, now } = options;
  let seen: string | null = null;
  let sweptAt = 0;
  return {
    async pass() {
      const at = now();
      const question = await askOfChanges(node.store, at);
      const standing = standingOf(question);
      const hasChanged = standing !== seen;
      if (!hasChanged && Math.abs(at - sweptAt) < SWEEP_MS) return [];
      const again: string[] = [];
      const touched: string[] = [];
      for (const state of await board.open()) {
        const holds = await question.holds({ ...state, overrides: [] });
        const given = { now: at, hasChanged, isBraked: question.active.length > 0 };
        if (!isOld(state, { ...given, holding: holds.map(({ brake }) => brake) })) continue;
        if (await holdQuickly({ node, state, holds, brakedDocument, now })) touched.push(state.id);
        else again.push(state.id);
      }
      // News: a judgement in hand may have read the brakes before.
      for (const id of again) touched.push(...(await recheck({ node, id, now, isNews: hasChanged })).touched);
      seen = standing;
      sweptAt = at;
      return touched;
    },
  };
}

/** Differs whenever another answer may be given than before. */
function standingOf({ active }: ChangeQuestion): string {
  return active
    .map(({ brake, since }) => `${brake.id} ${brake.strictSince} ${since} ${brake.amendments.length}`)
    .join();
}

function isOld(
  { decided, isDue }: Submission,
  given: {
    readonly now: Instant;
    readonly hasChanged: boolean;
    readonly isBraked: boolean;
    readonly holding: readonly string[];
  },
): boolean {
  const { now, hasChanged, isBraked, holding } = given;
  if (decided === null || isDue) return hasChanged && isBraked;
  if (isPastCalendar(decided, now)) return true;
  return holding.join() !== (decided.brakes?.holding ?? []).join();
}
