import type { PolicyFlip, ReplayChange, ReplayReport } from '../../../contract/index.ts';
import { plain } from './plain.ts';

const COLUMNS = [
  'commit',
  'title',
  'pull_request',
  'landed_at',
  'risk_score',
  'risk_percentile',
  'risk_as_of',
  'size_percentile',
  'areas',
  'files',
  'lines',
  'assistance',
  'evidence',
  'tier',
  'operations',
  'reversible',
  'dependents',
  'flows',
  'label',
  'labelled_by',
  'decision',
  'rules',
  'unevaluable',
  'review_minutes',
  'senior_minutes',
  'waits',
] as const satisfies readonly (keyof ReplayChange)[];

/** What a spreadsheet would run as a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@]/;

/**
 * The replayed changes as RFC 4180 rows with a head, oldest first; lists are joined by spaces, unknown is empty. Two
 * policies add what the other says and how the change flips.
 */
export function replayCsv(report: ReplayReport): string {
  const { difference } = report;
  const flips = difference === null ? null : new Map(difference.flips.map((flip) => [flip.commit, flip]));
  const rows = report.changes.map((change) => {
    const own = COLUMNS.map((column) => cell(change[column]));
    return [...own, ...(flips === null ? [] : flipCells(change, flips.get(change.commit)))].join(',');
  });
  return [[...COLUMNS, ...(flips === null ? [] : FLIP_COLUMNS)].join(','), ...rows].map((row) => `${row}\n`).join('');
}

const FLIP_COLUMNS = ['flip', 'flip_unevaluable', 'flip_rules', 'against_decision', 'against_senior_minutes'];

/** A change that does not flip is decided alike by both. */
function flipCells(change: ReplayChange, flip: PolicyFlip | undefined): string[] {
  if (flip === undefined) return ['', '', '', change.decision, String(change.senior_minutes)];
  const rules = flip.rules.map(({ rule }) => rule);
  return [flip.kind, String(flip.unevaluable), cell(rules), flip.against.decision, String(flip.against.senior_minutes)];
}

function cell(value: ReplayChange[(typeof COLUMNS)[number]]): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return String(value);
  const text = plain(typeof value === 'string' ? value : value.join(' '));
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return /[",]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
