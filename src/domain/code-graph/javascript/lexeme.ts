/** What the reader of JavaScript asks of single characters and short stretches; positions are UTF-16 units. */

/** Characters of identifiers; everything beyond ASCII counts. */
export function isIdentifierCode(code: number): boolean {
  return code >= 128 ? code !== NO_BREAK_SPACE && code !== BYTE_ORDER_MARK : IDENTIFIER[code] === 1;
}

/** Also true before the text. */
export function isBlankCode(code: number): boolean {
  return code <= 0x20 || code === NO_BREAK_SPACE || code === BYTE_ORDER_MARK;
}

/** The first position from there that is neither blank nor comment. */
export function skipBlank(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (at < text.length && isBlankCode(text.charCodeAt(at))) at += 1;
    if (text.charCodeAt(at) !== SLASH) return at;
    const next = text.charCodeAt(at + 1);
    if (next !== SLASH && next !== STAR) return at;
    const end = next === SLASH ? text.indexOf('\n', at) : text.indexOf('*/', at + 2);
    if (end < 0) return text.length;
    at = next === SLASH ? end : end + 2;
  }
}

/** The position behind the identifier that starts there; the same position where none does. */
export function identifierEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isIdentifierCode(text.charCodeAt(at))) at += 1;
  return at;
}

/** The position behind a string whose opening quote is there; at its newline where it is not closed. */
export function stringEnd(text: string, from: number): number {
  const quote = text.charCodeAt(from);
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === NEWLINE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return text.length;
}

/** A string, or a template without `${`, that starts there; `null` for anything else. */
export function literalAt(text: string, at: number): { readonly text: string; readonly end: number } | null {
  const code = text.charCodeAt(at);
  if (code === BACKTICK) {
    const end = templateEnd(text, at + 1);
    return end.code ? null : { text: text.slice(at + 1, end.at - 1), end: end.at };
  }
  if (code !== QUOTE && code !== APOSTROPHE) return null;
  const end = stringEnd(text, at);
  return text.charCodeAt(end - 1) === code && end > at + 1 ? { text: text.slice(at + 1, end - 1), end } : null;
}

/** Where a template's text ends that goes on from there: behind its backtick, or behind a `${` (`code`). */
export function templateEnd(text: string, from: number): { readonly at: number; readonly code: boolean } {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKTICK) return { at: at + 1, code: false };
    if (code === BACKSLASH) at += 1;
    else if (code === DOLLAR && text.charCodeAt(at + 1) === OPEN_BRACE) return { at: at + 2, code: true };
  }
  return { at: text.length, code: false };
}

/** Behind the regular expression whose slash is there; negative, the place of the newline, where its line does not close it. */
export function patternEnd(text: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE) return -at;
    if (code === BACKSLASH) at += 1;
    else if (code === OPEN_BRACKET) inClass = true;
    else if (code === CLOSE_BRACKET) inClass = false;
    else if (code === SLASH && !inClass) return at + 1;
  }
  return -text.length;
}

/** The word that ends at that position, at most ten characters long; empty where no identifier ends there. */
export function wordEndingAt(text: string, last: number): string {
  let at = last;
  while (at >= 0 && last - at < WORD_LIMIT && isIdentifierCode(text.charCodeAt(at))) at -= 1;
  return text.slice(at + 1, last + 1);
}

/** The longest keyword that matters, `instanceof`. */
const WORD_LIMIT = 10;

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const DOLLAR = 0x24;
const APOSTROPHE = 0x27;
const STAR = 0x2a;
const SLASH = 0x2f;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const BACKTICK = 0x60;
const OPEN_BRACE = 0x7b;
const NO_BREAK_SPACE = 0xa0;
const BYTE_ORDER_MARK = 0xfeff;

const IDENTIFIER = new Uint8Array(128);
for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$') {
  IDENTIFIER[letter.charCodeAt(0)] = 1;
}
