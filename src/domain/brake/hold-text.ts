import { excerpt, toIso } from '../../kernel/index.ts';
import type { BrakeHold } from './hold.ts';

const SHOWN = 200;

/** One sentence: which brake holds it, by whom, why, until when. */
export function holdMessage({ brake, part, unknown, by, reason, until, isOverdue }: BrakeHold): string {
  const over = unknown === null ? part : `${part}, and whether that is touched is unknown (${unknown})`;
  const end = until === null ? 'until somebody releases it' : `until ${toIso(until) ?? 'its end'}`;
  const overdue = isOverdue ? '; its review is overdue' : '';
  return `${brake} holds ${over}: ${excerpt(reason, SHOWN)} (by ${by.name}, ${end}${overdue})`;
}

/** One sentence: what lets it pass. */
export function howToPass({ brake, by, until, lanes, signoffs }: BrakeHold): string {
  const ways = [
    until === null ? [] : [`wait until ${toIso(until) ?? 'its end'}`],
    by.kind === 'calendar' ? ['change brakes in firebreak.yaml'] : [`an operator releases ${brake}`],
    lanes.hotfix === null ? [] : [`as a hotfix (label hotfix, or branch hotfix/*), ${signed(lanes.hotfix, signoffs)}`],
  ];
  return ways.flat().join(', or ');
}

function signed(needed: number, have: number): string {
  return `signed by ${needed} ${needed === 1 ? 'person' : 'people'} (has ${have})`;
}
