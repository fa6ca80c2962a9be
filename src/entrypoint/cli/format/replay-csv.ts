import type { ReplayChange, ReplayReport } from '../../../contract/index.ts';
import { plain } from './plain.ts';

const COLUMNS = [
  'commit',
  'title',
  'pull_request',
  'landed_at',
  'risk_score',
  'risk_percentile',
  'size_percentile',
  'areas',
  'files',
  'lines',
  'assistance',
  'evidence',
  'tier',
  'label',
  'labelled_by',
  'decision',
  'rules',
  'unevaluable',
  'review_minutes',
  'senior_minutes',
] as const satisfies readonly (keyof ReplayChange)[];

/** What a spreadsheet would run as a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@]/;

/** The replayed changes as RFC 4180 rows with a head, oldest first; lists are joined by spaces, unknown is empty. */
export function replayCsv(report: ReplayReport): string {
  const rows = report.changes.map((change) => COLUMNS.map((column) => cell(change[column])).join(','));
  return [COLUMNS.join(','), ...rows].map((row) => `${row}\n`).join('');
}

function cell(value: ReplayChange[(typeof COLUMNS)[number]]): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = plain(typeof value === 'string' ? value : value.join(' '));
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return /[",]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
