import type { ReplayReport } from '../../../../contract/index.ts';
import { escapeHtml, visibleText } from '../escape.ts';
import { countText, minutesText } from '../number-text.ts';
import { type Axis, firstAxis } from '../page-data.ts';
import { harmWords } from './harm-text.ts';

/** The picture with its handle, and the rules beside it. */
export function boardSection(report: ReplayReport): string {
  return `<section class="board">
${picture(report)}
${ruleTable(report)}
</section>`;
}

function picture(report: ReplayReport): string {
  const axis = firstAxis(report.changes.map((change) => ({ risk: change.risk_percentile })));
  return `<figure class="picture" aria-labelledby="picture-title">
<div class="figure-head">
<h2 id="picture-title">Every dot is a landed change</h2>
<div class="filters needs-script">
${axisSwitch(axis)}${filter('show-by', 'How they were written', [
  ['all', 'any origin'],
  ['ai', 'AI-assisted'],
  ['human', 'human-written'],
  ['unknown', 'unknown origin'],
])}
${filter('show-label', 'What became of them', [
  ['all', 'any outcome'],
  ['harm', 'later reverted or fixed'],
  ['none', 'no harm stated'],
  ['censored', 'too recent to tell'],
])}
<button type="button" id="reset" class="quiet" disabled>Reset</button>
</div>
</div>
<div id="plot" class="plot needs-script">
<canvas id="dots" role="img" aria-label="Landed changes by ${axis} and areas touched; the same changes are listed below"></canvas>
<div id="beyond" class="beyond"></div>
<div id="handle" class="handle" role="slider" tabindex="0" aria-orientation="horizontal" aria-label="Ask a senior from this ${axis} percentile up" aria-valuemin="0" aria-valuemax="100" aria-valuenow="100" aria-valuetext="off: only the rules hold"><span class="grip"></span><span class="tag"></span></div>
<div id="card" class="card" hidden></div>
</div>
${LEGEND}
<figcaption>${caption(report, axis)}</figcaption>
<noscript><p>The picture needs the script in this file. All figures are in the tables below.</p></noscript>
</figure>`;
}

/** Nothing to choose where no risk is known. */
function axisSwitch(axis: Axis): string {
  if (axis === 'size') return '';
  return `<fieldset class="choice"><legend class="unseen">Rank the changes by</legend>
<label><input type="radio" name="axis" value="risk" checked><span>risk</span></label><label><input type="radio" name="axis" value="size"><span>size</span></label>
</fieldset>
`;
}

function filter(id: string, name: string, options: readonly (readonly [string, string])[]): string {
  const items = options.map(([value, text]) => `<option value="${value}">${text}</option>`).join('');
  return `<select id="${id}" aria-label="${name}">${items}</select>`;
}

const DISC = '<circle cx="8" cy="8" r="4"/>';
const DIAMOND = '<path d="M8 2.6 13.4 8 8 13.4 2.6 8z"/>';

const LEGEND = `<ul class="legend needs-script">
<li><svg viewBox="0 0 16 16" class="pass">${DISC}</svg>passes</li>
<li><svg viewBox="0 0 16 16" class="held">${DISC}</svg>held</li>
<li><svg viewBox="0 0 16 16" class="hollow"><circle cx="8" cy="8" r="3.6"/></svg>hollow: AI-assisted</li>
<li><svg viewBox="0 0 16 16" class="harm">${DIAMOND}</svg>later reverted or fixed</li>
<li><svg viewBox="0 0 16 16" class="harm ringed"><circle cx="8" cy="8" r="7"/><path d="M8 4 12 8 8 12 4 8z"/></svg>… and held</li>
<li><svg viewBox="0 0 16 16" class="pass"><circle cx="8" cy="8" r="2"/></svg>small: too recent to tell</li>
</ul>`;

function caption(report: ReplayReport, axis: Axis): string {
  const few = report.totals.reverted + report.totals.fixed;
  return `Harm is ${harmWords(report).meaning}${
    few > 0 && few < 30 ? `, and ${countText(few)} ${few === 1 ? 'is' : 'are'} few: read the range` : ''
  }. Held is not prevented. Too recent: within ${report.window.censored_days} days of the newest landing. ${
    report.changes.some((change) => change[`${axis}_percentile`] === null)
      ? `At “?”: ${axis} not known, or too few earlier changes to compare with. `
      : ''
  }Only the height within a row is arranged, for legibility.`;
}

const NOTES: Readonly<Record<string, string>> = {
  'never-matches': 'never matches',
  'always-matches': 'always matches',
  'never-evaluable': 'never evaluable: a fact is unknown',
  expired: 'expired',
};

function ruleTable(report: ReplayReport): string {
  const { weeks } = report.window;
  const body =
    report.rules.length === 0
      ? '<p class="none">The policy has no rules: everything passes.</p>'
      : `<table><thead><tr><th scope="col">Rule</th><th scope="col">Held</th><th scope="col">Harm</th><th scope="col">Min/wk</th><th scope="col">Wait/wk</th></tr></thead>
${dearestFirst(report)
  .map(({ rule, index }) => ruleRows(rule, { index, weeks }))
  .join('\n')}
</table>`;
  return `<section class="rules" aria-labelledby="rules-title">
<div class="figure-head"><h2 id="rules-title">What each rule costs</h2><span class="hint needs-script">switch one off</span></div>
<div class="scroll">${body}</div>
<p class="footnote">Rules overlap, so rows do not add up. Min/wk: senior minutes a week that the rule alone asks for. Wait/wk: hours a week that changes would wait for a sign-off, assumed (${waitText(report)}), not measured.</p>
</section>`;
}

function waitText({ wait }: ReplayReport): string {
  const range = wait.low === wait.high ? '' : `, ${wait.low} to ${wait.high} published`;
  return `${wait.hours} h a change${range}`;
}

/** The rules that hold most come first; each keeps its index in the report. */
function dearestFirst({ rules }: ReplayReport) {
  return rules.map((rule, index) => ({ rule, index })).sort((a, b) => b.rule.held.count - a.rule.held.count);
}

function ruleRows(
  rule: ReplayReport['rules'][number],
  given: { readonly index: number; readonly weeks: number },
): string {
  const id = escapeHtml(visibleText(rule.rule));
  const tags = [
    rule.mode === 'enforce' ? '' : `<span class="tag-mode">${rule.mode}</span>`,
    rule.note === null ? '' : `<span class="tag-note">${NOTES[rule.note] ?? ''}</span>`,
    rule.unevaluable > 0 && rule.note !== 'never-evaluable'
      ? `<span class="tag-note">${countText(rule.unevaluable)} not evaluable</span>`
      : '',
  ].join('');
  return `<tbody data-rule="${given.index}"><tr>
<th scope="row"><label><input type="checkbox" role="switch" checked class="needs-script"><span class="rule-id">${id}</span></label></th>
<td>${countText(rule.held.count)}</td><td class="${rule.harm_held > 0 ? 'some' : ''}">${countText(rule.harm_held)}</td><td>${minutesText(rule.senior_minutes / given.weeks)}</td><td>${minutesText(rule.delay_hours / given.weeks)}</td>
</tr><tr><td colspan="5" class="because">${escapeHtml(visibleText(rule.because))} ${tags}<span class="marginal needs-script"></span></td></tr></tbody>`;
}
