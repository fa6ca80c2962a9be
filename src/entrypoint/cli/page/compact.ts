import type { ReplayReport } from '../../../contract/index.ts';
import { visibleText } from './escape.ts';
import { ASSISTANCE, COMMIT_DIGITS, DECISIONS, EVIDENCE, LABELS, type PageData } from './page-data.ts';

/** The part of the report that the page's script needs, in columns. */
export function compact(report: ReplayReport): PageData {
  const { changes } = report;
  const ruleIndex = new Map(report.rules.map(({ rule }, index) => [rule, index]));
  const waiting = new Set(changes.flatMap((change) => change.waiting_rules));
  const indexes = (rules: readonly string[]) => rules.flatMap((rule) => ruleIndex.get(rule) ?? []);
  return {
    repository: visibleText(report.repository),
    weeks: report.window.weeks,
    budget: report.totals.senior_budget_per_week,
    waitHours: report.wait.hours,
    censoredDays: report.window.censored_days,
    rules: report.rules.map(({ rule, because }) => ({ id: rule, because, waits: waiting.has(rule) })),
    strategies: report.strategies.map((strategy) => ({
      id: strategy.id,
      minutesPerWeek: strategy.senior_minutes_per_week,
      share: strategy.harm_held.share,
      low: strategy.harm_held.low,
      high: strategy.harm_held.high,
    })),
    column: {
      commit: changes.map(({ commit }) => shortCommit(commit)),
      title: changes.map(({ title }) => visibleText(title.slice(0, TITLE_LIMIT))),
      pullRequest: changes.map((change) => change.pull_request),
      at: changes.map((change) => secondsOf(change.landed_at)),
      riskScore: changes.map((change) => floored(change.risk_score, 1000)),
      risk: changes.map((change) => floored(change.risk_percentile, 10)),
      size: changes.map((change) => change.size_percentile),
      areas: changes.map((change) => change.areas),
      files: changes.map((change) => change.files),
      lines: changes.map((change) => change.lines),
      assistance: changes.map((change) => ASSISTANCE.indexOf(change.assistance)),
      evidence: changes.map((change) => EVIDENCE.indexOf(change.evidence)),
      tier: changes.map((change) => change.tier),
      label: changes.map((change) => LABELS.indexOf(change.label)),
      decision: changes.map((change) => DECISIONS.indexOf(change.decision)),
      reviewMinutes: changes.map((change) => change.review_minutes),
      seniorMinutes: changes.map((change) => change.senior_minutes),
      holding: changes.map((change) =>
        change.rules.flatMap((rule) => {
          const index = ruleIndex.get(rule);
          return index === undefined ? [] : [[index, change.rule_senior_minutes[rule] ?? 0] as const];
        }),
      ),
      unevaluable: changes.map((change) => indexes(change.unevaluable)),
      labelledBy: changes.map((change) => change.labelled_by.map(shortCommit)),
    },
  };
}

/** Cut, never rounded up: a percentile must not reach the next whole number by it. */
function floored(value: number | null, steps: number): number | null {
  return value === null ? null : Math.floor(value * steps) / steps;
}

/** A title longer than this is cut: it is shown on a card, and a hostile one must not fill the page. */
const TITLE_LIMIT = 200;

function shortCommit(commit: string): string {
  return commit.slice(0, COMMIT_DIGITS);
}

function secondsOf(iso: string | null): number | null {
  return iso === null ? null : Math.floor(Date.parse(iso) / 1000);
}
