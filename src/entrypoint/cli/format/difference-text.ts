import type { PolicyDifferenceDocument, PolicyFlip } from '../../../contract/index.ts';
import {
  DIFFERENCE_LIMIT,
  differenceSentences,
  FLIP_KINDS,
  FLIP_TEXT,
  flipRules,
  modeText,
} from './difference-word.ts';
import { labelled, wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { excerpt, plain } from './plain.ts';
import { prose, section } from './section.ts';
import { shellCommand } from './shell.ts';
import { tableLines } from './table.ts';
import { dayOf } from './time-span.ts';
import { shortId, thousands } from './wording.ts';

/** Flips told in full on a terminal; the rest is counted. */
const SHOWN = 12;
const TITLE_LIMIT = 90;
/** Enough of a commit to name it. */
const COMMIT_DIGITS = 12;

interface Page {
  readonly paint: Paint;
  readonly width: number;
  /** Words to put behind `firebreak` so that its commands find the repository. */
  readonly where: readonly string[];
}

/** What flips between two policies: totals, rules, and the changes themselves, each with the command that explains it. */
export function differenceText(difference: PolicyDifferenceDocument, page: Page): string[][] {
  return [totals(difference, page), rules(difference, page), ...flips(difference, page)];
}

function totals(difference: PolicyDifferenceDocument, { paint, width }: Page): string[] {
  const { policy, against } = difference;
  const name = ({ source, digest }: typeof policy) => `${plain(source)} (${plain(shortId(digest))})`;
  const sentences = [`${name(policy)} against ${name(against)}`, ...differenceSentences(difference), DIFFERENCE_LIMIT];
  const lines = sentences.flatMap((text) => prose(text, width));
  return section({ name: 'Against', paint, lines });
}

function rules(difference: PolicyDifferenceDocument, { paint, width }: Page): string[] {
  if (difference.rules.length === 0) return [];
  const kinds = FLIP_KINDS.filter((kind) => difference.kinds[kind] > 0);
  const columns = [
    { head: 'Flips by rule', align: 'left' },
    { head: 'mode', align: 'left' },
    ...kinds.map((kind) => ({ head: SHORT[kind], align: 'right' as const })),
    { head: 'harm +/−', align: 'right' },
    { head: 'unknown', align: 'right' },
  ] as const;
  const idle = difference.rules.filter(
    (rule) => rule.unevaluable === 0 && FLIP_KINDS.every((kind) => rule.flips[kind] === 0),
  );
  const rows = difference.rules
    .filter((rule) => !idle.includes(rule))
    .map((rule) => [
      plain(rule.rule),
      modeText(rule.mode),
      ...kinds.map((kind) => thousands(rule.flips[kind])),
      `${thousands(rule.harm_gained)}/${thousands(rule.harm_lost)}`,
      thousands(rule.unevaluable),
    ]);
  const table = rows.length === 0 ? [] : tableLines({ columns, width, paint, rows });
  if (idle.length === 0) return table;
  const names = idle.map((rule) => `${plain(rule.rule)} (${modeText(rule.mode)})`).join(', ');
  return [...table, ...wrap(`differ, and flip nothing: ${names}`, width).map(paint.quiet)];
}

/** Heads of the columns. */
const SHORT: Readonly<Record<PolicyFlip['kind'], string>> = {
  'newly-held': 'held',
  'newly-freed': 'freed',
  'newly-refused': 'refused',
  'no-longer-refused': 'released',
  'asks-otherwise': 'otherwise',
};

function flips(difference: PolicyDifferenceDocument, page: Page): string[][] {
  const groups = [
    ...FLIP_KINDS.map((kind) => ({
      name: FLIP_TEXT[kind],
      flips: difference.flips.filter((flip) => flip.kind === kind && !flip.unevaluable),
    })),
    { name: 'rests on what could not be evaluated', flips: difference.flips.filter((flip) => flip.unevaluable) },
  ].filter((group) => group.flips.length > 0);
  return groups.map((group) => {
    const rest = group.flips.length - SHOWN;
    return [
      `${page.paint.bold(group.name)} ${thousands(group.flips.length)}`,
      ...group.flips.slice(0, SHOWN).flatMap((flip) => flipLines(flip, page)),
      ...(rest > 0
        ? [page.paint.quiet(`  and ${thousands(rest)} more: --format json, csv or html lists them all`)]
        : []),
    ];
  });
}

function flipLines(flip: PolicyFlip, { paint, width, where }: Page): string[] {
  const harm = flip.label === 'reverted' || flip.label === 'fixed' ? `, later ${flip.label}` : '';
  const number = flip.pull_request === null ? '' : `#${plain(flip.pull_request)} `;
  const head = `${dayOf(flip.landed_at)} ${number}${excerpt(flip.title, TITLE_LIMIT)} (${flipRules(flip)}${harm})`;
  const told = labelled({
    label: '·',
    labelWidth: 2,
    text: head,
    width,
    paintText: harm === '' ? (line) => line : paint.bad,
  });
  return flip.explain === null ? told : [...told, paint.quiet(`  ${explainCommand(flip.explain, where)}`)];
}

/** The command with its repository, and with as much of the commit as names it. */
function explainCommand([program = '', ...words]: readonly string[], where: readonly string[]): string {
  return shellCommand([
    program,
    ...where,
    ...words.map((word) => (/^[0-9a-f]{40,}$/.test(word) ? word.slice(0, COMMIT_DIGITS) : word)),
  ]);
}
