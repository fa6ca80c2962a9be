import type { Language } from '../code-graph/index.ts';
import {
  commentEnd,
  delimitedEnd,
  hashQuoteEnd,
  heredocAt,
  lineEnd,
  quoteEnd,
  regexEnd,
  runEnd,
  startsWith,
  verbatimEnd,
} from './span-end.ts';
import { type QuoteRule, SYNTAXES, type Syntax } from './syntax.ts';

/** What a token is to the shape of a file; all that cutting needs to know. */
export const SHAPE = {
  other: 0,
  openBrace: 1,
  closeBrace: 2,
  openParen: 3,
  closeParen: 4,
  semicolon: 5,
  /** A kept name: of an API, a member, a type. */
  name: 6,
  /** A keyword that opens a block which is no function. */
  type: 7,
  /** `def`. */
  definition: 8,
  /** `do` of Ruby. */
  doBlock: 9,
} as const;

/** The tokens of one text; holds the last text read, in buffers that grow and are used again. */
export interface TokenList {
  readonly count: number;
  /** Normalised: the same number is the same token up to renaming of what is local. */
  readonly hashes: Uint32Array;
  /** 1-based. */
  readonly lines: Uint32Array;
  readonly shapes: Uint8Array;
  /** How far the line of a token is indented where the token is its first, tabs as eight; -1 for the others. */
  readonly indents: Int32Array;
  /** Where each token starts and ends in the bytes. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Reads tokens of one language, one text at a time. */
export interface Tokeniser {
  readonly syntax: Syntax;
  /** Linear in the bytes, whatever they are; the answer is good until the next call. */
  read(bytes: Uint8Array): TokenList;
}

/** The tokeniser of a language. */
export function tokeniserOf(language: Language): Tokeniser {
  return new ByteTokeniser(SYNTAXES[language]);
}

/** Local names, numbers and strings are each one token. */
const LOCAL = 0x1d0001;
const NUMBER = 0x1d0002;
const STRING = 0x1d0003;
/** Letters before a string that say how it is written. */
const PREFIX_LIMIT = 3;
/** Heredocs that one line may open. */
const LINE_HEREDOCS = 4;
/** FNV-1a, 32 bits (Fowler, Noll, Vo). */
const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

const [SPACE, LETTER, DIGIT, NEWLINE, MARK, SPECIAL] = [0, 1, 2, 3, 4, 5];
const DOT = 0x2e;
const PAREN = 0x28;
const HASH = 0x23;
const SLASH = 0x2f;
const QUOTE = 0x22;

const SHAPE_OF_MARK: Readonly<Record<string, number>> = {
  '{': SHAPE.openBrace,
  '}': SHAPE.closeBrace,
  '(': SHAPE.openParen,
  ')': SHAPE.closeParen,
  ';': SHAPE.semicolon,
};

class ByteTokeniser implements Tokeniser {
  readonly syntax: Syntax;
  readonly #classes = new Uint8Array(256);
  readonly #quotes: (QuoteRule | null)[] = new Array(256).fill(null);
  readonly #markShapes = new Uint8Array(256);
  /** Keywords by hash, with their shape. */
  readonly #keywords = new Map<number, number>();
  /** A bit for the low 16 bits of each keyword's hash: most words are none. */
  readonly #maybe = new Uint8Array(65_536);
  #hashes = new Uint32Array(4096);
  #lines = new Uint32Array(4096);
  #shapes = new Uint8Array(4096);
  #indents = new Int32Array(4096);
  #starts = new Uint32Array(4096);
  #ends = new Uint32Array(4096);
  #count = 0;
  /** Ends of the heredocs that the line opened. */
  #heredocs: number[] = [];
  /** One that never closes is none, and none is looked for after it: that keeps the pass linear. */
  #hasHeredocs = true;

  constructor(syntax: Syntax) {
    this.syntax = syntax;
    for (let code = 0; code < 256; code += 1) this.#classes[code] = classOf(code);
    for (const [mark, shape] of Object.entries(SHAPE_OF_MARK)) this.#markShapes[mark.charCodeAt(0)] = shape;
    for (const [quote, rule] of Object.entries(syntax.quotes)) {
      this.#quotes[quote.charCodeAt(0)] = rule;
      this.#classes[quote.charCodeAt(0)] = SPECIAL;
    }
    const openers = [...syntax.lineComments, syntax.blockComment?.open ?? ''].map((text) => text.trimStart());
    for (const opener of openers) if (opener !== '') this.#classes[opener.charCodeAt(0)] = SPECIAL;
    if (syntax.special === 'php') this.#classes[0x3f] = this.#classes[0x3c] = SPECIAL;
    if (syntax.special === 'ruby') this.#classes[0x3c] = SPECIAL;
    if (syntax.directives) this.#classes[HASH] = SPECIAL;
    for (const word of syntax.keywords) this.#addKeyword(word);
  }

