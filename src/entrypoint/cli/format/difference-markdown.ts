import type { PolicyDifferenceDocument, PolicyFlip } from '../../../contract/index.ts';
import {
  DIFFERENCE_LIMIT,
  differenceSentences,
  FLIP_KINDS,
  FLIP_TEXT,
  flipRules,
  modeText,
} from './difference-word.ts';
import { markdownCode, markdownCommand, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import { shellCommand } from './shell.ts';
import { dayOf } from './time-span.ts';
import { asSentence, shortId, thousands } from './wording.ts';

/** Flips listed in a comment, which forges cut at about 65,000 characters; the rest is counted. */
const SHOWN = 50;

/** What flips between two policies, as a part of the replay's page for an issue or a pull request. */
export function differenceMarkdown(difference: PolicyDifferenceDocument): string[] {
  const { policy, against } = difference;
  const name = ({ source, digest }: typeof policy) => `${markdownCode(source)} (${markdownCode(shortId(digest))})`;
  return [
    `### ${name(policy)} against ${name(against)}`,
    '',
    ...differenceSentences(difference).map((text) => `- ${markdownText(asSentence(text))}`),
    `- ${DIFFERENCE_LIMIT}`,
    '',
    ...ruleTable(difference),
    ...flipTable(difference),
  ];
}

function ruleTable({ rules }: PolicyDifferenceDocument): string[] {
  if (rules.length === 0) return [];
  const right = [...FLIP_KINDS.map((kind) => capital(FLIP_TEXT[kind])), 'Harm gained', 'Harm lost', 'Not evaluable'];
  const table = markdownTable({
    head: ['Rule', 'Mode', ...right],
    right,
    rows: rules.map((rule) => [
      markdownCode(rule.rule),
      modeText(rule.mode),
      ...FLIP_KINDS.map((kind) => thousands(rule.flips[kind])),
      thousands(rule.harm_gained),
      thousands(rule.harm_lost),
      thousands(rule.unevaluable),
    ]),
  });
  return [...table, ''];
}

function flipTable({ flips }: PolicyDifferenceDocument): string[] {
  if (flips.length === 0) return [];
  const rest = flips.length - SHOWN;
  const table = markdownTable({
    head: ['Landed', 'Change', 'Flip', 'Rules', 'Later', 'Explain'],
    rows: flips.slice(0, SHOWN).map(flipCells),
  });
  const more = rest > 0 ? ['', `and ${thousands(rest)} more in the JSON, CSV and HTML formats.`] : [];
  return [...markdownDetails(`The changes that flip: ${thousands(flips.length)}`, [...table, ...more]), ''];
}

function flipCells(flip: PolicyFlip): string[] {
  const number = flip.pull_request === null ? '' : ` ${markdownCode(`#${flip.pull_request}`)}`;
  return [
    dayOf(flip.landed_at),
    `${markdownText(flip.title)}${number} ${markdownCode(flip.commit.slice(0, 12))}`,
    `${FLIP_TEXT[flip.kind]}${flip.unevaluable ? ', not evaluable' : ''}`,
    markdownText(flipRules(flip)),
    flip.label === 'none' ? '' : flip.label,
    flip.explain === null ? '' : markdownCommand(shellCommand(flip.explain)),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
