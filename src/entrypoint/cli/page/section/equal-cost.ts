import type { ReplayEqualCost, ReplayReport } from '../../../../contract/index.ts';
import { escapeHtml } from '../escape.ts';
import { countText, minutesText, percentText, rangeText } from '../number-text.ts';

type Row = ReplayEqualCost['rows'][number];

/** Ways to spend the senior minutes of the blanket rule, with the bound; empty where no change has evidence of AI. */
export function equalCostSection({ equal_cost: equal }: ReplayReport): string {
  if (equal === null) return '';
  const minutes = `${minutesText(equal.senior_minutes_per_week)} senior minutes a week, ${percentText(equal.part_of_all)} of what reviewing every change takes`;
  return `<section class="equal" aria-labelledby="equal-title">
<div class="figure-head"><h2 id="equal-title">At the minutes of “every AI-assisted change needs a senior”</h2></div>
<p class="lede">${minutes}. ${equal.rows.length === 0 ? `Not enough data: ${countText(equal.n_harm)} harmful of at least ${equal.minimum_harm}.` : boundText(equal)}</p>
${equal.rows.length === 0 ? '' : table(equal)}
</section>`;
}

function boundText({ rows }: ReplayEqualCost): string {
  const bound = rows.find(({ id }) => id === 'perfect')?.times_every_ai.value ?? null;
  if (bound === null) return 'That rule holds no harmful change here.';
  return `No order could hold more than ${bound.toFixed(2)} times as many harmful changes as that rule.`;
}

function table({ rows }: ReplayEqualCost): string {
  return `<div class="scroll"><table class="equal-table"><thead><tr><th scope="col">A senior reads</th><th scope="col" class="picture-cell"><span class="unseen">Picture</span></th><th scope="col">Harm held</th><th scope="col">Times</th><th scope="col">Held</th><th scope="col">Wait h</th></tr></thead><tbody>
${rows.map(row).join('\n')}
</tbody></table></div>
<p class="footnote">Bars and small print: 95 % intervals by bootstrap over blocks of time. Times: as a multiple of the blanket rule. Wait h: hours of waiting over the window, assumed. Changes are ordered with the whole window in sight.</p>`;
}

function row(row: Row): string {
  const { value, low, high } = row.times_every_ai;
  const times =
    value === null
      ? '–'
      : `${value.toFixed(2)}<small>${low === null || high === null ? '' : `${low.toFixed(2)}–${high.toFixed(2)}`}</small>`;
  return `<tr><th scope="row">${escapeHtml(row.name)}<p class="because">${escapeHtml(row.description)}</p></th><td class="picture-cell">${picture(row)}</td>
<td>${countText(row.harm_held.count)} of ${countText(row.harm_held.n)}<small>${rangeText(row.harm_held)}</small></td><td>${times}</td><td>${countText(row.held)}</td><td>${minutesText(row.delay_hours)}</td></tr>`;
}

const WIDTH = 120;

function picture({ id, harm_held: { share, low, high } }: Row): string {
  if (share === null) return '';
  const x = (part: number) => (6 + (WIDTH - 12) * part).toFixed(1);
  const own = id === 'policy-senior' ? 'own' : 'other';
  const bar = low === null || high === null ? '' : `<path class="interval ${own}" d="M${x(low)} 9H${x(high)}"/>`;
  return `<svg class="range-picture" viewBox="0 0 ${WIDTH} 18" width="${WIDTH}" height="18" aria-hidden="true"><path class="grid" d="M6 9H${WIDTH - 6}"/>${bar}<circle class="strategy-mark ${own}" cx="${x(share)}" cy="9" r="4.5"/></svg>`;
}
