/** Zero-width, bidirectional-control, soft-hyphen and the like: invisible, so they must not decide a match (Unicode UAX #44). */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** NFKC without invisible characters: what a person reads, so `Cla\u200bude` and a full-width colon match. */
export function normalizeText(text: string): string {
  return text.normalize('NFKC').replace(INVISIBLE, '');
}

/** Whether normalising would remove invisible characters: worth a finding where text is matched. */
export function hasInvisible(text: string): boolean {
  return text.replace(INVISIBLE, '').length !== text.length;
}

/**
 * Makes hostile text safe for one line of a terminal, a table or a workflow command: control characters, invisible
 * characters and lone surrogates are shown as escapes (`\n`, `\x1b`, `\u{200b}`; a byte that was not UTF-8 as `\xff`).
 */
export function printable(text: string): string {
  let shown = '';
  for (const character of text) shown += printableCharacter(character);
  return shown;
}

/** {@link printable}, cut to `limit` characters with an ellipsis. */
export function excerpt(text: string, limit: number): string {
  const shown = printable(text.slice(0, limit * 2));
  return shown.length > limit || text.length > limit * 2 ? `${shown.slice(0, limit - 1)}…` : shown;
}

function printableCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a) return '\\n';
  if (code === 0x09) return '\\t';
  if (code === 0x0d) return '\\r';
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `\\x${code.toString(16).padStart(2, '0')}`;
  // A path byte that is not UTF-8 travels as U+DC80..U+DCFF (see adapter/git path decoding).
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code >= 0xd800 && code <= 0xdfff) return `\\u{${code.toString(16)}}`;
  if (hasInvisible(character)) return `\\u{${code.toString(16)}}`;
  return character;
}
