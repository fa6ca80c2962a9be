import type { ReplayReport } from '../../../contract/index.ts';
import { amount } from './number.ts';
import { plural } from './wording.ts';

/** `at most 27.8 hours of waiting a week for a sign-off (6.4 to 38; assumed 17.5 h for each of 96 changes)`. */
export function delaySentence({
  totals: { delay },
  wait,
  window,
}: Pick<ReplayReport, 'totals' | 'wait' | 'window'>): string {
  const assumed = wait.source === 'published' ? 'assumed' : 'assumed by review.wait_hours';
  const range =
    wait.low === wait.high ? '' : `${amount(delay.low / window.weeks)} to ${amount(delay.high / window.weeks)}; `;
  return `at most ${amount(delay.hours_per_week)} hours of waiting a week for a sign-off (${range}${assumed}, ${wait.hours} h for each of ${plural(delay.changes, 'change')})`;
}
