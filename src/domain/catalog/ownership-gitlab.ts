import { excerpt } from '../../kernel/index.ts';
import type { OwnershipProblem, OwnershipRule } from './model.ts';
import { isOwnerReference, splitEntry, wordsOf } from './ownership-line.ts';
import { compileGitlabPattern } from './pattern.ts';

/** `^[Name][2] @default @owners`; a heading that does not parse is an entry, as GitLab documents. */
const HEADING = /^(\^?)\[([^\]]{1,255})\](?:\[([^\]]{0,20})\])?(?:[ \t]+(.*))?$/;

interface Section {
  readonly name: string;
  optional: boolean;
  approvals: number;
}

interface Reading {
  readonly rules: { readonly rule: Omit<OwnershipRule, 'section'>; readonly section: Section | null }[];
  readonly problems: OwnershipProblem[];
  readonly sections: Map<string, Section>;
  section: Section | null;
  defaults: readonly string[];
}

/**
 * Reads the lines of a GitLab CODEOWNERS file. Sections of one name are one section whatever their case: required where
 * one of them is, with the most approvals any of them asks for.
 */
export function parseGitlabOwnership(lines: readonly string[]): {
  readonly rules: readonly OwnershipRule[];
  readonly problems: readonly OwnershipProblem[];
} {
  const reading: Reading = { rules: [], problems: [], sections: new Map(), section: null, defaults: [] };
  lines.forEach((source, index) => {
    const text = source.trim();
    if (text === '' || text.startsWith('#')) return;
    const heading = HEADING.exec(text);
    if (heading === null) readEntry(reading, text, index + 1);
    else readHeading(reading, heading, index + 1);
  });
  const rules = reading.rules.map(({ rule, section }) => ({
    ...rule,
    section: section === null ? null : { ...section },
  }));
  return { rules, problems: reading.problems };
}

function readHeading(reading: Reading, heading: RegExpExecArray, line: number): void {
  const [, caret, name = '', count, owners = ''] = heading;
  const approvals = approvalsOf(reading, count, line);
  const optional = caret === '^';
  const known = reading.sections.get(name.toLowerCase());
  const section = known ?? { name, optional, approvals };
  section.optional = section.optional && optional;
  section.approvals = Math.max(section.approvals, approvals);
  reading.sections.set(name.toLowerCase(), section);
  reading.section = section;
  reading.defaults = ownersOf(reading, owners, line);
}

function approvalsOf(reading: Reading, count: string | undefined, line: number): number {
  if (count === undefined) return 1;
  // A hundred approvals is beyond any team and keeps a slip of the finger from meaning "never".
  if (/^[1-9]\d?$/.test(count)) return Number(count);
  reading.problems.push({
    line,
    message: `"[${excerpt(count, 20)}]" is not a number of approvals from 1 to 99; GitLab takes 1`,
  });
  return 1;
}

function readEntry(reading: Reading, text: string, line: number): void {
  const { pattern: written, rest } = splitEntry(text);
  // `\#` and an escaped space stay escaped here: the pattern's compiler reads the backslash.
  const exclusion = written.startsWith('!');
  if (compileGitlabPattern(exclusion ? written.slice(1) : written) === null) {
    reading.problems.push({ line, message: `"${excerpt(written, 80)}" is too long a pattern` });
    return;
  }
  const owners = exclusion ? [] : rest === '' ? reading.defaults : ownersOf(reading, rest, line);
  if (!exclusion && owners.length === 0) {
    reading.problems.push({
      line,
      message: `"${excerpt(written, 80)}" has no owner; GitLab approves such an entry by itself`,
    });
  }
  reading.rules.push({ rule: { pattern: written, owners, line }, section: reading.section });
}

/** Words that are owners; GitLab ignores the others, also those of a comment behind an entry. */
function ownersOf(reading: Reading, text: string, line: number): readonly string[] {
  const owners: string[] = [];
  for (const word of wordsOf(text)) {
    if (isOwnerReference(word)) owners.push(word);
    else
      reading.problems.push({
        line,
        message: `"${excerpt(word, 80)}" is not an owner and is ignored; write @user, @group or a mail`,
      });
  }
  return owners;
}
