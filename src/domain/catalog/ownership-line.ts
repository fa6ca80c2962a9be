/** `@user`, `@org/team`, GitLab's nested groups and roles, or a mail. */
const REFERENCE =
  /^(?:@@?[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,254}(?:\/[\p{L}\p{N}_.-]{1,255}){0,20}|[^\s@,;<>]{1,64}@[^\s@,;<>]{1,255})$/u;

/** Whether a word is written as an owner. */
export function isOwnerReference(word: string): boolean {
  return REFERENCE.test(word);
}

/** Splits an entry at its first white space that no backslash escapes; `rest` is trimmed and may be empty. */
export function splitEntry(line: string): { readonly pattern: string; readonly rest: string } {
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === ' ' || line[at] === '\t') return { pattern: line.slice(0, at), rest: line.slice(at).trim() };
  }
  return { pattern: line, rest: '' };
}

/** The words of the owners' part. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/[ \t]+/).filter((word) => word !== '');
}
