import type { ReplayReport, ReplayStrategy, Share } from '../../../../contract/index.ts';
import { escapeHtml } from '../escape.ts';
import { countText, minutesText, percentText, rangeText } from '../number-text.ts';
import { captureTable } from './capture.ts';
import { harmWords } from './harm-text.ts';

/** The policy beside simpler strategies, and the window in time. */
export function strategySection(report: ReplayReport): string {
  const harm = report.totals.reverted + report.totals.fixed;
  const picture =
    harm === 0
      ? `<p class="none">No ${harmWords(report).sought} found in ${countText(report.window.changes)} changes: there is no harm to compare by.</p>`
      : `<div id="strategies" class="chart needs-script"></div>`;
  return `<figure class="strategy" aria-labelledby="strategy-title">
<div class="figure-head"><h2 id="strategy-title">Is it worth its price?</h2></div>
<div class="split">
<div>${picture}
<p class="footnote${harm === 0 ? ' unseen' : ''}">Bars: 95 % intervals; marks at the same price stand side by side. The curve is what the handle buys on top of the rules.</p>
${harm === 0 ? '' : captureTable(report.capture)}</div>
<div class="scroll"><table class="strategies"><thead><tr><th scope="col">Strategy</th><th scope="col">Min/wk</th><th scope="col">Harm held</th><th scope="col">Harmless held</th></tr></thead><tbody>
${report.strategies.map(strategyRow).join('\n')}
</tbody></table></div>
</div>
</figure>
<figure class="time" aria-labelledby="time-title">
<div class="split">
<div><div class="figure-head"><h2 id="time-title">When they landed</h2></div>
<div id="time" class="chart needs-script"></div>
${TIME_LEGEND}</div>
${provenance(report)}
</div>
</figure>`;
}

const TIME_LEGEND = `<ul class="legend needs-script">
<li><svg viewBox="0 0 16 16" class="pass"><path d="M3 3h10v10H3z"/></svg>passes</li>
<li><svg viewBox="0 0 16 16" class="held"><path d="M3 3h10v10H3z"/></svg>held</li>
<li><svg viewBox="0 0 16 16" class="harm"><path d="M8 2.6 13.4 8 8 13.4 2.6 8z"/></svg>later reverted or fixed</li>
</ul>`;

function strategyRow(strategy: ReplayStrategy, index: number): string {
  return `<tr data-strategy="${escapeHtml(strategy.id)}"><th scope="row"><span class="number">${index + 1}</span>${escapeHtml(strategy.name)}<p class="because">${escapeHtml(strategy.description)}</p></th>
<td>${minutesText(strategy.senior_minutes_per_week)}</td><td>${shareCell(strategy.harm_held)}</td><td>${shareCell(strategy.harmless_held)}</td></tr>`;
}

function shareCell(share: Share): string {
  return share.n === 0 ? '–' : `${percentText(share.share)}<small>${rangeText(share)}</small>`;
}

const PROVENANCE: readonly (readonly [keyof ReplayReport['provenance'], string])[] = [
  ['ai', 'AI-assisted, by evidence'],
  ['human', 'Human, by evidence'],
  ['unknown', 'Unknown: no evidence either way'],
];

function provenance(report: ReplayReport): string {
  const rows = PROVENANCE.map(([key, name]) => {
    const share = report.provenance[key];
    return `<tr><th scope="row">${name}</th><td>${countText(share.count)}</td><td>${percentText(share.share)}</td></tr>`;
  });
  return `<table class="provenance"><caption>Who or what wrote them</caption><tbody>${rows.join('')}</tbody></table>`;
}
