import {
  type BrakeRule,
  brakesByRule,
  type DayFacts,
  engageBrake,
  type RuleOutcome,
} from '../../domain/brake/index.ts';
import type { EventStore } from '../../event-log/index.ts';
import type { Instant } from '../../kernel/index.ts';
import { handleBrakes, readBrakes } from './stream.ts';

/**
 * Engages what rules ask for by the facts of the day; each cause once, however many nodes look at the same time. Gives the ids of what was
 * engaged, and which rules nobody tells the facts of.
 */
export async function engageByRules(options: {
  readonly store: EventStore;
  readonly rules: readonly BrakeRule[];
  readonly facts: DayFacts;
  readonly now: () => Instant;
}): Promise<{ readonly engaged: readonly string[]; readonly untold: RuleOutcome['untold'] }> {
  const { store, rules, facts, now } = options;
  const engaged: string[] = [];
  // One after the other, each decided on what stands then: two nodes that see the same cause engage it once.
  for (
    let wanted = brakesByRule(rules, { facts, board: await readBrakes(store), now: now() }).engage.length;
    wanted > 0;
    wanted -= 1
  ) {
    const came = await handleBrakes({
      store,
      actor: null,
      now,
      plan: (board) => {
        const [wish] = brakesByRule(rules, { facts, board, now: now() }).engage;
        return wish === undefined ? { ok: true, value: [] } : engageBrake(board, wish, now());
      },
    });
    if (came.ok && came.value.position > 0) engaged.push(came.value.board.brakes.at(-1)?.id ?? '');
  }
  const { untold } = brakesByRule(rules, { facts, board: await readBrakes(store), now: now() });
  return { engaged, untold };
}
