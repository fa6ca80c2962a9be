import type { BlastReport } from '../../../contract/index.ts';
import { assertNever } from '../../../kernel/index.ts';
import { blastDot, blastMermaid } from './blast-graph.ts';
import { blastMarkdown } from './blast-markdown.ts';
import { blastText } from './blast-text.ts';
import { jsonText } from './json.ts';

/** Formats of a blast report. */
export const BLAST_FORMATS = ['text', 'json', 'markdown', 'mermaid', 'dot'] as const;
export type BlastFormat = (typeof BLAST_FORMATS)[number];

/** The report in one format. */
export function formatBlast(
  report: BlastReport,
  look: { readonly format: BlastFormat; readonly color: boolean; readonly width: number },
): string {
  switch (look.format) {
    case 'text':
      return blastText(report, look);
    case 'json':
      return jsonText(report);
    case 'markdown':
      return blastMarkdown(report);
    case 'mermaid':
      return blastMermaid(report);
    case 'dot':
      return blastDot(report);
    default:
      return assertNever(look.format);
  }
}
