import type { ReplayReport } from '../../../contract/index.ts';
import { aucSentence, CAPTURE_HEAD, caughtText, tooFewText } from './capture-text.ts';
import { delaySentence } from './delay-text.ts';
import { differenceText } from './difference-text.ts';
import { equalCostLines } from './equal-cost-text.ts';
import { labelled, proseWidth, wrap } from './layout.ts';
import { amount, shareText } from './number.ts';
import { type Paint, painter, type TextOptions } from './paint.ts';
import { plain, withoutRunnerCommands } from './plain.ts';
import { REACH_HEAD, reachSentences } from './replay-reach-text.ts';
import { riskCheckLines } from './risk-check-lines.ts';
import { prose, SECTION_WIDTH, section } from './section.ts';
import { shareLine } from './share-line.ts';
import { tableLines } from './table.ts';
import { dayOf } from './time-span.ts';
import { asSentence, plural, shortId, thousands } from './wording.ts';

/** Said where the report itself states no limit. */
const LIMIT =
  'Held is not prevented. Labels come from later reverts and Fixes: trailers only, so harm is undercounted.';

interface Page {
  readonly report: ReplayReport;
  readonly paint: Paint;
  readonly width: number;
}

const NOTE_TEXT = {
  'never-matches': 'matches nothing here',
  'always-matches': 'matches every change',
  'never-evaluable': 'could never be evaluated',
  expired: 'has expired',
} as const;

/** The counterfactual table: what the policy would have held of the repository's own history, and what that would cost. */
export function replayText(
  report: ReplayReport,
  options: TextOptions & { readonly where?: readonly string[] | undefined },
): string {
  const page = { report, paint: painter(options.color), width: proseWidth(options.width) };
  const { difference } = report;
  const differs = difference === null ? [] : differenceText(difference, { ...page, where: options.where ?? [] });
  const blocks =
    report.window.changes === 0
      ? [head(page), limits(page)]
      : [
          ...[head(page), outcome(page), harm(page), cost(page), rules(page), ...differs],
          ...[
            strategies(page),
            equalCostLines(report.equal_cost, page),
            capture(page),
            reachLines(page),
            riskCheckLines(report, page),
            limits(page),
          ],
        ];
  return withoutRunnerCommands(
    `${blocks
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`,
  );
}

function reachLines({ report, paint, width }: Page): string[] {
  const sentences = reachSentences(report).flatMap((sentence) => prose(sentence, width));
  return sentences.length === 0 ? [] : [paint.quiet(REACH_HEAD), ...sentences];
}

function head({ report, paint, width }: Page): string[] {
  const { window, policy } = report;
  const name = plain(report.repository);
  const span = window.changes === 0 ? '' : ` from ${dayOf(window.first)} to ${dayOf(window.last)}`;
  const text = `${name} · ${plural(window.changes, 'landed change')}${span} · replayed with ${plain(policy.source)} (${plain(shortId(policy.digest))}), every rule enforced`;
  return wrap(text, width).map((line, index) =>
    index === 0 && line.startsWith(name) ? paint.bold(name) + line.slice(name.length) : line,
  );
}

function outcome({ report, paint, width }: Page): string[] {
  const { totals, provenance } = report;
  return section({
    name: 'Gate',
    paint,
    lines: [
      shareLine({ name: 'passed', share: totals.passed, tone: 'good', paint, width }),
      shareLine({ name: 'held', share: totals.held, tone: 'wait', paint, width }),
      shareLine({ name: '  blocked', share: totals.blocked, tone: 'bad', paint, width }),
      ...(totals.unevaluable === 0
        ? []
        : [`for ${plural(totals.unevaluable, 'change')} a rule could not be evaluated, which holds`]),
      paint.quiet(
        `written with AI ${provenance.ai.count} · by a human ${provenance.human.count} · unknown ${provenance.unknown.count}`,
      ),
    ],
  });
}

function harm({ report, paint, width }: Page): string[] {
  const { totals, window } = report;
  return section({
    name: 'Harm',
    paint,
    lines: [
      ...prose(
        `${totals.reverted} reverted, ${totals.fixed} fixed later${tracedText(totals)}; ${totals.censored} of the last ${window.censored_days} days cannot tell yet`,
        width,
      ),
      'would have been held:',
      `  of the reverted  ${shareText(totals.reverted_held)}`,
      `  of all harmed    ${paint.bold(shareText(totals.harm_held))}`,
      `  of the harmless  ${shareText(totals.harmless_held)} ${paint.quiet('· the price')}`,
    ],
  });
}

