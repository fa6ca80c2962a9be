import { saysGenerated } from '../generated.ts';
import type { FileScan, ReferenceForm } from '../model.ts';
import { ReferenceList } from '../reference-list.ts';
import { commentEnd, isWordCode, skipSpace, stringEnd, wordEnd } from './lexeme.ts';
import { readFromStatement, readImportStatement, readModuleCall } from './statement.ts';

/**
 * What a Python file refers to, in one pass over its statements. `import a.b` is `a.b`, `from a.b import c` is `a.b:c`, with
 * the dots of a relative import in front. What is imported inside a function is `dynamic`, under `TYPE_CHECKING` `type`.
 */
export function scanPython(text: string): FileScan {
  const found = new ReferenceList();
  new ModuleReader(text, found).read();
  return found.scan({ generated: saysGenerated(text) });
}

class ModuleReader {
  readonly #text: string;
  readonly #found: ReferenceList;
  /** Calls that import are rare: only a text that holds their names is looked through for them. */
  readonly #hasCalls: boolean;
  /** Open brackets: in there a line starts no statement. */
  #depth = 0;
  #indent = 0;
  /** Indent of the outermost function, and of the outermost `if TYPE_CHECKING`, that surround the statement; -1 for none. */
  #function = -1;
  #types = -1;

  constructor(text: string, found: ReferenceList) {
    this.#text = text;
    this.#found = found;
    this.#hasCalls = text.includes('import_module') || text.includes('__import__');
  }

  read(): void {
    const text = this.#text;
    for (let at = this.#line(0); at < text.length; ) {
      const code = text.charCodeAt(at);
      const kind = code < 128 ? (KIND[code] ?? 0) : 0;
      at = kind === 0 ? at + 1 : this.#construct(at, kind);
    }
  }

  #construct(at: number, kind: number): number {
    const text = this.#text;
    if (kind === NEWLINE) return this.#line(at + 1);
    if (kind === QUOTE) return stringEnd(text, at);
    if (kind === HASH) return commentEnd(text, at);
    if (kind === BACKSLASH) return text[at + 1] === '\r' && text[at + 2] === '\n' ? at + 3 : at + 2;
    if (kind === OPEN) this.#depth += 1;
    else if (kind === CLOSE) this.#depth = Math.max(0, this.#depth - 1);
    // `try: import x`, `a = 1; import x`.
    else if (kind === SEPARATOR) return this.#depth === 0 ? this.#statement(skipSpace(text, at + 1)) : at + 1;
    else if (this.#hasCalls && !isWordCode(text.charCodeAt(at - 1))) return this.#call(at);
    return at + 1;
  }

  /** Reads what a line starts with; answers where reading goes on. */
  #line(start: number): number {
    const text = this.#text;
    const at = skipSpace(text, start);
    const code = text.charCodeAt(at);
    if (code === 0x23 || code === 0x0a || code === 0x0d) return at;
    if (this.#depth > 0) {
      // A bracket that is never closed would swallow the rest: no expression goes on like this.
      if (at > start || !CERTAIN.test(text.slice(at, at + CERTAIN_LENGTH))) return at;
      this.#depth = 0;
    }
    this.#indent = at - start;
    if (this.#indent <= this.#function) this.#function = -1;
    if (this.#indent <= this.#types) this.#types = -1;
    return this.#statement(at);
  }

  #statement(at: number): number {
    const text = this.#text;
    const first = text.charCodeAt(at);
    if (first !== LETTER_I && first !== LETTER_F && first !== LETTER_D && first !== LETTER_A) return at;
    const end = wordEnd(text, at);
    const word = text.slice(at, Math.min(end, at + LONGEST_WORD));
    if (word === 'import') return readImportStatement(text, end, this.#found, this.#form());
    if (word === 'from') return readFromStatement(text, end, this.#found, this.#form());
    if (word === 'def' || word === 'async') this.#function = this.#function < 0 ? this.#indent : this.#function;
    else if (word === 'if' && this.#types < 0 && TYPES_ONLY.test(text.slice(end, end + CERTAIN_LENGTH))) {
      this.#types = this.#indent;
    }
    // Not a keyword: a call may start here.
    return word === 'import_module' || word === 'importlib' ? at : end;
  }

  #form(): ReferenceForm {
    if (this.#types >= 0) return 'type';
    return this.#function >= 0 ? 'dynamic' : 'import';
  }

  #call(at: number): number {
    const end = wordEnd(this.#text, at);
    const word = this.#text.slice(at, Math.min(end, at + LONGEST_WORD));
    return word === 'import_module' || word === '__import__' ? readModuleCall(this.#text, end, this.#found) : end;
  }
}

/** Only a statement looks like this at the start of a line. */
const CERTAIN = /^(?:import [\w.]|from [\w.]{1,99} import |def \w|class \w|async def )/;
const CERTAIN_LENGTH = 120;
const TYPES_ONLY = /^[ \t]{1,9}(?:[A-Za-z_]{1,30}\.)?TYPE_CHECKING[ \t]{0,9}:/;
/** `import_module` and one more, so that no longer word is taken for it. */
const LONGEST_WORD = 14;

const LETTER_A = 0x61;
const LETTER_D = 0x64;
const LETTER_F = 0x66;
const LETTER_I = 0x69;

const NEWLINE = 1;
const QUOTE = 2;
const HASH = 3;
const BACKSLASH = 4;
const OPEN = 5;
const CLOSE = 6;
const SEPARATOR = 7;
const CALL = 8;

const KIND = new Uint8Array(128);
for (const [characters, kind] of [
  ['\n', NEWLINE],
  ['\'"', QUOTE],
  ['#', HASH],
  ['\\', BACKSLASH],
  ['([{', OPEN],
  [')]}', CLOSE],
  [';:', SEPARATOR],
  ['i_', CALL],
] as const) {
  for (const character of characters) KIND[character.charCodeAt(0)] = kind;
}