  #addKeyword(word: string): void {
    const hash = hashOf(word);
    const isType = this.syntax.typeWords.includes(word);
    const shape = isType ? SHAPE.type : word === 'def' ? SHAPE.definition : word === 'do' ? SHAPE.doBlock : SHAPE.other;
    this.#keywords.set(hash, shape);
    this.#maybe[hash & 0xffff] = 1;
  }

  read(bytes: Uint8Array): TokenList {
    this.#count = 0;
    this.#heredocs = [];
    this.#hasHeredocs = true;
    this.#run(bytes, this.syntax.special === 'php' ? this.#markup(bytes, 0) : 0);
    return {
      count: this.#count,
      hashes: this.#hashes,
      lines: this.#lines,
      shapes: this.#shapes,
      indents: this.#indents,
      starts: this.#starts,
      ends: this.#ends,
    };
  }

  #run(bytes: Uint8Array, from: number): void {
    const classes = this.#classes;
    let line = 1;
    let lineStart = 0;
    let isFirst = true;
    let skipTo = -1;
    for (let at = 0; at < from; at += 1) if (bytes[at] === 0x0a) line += 1;
    for (let at = from; at < bytes.length; ) {
      const code = bytes[at] as number;
      const kind = classes[code] as number;
      if (kind === SPACE) {
        at += 1;
        continue;
      }
      if (kind === NEWLINE) {
        line += 1;
        at += 1;
        lineStart = at;
        isFirst = true;
        if (this.#heredocs.length > 0) {
          skipTo = this.#heredocs.pop() as number;
          this.#heredocs = [];
          for (; at < skipTo; at += 1) if (bytes[at] === 0x0a) line += 1;
        }
        continue;
      }
      let end = at;
      let hash = 0;
      let shape: number = SHAPE.other;
      if (kind === LETTER) {
        hash = FNV_BASIS;
        let next = code;
        do {
          hash = Math.imul(hash ^ next, FNV_PRIME);
          end += 1;
          next = bytes[end] as number;
        } while (end < bytes.length && (classes[next] === LETTER || classes[next] === DIGIT));
        hash >>>= 0;
        const keyword = this.#maybe[hash & 0xffff] === 1 ? this.#keywords.get(hash) : undefined;
        if (keyword !== undefined && !this.#isMember(bytes, at)) shape = keyword;
        else if (this.#isKept(bytes, at, end)) shape = SHAPE.name;
        else hash = LOCAL;
      } else if (kind === DIGIT) {
        end = numberEnd(bytes, at, classes);
        hash = NUMBER;
      } else if (kind === MARK) {
        end = at + 1;
        hash = code;
        shape = this.#markShapes[code] as number;
      } else {
        const { to, token } = this.#special(bytes, at, isFirst);
        end = to;
        hash = token;
        if (token === 0) {
          for (; at < end; at += 1) {
            if (bytes[at] !== 0x0a) continue;
            line += 1;
            lineStart = at + 1;
            isFirst = true;
          }
          continue;
        }
      }
      let indent = isFirst ? indentOf(bytes, lineStart, at) : -1;
      if (hash === STRING) indent = this.#dropPrefix(at, indent);
      const count = this.#count;
      if (count === this.#hashes.length) this.#grow();
      this.#hashes[count] = hash;
      this.#lines[count] = line;
      this.#shapes[count] = shape;
      this.#indents[count] = indent;
      this.#starts[count] = at;
      this.#ends[count] = end;
      this.#count = count + 1;
      isFirst = false;
      if (hash === STRING) for (; at < end; at += 1) if (bytes[at] === 0x0a) line += 1;
      at = end;
    }
  }

  /** What stands directly before a string belongs to it (`f"`, `@"`, `r#"`); answers the indent of the whole. */
  #dropPrefix(at: number, indent: number): number {
    let [start, first] = [at, indent];
    for (let last = this.#count - 1; last >= 0 && this.#ends[last] === start; last -= 1) {
      const hash = this.#hashes[last] as number;
      const length = start - (this.#starts[last] as number);
      const isPrefix = (hash === LOCAL && length <= PREFIX_LIMIT) || hash === HASH || hash === 0x40;
      if (!isPrefix || at - start > PREFIX_LIMIT) break;
      start = this.#starts[last] as number;
      first = this.#indents[last] as number;
      this.#count = last;
    }
    return first;
  }

  #grow(): void {
    const size = this.#hashes.length * 2;
    this.#hashes = grown(this.#hashes, new Uint32Array(size));
    this.#lines = grown(this.#lines, new Uint32Array(size));
    this.#shapes = grown(this.#shapes, new Uint8Array(size));
    this.#indents = grown(this.#indents, new Int32Array(size));
    this.#starts = grown(this.#starts, new Uint32Array(size));
    this.#ends = grown(this.#ends, new Uint32Array(size));
  }

  /** Called, a member, a type or a constant: a name that others know. */
  #isKept(bytes: Uint8Array, at: number, end: number): boolean {
    const first = bytes[at] as number;
    if (first >= 0x41 && first <= 0x5a) return true;
    if (this.#count > 0 && isDefiner(this.#hashes[this.#count - 1] as number)) return true;
    let next = end;
    while (bytes[next] === 0x20) next += 1;
    if (bytes[next] === PAREN || (bytes[end] === 0x21 && bytes[end + 1] === PAREN)) return true;
    return this.#isMember(bytes, at);
  }

  #isMember(bytes: Uint8Array, at: number): boolean {
    let before = at - 1;
    while (bytes[before] === 0x20) before -= 1;
    const code = bytes[before];
    // A range (`a..b`) and a spread (`...a`) name no member.
    if (code === DOT) return bytes[before - 1] !== DOT;
    const pair = bytes[before - 1];
    return (code === 0x3e && pair === 0x2d) || (code === 0x3a && pair === 0x3a);
  }

