import type { CommitProvenance } from '../../../contract/index.ts';
import { evidenceText } from './decision-card.ts';
import { labelled, proseWidth } from './layout.ts';
import { type Paint, painter, type TextOptions, type Tone } from './paint.ts';
import { plain, withoutRunnerCommands } from './plain.ts';
import { plural, shortId } from './wording.ts';

const EVIDENCE_SHOWN = 3;
/** Columns of the short commit id and its gap. */
const ID_WIDTH = 14;

const WORDS: Readonly<Record<CommitProvenance['assistance'], { readonly text: string; readonly tone: Tone }>> = {
  ai: { text: 'with AI', tone: 'doubt' },
  human: { text: 'by a human', tone: 'good' },
  unknown: { text: 'unknown', tone: 'quiet' },
};

/** Commits with who or what wrote them and where that stands; empty without commits, so that batches can be streamed. */
export function provenanceText(records: readonly CommitProvenance[], options: TextOptions): string {
  const paint = painter(options.color);
  const width = proseWidth(options.width);
  const lines = records.flatMap((record) => recordLines(record, paint, width));
  return withoutRunnerCommands(lines.map((line) => `${line}\n`).join(''));
}

function recordLines(record: CommitProvenance, paint: Paint, width: number): string[] {
  const { text, tone } = WORDS[record.assistance];
  const grade = record.evidence === 'none' ? '' : ` (${record.evidence})`;
  const tools = record.tools.map((tool) => (tool.model === null ? tool.name : `${tool.name} ${tool.model}`)).join(', ');
  const shown = record.where.slice(0, EVIDENCE_SHOWN).map((one) => evidenceText({ ...one, commit: null }));
  const rest = record.where.length - shown.length;
  const more = rest > 0 ? [`and ${plural(rest, 'more piece')} of evidence`] : [];
  const about = record.where.length === 0 ? 'no evidence found' : tools;
  const title = plain(`${text}${grade}${about === '' ? '' : `: ${about}`}`);
  return [
    ...labelled({
      label: plain(shortId(record.commit)),
      labelWidth: ID_WIDTH,
      text: title,
      width,
      paintText: (line) => paint.tone(tone, line),
    }),
    ...[...shown, ...more].flatMap((line) =>
      labelled({ label: '', labelWidth: ID_WIDTH, text: plain(line), width, paintText: paint.quiet }),
    ),
    ...record.findings.flatMap((finding) =>
      labelled({ label: '', labelWidth: ID_WIDTH, text: plain(`! ${finding.message} (${finding.code})`), width }),
    ),
  ];
}
