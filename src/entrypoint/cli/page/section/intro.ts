import type { ReplayReport } from '../../../../contract/index.ts';
import { escapeHtml, visibleText } from '../escape.ts';
import { changesText, countText, dateText } from '../number-text.ts';
import { harmWords } from './harm-text.ts';

/** Name, headline and the sentence that says what was judged and how. */
export function introSection(report: ReplayReport): string {
  return `<header>
<div class="masthead">
<p class="brand">${MARK}<b>Firebreak</b> replay</p>
<button type="button" id="theme" class="quiet" hidden>Dark</button>
</div>
<h1><bdi>${escapeHtml(visibleText(report.repository))}</bdi>: what this policy would have held</h1>
<p class="lede">${lede(report)}</p>
</header>`;
}

/** A line of trees with a gap: the firebreak. */
export const MARK =
  '<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M2 19 6 8l4 11zM14 19l4-11 4 11z"/><path class="gap" d="M12 4v17"/></svg>';

function lede(report: ReplayReport): string {
  const { window, totals, policy } = report;
  if (window.changes === 0) return `No change was judged. Policy: <code>${escapeHtml(policy.source)}</code>.`;
  const harm = totals.reverted + totals.fixed;
  const span =
    window.first === null || window.last === null
      ? ''
      : ` that landed ${dateText(Date.parse(window.first))} to ${dateText(Date.parse(window.last))}`;
  const turned =
    harm === 0
      ? `No ${harmWords(report).sought} were found for them in later history.`
      : `${countText(harm)} of them ${harm === 1 ? 'was' : 'were'} later ${harmWords(report).turned}.`;
  return `${changesText(window.changes)}${span}, each judged by <code>${escapeHtml(policy.source)}</code> with only what was known when it landed, as if every rule were enforced. ${turned}`;
}
