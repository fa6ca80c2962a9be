import { excerpt } from '../../kernel/index.ts';
import type { OwnershipProblem, OwnershipRule } from './model.ts';
import { isOwnerReference, splitEntry, wordsOf } from './ownership-line.ts';
import { compileGithubPattern } from './pattern.ts';

/** Reads the lines of a GitHub CODEOWNERS file; GitHub skips a line with a mistake, so does this, and says so. */
export function parseGithubOwnership(lines: readonly string[]): {
  readonly rules: readonly OwnershipRule[];
  readonly problems: readonly OwnershipProblem[];
} {
  const rules: OwnershipRule[] = [];
  const problems: OwnershipProblem[] = [];
  lines.forEach((source, index) => {
    const line = index + 1;
    const text = withoutComment(source).trim();
    if (text === '') return;
    const { pattern, rest } = splitEntry(text);
    const owners = wordsOf(rest);
    const complaint = complaintOf(pattern, owners);
    if (complaint === null) rules.push({ pattern, owners, line, section: null });
    else problems.push({ line, message: `${complaint}; GitHub skips this line` });
  });
  return { rules, problems };
}

function complaintOf(pattern: string, owners: readonly string[]): string | null {
  if (compileGithubPattern(pattern) === null) {
    return `"${excerpt(pattern, 80)}" is not a pattern GitHub reads (no \`!\`, \`[ ]\`, leading \`\\#\` or empty segment)`;
  }
  const wrong = owners.find((owner) => !isOwnerReference(owner) || owner.startsWith('@@'));
  return wrong === undefined ? null : `"${excerpt(wrong, 80)}" is not an owner; write @user, @org/team or a mail`;
}

/** A comment begins at a `#` that begins the line or follows white space. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1)) {
    const before = line[at - 1];
    if (before === undefined || before === ' ' || before === '\t') return line.slice(0, at);
  }
  return line;
}
