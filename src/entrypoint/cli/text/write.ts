import type { WriteReport } from '../../../contract/index.ts';
import { plain, shellCommand } from '../format/index.ts';

const VERB = {
  create: { would: 'would create', did: 'created' },
  replace: { would: 'would replace', did: 'replaced' },
  remove: { would: 'would remove', did: 'removed' },
  keep: { would: 'keeps', did: 'kept' },
  note: { would: 'would add a note at', did: 'added a note at' },
  amend: { would: 'would amend', did: 'amended' },
} as const;

/** A write or its preview: each file with its content, then notes, undo and next step. */
export function writeText(report: WriteReport): string {
  const lines: string[] = [];
  for (const file of report.files) {
    lines.push(`${VERB[file.action][report.written ? 'did' : 'would']} ${plain(file.path)}`);
    if (!report.written && file.action !== 'keep' && file.action !== 'remove') {
      lines.push(
        ...file.content
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => `  + ${plain(line)}`),
        '',
      );
    }
  }
  lines.push(...report.notes.map(plain));
  if (report.written && report.undo !== null) lines.push(`undo:  ${shellCommand(report.undo)}`);
  const { text, argv } = report.next_step;
  lines.push(argv === null ? `next:  ${text}` : `next:  ${shellCommand(argv)}    ${text}`);
  return `${lines.join('\n')}\n`;
}
