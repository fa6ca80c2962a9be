import type { PolicyDifferenceDocument, PolicyFlip, ReplayReport, Share } from '../../../../contract/index.ts';
import { shellCommand } from '../../format/index.ts';
import { escapeHtml, visibleText } from '../escape.ts';
import { countText, dateText, minutesText, percentText, rangeText } from '../number-text.ts';
import { COMMIT_DIGITS } from '../page-data.ts';

const NAMES: Readonly<Record<PolicyFlip['kind'], string>> = {
  'newly-held': 'newly held',
  'newly-freed': 'newly freed',
  'newly-refused': 'newly refused',
  'no-longer-refused': 'no longer refused',
  'asks-otherwise': 'held for something else',
};
const KINDS = Object.keys(NAMES) as readonly PolicyFlip['kind'][];

/** Rows that are open at once; the rest unfolds. */
const OPEN_ROWS = 25;
const TITLE_SHOWN = 200;

/** What flips against a second policy: totals, rules, and each change as a link to its dot; empty for one policy. */
export function differenceSection(report: ReplayReport): string {
  const { difference } = report;
  if (difference === null) return '';
  return `<section class="difference" aria-labelledby="difference-title">
<div class="figure-head"><h2 id="difference-title">What flips against <code>${escapeHtml(visibleText(difference.against.source))}</code></h2></div>
${totals(difference)}
${difference.rules.length === 0 ? '' : `<div class="scroll">${ruleTable(difference)}</div>`}
${flipTables(report, difference)}
<p class="footnote">Both policies judged on the same facts in one pass, as if every rule were enforced: a change of mode alone flips nothing. Hours of waiting are assumed, not measured.</p>
</section>`;
}

function totals(difference: PolicyDifferenceDocument): string {
  const { held, harm, harmless, senior_minutes, delay } = difference;
  const week = delay.policy.hours_per_week - delay.against.hours_per_week;
  const rows: readonly (readonly [string, string, string])[] = [
    ['Held', signed(held.policy - held.against), `${countText(held.more)} more, ${countText(held.less)} fewer`],
    [
      'Harmful changes held',
      signed(harm.net.value ?? 0),
      `${harm.net.low === null || harm.net.high === null ? 'too few flip for a range' : `likely ${signed(harm.net.low)} to ${signed(harm.net.high)}`}; gained ${shareText(harm.gained)}, lost ${shareText(harm.lost)}`,
    ],
    [
      'Harmless changes held',
      signed(harmless.policy - harmless.against),
      `${countText(harmless.more)} more, ${countText(harmless.less)} fewer`,
    ],
    [
      'Senior minutes a week',
      signed(senior_minutes.per_week.value ?? 0),
      senior_minutes.per_week.low === null || senior_minutes.per_week.high === null
        ? ''
        : `likely ${signed(senior_minutes.per_week.low)} to ${signed(senior_minutes.per_week.high)}`,
    ],
    [
      'Hours of waiting a week, assumed',
      signed(week),
      `${countText(delay.policy.changes)} wait instead of ${countText(delay.against.changes)}`,
    ],
  ];
  const body = rows.map(
    ([name, value, detail]) => `<div><dt>${name}</dt><dd><b>${value}</b> <span>${detail}</span></dd></div>`,
  );
  return `<dl class="net">${body.join('')}</dl>`;
}

