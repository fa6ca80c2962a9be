import type { QuoteRule } from './syntax.ts';

/** Longest character literal, `'\u{10ffff}'`. */
const CHARACTER_LIMIT = 12;
/** Longest regular expression that is looked for: an unclosed one would otherwise cost its whole line at each slash. */
const REGEX_LIMIT = 256;
/** Templates within templates; deeper ones end with the innermost. */
const TEMPLATE_LIMIT = 64;
/** Longest delimiter of a raw string or a heredoc. */
const DELIMITER_LIMIT = 64;

const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const DOLLAR = 0x24;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const BACKTICK = 0x60;
const QUOTE = 0x22;

/** The first position behind the string that opens at `at`; `at` itself where nothing opens. Linear; ends with the text at the latest. */
export function quoteEnd(bytes: Uint8Array, at: number, rule: QuoteRule): number {
  const quote = bytes[at] as number;
  switch (rule) {
    case 'character':
      return characterEnd(bytes, at);
    case 'template':
      return templateEnd(bytes, at + 1);
    case 'raw':
      return found(bytes, bytes.indexOf(quote, at + 1), 1);
    case 'triple':
      if (bytes[at + 1] === quote && bytes[at + 2] === quote) return tripleEnd(bytes, at + 3, quote);
      return escapedEnd(bytes, at + 1, { quote, multiline: false });
    default:
      return escapedEnd(bytes, at + 1, { quote, multiline: rule === 'lines' });
  }
}

function escapedEnd(bytes: Uint8Array, from: number, given: { quote: number; multiline: boolean }): number {
  for (let at = from; at < bytes.length; at += 1) {
    const code = bytes[at];
    if (code === BACKSLASH) at += 1;
    else if (code === given.quote) return at + 1;
    else if (code === NEWLINE && !given.multiline) return at;
  }
  return bytes.length;
}

function tripleEnd(bytes: Uint8Array, from: number, quote: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === quote && bytes[at + 1] === quote && bytes[at + 2] === quote) return at + 3;
  }
  return bytes.length;
}

function characterEnd(bytes: Uint8Array, at: number): number {
  const quote = bytes[at];
  if (bytes[at + 1] === quote || bytes[at + 1] === NEWLINE) return at;
  const escaped = bytes[at + 1] === BACKSLASH;
  // A character of UTF-8 has up to four bytes.
  const last = at + (escaped ? CHARACTER_LIMIT : (bytes[at + 1] ?? 0) < 0x80 ? 2 : 5);
  for (let end = at + (escaped ? 3 : 2); end <= last; end += 1) if (bytes[end] === quote) return end + 1;
  return at;
}

function templateEnd(bytes: Uint8Array, from: number): number {
  /** Open braces of the code in each template around, innermost last; 0 = its text. */
  const depths = [0];
  for (let at = from; at < bytes.length; at += 1) {
    const code = bytes[at];
    const top = depths.length - 1;
    const depth = depths[top] as number;
    if (code === BACKSLASH) at += 1;
    else if (code === BACKTICK && depth > 0 && depths.length < TEMPLATE_LIMIT) depths.push(0);
    else if (code === BACKTICK) {
      depths.pop();
      if (depths.length === 0) return at + 1;
    } else if (depth === 0 && code === DOLLAR && bytes[at + 1] === OPEN) {
      depths[top] = 1;
      at += 1;
    } else if (depth > 0 && code === OPEN) depths[top] = depth + 1;
    else if (depth > 0 && code === CLOSE) depths[top] = depth - 1;
  }
  return bytes.length;
}

/** Behind a regular expression whose slash is at `at`; `at` where it does not close on its line. */
export function regexEnd(bytes: Uint8Array, at: number): number {
  let inClass = false;
  const last = Math.min(bytes.length, at + REGEX_LIMIT);
  for (let end = at + 1; end < last; end += 1) {
    const code = bytes[end];
    if (code === NEWLINE) return at;
    if (code === BACKSLASH) end += 1;
    else if (code === 0x5b) inClass = true;
    else if (code === 0x5d) inClass = false;
    else if (code === 0x2f && !inClass) return end === at + 1 ? at : end + 1;
  }
  return at;
}

