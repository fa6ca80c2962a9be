import type { ReviewForecastReport, ReviewSimulationReport } from '../../../contract/index.ts';
import { amount, percent, shareText } from './number.ts';
import type { Column } from './table.ts';
import { dayOf } from './time-span.ts';
import { plural, thousands } from './wording.ts';

/** A table for text and markdown alike. */
export interface FigureTable {
  /** Empty where none is needed. */
  readonly head: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

type Either = ReviewForecastReport | ReviewSimulationReport;
type Figure = ReviewSimulationReport['rows'][number]['median_hours'];
type Rule = ReviewForecastReport['rows'][number]['rule'];

const RULE: Readonly<Record<Rule, string>> = {
  policy: 'this policy',
  'every-ai': 'every AI change needs a senior',
};

/** Which changes a report rests on. */
export function windowSentence({ window }: Either): string {
  return `${plural(window.changes, 'landed change')} from ${dayOf(window.first)} to ${dayOf(window.last)}, ${thousands(window.assisted)} with evidence of AI.`;
}

const SOURCE: Readonly<Record<Either['reviewers']['source'], string>> = {
  configured: 'of the configuration',
  given: 'as given',
  assumed: 'assumed from who landed changes',
};

/** Who is taken to review. */
export function reviewerSentence({ reviewers }: Either): string {
  return `${plural(reviewers.count, 'reviewer')} (${SOURCE[reviewers.source]}), ${thousands(reviewers.seniors)} of them senior with ${amount(reviewers.senior_minutes_per_week)} minutes a week together.`;
}

/** Senior minutes by rule and volume. */
export function minutesTable({ rows, budget }: ReviewForecastReport): FigureTable {
  return {
    head: budget === null ? 'Senior minutes a week' : `Senior minutes a week, of ${amount(budget.minutes)}`,
    columns: [
      { head: 'Rule', align: 'left' },
      { head: 'AI', align: 'right' },
      { head: 'minutes', align: 'right' },
      { head: '95 %', align: 'right' },
      { head: 'changes', align: 'right' },
      { head: 'min each', align: 'right' },
      { head: 'weeks above', align: 'right' },
    ],
    rows: rows.map((row) => [
      RULE[row.rule],
      `x${row.volume}`,
      valueText(row.minutes_per_week),
      rangeText(row.minutes_per_week),
      thousands(row.changes),
      row.minutes_per_change === null ? '' : row.minutes_per_change.toFixed(1),
      row.weeks_above === null ? '' : shareText(row.weeks_above),
    ]),
  };
}

/** Sign-offs by the level they ask for. */
export function levelTable({ levels }: ReviewForecastReport): FigureTable {
  return partTable('Asked of this level or above by this policy', 'Level', levels);
}

/** Sign-offs by team. */
export function teamTable({ teams }: ReviewForecastReport): FigureTable {
  return partTable('Asked of members of a team; teams overlap', 'Team', teams);
}

function partTable(head: string, name: string, parts: ReviewForecastReport['levels']): FigureTable {
  return {
    head,
    columns: [
      { head: name, align: 'left' },
      { head: 'minutes', align: 'right' },
      { head: '95 %', align: 'right' },
      { head: 'sign-offs', align: 'right' },
      { head: 'budget', align: 'right' },
    ],
    rows: parts.map((part) => [
      part.name,
      valueText(part.minutes_per_week),
      rangeText(part.minutes_per_week),
      amount(part.signoffs),
      part.budget === null ? 'not stated' : amount(part.budget),
    ]),
  };
}

/** Waits by rule and volume. */
export function waitTable({ rows }: ReviewSimulationReport): FigureTable {
  return {
    head: 'Hours of waiting, weekends and the reading left out; ranges: 95 %, over weeks',
    columns: [
      { head: 'Rule', align: 'left' },
      { head: 'AI', align: 'right' },
      { head: 'n', align: 'right' },
      { head: 'median', align: 'right' },
      { head: 'p90', align: 'right' },
      { head: 'above a day', align: 'right' },
      { head: 'seniors used', align: 'right' },
    ],
    rows: rows.map((row) => [
      RULE[row.rule],
      `x${row.volume}`,
      row.impossible === 0 ? thousands(row.n) : `${thousands(row.n)} + ${thousands(row.impossible)} nobody may sign`,
      withRange(row.median_hours, amount),
      withRange(row.p90_hours, amount),
      withRange(row.above_day, percent),
      row.senior_use === null ? '' : percentOf(row.senior_use),
    ]),
  };
}

function valueText({ value }: Figure): string {
  return value === null ? 'not known' : amount(value);
}

function rangeText({ low, high }: Figure): string {
  return low === null || high === null ? '' : `${amount(low)}–${amount(high)}`;
}

function withRange(figure: Figure, text: (value: number) => string): string {
  const { value, low, high } = figure;
  if (value === null) return 'none';
  return low === null || high === null ? text(value) : `${text(value)} (${text(low)}–${text(high)})`;
}

/** A use above all there is stays above 100 %. */
function percentOf(share: number): string {
  return share >= 1 ? `${thousands(Math.round(share * 100))} %` : percent(share);
}