  /** A comment, a string or a mark; `token` 0 leaves nothing. */
  #special(bytes: Uint8Array, at: number, isFirst: boolean): { readonly to: number; readonly token: number } {
    const { syntax } = this;
    const code = bytes[at] as number;
    if (code === HASH && syntax.directives && isFirst) {
      return { to: lineEnd(bytes, at, { continued: true }), token: 0 };
    }
    const block = syntax.blockComment;
    if (block !== null && startsWith(bytes, at, block.open.trimStart())) {
      const lineBound = block.open.startsWith('\n');
      if (!lineBound || isFirst) return { to: commentEnd(bytes, at + block.open.trimStart().length, block), token: 0 };
    }
    for (const opener of syntax.lineComments) {
      if (!startsWith(bytes, at, opener)) continue;
      // PHP 8's attributes begin as its comments do.
      if (opener === '#' && syntax.special === 'php' && bytes[at + 1] === 0x5b) continue;
      return { to: this.#commentEnd(bytes, at), token: 0 };
    }
    const string = this.#stringEnd(bytes, at);
    if (string > at) return { to: string, token: STRING };
    if (syntax.special === 'php' && code === 0x3f && bytes[at + 1] === 0x3e) {
      return { to: this.#markup(bytes, at + 2), token: 0 };
    }
    return { to: at + 1, token: code };
  }

  /** In PHP `?>` ends a comment too. */
  #commentEnd(bytes: Uint8Array, at: number): number {
    const end = lineEnd(bytes, at, { continued: this.syntax.special === 'cpp' });
    if (this.syntax.special !== 'php') return end;
    for (let close = at; close < end; close += 1) {
      if (bytes[close] === 0x3f && bytes[close + 1] === 0x3e) return close;
    }
    return end;
  }