function cost({ report, paint, width }: Page): string[] {
  const { senior_minutes, senior_minutes_per_week, senior_budget_per_week } = report.totals;
  const week = `${amount(senior_minutes_per_week)} senior minutes a week`;
  const total = `${amount(senior_minutes)} in all`;
  const waiting = prose(delaySentence(report), width).map(paint.quiet);
  if (senior_budget_per_week === null)
    return section({
      name: 'Cost',
      paint,
      lines: [...prose(`${week}, ${total}; no budget is set`, width), ...waiting],
    });
  const fits = senior_minutes_per_week <= senior_budget_per_week;
  const budget = `${fits ? 'within' : 'over'} the budget of ${amount(senior_budget_per_week)}`;
  return section({
    name: 'Cost',
    paint,
    lines: [...prose(`${week}, ${budget}; ${total}`, width).map((line) => (fits ? line : paint.bad(line))), ...waiting],
  });
}

function rules({ report, paint, width }: Page): string[] {
  if (report.rules.length === 0) return [];
  const columns = [
    { head: 'Rule', align: 'left' },
    { head: 'mode', align: 'left' },
    { head: 'matched', align: 'right' },
    { head: 'held', align: 'right' },
    { head: 'harm held', align: 'right' },
    { head: 'unknown', align: 'right' },
    { head: 'minutes', align: 'right' },
    { head: 'wait h', align: 'right' },
  ] as const;
  const table = tableLines({
    columns,
    width,
    paint,
    rows: report.rules.map((rule) => [
      plain(rule.rule),
      rule.mode,
      thousands(rule.matched.count),
      thousands(rule.held.count),
      thousands(rule.harm_held),
      thousands(rule.unevaluable),
      amount(rule.senior_minutes),
      amount(rule.delay_hours),
    ]),
  });
  return [...table, ...ruleNotes(report, paint, width)];
}

/** What makes rules useless or doubtful, the rules of one kind together. */
function ruleNotes({ rules: all }: ReplayReport, paint: Paint, width: number): string[] {
  return (Object.keys(NOTE_TEXT) as (keyof typeof NOTE_TEXT)[]).flatMap((note) => {
    const names = all.filter((rule) => rule.note === note).map(({ rule }) => plain(rule));
    if (names.length === 0) return [];
    const label = `! ${NOTE_TEXT[note]}: `;
    return labelled({ label, labelWidth: label.length, text: names.join(', '), width, paintLabel: paint.wait });
  });
}

function strategies({ report, paint, width }: Page): string[] {
  if (report.strategies.length === 0) return [];
  const columns = [
    { head: 'Compared with', align: 'left' },
    { head: 'held', align: 'right' },
    { head: 'of harmed', align: 'right' },
    { head: 'of harmless', align: 'right' },
    { head: 'min/week', align: 'right' },
  ] as const;
  return tableLines({
    columns,
    width,
    paint,
    rows: report.strategies.map((strategy) => [
      plain(strategy.name),
      thousands(strategy.held.count),
      `${thousands(strategy.harm_held.count)}/${thousands(strategy.harm_held.n)}`,
      `${thousands(strategy.harmless_held.count)}/${thousands(strategy.harmless_held.n)}`,
      amount(strategy.senior_minutes_per_week),
    ]),
  });
}

function capture({ report, paint, width }: Page): string[] {
  const few = tooFewText(report.capture);
  if (few !== null) return few === '' ? [] : prose(`${CAPTURE_HEAD}: ${few}`, width).map(paint.quiet);
  const columns = [
    { head: 'Held', align: 'left' },
    { head: 'by risk', align: 'right' },
    { head: 'by size', align: 'right' },
  ] as const;
  const rows = report.capture.rows.map((row) => [
    `the highest ${row.gated_percent} %`,
    caughtText(row.by_risk),
    caughtText(row.by_size),
  ]);
  return [
    paint.quiet(CAPTURE_HEAD),
    ...tableLines({ columns, width, paint, rows }),
    ...prose(aucSentence(report.capture), width).map(paint.quiet),
  ];
}

function limits({ report, paint, width }: Page): string[] {
  const told = report.limits.length === 0 ? [LIMIT] : report.limits;
  const lines = told.flatMap((limit) => {
    const text = plain(asSentence(limit));
    return labelled({ label: '·', labelWidth: 2, text, width: width - SECTION_WIDTH, paintLabel: paint.quiet });
  });
  return section({ name: 'Limits', paint, lines });
}

/** How many of the fixed rest on tracing alone. */
function tracedText({ traced }: ReplayReport['totals']): string {
  return traced === null ? '' : ` (${traced.blame} by blame, ${traced.hotfix} by a fix within 72 h)`;
}
