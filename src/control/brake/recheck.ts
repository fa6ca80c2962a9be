import { isPastCalendar, type Submission } from '../../domain/submission/index.ts';
import type { Instant } from '../../kernel/index.ts';
import type { Board } from '../server/board.ts';
import type { ServerNode } from '../server/port.ts';
import { recheck } from '../server/take-notice.ts';
import { askOfChanges } from './question.ts';

/** Keeps what open changes are shown as in step with brakes: whatever a brake began or ceased to hold is judged again at once. */
export interface BrakeWatch {
  /** One look; does nothing where neither the brakes nor the calendar changed since the last. Gives the ids of what is judged again. */
  pass(): Promise<readonly string[]>;
}

/** Everything is looked at again after this, so that what was judged while a brake was pulled is found too. */
const SWEEP_MS = 10_000;

/** Opens the watch of one node. */
export function watchBrakes(options: {
  readonly node: ServerNode;
  readonly board: Board;
  readonly now: () => Instant;
}): BrakeWatch {
  const { node, board, now } = options;
  let seen: string | null = null;
  let sweptAt = 0;
  return {
    async pass() {
      const at = now();
      const question = await askOfChanges(node.store, at);
      const standing = question.active.map(({ brake, since }) => `${brake.id} ${brake.strictSince} ${since}`).join();
      const amended = question.active.reduce((sum, { brake }) => sum + brake.amendments.length, 0);
      const is = `${standing} ${amended}`;
      const hasChanged = is !== seen;
      if (!hasChanged && Math.abs(at - sweptAt) < SWEEP_MS) return [];
      const asked: string[] = [];
      for (const state of await board.open()) {
        if (!(await isOld(state, { question, now: at, hasChanged }))) continue;
        // News: a judgement in hand may have read the brakes before.
        const { touched } = await recheck({ node, id: state.id, now, isNews: hasChanged });
        asked.push(...touched);
      }
      seen = is;
      sweptAt = at;
      return asked;
    },
  };
}

async function isOld(
  state: Submission,
  given: {
    readonly question: Awaited<ReturnType<typeof askOfChanges>>;
    readonly now: Instant;
    readonly hasChanged: boolean;
  },
): Promise<boolean> {
  const { question, now, hasChanged } = given;
  const { decided, isDue } = state;
  if (decided === null || isDue) return hasChanged && question.active.length > 0;
  if (isPastCalendar(decided, now)) return true;
  const holds = await question.holds({ ...state, overrides: [] });
  return holds.map(({ brake }) => brake).join() !== (decided.brakes?.holding ?? []).join();
}
