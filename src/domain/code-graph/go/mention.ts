/** What a Go file mentions: `Name` of its own package, `json.Name` of an import, `.Name` of whatever a value has. */
export interface GoMentions {
  readonly names: ReadonlySet<string>;
  readonly qualified: ReadonlySet<string>;
  readonly selected: ReadonlySet<string>;
}

/**
 * Reads the identifiers from `from` on. A name that the file itself introduces (a parameter, a field, `x :=`) is no
 * mention where it is introduced, and a lower-case one is a mention only where a type must stand; a key of a composite
 * literal is none either.
 */
export function readMentions(
  code: string,
  given: { from: number; isQualifier: (name: string) => boolean },
): GoMentions {
  return new MentionReader(code, given.isQualifier).read(given.from);
}

class MentionReader {
  readonly #code: string;
  readonly #isQualifier: (name: string) => boolean;
  readonly #names = new Set<string>();
  readonly #qualified = new Set<string>();
  readonly #selected = new Set<string>();
  readonly #local = new Set<string>();
  readonly #types = new Set<string>();
  #expectsType = false;
  /** Names of the list that the next name may close: `a, b := f()`, `a, b int`. */
  #listed: string[] = [];
  #lastName = '';
  #lastStart = 0;
  #lastEnd = -1;
  /** The keyword before the current name or list. */
  #keyword = '';
  #methodAt = -1;

  constructor(code: string, isQualifier: (name: string) => boolean) {
    this.#code = code;
    this.#isQualifier = isQualifier;
  }

