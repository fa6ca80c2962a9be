import { saysGenerated } from '../generated.ts';
import type { FileScan } from '../model.ts';
import { ReferenceList } from '../reference-list.ts';
import { isBlankCode, isIdentifierCode, patternEnd, stringEnd, templateEnd, wordEndingAt } from './lexeme.ts';
import { scriptBlocks } from './script-block.ts';
import { readExport, readImport, readRequire, readUrl } from './statement.ts';

/**
 * What a file of JavaScript or TypeScript (also with JSX, also Vue and Svelte components) refers to, in one pass that knows
 * comments, strings, templates and regular expressions but no grammar.
 */
export function scanJavaScript(text: string): FileScan {
  const found = new ReferenceList();
  const blocks = scriptBlocks(text);
  if (blocks === null) new ScriptReader(text, found).read();
  else {
    for (const block of blocks) {
      if (block.source !== null) found.add(block.source, 'import');
      new ScriptReader(block.code, found).read();
    }
  }
  return found.scan({ generated: saysGenerated(text) });
}

/** Reads one script; every construct is passed over once, so the time is linear in the text. */
class ScriptReader {
  readonly #text: string;
  readonly #found: ReferenceList;
  /** Open braces inside each template's code, innermost last. */
  readonly #templates: number[] = [];
  /** The last comment's end, and the last place with code before it. */
  #commentEnd = -1;
  #beforeComment = -1;
  /** Up to there a slash divides: a pattern that its line does not close was tried. */
  #dividesUntil = 0;
  /** Whether the text is known to hold no end of a block comment from here on. */
  #neverCloses = false;

  constructor(text: string, found: ReferenceList) {
    this.#text = text;
    this.#found = found;
  }

  read(): void {
    const text = this.#text;
    const length = text.length;
    for (let at = 0; at < length; ) {
      const code = text.charCodeAt(at);
      const kind = code < 128 ? (KIND[code] ?? 0) : 0;
      at = kind === 0 ? at + 1 : kind === LETTER ? this.#word(at) : this.#construct(at, kind);
    }
  }

  #construct(at: number, kind: number): number {
    if (kind === QUOTE) return this.#isText(at) ? at + 1 : stringEnd(this.#text, at);
    if (kind === TICK) return this.#template(at + 1);
    if (kind === STROKE) return this.#slash(at);
    return this.#brace(at, kind);
  }

  /** An apostrophe inside a word is the text of JSX (`don't`); behind a keyword a string may start. */
  #isText(at: number): boolean {
    if (!isIdentifierCode(this.#text.charCodeAt(at - 1))) return false;
    return !BEFORE_STRING.has(wordEndingAt(this.#text, at - 1));
  }

  #template(from: number): number {
    const end = templateEnd(this.#text, from);
    if (end.code) this.#templates.push(0);
    return end.at;
  }

  #brace(at: number, kind: number): number {
    const innermost = this.#templates.length - 1;
    const open = this.#templates[innermost];
    if (open === undefined) return at + 1;
    if (kind === OPEN) this.#templates[innermost] = open + 1;
    else if (open > 0) this.#templates[innermost] = open - 1;
    else {
      this.#templates.pop();
      return this.#template(at + 1);
    }
    return at + 1;
  }

  #slash(at: number): number {
    const next = this.#text[at + 1];
    if (next === '/') {
      const end = this.#text.indexOf('\n', at);
      return this.#comment(at, end < 0 ? this.#text.length : end);
    }
    if (next === '*' && !this.#neverCloses) {
      const end = this.#text.indexOf('*/', at + 2);
      if (end >= 0) return this.#comment(at, end + 2);
      // Text of JSX such as `image/*`, or a broken file: what follows is better read than passed over.
      this.#neverCloses = true;
    }
    if (at < this.#dividesUntil || !this.#startsPattern(at)) return at + 1;
    const end = patternEnd(this.#text, at);
    if (end > 0) return end;
    this.#dividesUntil = -end;
    return at + 1;
  }

  #comment(at: number, end: number): number {
    this.#beforeComment = this.#lastCode(at - 1);
    this.#commentEnd = end;
    if (this.#text.startsWith('///', at)) this.#directive(at, end);
    return end;
  }

  /** `/// <reference path="x" />` of TypeScript. */
  #directive(at: number, end: number): void {
    const directive = /^\/\/\/\s{0,9}<reference\s{1,9}(path|types)\s{0,9}=\s{0,9}["']([^"']+)["']/.exec(
      this.#text.slice(at, Math.min(end, at + DIRECTIVE_LIMIT)),
    );
    const [, kind, name] = directive ?? [];
    if (name === undefined) return;
    this.#found.add(kind === 'path' && !name.startsWith('.') ? `./${name}` : name, 'type');
  }

  /** The last place up to `from` that is neither blank nor comment; negative where there is none. */
  #lastCode(from: number): number {
    let at = from;
    for (; at >= 0; at -= 1) {
      if (at === this.#commentEnd - 1) return this.#beforeComment;
      if (!isBlankCode(this.#text.charCodeAt(at))) return at;
    }
    return at;
  }

  #startsPattern(at: number): boolean {
    const last = this.#lastCode(at - 1);
    if (last < 0) return true;
    const code = this.#text.charCodeAt(last);
    if (isIdentifierCode(code)) return BEFORE_PATTERN.has(wordEndingAt(this.#text, last));
    const character = this.#text[last] ?? '';
    // The end of a tag (`</p>`), and `=>` against the text behind a tag.
    if (character === '<') return last !== at - 1;
    if (character === '>') return this.#text[last - 1] === '=';
    return (
      !')]}"\'`.'.includes(character) &&
      !this.#text.startsWith('++', last - 1) &&
      !this.#text.startsWith('--', last - 1)
    );
  }

  #word(at: number): number {
    const text = this.#text;
    const before = text.charCodeAt(at - 1);
    if (before === DOT ? text.charCodeAt(at - 2) !== DOT : isIdentifierCode(before)) return at + 1;
    const entry = KEYWORD[text.charCodeAt(at)];
    if (entry === undefined || !text.startsWith(entry.word, at)) return at + 1;
    if (isIdentifierCode(text.charCodeAt(at + entry.word.length))) return at + entry.word.length;
    return Math.max(entry.read(text, at, this.#found), at + 1);
  }
}

const DOT = 0x2e;
/** A reference directive is one short line. */
const DIRECTIVE_LIMIT = 1024;

const LETTER = 1;
const QUOTE = 2;
const TICK = 3;
const STROKE = 4;
const OPEN = 5;
const CLOSE = 6;

const KIND = new Uint8Array(128);
for (const [characters, kind] of [
  ['ieUr', LETTER],
  ['\'"', QUOTE],
  ['`', TICK],
  ['/', STROKE],
  ['{', OPEN],
  ['}', CLOSE],
] as const) {
  for (const character of characters) KIND[character.charCodeAt(0)] = kind;
}

/** By first letter. */
const KEYWORD = Object.fromEntries(
  [
    { word: 'import', read: readImport },
    { word: 'export', read: readExport },
    { word: 'require', read: readRequire },
    { word: 'URL', read: readUrl },
  ].map((entry) => [entry.word.charCodeAt(0), entry]),
);

const BEFORE_PATTERN: ReadonlySet<string> = new Set(
  'return typeof case in of do else instanceof new delete void throw await yield'.split(' '),
);
const BEFORE_STRING: ReadonlySet<string> = new Set([...BEFORE_PATTERN, 'from', 'import', 'as', 'default', 'export']);