/** Behind a string of Rust that opens with hashes, `r##"..."##`; `at` stands at its quote, `hashes` before it. */
export function hashQuoteEnd(bytes: Uint8Array, at: number, hashes: number): number {
  return closedBy(bytes, at + 1, `"${'#'.repeat(Math.min(hashes, DELIMITER_LIMIT))}`);
}

/** Behind a string of C++ such as `R"name(...)name"`; `at` stands at its quote. */
export function delimitedEnd(bytes: Uint8Array, at: number): number {
  // The name has at most 16 characters (ISO C++, lex.string).
  const head = latin(bytes, at + 1, at + 18);
  const paren = head.indexOf('(');
  return paren < 0 ? at : closedBy(bytes, at + 2 + paren, `)${head.slice(0, paren)}"`);
}

/** Behind a string of C# in which a quote is written twice; `at` stands at its quote. */
export function verbatimEnd(bytes: Uint8Array, at: number): number {
  for (let end = at + 1; end < bytes.length; end += 1) {
    if (bytes[end] !== QUOTE) continue;
    if (bytes[end + 1] !== QUOTE) return end + 1;
    end += 1;
  }
  return bytes.length;
}

/** Behind a string of C# that is closed by as many quotes as opened it, three at least; `at` where fewer stand there. */
export function runEnd(bytes: Uint8Array, at: number): number {
  let from = at;
  while (bytes[from] === QUOTE && from - at <= DELIMITER_LIMIT) from += 1;
  const run = from - at;
  return run < 3 || run > DELIMITER_LIMIT ? at : closedBy(bytes, from, '"'.repeat(run));
}

/** Where the name of a heredoc that begins at `at` ends, and where its text does; `null` where none is. */
export function heredocAt(bytes: Uint8Array, at: number): { readonly name: number; readonly text: number } | null {
  const [head, name] = /^["'`]?([A-Z_]\w*)["'`]?/i.exec(latin(bytes, at, at + DELIMITER_LIMIT)) ?? [];
  if (head === undefined || name === undefined) return null;
  for (let line = bytes.indexOf(NEWLINE, at); line >= 0; line = bytes.indexOf(NEWLINE, line + 1)) {
    let start = line + 1;
    while (bytes[start] === 0x20 || bytes[start] === 0x09) start += 1;
    const end = start + name.length;
    if (startsWith(bytes, start, name) && !isWord(bytes[end])) return { name: at + head.length, text: end };
  }
  return null;
}

/** Behind a block comment whose text begins at `from`. */
export function commentEnd(
  bytes: Uint8Array,
  from: number,
  { open, close, nested }: { readonly open: string; readonly close: string; readonly nested: boolean },
): number {
  if (!nested) return closedBy(bytes, from, close);
  let depth = 1;
  for (let at = from; at < bytes.length; at += 1) {
    const [code, next] = [bytes[at], bytes[at + 1]];
    if (code === close.charCodeAt(0) && next === close.charCodeAt(1)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    } else if (code === open.charCodeAt(0) && next === open.charCodeAt(1)) {
      depth += 1;
      at += 1;
    }
  }
  return bytes.length;
}

/** Behind the line that `at` is in, its newline left; `continued` passes over newlines after a backslash. */
export function lineEnd(bytes: Uint8Array, at: number, { continued }: { readonly continued: boolean }): number {
  for (let end = bytes.indexOf(NEWLINE, at); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) {
    const before = bytes[end - 1] === 0x0d ? bytes[end - 2] : bytes[end - 1];
    if (!continued || before !== BACKSLASH) return end;
  }
  return bytes.length;
}

/** Whether a text of ASCII stands at a place. */
export function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

function closedBy(bytes: Uint8Array, from: number, close: string): number {
  const first = close.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (startsWith(bytes, at, close)) return at + close.length;
  }
  return bytes.length;
}

function found(bytes: Uint8Array, at: number, length: number): number {
  return at < 0 ? bytes.length : at + length;
}

function latin(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function isWord(code: number | undefined): boolean {
  return code !== undefined && /\w/.test(String.fromCharCode(code));
}
