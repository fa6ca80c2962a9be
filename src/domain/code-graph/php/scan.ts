import { saysGenerated } from '../generated.ts';
import type { FileScan } from '../model.ts';
import { KeywordSet } from '../named/keyword-set.ts';
import { TypeNest } from '../named/type-nest.ts';
import { characterClasses, END, LOWER, UPPER, WordCursor } from '../named/word-cursor.ts';
import { ReferenceList } from '../reference-list.ts';
import { readInclude } from './include.ts';
import { maskPhp } from './mask.ts';
import { NameTable } from './name-table.ts';
import { readUseLine } from './use-line.ts';

/**
 * What a PHP file says, its names made full by the file's own rules. References: `App\Shop` (a class), `function App\open`,
 * `const App\LIMIT`, `include ./x.php` (include.ts). Declares: `namespace App`, `App\Shop`, `App\open()`, `const App\LIMIT`.
 * Mentions: calls, `App\open()`.
 */
export function scanPhp(text: string): FileScan {
  return new PhpScan(text).scan();
}

const CLASSES = characterClasses({ letters: '\\' });

const TYPES = ['class', 'interface', 'trait', 'enum'] as const;
/** Behind these stands a class. */
const CLASS_EXPECTED = ['new', 'extends', 'implements', 'instanceof', 'insteadof'] as const;
const INCLUDES = ['require', 'require_once', 'include', 'include_once'] as const;
/** Words that stand where a name could and are none. */
const OTHER = [
  ...[
    'as',
    'echo',
    'return',
    'print',
    'and',
    'or',
    'xor',
    'clone',
    'global',
    'static',
    'public',
    'protected',
    'private',
  ],
  ...['var', 'readonly', 'list', 'foreach', 'for', 'while', 'do', 'if', 'else', 'elseif', 'switch', 'case', 'match'],
  ...[
    'yield',
    'from',
    'throw',
    'try',
    'catch',
    'finally',
    'unset',
    'isset',
    'empty',
    'exit',
    'die',
    'abstract',
    'final',
  ],
  ...['fn', 'declare', 'goto', 'break', 'continue', 'default', 'eval', 'array', 'endif', 'endforeach', 'endwhile'],
] as const;
const KEYWORDS = new KeywordSet([
  'namespace',
  'use',
  'function',
  'const',
  ...TYPES,
  ...CLASS_EXPECTED,
  ...INCLUDES,
  ...OTHER,
]);
const RESERVED: ReadonlySet<string> = new Set([...TYPES, ...CLASS_EXPECTED, ...INCLUDES, ...OTHER]);
type Keyword = NonNullable<ReturnType<(typeof KEYWORDS)['at']>>;

class PhpScan {
  readonly #text: string;
  readonly #cursor: WordCursor;
  readonly #strings: readonly string[];
  readonly #nest = new TypeNest('\\');
  readonly #names = new NameTable();
  readonly #references = new ReferenceList();
  readonly #declares = new Set<string>();
  readonly #mentions = new Set<string>();
  /** The keyword directly before the token, if it is one. */
  #keyword: Keyword | null = null;
  /** Whether a list of classes is open: `implements A, B`. */
  #inList = false;

  constructor(text: string) {
    const { code, strings } = maskPhp(text);
    this.#text = text;
    this.#strings = strings;
    this.#cursor = new WordCursor(code, CLASSES);
  }

  scan(): FileScan {
    const cursor = this.#cursor;
    for (let kind = cursor.next(); kind !== END; kind = cursor.next()) {
      const keyword = this.#keyword;
      this.#keyword = null;
      if (kind === LOWER || kind === UPPER) this.#word(keyword);
      else {
        this.#nest.take(kind);
        if (kind === OPEN_BRACE || kind === SEMICOLON) this.#inList = false;
      }
    }
    for (const name of this.#declares) this.#mentions.delete(name);
    return {
      ...this.#references.scan({ generated: saysGenerated(this.#text) }),
      declares: [...this.#declares],
      mentions: [...this.#mentions],
    };
  }

  #word(previous: Keyword | null): void {
    const cursor = this.#cursor;
    if (cursor.before === DOLLAR || isMember(cursor)) return;
    const keyword = KEYWORDS.at(cursor);
    if (keyword === null || (keyword === 'enum' && !isWordNext(cursor))) {
      this.#use(previous);
      return;
    }
    this.#keyword = keyword;
    if (keyword === 'namespace') this.#namespace();
    else if (keyword === 'use') this.#useLine();
    else if (keyword === 'function') this.#function();
    else if (keyword === 'const') this.#const();
    else if (keyword === 'implements' || keyword === 'extends') this.#inList = true;
    else if (isOneOf(INCLUDES, keyword)) this.#include();
    else if (isOneOf(TYPES, keyword)) this.#type({ isAnonymous: previous === 'new' });
  }

  #namespace(): void {
    const cursor = this.#cursor;
    const kind = cursor.next();
    if (kind !== LOWER && kind !== UPPER) {
      cursor.again();
      if (kind === OPEN_BRACE) this.#names.enter('');
      return;
    }
    this.#names.enter(cursor.word());
    this.#declares.add(`namespace ${cursor.word()}`);
  }

  #useLine(): void {
    const cursor = this.#cursor;
    if (cursor.peek() === OPEN_PAREN) return;
    if (this.#nest.inType) {
      // Traits; each name of the list is a class.
      this.#inList = true;
      return;
    }
    for (const { kind, full, alias } of readUseLine(cursor)) {
      if (kind === 'class') this.#names.importClass(full, alias);
      else if (kind === 'function') this.#names.importFunction(full, alias);
      this.#references.add(kind === 'class' ? full : `${kind} ${full}`, 'import');
    }
  }

