/** What a token is: one of these, or the character code (33 and above) of a mark such as `{`. */
export const END = 0;
/** A word that starts with a small letter, `_`, `$` or a letter without case. */
export const LOWER = 1;
/** A word that starts with a capital of ASCII. */
export const UPPER = 2;
export const NUMBER = 3;
/** A string's placeholder, `¤12¤`. */
export const TEXT = 4;

/** Which characters a language reads in its own way. */
export interface Alphabet {
  /** Part of words: `\` in PHP's names, `$` in Java's. */
  readonly letters?: string;
  /** Read as if they were spaces: the backtick around Kotlin's names, C#'s `@`. */
  readonly blanks?: string;
}

/** The class of each Latin-1 character, for `WordCursor`. */
export function characterClasses({ letters = '', blanks = '' }: Alphabet = {}): Uint8Array {
  const classes = new Uint8Array(256);
  for (let code = 33; code < 256; code += 1) {
    const character = String.fromCharCode(code);
    if (blanks.includes(character)) continue;
    if (code === MARK_CODE) classes[code] = STRING;
    else if (/[A-Z]/.test(character)) classes[code] = CAPITAL;
    else if (/\p{L}|_/u.test(character) || letters.includes(character)) classes[code] = SMALL;
    else if (/\d/.test(character)) classes[code] = DIGIT;
    else if (code < 127) classes[code] = SIGN;
  }
  return classes;
}

/** Walks over the tokens of masked code; linear, and it makes no string before it is asked for one. */
export class WordCursor {
  readonly code: string;
  /** The token's place; the end is exclusive. */
  start = 0;
  end = 0;
  /** The kind of the token, and of the one before it; `END` before the first. */
  kind = END;
  before = END;
  readonly #classes: Uint8Array;
  #again = false;

  constructor(code: string, classes: Uint8Array) {
    this.code = code;
    this.#classes = classes;
  }

  /** Goes to the next token and answers its kind; `END` for ever behind the last. */
  next(): number {
    if (this.#again) {
      this.#again = false;
      return this.kind;
    }
    const { code } = this;
    const classes = this.#classes;
    this.before = this.kind;
    for (let at = this.end; at < code.length; at += 1) {
      const first = code.charCodeAt(at);
      const is = first < 256 ? (classes[first] as number) : SMALL;
      if (is === SPACE || first === BYTE_ORDER_MARK) continue;
      this.start = at;
      if (is === SIGN) {
        this.end = at + 1;
        this.kind = first;
      } else if (is === STRING) {
        const close = code.indexOf(code[at] as string, at + 1);
        this.end = close < 0 ? code.length : close + 1;
        this.kind = TEXT;
      } else {
        this.end = this.#wordEnd(at + 1);
        this.kind = is === CAPITAL ? UPPER : is === SMALL ? LOWER : NUMBER;
      }
      return this.kind;
    }
    this.start = code.length;
    this.end = code.length;
    this.kind = END;
    return END;
  }

  /** Makes the next `next` answer the same token once more. */
  again(): void {
    this.#again = true;
  }

  /** The token as written. */
  word(): string {
    return this.code.slice(this.start, this.end);
  }

  /** The code of the first character behind the token that is no blank; 0 at the end. */
  peek(): number {
    for (let at = this.end; at < this.code.length; at += 1) {
      const code = this.code.charCodeAt(at);
      if (code > LATIN_END || this.#classes[code] !== SPACE) return code;
    }
    return 0;
  }

  /** The number of a `TEXT` token's string. */
  textNumber(): number {
    return Number(this.code.slice(this.start + 1, this.end - 1));
  }

  #wordEnd(from: number): number {
    const { code } = this;
    const classes = this.#classes;
    let at = from;
    for (; at < code.length; at += 1) {
      const here = code.charCodeAt(at);
      const is = here < 256 ? (classes[here] as number) : SMALL;
      if (is === SPACE || is > DIGIT) break;
    }
    return at;
  }
}

const SPACE = 0;
const SMALL = 1;
const CAPITAL = 2;
const DIGIT = 3;
const SIGN = 4;
const STRING = 5;
const LATIN_END = 255;
const MARK_CODE = 0xa4;
/** Stands at the head of many files of Windows. */
const BYTE_ORDER_MARK = 0xfeff;
