import type { BlastReport } from '../../../contract/index.ts';
import {
  callWay,
  exposureLines,
  fileReason,
  importersText,
  notAnalysedLines,
  rankLines,
  reversalText,
  tierText,
  wayOf,
} from './blast-wording.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import { percent } from './number.ts';
import { plural } from './wording.ts';

/** Files of the table; a comment is read on a phone as well. */
const SHOWN = 20;

/** What a change can reach, for a comment or a page. */
export function blastMarkdown(report: BlastReport): string {
  const services = report.services.filter(({ by }) => by !== 'change');
  return [
    `### Blast radius: ${markdownText(report.change.title || report.change.id)}`,
    '',
    `**${tierText(report.tier)}** · ${reachSentence(report)} · ${plural(services.length, 'more service')} · ${plural(report.flows.length, 'critical flow')}`,
    '',
    `**Can it be undone?** ${markdownText(reversalText(report.reversal))}`,
    '',
    ...list([...exposureLines(report.exposure), ...rankLines(report)]),
    ...operations(report),
    ...places(report),
    ...markdownDetails(`Files it can reach (${report.files.length + report.more_files})`, files(report)),
    '',
    ...gaps(report),
  ].join('\n');
}

function reachSentence({ rings }: BlastReport): string {
  if (rings === null) return 'no import graph';
  const files = rings.reduce((sum, ring) => sum + ring.files, 0);
  return `${importersText(rings[0]?.hops === 1 ? rings[0].files : 0)}, ${files} within 3 hops`;
}

function list(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [...lines.map((line) => `- ${markdownText(line)}`), ''];
}

function operations(report: BlastReport): readonly string[] {
  if (report.operations.length === 0) return [];
  const rows = report.operations
    .slice(0, SHOWN)
    .map((operation) => [
      markdownCode(operation.rule),
      markdownText(operation.what),
      markdownCode(operation.line === null ? operation.path : `${operation.path}:${operation.line}`),
      markdownText(operation.safer),
    ]);
  return [...markdownTable({ head: ['operation', 'what', 'where', 'safer'], rows }), ''];
}

function places(report: BlastReport): readonly string[] {
  const services = report.services.map((service) => [
    markdownCode(service.id),
    tierText(service.tier ?? service.inherited_tier),
    markdownText(service.by === 'call' ? `calls it: ${callWay(service)}` : wayOf({ by: service.by, through: 'code' })),
  ]);
  const flows = report.flows.map((flow) => [markdownCode(flow.id), tierText(flow.tier), markdownText(wayOf(flow))]);
  const rows = [...flows, ...services];
  return rows.length === 0 ? [] : [...markdownTable({ head: ['flow or service', 'tier', 'how'], rows }), ''];
}

function files(report: BlastReport): readonly string[] {
  return markdownTable({
    head: ['file', 'likely', 'why'],
    right: ['likely'],
    rows: report.files
      .slice(0, SHOWN)
      .map((file) => [
        markdownCode(file.path),
        file.certainty === 'certain' ? 'certain' : percent(file.probability),
        fileReason(file),
      ]),
  });
}

function gaps(report: BlastReport): readonly string[] {
  const lines = [
    ...report.unread.map(({ path, message }) => `${path}: ${message}`),
    ...notAnalysedLines(report),
    ...report.findings.map(({ message }) => message),
    ...report.limits,
  ];
  if (lines.length === 0) return [];
  return [
    ...markdownDetails(
      'What this answer does not know',
      lines.map((line) => `- ${markdownText(line)}`),
    ),
    '',
  ];
}
