/** Everything that acts on a terminal instead of showing: nothing of it may stand in any output, line feeds apart. */
export const ACTING =
  /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u{fff9}-\u{fffb}]/u;

/** Whether a GitHub or Azure runner would take a line of a log for a command (ActionCommand.TryParseV2, TryParse). */
export function isRunnerCommand(line: string): boolean {
  return line.trimStart().startsWith('::') || /##(?:vso|teamcity)?\[/i.test(line);
}
