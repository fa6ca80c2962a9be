/** What the reader of Python asks of single characters and short stretches; positions are UTF-16 units. */

/** Letters, digits, underscore and everything beyond ASCII. */
export function isWordCode(code: number): boolean {
  return code >= 128 || (code < 128 && WORD[code] === 1);
}

/** Behind the word that starts there; the same position where none does. */
export function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isWordCode(text.charCodeAt(at))) at += 1;
  return at;
}

/** Behind a dotted name with its leading dots, blanks around the dots left in: `.. pkg . mod`. */
export function dottedEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (text.charCodeAt(at) === DOT) at = skipSpace(text, at + 1);
    const end = wordEnd(text, at);
    if (end === at) return at;
    const next = skipSpace(text, end);
    if (text.charCodeAt(next) !== DOT) return end;
    at = next;
  }
}

/** Past blanks and joined lines, not past a newline. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09 || code === 0x0c || code === BYTE_ORDER_MARK) at += 1;
    else if (code === BACKSLASH && text.charCodeAt(at + 1) === NEWLINE) at += 2;
    else if (code === BACKSLASH && text.startsWith('\r\n', at + 1)) at += 3;
    else return at;
  }
}

/** As {@link skipSpace}, and past newlines and comments: inside brackets. */
export function skipInBrackets(text: string, from: number): number {
  let at = from;
  for (;;) {
    at = skipSpace(text, at);
    const code = text.charCodeAt(at);
    if (code === HASH) at = commentEnd(text, at);
    else if (code === NEWLINE || code === 0x0d) at += 1;
    else return at;
  }
}

/** The newline that ends a comment. */
export function commentEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Behind a string, triple-quoted or not; one that its line does not close ends at the newline. */
export function stringEnd(text: string, from: number): number {
  const quote = text.charCodeAt(from);
  const triple = text.charCodeAt(from + 1) === quote && text.charCodeAt(from + 2) === quote;
  for (let at = from + (triple ? 3 : 1); at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += text.startsWith('\r\n', at + 1) ? 2 : 1;
    else if (code === NEWLINE && !triple) return at;
    else if (code === quote) {
      if (!triple) return at + 1;
      if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) return at + 3;
    }
  }
  return text.length;
}

const NEWLINE = 0x0a;
const HASH = 0x23;
const DOT = 0x2e;
const BACKSLASH = 0x5c;
const BYTE_ORDER_MARK = 0xfeff;

const WORD = new Uint8Array(128);
for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_') WORD[letter.charCodeAt(0)] = 1;
