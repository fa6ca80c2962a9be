import type { Construct, ConstructReader } from './mask.ts';

/** How a quote is written inside its string: after a backslash, twice, or not at all. */
export type QuoteEscape = 'backslash' | 'doubled' | 'none';

/** A comment up to the end of its line; `continued`: a backslash before the newline joins the next line (C). */
export function lineComment(opener: string, { continued = false } = {}): ConstructReader {
  return {
    opener,
    read: (text, at) => {
      let end = lineEnd(text, at);
      while (continued && end < text.length && isJoined(text, end)) end = lineEnd(text, end + 1);
      return { end, text: null };
    },
  };
}

/** A comment between two marks; `nested` where each opener inside needs its own close (Rust, Kotlin). */
export function blockComment(opener: string, close: string, { nested = false } = {}): ConstructReader {
  return {
    opener,
    read: (text, at) => {
      const from = at + opener.length;
      if (nested) return { end: nestedEnd(text, { from, opener, close }), text: null };
      const end = text.indexOf(close, from);
      return { end: end < 0 ? text.length : end + close.length, text: null };
    },
  };
}

/** A string between quotes. */
export function quoted(given: {
  /** The quotes that open it: `"`, `"""`. */
  readonly open: string;
  /** Default: as it opens. */
  readonly close?: string;
  /** Default: `backslash`. */
  readonly escaping?: QuoteEscape;
  /** Whether it may go over lines; if not, it ends before the newline at the latest. Default: no. */
  readonly multiline?: boolean;
  /** Only where one of these stands directly before the quotes: `@` of C#, `r` of Python. Default: anywhere. */
  readonly after?: readonly string[];
  /** What opens code inside the string, ended by the matching `}`: `${`, `#{`, `{`. Quotes in there do not end it. */
  readonly interpolation?: string;
  /** Whether that code may go over lines where the string itself may not (Kotlin, C# 11). Default: no. */
  readonly multilineCode?: boolean;
}): ConstructReader {
  const { open, close = open, escaping = 'backslash', multiline = false, after, interpolation } = given;
  const { multilineCode = multiline } = given;
  const rule: StringRule = { close, escaping, multiline, multilineCode, interpolation: interpolation ?? null };
  return {
    opener: open,
    read: (text, at) =>
      after === undefined || after.some((prefix) => text.startsWith(prefix, at - prefix.length))
        ? readString(text, at + open.length, rule)
        : null,
  };
}

/** A raw string that closes with as many hashes as opened it: Rust's `r##"..."##`. The prefix stays in the code. */
export function hashQuoted(prefixes: readonly string[]): ConstructReader {
  return {
    opener: '"',
    read: (text, at) => {
      let before = at;
      while (text[before - 1] === '#') before -= 1;
      if (!prefixes.some((prefix) => text.startsWith(prefix, before - prefix.length))) return null;
      return upTo(text, at + 1, `"${'#'.repeat(at - before)}`);
    },
  };
}

/** A raw string between runs of at least that many quotes, closed by a run as long as the one that opened it (C#). */
export function runQuoted(quote: string, atLeast: number): ConstructReader {
  return {
    opener: quote.repeat(atLeast),
    read: (text, at) => {
      let from = at + atLeast;
      while (text[from] === quote) from += 1;
      return upTo(text, from, quote.repeat(from - at));
    },
  };
}

/** C++'s `R"name(...)name"`; the `R` stays in the code. */
export function delimiterQuoted(): ConstructReader {
  return {
    opener: '"',
    read: (text, at) => {
      if (text[at - 1] !== 'R') return null;
      // The name has at most 16 characters (ISO C++, lex.string).
      const paren = text.slice(at + 1, at + 18).indexOf('(');
      return paren < 0 ? null : upTo(text, at + 2 + paren, `)${text.slice(at + 1, at + 1 + paren)}"`);
    },
  };
}

/** Longest character literal: `'\u{10ffff}'`. */
const CHARACTER_LIMIT = 12;

/** A single character between quotes; a lone quote (`'a` of a lifetime, `1'000`) stays code. */
export function characterLiteral(quote = "'"): ConstructReader {
  return {
    opener: quote,
    read: (text, at) => {
      const escaped = text[at + 1] === '\\';
      const wide = (text.charCodeAt(at + 1) & 0xfc00) === 0xd800 ? 2 : 1;
      const end = escaped ? text.slice(at + 3, at + CHARACTER_LIMIT).indexOf(quote) + at + 3 : at + 1 + wide;
      if (text[end] !== quote || text[at + 1] === quote || (escaped && end < at + 3)) return null;
      const content = text.slice(at + 1, end);
      return content.includes('\n') ? null : { end: end + 1, text: content };
    },
  };
}

interface StringRule {
  readonly close: string;
  readonly escaping: QuoteEscape;
  readonly multiline: boolean;
  readonly multilineCode: boolean;
  readonly interpolation: string | null;
}

function readString(text: string, from: number, rule: StringRule): Construct {
  const { close, escaping, multiline, multilineCode, interpolation } = rule;
  const first = close.charCodeAt(0);
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && escaping === 'backslash') at += 1;
    else if (code === NEWLINE && !(depth > 0 ? multilineCode : multiline))
      return { end: at, text: text.slice(from, at) };
    else if (depth > 0) depth += code === OPEN_BRACE ? 1 : code === CLOSE_BRACE ? -1 : 0;
    else if (code === first && text.startsWith(close, at)) {
      if (escaping !== 'doubled' || !text.startsWith(close, at + close.length)) {
        return { end: at + close.length, text: text.slice(from, at) };
      }
      at += close.length * 2 - 1;
    } else if (interpolation !== null && text.startsWith(interpolation, at)) {
      // A brace written twice is a brace of the text (C#, Python); it may stand alone.
      const isEscape = interpolation.length === 1 && text[at + 1] === interpolation;
      depth = isEscape ? 0 : 1;
      at += isEscape ? 1 : interpolation.length - 1;
    }
  }
  return { end: text.length, text: text.slice(from) };
}

const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function upTo(text: string, from: number, close: string): Construct {
  const end = text.indexOf(close, from);
  return end < 0
    ? { end: text.length, text: text.slice(from) }
    : { end: end + close.length, text: text.slice(from, end) };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function isJoined(text: string, newline: number): boolean {
  return text[text[newline - 1] === '\r' ? newline - 2 : newline - 1] === '\\';
}

function nestedEnd(text: string, { from, opener, close }: { from: number; opener: string; close: string }): number {
  let depth = 1;
  const [open, shut] = [opener.charCodeAt(0), close.charCodeAt(0)];
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === shut && text.startsWith(close, at)) {
      depth -= 1;
      at += close.length - 1;
      if (depth === 0) return at + 1;
    } else if (code === open && text.startsWith(opener, at)) {
      depth += 1;
      at += opener.length - 1;
    }
  }
  return text.length;
}