  #stringEnd(bytes: Uint8Array, at: number): number {
    const code = bytes[at] as number;
    const rule = this.#quotes[code] ?? null;
    switch (this.syntax.special) {
      case 'regex':
        if (code === SLASH) return this.#mayBeRegex() ? regexEnd(bytes, at) : at;
        break;
      case 'rust':
        if (code === QUOTE && (bytes[at - 1] === 0x72 || bytes[at - 1] === HASH)) {
          let before = at;
          while (bytes[before - 1] === HASH) before -= 1;
          if (bytes[before - 1] === 0x72) return hashQuoteEnd(bytes, at, at - before);
        }
        break;
      case 'cpp':
        if (code === QUOTE && bytes[at - 1] === 0x52) return delimitedEnd(bytes, at);
        break;
      case 'csharp': {
        const run = code === QUOTE ? runEnd(bytes, at) : at;
        if (run > at) return run;
        const isVerbatim = bytes[at - 1] === 0x40 || (bytes[at - 1] === 0x24 && bytes[at - 2] === 0x40);
        if (code === QUOTE && isVerbatim) return verbatimEnd(bytes, at);
        break;
      }
      case 'php':
      case 'ruby':
        if (code === 0x3c) return this.#heredoc(bytes, at);
        break;
      default:
    }
    return rule === null ? at : quoteEnd(bytes, at, rule);
  }

  /** The name of a heredoc is a string; its text is passed over at the end of the line. */
  #heredoc(bytes: Uint8Array, at: number): number {
    const marks = this.syntax.special === 'php' ? '<<<' : '<<';
    const more = this.#hasHeredocs && this.#heredocs.length < LINE_HEREDOCS;
    if (!more || !startsWith(bytes, at, marks)) return at;
    let from = at + marks.length;
    if (this.syntax.special === 'ruby' && (bytes[from] === 0x2d || bytes[from] === 0x7e)) from += 1;
    else if (this.syntax.special === 'ruby' && !isUpper(bytes[from])) return at;
    while (bytes[from] === 0x20) from += 1;
    const found = heredocAt(bytes, from);
    this.#hasHeredocs = found !== null;
    if (found === null) return at;
    this.#heredocs.push(found.text);
    return found.name;
  }

  /** A slash divides after a value, and opens a regular expression after anything else. */
  #mayBeRegex(): boolean {
    const last = this.#count - 1;
    if (last < 0) return true;
    const [hash, shape] = [this.#hashes[last] as number, this.#shapes[last]];
    if (hash === LOCAL || hash === NUMBER || hash === STRING || shape === SHAPE.name) return false;
    return shape !== SHAPE.closeParen && shape !== SHAPE.closeBrace && hash !== 0x5d && !VALUE_WORDS.has(hash);
  }

  /** Behind the next `<?php` or `<?=`: what stands before is no code. */
  #markup(bytes: Uint8Array, from: number): number {
    for (let at = bytes.indexOf(0x3c, from); at >= 0; at = bytes.indexOf(0x3c, at + 1)) {
      if (startsWith(bytes, at, '<?php')) return at + 5;
      if (startsWith(bytes, at, '<?=')) return at + 3;
    }
    return bytes.length;
  }
}

function classOf(code: number): number {
  if (code === 0x0a) return NEWLINE as number;
  if (code <= 0x20 || code === 0x7f) return SPACE as number;
  if (code >= 0x30 && code <= 0x39) return DIGIT as number;
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f || code === 0x24;
  return (isLetter || code >= 0x80 ? LETTER : MARK) as number;
}

function numberEnd(bytes: Uint8Array, at: number, classes: Uint8Array): number {
  let end = at + 1;
  for (; end < bytes.length; end += 1) {
    const code = bytes[end] as number;
    const kind = classes[code];
    // `1.5`, not the dots of `1..5` and `1.max()`.
    const isPoint = code === DOT && classes[bytes[end + 1] as number] === DIGIT;
    if (kind !== DIGIT && kind !== LETTER && !isPoint) break;
  }
  return end;
}

function indentOf(bytes: Uint8Array, lineStart: number, at: number): number {
  let columns = 0;
  for (let index = lineStart; index < at; index += 1) columns += bytes[index] === 0x09 ? 8 : 1;
  return columns;
}

function hashOf(word: string): number {
  let hash = FNV_BASIS;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), FNV_PRIME);
  return hash >>> 0;
}

const VALUE_WORDS: ReadonlySet<number> = new Set(['this', 'super', 'true', 'false', 'null', 'undefined'].map(hashOf));

const DEFINERS: ReadonlySet<number> = new Set(['function', 'fun', 'func', 'fn', 'def'].map(hashOf));

const CONTINUERS: ReadonlySet<number> = new Set(['throws', 'extends', 'implements', 'where', 'noexcept'].map(hashOf));

/** Whether a token that a line begins with goes on with the line before. */
export function continuesLine(hash: number): boolean {
  return hash < 128 || CONTINUERS.has(hash);
}

/** Whether a token says that the name of a function follows. */
export function isDefiner(hash: number): boolean {
  return DEFINERS.has(hash);
}

function isUpper(code: number | undefined): boolean {
  return code !== undefined && code >= 0x41 && code <= 0x5a;
}

function grown<T extends Uint32Array | Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
