import { excerpt, printable } from '../../kernel/index.ts';
import type { ChangeFindings, FindingLevel, PlacedFinding } from '../finding/index.ts';
import type { FoundUplift } from './risk.ts';
import { UPLIFT_POINTS } from './risk.ts';

/** Characters of a rule's name, of a path and of a tool's in one line of reasons. */
const NAME_LENGTH = 60;

/**
 * What findings on changed lines add to the risk: once for errors and once for warnings, however many there are, since the
 * number says more about a tool than about a change. What was found counts although more may be missing; notes, findings on
 * other lines and what stands apart add nothing, and no report ever takes anything away.
 */
export function scannerUplifts(findings: ChangeFindings | null): readonly FoundUplift[] {
  if (findings === null) return [];
  return [
    ...upliftOf(findings.onChangedLines, { level: 'error', points: UPLIFT_POINTS.scannerError }),
    ...upliftOf(findings.onChangedLines, { level: 'warning', points: UPLIFT_POINTS.scannerWarning }),
  ];
}

function upliftOf(
  findings: readonly PlacedFinding[],
  { level, points }: { readonly level: FindingLevel; readonly points: number },
): readonly FoundUplift[] {
  const found = findings.filter((finding) => finding.level === level);
  const [first] = found;
  if (first === undefined) return [];
  const more = found.length > 1 ? ` and ${found.length - 1} more` : '';
  const name = (text: string): string => excerpt(text, NAME_LENGTH);
  const place = `${printable(first.path)}${first.lines === null ? '' : `:${first.lines.first}`}`;
  return [
    {
      name: `a scanner reports ${level === 'error' ? 'an error' : 'a warning'} on a changed line: ${name(first.rule)} of ${name(first.tool)} at ${place}${more}`,
      points,
      relief: `resolve what ${name(first.tool)} reports (${name(first.rule)} at ${place}${more})`,
    },
  ];
}
