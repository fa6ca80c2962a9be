import { DAY_MS, type Instant } from '../../kernel/index.ts';
import type { DeliveredChange } from './model.ts';

/** Younger changes say nothing: of them only those that broke at once are known. */
export const OUTCOME_MS = 14 * DAY_MS;

/** Whether a landed change had time to show that it needs repair by the end of a window, and somebody looked. */
export function isOldEnough({ moments, repair }: Pick<DeliveredChange, 'moments' | 'repair'>, end: Instant): boolean {
  return moments.landed !== null && repair.kind !== 'unknown' && moments.landed < end - OUTCOME_MS;
}
