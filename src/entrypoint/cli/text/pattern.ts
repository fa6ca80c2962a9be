import type { PatternFamily, PatternReport } from '../../../contract/index.ts';
import { painter, plain, plural, shortId, thousands } from '../format/index.ts';

/** Copies of a family that a list shows; `--family` shows all. */
const SHOWN_COPIES = 4;

/** Families of look-alike fragments; with `whole`, every copy of each. */
export function patternText(options: {
  readonly report: PatternReport;
  readonly whole: boolean;
  readonly color: boolean;
}): string {
  const { report, whole } = options;
  const paint = painter(options.color);
  const { change, families } = report;
  const of = change === null ? plain(report.repository) : plain(change.title === '' ? change.id : change.title);
  const what = change === null ? 'look-alike fragments' : 'what it adds to';
  const lines = [
    paint.bold(`${of}: ${what}`),
    `  ${thousands(report.fragments)} live fragments of ${plural(report.landings, 'landing')}, ${counted(report.families_known, 'family', 'families')} of two and more`,
  ];
  if (families.length === 0) lines.push(`  ${change === null ? 'none to show' : 'it brings no copy of anything'}`);
  for (const family of families) lines.push('', ...familyLines(family, { whole, paint }));
  if (report.more_families > 0)
    lines.push('', paint.quiet(`  ${counted(report.more_families, 'more family', 'more families')}: --limit`));
  lines.push(...report.limits.map((limit) => paint.quiet(`  · ${plain(limit)}`)));
  return `${lines.join('\n')}\n`;
}

/** One family: what it exposes, then where its copies are. */
export function familyLines(
  family: PatternFamily,
  { whole, paint }: { readonly whole: boolean; readonly paint: ReturnType<typeof painter> },
): string[] {
  const { exposure, copies, coming } = family;
  const { ai, human, unknown } = exposure.provenance;
  const services = exposure.services.length === 0 ? 'services unknown' : exposure.services.map(plain).join(', ');
  const number = exposure.number === null ? 'exposure unknown' : `exposure ${thousands(exposure.number)}`;
  const shown = whole ? copies : copies.slice(0, SHOWN_COPIES);
  const hidden = copies.length - shown.length;
  return [
    `${paint.bold(family.id)}  ${plain(family.title ?? 'no name')}${family.alert ? '  ALERT' : ''}`,
    `  ${counted(exposure.copies, 'copy', 'copies')} by ${plural(exposure.engineers, 'engineer')}${exposure.unknown_engineers > 0 ? ` and ${exposure.unknown_engineers} of whom it is not known` : ''}, ${services}, tier ${exposure.tier ?? 'unknown'}: ${number}`,
    `  brought by AI-assisted changes ${ai}, by people alone ${human}, unknown ${unknown}`,
    ...coming.map((copy) => `  + ${placeText(copy)}`),
    ...shown.map((copy) => `    ${placeText(copy)}  ${paint.quiet(landingText(copy))}`),
    ...(hidden > 0 ? [paint.quiet(`    ${counted(hidden, 'more copy', 'more copies')}: --family ${family.id}`)] : []),
  ];
}

function placeText({ path, first_line, last_line, title }: PatternFamily['coming'][number]): string {
  return `${plain(path)}:${first_line}-${last_line}${title === null ? '' : ` ${plain(title)}`}`;
}

function landingText({ landing, edited }: PatternFamily['copies'][number]): string {
  if (landing === null) return 'there before what was read';
  const by = landing.assistance === 'ai' ? `AI-assisted, ${landing.evidence}` : landing.assistance;
  const number = landing.pull_request === null ? '' : ` #${plain(landing.pull_request)}`;
  const since = edited === null ? '' : `, changed ${edited.at?.slice(0, 10) ?? ''} by ${shortId(edited.commit)}`;
  return `${landing.at?.slice(0, 10) ?? 'no date'} ${shortId(landing.commit)}${number} ${plain(landing.engineer)} (${by})${since}`;
}

function counted(count: number, one: string, many: string): string {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}
