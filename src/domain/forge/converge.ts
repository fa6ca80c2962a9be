import { Fault } from '../../kernel/index.ts';

/** An answer that is lost three times in a row is for the next round. */
const MAX_ROUNDS = 3;

/** Repeats a step that looks before it writes, while nobody can tell whether its last write happened. */
export async function converge(step: () => Promise<void>): Promise<void> {
  for (let round = 1; ; round += 1) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'forge-outcome-unknown' || round >= MAX_ROUNDS) throw error;
    }
  }
}