function ruleTable({ rules, kinds }: PolicyDifferenceDocument): string {
  const shown = KINDS.filter((kind) => kinds[kind] > 0);
  const heads = [...shown.map((kind) => NAMES[kind]), 'harm +/−', 'not evaluable'];
  const acting = rules.filter((rule) => rule.unevaluable > 0 || KINDS.some((kind) => rule.flips[kind] > 0));
  const idle = rules.filter((rule) => !acting.includes(rule));
  const rows = acting.map((rule) => {
    const cells = [
      modeText(rule.mode),
      ...shown.map((kind) => countText(rule.flips[kind])),
      `${countText(rule.harm_gained)}/${countText(rule.harm_lost)}`,
      countText(rule.unevaluable),
    ];
    return `<tr><th scope="row">${escapeHtml(visibleText(rule.rule))}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<table class="flip-rules"><thead><tr><th scope="col">Rule</th><th scope="col">Mode</th>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>${idleText(idle)}`;
}

function idleText(rules: PolicyDifferenceDocument['rules']): string {
  if (rules.length === 0) return '';
  const names = rules.map((rule) => `${escapeHtml(visibleText(rule.rule))} (${modeText(rule.mode)})`);
  return `<p class="footnote">Differ, and flip nothing: ${names.join(', ')}.</p>`;
}

function flipTables(report: ReplayReport, { flips }: PolicyDifferenceDocument): string {
  if (flips.length === 0) return '<p class="none">No change flips: both ask for the same, change by change.</p>';
  const dots = new Map(report.changes.map(({ commit }, index) => [commit, index]));
  const evaluated = flips.filter((flip) => !flip.unevaluable);
  const apart = flips.filter((flip) => flip.unevaluable);
  return [
    flipTable('The changes that flip', evaluated, dots),
    flipTable('Apart: only rules that could not be evaluated make the difference', apart, dots),
  ].join('\n');
}

function flipTable(name: string, flips: readonly PolicyFlip[], dots: ReadonlyMap<string, number>): string {
  if (flips.length === 0) return '';
  const table = (rows: readonly PolicyFlip[], caption: string) =>
    `<table class="flips">${caption}<thead><tr><th scope="col">Change</th><th scope="col">Flip</th><th scope="col">Outcome</th></tr></thead><tbody>${rows.map((flip) => flipRow(flip, dots)).join('')}</tbody></table>`;
  const rest = flips.slice(OPEN_ROWS);
  const more =
    rest.length === 0 ? '' : `<details><summary>${countText(rest.length)} more</summary>${table(rest, '')}</details>`;
  return `${table(flips.slice(0, OPEN_ROWS), `<caption>${name}: ${countText(flips.length)}</caption>`)}${more}`;
}

function flipRow(flip: PolicyFlip, dots: ReadonlyMap<string, number>): string {
  const harm = flip.label === 'reverted' || flip.label === 'fixed';
  const title = `<bdi>${escapeHtml(visibleText(flip.title === '' ? '(no title)' : flip.title.slice(0, TITLE_SHOWN)))}</bdi>`;
  const number = flip.pull_request === null ? '' : `#${escapeHtml(visibleText(flip.pull_request))} · `;
  const where = `${number}<code>${escapeHtml(flip.commit.slice(0, COMMIT_DIGITS))}</code> · ${dateText(flip.landed_at === null ? null : Date.parse(flip.landed_at))}`;
  return `<tr><th scope="row"><button type="button" class="link" data-dot="${dots.get(flip.commit) ?? ''}">${title}</button><p class="because">${where}</p>${explain(flip)}</th>
<td>${NAMES[flip.kind]}<small>${escapeHtml(visibleText(ruleNames(flip)))}</small></td><td class="${harm ? 'some' : ''}">${OUTCOMES[flip.label]}</td></tr>`;
}

const OUTCOMES: Readonly<Record<PolicyFlip['label'], string>> = {
  reverted: 'reverted',
  fixed: 'fixed later',
  none: 'no harm known',
  censored: 'too recent to tell',
};

function explain({ explain: argv }: PolicyFlip): string {
  if (argv === null) return '';
  const words = argv.map((word) => (/^[0-9a-f]{40,}$/.test(word) ? word.slice(0, COMMIT_DIGITS) : word));
  return `<p class="because"><code>${escapeHtml(visibleText(shellCommand(words)))}</code></p>`;
}

function ruleNames({ rules, kind }: PolicyFlip): string {
  if (rules.length === 0) return 'the policy could not be used';
  return rules
    .map(({ rule, side }) => (kind === 'asks-otherwise' && side === 'against' ? `no longer ${rule}` : rule))
    .join(', ');
}

function modeText({ policy, against }: PolicyDifferenceDocument['rules'][number]['mode']): string {
  if (policy === against) return policy ?? '';
  if (against === null) return `new, ${policy}`;
  return policy === null ? 'gone' : `${against} → ${policy}`;
}

function shareText(share: Share): string {
  return share.n === 0
    ? '–'
    : `${countText(share.count)} of ${countText(share.n)}, ${percentText(share.share)} (${rangeText(share)})`;
}

function signed(value: number): string {
  const text = minutesText(Math.abs(value));
  return text === '0' ? '0' : `${value > 0 ? '+' : '−'}${text}`;
}
