/** What is wrong with a JSON text that cannot be read on. */
export type JsonProblemKind = 'truncated' | 'malformed' | 'too-deep';

/** A JSON text that cannot be read on, with the place: `line` and `column` (bytes) are 1-based, `offset` 0-based. */
export class JsonProblem extends Error {
  override readonly name = 'JsonProblem';
  readonly kind: JsonProblemKind;
  readonly offset: number;
  readonly line: number;
  readonly column: number;

  constructor(kind: JsonProblemKind, bytes: Uint8Array, offset: number) {
    const { line, column } = placeOf(bytes, offset);
    super(`${WORDS[kind]} at line ${line}, column ${column}`);
    this.kind = kind;
    this.offset = offset;
    this.line = line;
    this.column = column;
  }
}

const WORDS: Readonly<Record<JsonProblemKind, string>> = {
  truncated: 'the JSON ends too early',
  malformed: 'it is no JSON',
  'too-deep': 'the JSON is nested too deeply',
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Names of members that anybody asks for are far shorter; a longer one is cut, so it matches none of them. */
const KEY_LIMIT = 256;
/** Longest number that is read; a longer one is malformed. */
const NUMBER_LIMIT = 64;
/** An escape is at most this long: cut text is shortened by at most this much to end between two characters. */
const ESCAPE_LENGTH = 6;

/**
 * Reads the named parts of a JSON text in one pass, without building the rest: memory hangs on what is asked for, not on
 * the text, and time is linear. Of the parts that are skipped, strings, brackets and depth are checked and nothing
 * else. Every method throws a {@link JsonProblem} where the text cannot be read on. The bytes are UTF-8.
 */
export class JsonCursor {
  readonly #bytes: Uint8Array;
  readonly #closers: Uint8Array;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array, options: { readonly depthLimit: number }) {
    this.#bytes = bytes;
    this.#closers = new Uint8Array(options.depthLimit);
  }

  /** Calls `visit` for each member; a value that it does not read is skipped. False, and skipped, where it is no object. */
  members(visit: (key: string) => void): boolean {
    return this.#container(OPEN_OBJECT, CLOSE_OBJECT, () => {
      if (this.#peek() !== QUOTE) throw this.#problem('malformed');
      const key = this.#string(KEY_LIMIT);
      if (this.#peek() !== COLON) throw this.#problem('malformed');
      this.#at += 1;
      this.#peek();
      const before = this.#at;
      visit(key);
      if (this.#at === before) this.skip();
    });
  }

  /** Calls `visit` for each item with its index; an item that it does not read is skipped. False, and skipped, where it is no array. */
  items(visit: (index: number) => void): boolean {
    let index = 0;
    return this.#container(OPEN_ARRAY, CLOSE_ARRAY, () => {
      const before = this.#at;
      visit(index);
      index += 1;
      if (this.#at === before) this.skip();
    });
  }

  /** The text that stands next, cut to about `limit` bytes; `null`, and skipped, where it is no text. */
  text(limit: number): string | null {
    if (this.#peek() === QUOTE) return this.#string(limit);
    this.skip();
    return null;
  }

  /** The number that stands next; `null`, and skipped, where it is none or not finite. */
  number(): number | null {
    const first = this.#peek();
    const numeric = first === 0x2d || (first >= 0x30 && first <= 0x39);
    const start = this.#at;
    this.skip();
    if (!numeric) return null;
    const value = Number(ascii(this.#bytes.subarray(start, this.#at)));
    return Number.isFinite(value) ? value : null;
  }

  /** The truth value that stands next; `null`, and skipped, where it is none. */
  boolean(): boolean | null {
    const first = this.#peek();
    this.skip();
    return first === 0x74 ? true : first === 0x66 ? false : null;
  }

  /** Passes over one value of any kind. */
  skip(): void {
    const outside = this.#depth;
    do {
      const byte = this.#peek();
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#open(byte);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.#close(byte, outside);
      else if (byte === QUOTE) this.#passString();
      else if ((byte === COMMA || byte === COLON) && this.#depth > outside) this.#at += 1;
      else this.#passWord();
    } while (this.#depth > outside);
  }

  /** Throws where anything but white space follows. */
  end(): void {
    this.#white();
    if (this.#at < this.#bytes.length) throw this.#problem('malformed');
  }

  #container(opens: number, closes: number, visit: () => void): boolean {
    if (this.#peek() !== opens) {
      this.skip();
      return false;
    }
    const outside = this.#depth;
    this.#open(opens);
    for (let first = true; this.#peek() !== closes; first = false) {
      if (!first) {
        if (this.#peek() !== COMMA) throw this.#problem('malformed');
        this.#at += 1;
        this.#peek();
      }
      visit();
    }
    this.#close(closes, outside);
    return true;
  }

  #open(byte: number): void {
    if (this.#depth >= this.#closers.length) throw this.#problem('too-deep');
    this.#closers[this.#depth] = byte === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY;
    this.#depth += 1;
    this.#at += 1;
  }

  #close(byte: number, outside: number): void {
    if (this.#depth <= outside || this.#closers[this.#depth - 1] !== byte) throw this.#problem('malformed');
    this.#depth -= 1;
    this.#at += 1;
  }

  /** Stands on a quote; afterwards behind the closing one. */
  #string(limit: number): string {
    const from = this.#at + 1;
    this.#passString();
    const raw = this.#bytes.subarray(from, this.#at - 1);
    return raw.length > limit ? cutText(raw.subarray(0, limit), () => this.#problem('malformed')) : this.#whole(raw);
  }

  #whole(raw: Uint8Array): string {
    const text = decoder.decode(raw);
    if (!raw.includes(BACKSLASH)) return text;
    return unescaped(text) ?? this.#malformed();
  }

  #passString(): void {
    for (let from = this.#at + 1; ; ) {
      const quote = this.#bytes.indexOf(QUOTE, from);
      if (quote < 0) throw this.#problem('truncated', this.#bytes.length);
      let slashes = 0;
      while (quote - slashes > from && this.#bytes[quote - slashes - 1] === BACKSLASH) slashes += 1;
      from = quote + 1;
      if (slashes % 2 === 1) continue;
      this.#at = from;
      return;
    }
  }

  /** A number, `true`, `false` or `null`. */
  #passWord(): void {
    const start = this.#at;
    while (this.#at < this.#bytes.length && isWordByte(this.#bytes[this.#at] ?? 0)) {
      this.#at += 1;
      if (this.#at - start > NUMBER_LIMIT) throw this.#problem('malformed', start);
    }
    const word = ascii(this.#bytes.subarray(start, this.#at));
    if (!/^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(word)) {
      const cut = this.#at === this.#bytes.length && word !== '';
      throw this.#problem(cut ? 'truncated' : 'malformed', start);
    }
  }

  #peek(): number {
    this.#white();
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw this.#problem('truncated');
    return byte;
  }

  #white(): void {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at += 1;
    }
  }

  #malformed(): never {
    throw this.#problem('malformed');
  }

  #problem(kind: JsonProblemKind, at = this.#at): JsonProblem {
    return new JsonProblem(kind, this.#bytes, at);
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function unescaped(text: string): string | null {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return null;
  }
}

/** Text that was cut anywhere: shortened until it no longer ends inside of an escape. */
function cutText(raw: Uint8Array, problem: () => JsonProblem): string {
  for (let less = 0; less <= ESCAPE_LENGTH && less <= raw.length; less += 1) {
    const text = unescaped(decoder.decode(raw.subarray(0, raw.length - less)));
    if (text !== null) return text;
  }
  throw problem();
}

function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x45
  );
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function placeOf(bytes: Uint8Array, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) {
    line += 1;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
