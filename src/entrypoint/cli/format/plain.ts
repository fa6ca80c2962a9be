/**
 * Characters that act instead of show: controls, invisible and bidirectional ones, line separators, annotations,
 * noncharacters and lone surrogates (Unicode UAX #44). Documents come printable from the service; a format is the last
 * wall before a terminal, a log or a parser and trusts nothing.
 */
const ACTING =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u{fff9}-\u{fffb}]/gu;

/**
 * Logging commands that a CI runner obeys anywhere in a line: `##[add-mask]` (GitHub's runner, ActionCommand.TryParse),
 * `##vso[` (Azure Pipelines), `##teamcity[`.
 */
const RUNNER_COMMAND = /##(?=[a-z]{0,10}\[)/gi;

/** A line that a GitHub runner would obey: `::name::` after any white space (ActionCommand.TryParseV2). */
const RUNNER_LINE = /^([^\S\n]*)::/gm;

/** Makes foreign text safe for one line of a terminal or a log: what acts is shown as an escape. Idempotent. */
export function plain(text: string): string {
  return text.replace(ACTING, escapeOf).replace(RUNNER_COMMAND, '#\\#');
}

/** {@link plain}, cut to `limit` characters with an ellipsis. */
export function excerpt(text: string, limit: number): string {
  // A character takes at most two units, so this much decides whether the text is too long.
  const shown = plain(text.slice(0, limit * 2 + 2));
  const characters = Array.from(shown);
  return characters.length <= limit ? shown : `${characters.slice(0, limit - 1).join('')}…`;
}

/** Keeps a whole text, printed into a CI log, from holding a line that the runner would obey as a command. */
export function withoutRunnerCommands(text: string): string {
  return text.replace(RUNNER_LINE, '$1\\::');
}

/** The escape that {@link plain} shows for one acting character: `\n`, `\x1b`, `\u{200b}`. */
export function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a) return '\\n';
  if (code === 0x09) return '\\t';
  if (code === 0x0d) return '\\r';
  if (code < 0xa0) return `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u{${code.toString(16)}}`;
}
