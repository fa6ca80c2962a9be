import { END, LOWER, NUMBER, TEXT, UPPER, type WordCursor } from '../named/word-cursor.ts';

/** What an expression behind `include` says. */
export interface IncludedPath {
  readonly path: string | null;
  /** Functions that it calls. */
  readonly calls: readonly string[];
}

/** An expression of more tokens is not followed. */
const TOKEN_LIMIT = 48;

/**
 * Reads what stands behind `require` or `include`: `./x.php` where the file's own folder is named, `x.php` for a bare path,
 * `*` and the rest (`*` + `/lib/x.php`) where a constant or a function gives the head; `null` where it is computed.
 */
export function readInclude(cursor: WordCursor, strings: readonly string[]): IncludedPath {
  const parts = new IncludeParts();
  const calls: string[] = [];
  let depth = 0;
  for (let count = 0; count < TOKEN_LIMIT; count += 1) {
    const kind = cursor.next();
    if (kind === TEXT) parts.addText(strings[cursor.textNumber()] ?? '');
    else if (kind === LOWER || kind === UPPER) {
      if (parts.isComplete && cursor.before !== DOT) break;
      if (cursor.peek() === OPEN_PAREN && cursor.before !== DOLLAR && !/^dirname$/i.test(cursor.word())) {
        calls.push(cursor.word());
      }
      parts.addWord(cursor.word());
    } else if (kind === NUMBER) parts.addNumber(Number(cursor.word()));
    else if (kind === OPEN_PAREN) depth += 1;
    else if (kind === CLOSE_PAREN) depth -= 1;
    else if (kind === DOLLAR) parts.addUnknown();
    else if (kind === END || (kind !== DOT && kind !== COMMA)) break;
    if (depth < 0) break;
  }
  cursor.again();
  return { path: parts.path(), calls };
}

class IncludeParts {
  /** Steps up from the file's folder; `null` where nothing names it. */
  #up: number | null = null;
  #dirnames = 0;
  #hasUnknownHead = false;
  #text = '';
  #isComputed = false;

  get isComplete(): boolean {
    return this.#text !== '';
  }

  addText(text: string): void {
    if (text.includes('$')) this.#isComputed = true;
    this.#text += text;
  }

  addWord(word: string): void {
    const name = word.toLowerCase();
    if (name === 'dirname') this.#dirnames += 1;
    else if (name === '__dir__') this.#up = this.#dirnames;
    // The first `dirname` of a file's path is its own folder.
    else if (name === '__file__') this.#up = this.#dirnames - 1;
    else if (name !== 'directory_separator') this.addUnknown({ isVariable: false });
    else this.#text += '/';
  }

  /** `dirname(__DIR__, 2)`. */
  addNumber(levels: number): void {
    if (this.#up !== null && this.#text === '' && levels > 0 && levels < LEVEL_LIMIT) this.#up += levels - 1;
  }

  addUnknown({ isVariable = true } = {}): void {
    if (isVariable || this.#text !== '') this.#isComputed = true;
    this.#hasUnknownHead = true;
  }

  path(): string | null {
    if (this.#isComputed || this.#text === '' || this.#text.length > PATH_LIMIT) return null;
    const rest = this.#text.replace(/^\/+/, '');
    if (this.#hasUnknownHead) return rest.includes('/') ? `*/${rest}` : null;
    if (this.#up === null) return this.#text.startsWith('/') ? null : this.#text;
    return this.#up < 0 ? null : `./${'../'.repeat(this.#up)}${rest}`;
  }
}

const LEVEL_LIMIT = 20;
const PATH_LIMIT = 1000;

const DOLLAR = 0x24;
const OPEN_PAREN = 0x28;
const CLOSE_PAREN = 0x29;
const COMMA = 0x2c;
const DOT = 0x2e;
