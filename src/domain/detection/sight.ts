import { usualDeviation } from './choice.ts';
import type { Direction, Watch } from './model.ts';
import { thresholdOf } from './tail.ts';

/** What a watch can find at its budget. */
export interface Sight {
  /** The smallest drop, as a share of what is expected. */
  readonly share: number;
  /** Samples that are judged together for it. */
  readonly samples: number;
}

/** The smallest drop that a watch finds at its budget, by what it knows; `null` = not known yet, or drops are not looked for by sums. */
export function sightOf({ drops, setting }: Watch): Sight | null {
  const lookout = drops?.lookouts[drops.main];
  if (drops === null || lookout === undefined || lookout.tail.fit === null || lookout.tail.budget <= 0) return null;
  const least = thresholdOf(lookout.tail) * usualDeviation(drops, lookout, setting);
  return { share: 1 - Math.exp(-least), samples: lookout.window };
}

/** Whether the threshold of a direction is learnt; until then only what is plain is told. */
export function isLearnt({ drops, tails }: Watch, direction: Direction): boolean {
  if (direction === 'drop' && drops !== null) return drops.lookouts[drops.main]?.tail.fit != null;
  return tails[`${direction}-sum`].fit !== null;
}
