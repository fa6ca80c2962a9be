import type { ReplayReport } from '../../../../contract/index.ts';
import { escapeHtml, visibleText } from '../escape.ts';
import { changesText, dateText } from '../number-text.ts';
import { COMMIT_DIGITS } from '../page-data.ts';

/** The list of changes, the limits, and how the page was made. */
export function closingSections(report: ReplayReport): string {
  return `${report.changes.length === 0 ? '' : list(report)}
<section class="limits" aria-labelledby="limits-title">
<h2 id="limits-title">What these figures cannot say</h2>
<ul>${report.limits.map((limit) => `<li>${escapeHtml(limit)}</li>`).join('')}</ul>
</section>
<footer>
<p>Made ${dateText(Date.parse(report.made_at))} by Firebreak from git history alone. Policy <code>${escapeHtml(visibleText(report.policy.source))}</code>, <code>${escapeHtml(report.policy.digest.slice(0, DIGEST_SHOWN))}</code>. This file holds everything it shows and asks nothing of any network. It names no person.</p>
</footer>`;
}

/** `sha256:` and twelve digits: enough to compare by eye. */
const DIGEST_SHOWN = 'sha256:'.length + COMMIT_DIGITS;

function list(report: ReplayReport): string {
  const harm = report.changes.filter(({ label }) => label === 'reverted' || label === 'fixed');
  const first = harm.length > 0 ? 'harm' : 'held';
  const options = [
    ['harm', 'later reverted or fixed'],
    ['missed', 'later reverted or fixed, and passed'],
    ['held', 'held'],
    ['all', 'all'],
  ].map(([value, text]) => `<option value="${value}"${value === first ? ' selected' : ''}>${text}</option>`);
  return `<section class="list" aria-labelledby="list-title">
<div class="figure-head"><h2 id="list-title">The changes themselves</h2>
<label class="needs-script">Show <select id="list-show">${options.join('')}</select></label></div>
<div class="scroll"><table id="changes"><thead><tr><th scope="col">Landed</th><th scope="col">Change</th><th scope="col">Written</th><th scope="col">Riskier than</th><th scope="col">Larger than</th><th scope="col">Outcome</th><th scope="col">Gate</th></tr></thead>
<tbody>${harm.slice(0, STATIC_ROWS).map(staticRow).join('')}</tbody></table></div>
<p class="footnote"><span id="list-count">${changesText(harm.length)}</span> <button type="button" id="list-more" class="quiet" hidden>Show more</button></p>
</section>`;
}

/** Rows that are there without the script. */
const STATIC_ROWS = 25;

function staticRow(change: ReplayReport['changes'][number]): string {
  return `<tr><td>${dateText(change.landed_at === null ? null : Date.parse(change.landed_at))}</td><td><bdi>${escapeHtml(visibleText(change.title.slice(0, TITLE_SHOWN)))}</bdi> <code>${escapeHtml(change.commit.slice(0, COMMIT_DIGITS))}</code></td><td>${change.assistance}</td><td>${rankText(change.risk_percentile)}</td><td>${rankText(change.size_percentile)}</td><td>${change.label}</td><td>${change.decision === 'allow' ? 'passes' : 'held'}</td></tr>`;
}

function rankText(percentile: number | null): string {
  return percentile === null ? 'unknown' : `${Math.round(percentile)} %`;
}

const TITLE_SHOWN = 200;
