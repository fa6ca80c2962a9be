import type { ReplayReport } from '../../../contract/index.ts';
import { markdownTable } from './markdown.ts';
import type { Paint } from './paint.ts';
import { assistanceSentence, RISK_CHECK_HEAD, reliabilityRows, riskCheckSentences } from './risk-check-text.ts';
import { prose } from './section.ts';
import { tableLines } from './table.ts';

/** For a terminal: what scored the changes, whether it came true, and whether assistance made a difference. */
export function riskCheckLines(
  report: ReplayReport,
  page: { readonly paint: Paint; readonly width: number },
): string[] {
  const { paint, width } = page;
  const sentences = riskCheckSentences(report);
  if (sentences.length === 0) return [];
  const rows = reliabilityRows(report).map(({ said, came, changes }) => [said, came, changes]);
  const columns = [
    { head: 'Risk said', align: 'right' },
    { head: 'came true', align: 'right' },
    { head: 'changes', align: 'right' },
  ] as const;
  return [
    paint.quiet(RISK_CHECK_HEAD),
    ...sentences.flatMap((sentence) => prose(sentence, width)),
    ...(rows.length === 0 ? [] : tableLines({ columns, width, paint, rows })),
    ...prose(assistanceSentence(report), width).map(paint.quiet),
  ];
}

/** The same as Markdown. */
export function riskCheckMarkdown(report: ReplayReport): string[] {
  const sentences = riskCheckSentences(report);
  if (sentences.length === 0) return [];
  const rows = reliabilityRows(report).map(({ said, came, changes }) => [said, came, changes]);
  const table = markdownTable({ head: ['Risk said', 'Came true', 'Changes'], right: ['Came true', 'Changes'], rows });
  return [
    `**${RISK_CHECK_HEAD}** ${sentences.join(' ')}`,
    '',
    ...(rows.length === 0 ? [] : [...table, '']),
    assistanceSentence(report),
    '',
  ];
}
