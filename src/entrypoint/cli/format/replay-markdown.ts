import type { ReplayReport } from '../../../contract/index.ts';
import { aucSentence, CAPTURE_HEAD, caughtText, tooFewText } from './capture-text.ts';
import { delaySentence } from './delay-text.ts';
import { differenceMarkdown } from './difference-markdown.ts';
import { equalCostSentence, rangeOf, timesText } from './equal-cost-text.ts';
import { markdownCode, markdownTable, markdownText } from './markdown.ts';
import { amount, shareText } from './number.ts';
import { reachSentences } from './replay-reach-text.ts';
import { riskCheckMarkdown } from './risk-check-lines.ts';
import { shareTable } from './scan-markdown.ts';
import { dayOf } from './time-span.ts';
import { asSentence, plural, shortId, thousands } from './wording.ts';

/** The replay as a page for an issue or a wiki, without the list of changes. Foreign text is inert. */
export function replayMarkdown(report: ReplayReport): string {
  const { window, totals, policy } = report;
  const budget =
    totals.senior_budget_per_week === null
      ? 'no budget is set'
      : `the budget is ${amount(totals.senior_budget_per_week)}`;
  const lines = [
    `## ${markdownText(report.repository)}: replay`,
    '',
    `${plural(window.changes, 'landed change')} from ${dayOf(window.first)} to ${dayOf(window.last)}, with ${markdownCode(policy.source)} (${markdownCode(shortId(policy.digest))}), every rule enforced.`,
    '',
    ...shareTable('Gate', [
      ['passed', totals.passed],
      ['held', totals.held],
      ['held by a block', totals.blocked],
    ]),
    '',
    `${totals.reverted} reverted, ${totals.fixed} fixed later${tracedText(totals)}. Held of the reverted: ${shareText(totals.reverted_held)}; of all harmed: ${shareText(totals.harm_held)}; of the harmless: ${shareText(totals.harmless_held)}.`,
    '',
    `${amount(totals.senior_minutes_per_week)} senior minutes a week; ${budget}. ${markdownText(asSentence(delaySentence(report)))}`,
    '',
    ...ruleTable(report),
    '',
    ...(report.difference === null ? [] : differenceMarkdown(report.difference)),
    ...strategyTable(report),
    '',
    ...equalCostTable(report),
    ...captureTable(report),
    ...reachSentences(report).flatMap((sentence) => [sentence, '']),
    ...riskCheckMarkdown(report),
    ...report.limits.map((limit) => `- ${markdownText(asSentence(limit))}`),
  ];
  return `${lines.join('\n')}\n`;
}

function ruleTable({ rules }: ReplayReport): string[] {
  const right = ['Matched', 'Held', 'Harm held', 'Unknown', 'Senior minutes', 'Hours of waiting'];
  return markdownTable({
    head: ['Rule', 'Mode', ...right, 'Note'],
    right,
    rows: rules.map((rule) => [
      markdownCode(rule.rule),
      rule.mode,
      thousands(rule.matched.count),
      thousands(rule.held.count),
      thousands(rule.harm_held),
      thousands(rule.unevaluable),
      amount(rule.senior_minutes),
      amount(rule.delay_hours),
      rule.note ?? '',
    ]),
  });
}

function strategyTable({ strategies }: ReplayReport): string[] {
  const right = ['Held', 'Of harmed', 'Of harmless', 'Senior minutes a week'];
  return markdownTable({
    head: ['Compared with', ...right],
    right,
    rows: strategies.map((strategy) => [
      `${markdownText(strategy.name)}: ${markdownText(strategy.description)}`,
      thousands(strategy.held.count),
      shareText(strategy.harm_held),
      shareText(strategy.harmless_held),
      amount(strategy.senior_minutes_per_week),
    ]),
  });
}

function equalCostTable({ equal_cost }: ReplayReport): string[] {
  if (equal_cost === null) return [];
  const right = ['Held', 'Harm held', 'Of the harm', 'Times that rule', 'Hours of waiting'];
  const table = markdownTable({
    head: ['Reads', ...right],
    right,
    rows: equal_cost.rows.map((row) => [
      `${markdownText(row.name)}: ${markdownText(row.description)}`,
      thousands(row.held),
      `${thousands(row.harm_held.count)} of ${thousands(row.harm_held.n)}`,
      rangeOf(row),
      timesText(row.times_every_ai),
      amount(row.delay_hours),
    ]),
  });
  return [markdownText(equalCostSentence(equal_cost)), '', ...(equal_cost.rows.length === 0 ? [] : [...table, ''])];
}

function captureTable({ capture }: ReplayReport): string[] {
  const few = tooFewText(capture);
  if (few !== null) return few === '' ? [] : [`${CAPTURE_HEAD}: ${few}.`, ''];
  const right = ['By risk', 'By size'];
  const table = markdownTable({
    head: [CAPTURE_HEAD, ...right],
    right,
    rows: capture.rows.map((row) => [
      `the highest ${row.gated_percent} %`,
      caughtText(row.by_risk),
      caughtText(row.by_size),
    ]),
  });
  return [...table, '', aucSentence(capture), ''];
}

/** How many of the fixed rest on tracing alone. */
function tracedText({ traced }: ReplayReport['totals']): string {
  return traced === null ? '' : ` (${traced.blame} by blame, ${traced.hotfix} by a fix within 72 h)`;
}
