/** Characters that JSON allows raw in a string but that act on a terminal. Outside strings none can occur. */
const ACTING =
  /[\u{7f}-\u{9f}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u{fff9}-\u{fffb}]/gu;

/**
 * Indented JSON that is safe to show: whatever acts on a terminal is written as a `\u` escape, so that parsing gives back
 * the same text. A lone surrogate stays a lone surrogate (well-formed JSON.stringify).
 */
export function jsonText(value: unknown): string {
  return `${escapeActing(JSON.stringify(value, null, 2))}\n`;
}

/** {@link jsonText} on one line, for formats of one object per line. */
export function jsonLine(value: unknown): string {
  return `${escapeActing(JSON.stringify(value))}\n`;
}

function escapeActing(json: string): string {
  return json.replace(ACTING, (character) => {
    let escaped = '';
    for (let index = 0; index < character.length; index += 1) {
      escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }
    return escaped;
  });
}
