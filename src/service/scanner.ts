import type { ScannerSummary } from '../contract/index.ts';
import type { Assessment } from '../control/index.ts';
import { excerpt, printable } from '../kernel/index.ts';

/** Findings and unmapped places named in one document; the counts are whole. */
const SHOWN_FINDINGS = 50;
const SHOWN_PLACES = 20;
/** Characters of a name, a message and a place. */
const NAME_LENGTH = 120;
const MESSAGE_LENGTH = 300;

/** The contract's summary of what scanners report; `null` where no report was given. */
export function scannerSummaryOf({ findings }: Assessment): ScannerSummary | null {
  if (findings === null) return null;
  const { onChangedLines, inChangedFiles, apart, unmapped } = findings;
  const shown = [
    ...onChangedLines.map((finding) => ({ finding, on: 'changed-line' as const })),
    ...inChangedFiles.map((finding) => ({ finding, on: 'changed-file' as const })),
  ];
  return {
    tools: findings.tools.map(name),
    findings: shown.slice(0, SHOWN_FINDINGS).map(({ finding, on }) => ({
      tool: name(finding.tool),
      rule: name(finding.rule),
      level: finding.level,
      message: excerpt(finding.message, MESSAGE_LENGTH),
      path: printable(finding.path),
      line: finding.lines?.first ?? null,
      on,
    })),
    on_changed_lines: onChangedLines.length,
    in_changed_files: inChangedFiles.length,
    elsewhere: findings.elsewhere,
    suppressed: apart.suppressed,
    unchanged: apart.unchanged,
    absent: apart.absent,
    unmapped: unmapped.length,
    unmapped_places: unmapped.slice(0, SHOWN_PLACES).map(({ tool, rule, stated, why }) => ({
      tool: name(tool),
      rule: name(rule),
      stated: excerpt(stated, MESSAGE_LENGTH),
      why: printable(why),
    })),
    gaps: findings.gaps.map(printable),
    notes: findings.notes.map(printable),
  };
}

function name(text: string): string {
  return excerpt(text, NAME_LENGTH);
}
