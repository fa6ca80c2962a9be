import type { RecallReport } from '../../../contract/index.ts';
import { painter, plain, plural, shellCommand, shortId } from '../format/index.ts';

/** Every recalled fragment with its live siblings, who owns them, what mends them, and how to hold new ones. */
export function recallText({ report, color }: { readonly report: RecallReport; readonly color: boolean }): string {
  const paint = painter(color);
  const { fragments, change, too_plain } = report;
  const of = change === null ? plain(report.repository) : plain(change.title === '' ? change.id : change.title);
  const siblings = fragments.reduce((sum, each) => sum + each.siblings.length, 0);
  const lines = [
    paint.bold(`${of}: recall`),
    `  ${plural(fragments.length, 'fragment')} recalled, ${plural(siblings, 'live sibling')}${too_plain > 0 ? `; ${too_plain} too plain to be recalled` : ''}`,
  ];
  for (const each of fragments) lines.push('', ...fragmentLines(each, paint));
  lines.push(...report.limits.map((limit) => paint.quiet(`  · ${plain(limit)}`)));
  return `${lines.join('\n')}\n`;
}

type RecalledRow = RecallReport['fragments'][number];

function fragmentLines(
  { id, title, place, siblings, bringing, hold }: RecalledRow,
  paint: ReturnType<typeof painter>,
): string[] {
  const where =
    place === null ? `family ${id}` : `${plain(place.path)}:${place.first_line} at ${shortId(place.commit)}`;
  return [
    `${paint.bold(plain(title ?? 'no name'))}  ${where}`,
    ...(siblings.length === 0 ? ['  nothing alive is like it'] : siblings.map((each) => `  ${siblingText(each)}`)),
    ...bringing.map((ref) => `  + ${plain(ref)} would bring a new copy`),
    ...(siblings.length === 0 && bringing.length === 0
      ? []
      : [paint.quiet(`  hold new copies: ${shellCommand(hold)}`)]),
  ];
}

function siblingText({
  path,
  first_line,
  last_line,
  owners,
  landing,
  stands,
  remedies,
  deployed,
}: RecalledRow['siblings'][number]): string {
  const state = stands === null ? 'alike' : STATE[stands];
  const owned = owners.length === 0 ? 'owner unknown' : owners.map(plain).join(', ');
  const brought =
    landing === null
      ? 'there before what was read'
      : `brought ${landing.at?.slice(0, 10) ?? ''} by ${shortId(landing.commit)}`;
  const mended = remedies.length === 0 ? 'no open remedy' : `mended by ${remedies.map(plain).join(', ')}`;
  return `${plain(path)}:${first_line}-${last_line}  ${state}, ${owned}, ${brought}, deployed ${deployed}, ${mended}`;
}

const STATE = { before: 'as before the repair', after: 'as repaired' } as const;
