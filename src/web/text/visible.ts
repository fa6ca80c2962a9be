/**
 * Characters that are invisible or turn the reading direction, as escapes: a title must not disguise itself. Line feeds
 * and tabs become spaces; what joins emoji is left, because without it they fall apart.
 */
export function visibleText(text: string): string {
  return text
    .replace(/[\t\n\r]+/g, ' ')
    .replace(/[\p{Cc}\u2028\u2029]|(?![\u200d\ufe0f])\p{Default_Ignorable_Code_Point}/gu, (character) => {
      return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
    });
}

/** The address if a click on it can only open a page of the web; `null` for every other scheme. */
export function webAddress(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  return ['https:', 'http:'].includes(new URL(url).protocol) ? url : null;
}

/** The command as it may be pasted into a POSIX shell: each word that holds more than plain characters is quoted. */
export function shellText(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
