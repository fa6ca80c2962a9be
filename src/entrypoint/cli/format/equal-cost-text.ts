import type { ReplayEqualCost } from '../../../contract/index.ts';
import { wrap } from './layout.ts';
import { amount, percent } from './number.ts';
import type { Paint } from './paint.ts';
import { plain } from './plain.ts';
import { tableLines } from './table.ts';
import { thousands } from './wording.ts';

type Row = ReplayEqualCost['rows'][number];

/** Heads the comparison. */
export const EQUAL_COST_HEAD = 'At the senior minutes of “every AI-assisted change needs a senior”';

/** The comparison at the minutes of the blanket rule, as a table for people; nothing where no change has AI evidence. */
export function equalCostLines(
  equal: ReplayEqualCost | null,
  options: { readonly paint: Paint; readonly width: number },
): string[] {
  if (equal === null) return [];
  const { paint, width } = options;
  const head = wrap(equalCostSentence(equal), width).map(paint.quiet);
  if (equal.rows.length === 0) return head;
  const columns = [
    { head: 'Reads', align: 'left' },
    { head: 'held', align: 'right' },
    { head: 'harm held', align: 'right' },
    { head: 'of it', align: 'right' },
    { head: 'times', align: 'right' },
    { head: 'wait h', align: 'right' },
  ] as const;
  const rows = equal.rows.map((row) => [
    plain(row.name),
    thousands(row.held),
    `${thousands(row.harm_held.count)}/${thousands(row.harm_held.n)}`,
    rangeOf(row),
    timesText(row.times_every_ai),
    amount(row.delay_hours),
  ]);
  return [...head, ...tableLines({ columns, width, paint, rows })];
}

/** What is compared, how much can be gained at all, or why nothing is compared. */
export function equalCostSentence(equal: ReplayEqualCost): string {
  const minutes = `${amount(equal.senior_minutes_per_week)} a week, ${percent(equal.part_of_all)} of reviewing everything`;
  if (equal.rows.length === 0) {
    return `${EQUAL_COST_HEAD} (${minutes}): not enough data, ${thousands(equal.n_harm)} harmful of at least ${equal.minimum_harm}.`;
  }
  const bound = equal.rows.find(({ id }) => id === 'perfect')?.times_every_ai.value ?? null;
  const most =
    bound === null
      ? 'That rule holds no harmful change here.'
      : `No order could hold more than ${bound.toFixed(2)} times as many harmful changes.`;
  return `${EQUAL_COST_HEAD} (${minutes}). ${most} Ranges: 95 %, over blocks of time.`;
}

/** `67 % (60–73 %)` of the harmful changes. */
export function rangeOf({ harm_held: { share, low, high } }: Row): string {
  if (share === null) return '';
  return low === null || high === null ? percent(share) : `${percent(share)} (${bare(low)}–${percent(high)})`;
}

/** `1.20 (1.05–1.40)` times what the blanket rule holds; `?` where that is none. */
export function timesText({ value, low, high }: Row['times_every_ai']): string {
  if (value === null) return '?';
  return low === null || high === null
    ? value.toFixed(2)
    : `${value.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

function bare(share: number): string {
  return percent(share).replace(' %', '');
}