  #function(): void {
    const cursor = this.#cursor;
    let kind = cursor.next();
    if (kind === AMPERSAND) kind = cursor.next();
    if (kind !== LOWER && kind !== UPPER) {
      cursor.again();
      return;
    }
    if (!this.#nest.inType) this.#declares.add(`${this.#names.qualify(cursor.word())}()`);
  }

  #const(): void {
    const cursor = this.#cursor;
    const kind = cursor.next();
    if (kind !== LOWER && kind !== UPPER) {
      cursor.again();
      return;
    }
    if (this.#nest.inType) {
      // A typed constant starts with its type.
      if (cursor.peek() !== EQUALS) cursor.again();
      return;
    }
    this.#declares.add(`const ${this.#names.qualify(cursor.word())}`);
  }

  #type({ isAnonymous }: { isAnonymous: boolean }): void {
    const cursor = this.#cursor;
    if (isAnonymous) {
      this.#nest.announce('', 'type');
      return;
    }
    const kind = cursor.next();
    if (kind !== LOWER && kind !== UPPER) {
      cursor.again();
      return;
    }
    const full = this.#names.qualify(cursor.word());
    this.#declares.add(full);
    this.#nest.announce(full, 'type');
  }

  #include(): void {
    const inFunction = this.#nest.inType;
    const { path, calls } = readInclude(this.#cursor, this.#strings);
    for (const name of calls) this.#mentions.add(`${this.#names.functionOf(name)}()`);
    if (path === null) this.#references.computed = true;
    else this.#references.add(`include ${path}`, inFunction ? 'dynamic' : 'import');
  }

  #use(previous: Keyword | null): void {
    const cursor = this.#cursor;
    const name = cursor.word();
    if (this.#isClass(name, previous)) {
      const full = this.#names.classOf(name);
      if (full !== null) this.#references.add(full, 'import');
    } else if (cursor.peek() === OPEN_PAREN) this.#mentions.add(`${this.#names.functionOf(name)}()`);
  }

  #isClass(name: string, previous: Keyword | null): boolean {
    const cursor = this.#cursor;
    const { before, code, start } = cursor;
    // Keywords may be written in capitals.
    if (RESERVED.has(name.toLowerCase())) return false;
    if (previous !== null && isOneOf(CLASS_EXPECTED, previous)) return true;
    if (this.#inList && (before === COMMA || previous === 'use')) return true;
    if (before === OPEN_BRACKET && code[start - 2] === '#') return true;
    if (before === OPEN_PAREN && CATCH.test(code.slice(Math.max(0, start - 16), start))) return true;
    const after = cursor.peek();
    if (after === OPEN_PAREN) return false;
    if (after === COLON) return /^\s*::/.test(code.slice(cursor.end, cursor.end + 16));
    if (after === DOLLAR) return true;
    // What is left are the types of results and unions; a constant is written in capitals.
    if (!/[a-z]/.test(name) || !/(?:^|\\)[A-Z]/.test(name)) return false;
    if (after === BAR || before === BAR || after === AMPERSAND) return true;
    return isResultType(cursor) || (before === QUESTION && RESULT_FOLLOWERS.has(after));
  }
}

/** `->name`, `::NAME`. */
function isMember(cursor: WordCursor): boolean {
  const { before, code, start } = cursor;
  if (before === GREATER) return code[start - 1] === '>' && code[start - 2] === '-';
  return before === COLON && code[start - 1] === ':' && code[start - 2] === ':';
}

/** `): Shop {`, `) : ?Shop;`. */
function isResultType(cursor: WordCursor): boolean {
  if (cursor.before !== COLON) return false;
  return /\)\s{0,8}:\s{0,8}$/.test(cursor.code.slice(Math.max(0, cursor.start - 24), cursor.start));
}

function isWordNext(cursor: WordCursor): boolean {
  const after = cursor.peek();
  return (after >= 0x41 && after <= 0x5a) || (after >= 0x61 && after <= 0x7a) || after === 0x5f;
}

function isOneOf<Word extends string>(words: readonly Word[], word: string): word is Word {
  return (words as readonly string[]).includes(word);
}

/** `catch (Shop)` needs no variable. */
const CATCH = /\bcatch\s{0,4}\(\s{0,4}$/i;

const DOLLAR = 0x24;
const AMPERSAND = 0x26;
const OPEN_PAREN = 0x28;
const COMMA = 0x2c;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const QUESTION = 0x3f;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const BAR = 0x7c;
const RESULT_FOLLOWERS: ReadonlySet<number> = new Set([OPEN_BRACE, SEMICOLON, EQUALS, 0]);