  read(from: number): GoMentions {
    const code = this.#code;
    let sign = 0;
    for (let at = from; at < code.length; at += 1) {
      const first = code.charCodeAt(at);
      if (WORD[first] === 0) {
        if (first > SPACE) sign = first;
        continue;
      }
      const start = at;
      at = wordEnd(code, at);
      if (!isDigit(first)) {
        if (sign === DOT) this.#afterDot(start, at);
        else this.#word(start, at);
      }
      sign = code.charCodeAt(at) > SPACE ? code.charCodeAt(at) : 0;
    }
    for (const name of this.#local) if (!isUpper(name) && !this.#types.has(name)) this.#names.delete(name);
    return { names: this.#names, qualified: this.#qualified, selected: this.#selected };
  }

  #afterDot(start: number, end: number): void {
    const code = this.#code;
    // `...Type` selects nothing.
    if (code.charCodeAt(start - 2) === DOT) this.#names.add(code.slice(start, end));
    else if (this.#lastEnd === start - 1 && this.#isQualifier(this.#lastName)) {
      this.#qualified.add(code.slice(this.#lastStart, end));
    } else if (end - start > 1) this.#selected.add(`.${code.slice(start, end)}`);
  }

  #word(start: number, end: number): void {
    const code = this.#code;
    const word = code.slice(start, end);
    this.#lastName = word;
    this.#lastStart = start;
    this.#lastEnd = end;
    if (this.#expectsType || code.charCodeAt(end) === OPEN_BRACE) this.#types.add(word);
    this.#expectsType = false;
    if (KEYWORD.has(word)) {
      if (word === 'func' && isLineStart(code, start)) this.#methodAt = methodNameAt(code, end);
      this.#keyword = word;
      this.#listed = [];
    } else if (code.charCodeAt(end) !== DOT || !this.#isQualifier(word)) this.#name(word, { start, end });
  }

  #name(word: string, { start, end }: { start: number; end: number }): void {
    const introduced = introduction(this.#code, end);
    const declared = DECLARES.has(this.#keyword);
    if (introduced === LISTED) {
      this.#listed.push(word);
      (declared ? this.#local : this.#names).add(word);
      return;
    }
    this.#expectsType = introduced === INTRODUCED && !isColon(this.#code, end);
    if (introduced === INTRODUCED || declared || start === this.#methodAt) {
      this.#local.add(word);
      for (const name of this.#listed) this.#local.add(name);
    } else if (introduced !== KEY || this.#keyword === 'case' || this.#code.charCodeAt(start - 1) === OPEN_BRACKET) {
      this.#names.add(word);
    }
    this.#listed = [];
    this.#keyword = '';
  }
}

const SPACE = 0x20;
const DOT = 0x2e;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const COLON = 0x3a;
const PLAIN = 0;
const INTRODUCED = 1;
const LISTED = 2;
const KEY = 3;

const DECLARES: ReadonlySet<string> = new Set(['var', 'const', 'type', 'func', 'package', 'import', 'goto']);
const KEYWORD: ReadonlySet<string> = new Set(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import interface map package range ' +
    'return select struct switch type var any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 ' +
    'int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr true false iota nil append cap clear close complex copy ' +
    'delete imag len make max min new panic print println real recover'
  ).split(' '),
);

/** Per UTF-16 code: whether it is part of a name or a number. */
const WORD = wordTable();

function wordTable(): Uint8Array {
  const table = new Uint8Array(65_536);
  for (let code = 0; code < table.length; code += 1) {
    // Letters beyond Latin-1 are taken as they come: no operator of Go stands there.
    table[code] =
      code > 0xff || /[\w\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]/.test(String.fromCharCode(code))
        ? 1
        : 0;
  }
  return table;
}

function wordEnd(code: string, from: number): number {
  let at = from + 1;
  while (at < code.length && WORD[code.charCodeAt(at)] === 1) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isUpper(name: string): boolean {
  const code = name.charCodeAt(0);
  return code >= 0x41 && code <= 0x5a;
}

/** Whether `:=` follows, with or without a space. */
function isColon(code: string, at: number): boolean {
  return code.charCodeAt(at) === COLON || code.charCodeAt(at + 1) === COLON;
}

function isLineStart(code: string, at: number): boolean {
  return at === 0 || code.charCodeAt(at - 1) === 0x0a;
}

/** Longest receiver looked through for the name behind it. */
const RECEIVER_LIMIT = 200;

/** Where the name of a method stands, for `func (r *Type) Name(`; -1 for a plain function. */
function methodNameAt(code: string, from: number): number {
  if (code.charCodeAt(from + 1) !== 0x28) return -1;
  const close = code.slice(from, from + RECEIVER_LIMIT).indexOf(')');
  return close < 0 ? -1 : from + close + 2;
}

/** What the text behind a name says of it; relies on the spaces that gofmt writes. */
function introduction(code: string, end: number): number {
  const next = code.charCodeAt(end);
  if (next === 0x2c) return LISTED;
  if (next === 0x3a) return code.charCodeAt(end + 1) === 0x3d ? INTRODUCED : KEY;
  if (next !== 0x20 && next !== 0x09) return PLAIN;
  let at = end;
  while (code.charCodeAt(at) === 0x20 || code.charCodeAt(at) === 0x09) at += 1;
  const then = code.charCodeAt(at);
  const after = code.charCodeAt(at + 1);
  if (then === 0x3a) return after === 0x3d ? INTRODUCED : KEY;
  // `a *T`, `a []T`, `a ...T`, `a <-chan T`, `a (T)`: a type follows; `a * b`, `a <- b` are operators with spaces around.
  if (then === 0x2a || then === 0x5b || then === 0x28) return after === 0x20 ? PLAIN : INTRODUCED;
  if (then === DOT) return INTRODUCED;
  if (then === 0x3c) return after === 0x2d && code.charCodeAt(at + 2) !== 0x20 ? INTRODUCED : PLAIN;
  return WORD[then] === 1 && !isDigit(then) && !startsOperatorWord(code, at) ? INTRODUCED : PLAIN;
}

/** `x range`, `x else` do not occur; a label or a condition may stand before a block: `{` is no word. */
function startsOperatorWord(code: string, at: number): boolean {
  return code.startsWith('range ', at);
}
