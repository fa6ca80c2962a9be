import { saysGenerated } from '../generated.ts';
import type { FileScan } from '../model.ts';
import { readDotted } from '../named/dotted-name.ts';
import { INTERPOLATION_LIMIT, interpolatedCode } from '../named/interpolation.ts';
import { KeywordSet } from '../named/keyword-set.ts';
import { TypeNest } from '../named/type-nest.ts';
import { characterClasses, END, LOWER, TEXT, UPPER, WordCursor } from '../named/word-cursor.ts';
import { ReferenceList } from '../reference-list.ts';
import { extendedMethod } from './extension-method.ts';
import { maskCSharp } from './mask.ts';
import { declaresMember, placeOf, TYPE_EXPECTED } from './type-place.ts';

/**
 * What a C# file says. References: `A.B` (a namespace), `static A.B.C`, `A.B.C as D`, each with `global ` in front where it
 * counts for the whole project. Declares: `namespace A.B` and those around it, `A.B.C`, `A.B.C.Inner`, and `A.B..Method` for an
 * extension method. Mentions: words that may be types (`C`), chains of them (`A.B.C`), calls of members (`.Method`).
 */
export function scanCSharp(text: string): FileScan {
  return new CSharpScan().scan(text);
}

const CLASSES = characterClasses({ blanks: '@' });

const TYPES = ['class', 'struct', 'interface', 'enum', 'record'] as const;
const KEYWORDS = new KeywordSet(['namespace', 'using', 'delegate', 'this', 'global', ...TYPES, ...TYPE_EXPECTED]);
type TypeKeyword = (typeof TYPES)[number];

/** `Company.Product.Area.Feature.Type.Member` and some more. */
const CHAIN_LIMIT = 10;
/** A delegate's name comes within so many tokens. */
const SIGNATURE_LIMIT = 80;

class CSharpScan {
  readonly #nest = new TypeNest();
  readonly #references = new ReferenceList();
  readonly #declares = new Set<string>();
  readonly #own = new Set<string>();
  readonly #mentions = new Set<string>();
  /** Words that are types unless the file has a member of that name. */
  readonly #values = new Set<string>();
  readonly #members = new Set<string>();
  #cursor = new WordCursor('', CLASSES);
  #strings: readonly string[] = [];
  /** The last keyword, and where it ends. */
  #keyword: string | null = null;
  #keywordEnd = -1;
  #previousEnd = -1;
  #interpolated: string[] = [];

  scan(text: string): FileScan {
    this.#walk(text, 0);
    for (const name of this.#values) if (!this.#members.has(name)) this.#mentions.add(name);
    for (const name of this.#own) this.#mentions.delete(name);
    return {
      ...this.#references.scan({ generated: saysGenerated(text) }),
      declares: [...this.#declares],
      mentions: [...this.#mentions],
    };
  }

  #walk(text: string, level: number): void {
    const { code, strings } = maskCSharp(text);
    this.#strings = strings;
    this.#interpolated = [];
    this.#cursor = new WordCursor(code, CLASSES);
    const cursor = this.#cursor;
    for (let kind = cursor.next(); kind !== END; kind = cursor.next()) {
      if (kind === UPPER) this.#name();
      else if (kind === LOWER) this.#word();
      else if (kind === TEXT) this.#string();
      else this.#nest.take(kind);
      this.#previousEnd = cursor.end;
    }
    if (level === INTERPOLATION_LIMIT || this.#interpolated.length === 0) return;
    this.#walk(interpolatedCode(this.#interpolated, '{'), level + 1);
  }

  /** `$"..."`; the mark is directly before the quotes, or before the other mark. */
  #string(): void {
    const { code, start } = this.#cursor;
    const at = code[start - 1] === '@' ? start - 2 : start - 1;
    if (code[at] !== '$') return;
    const string = this.#strings[this.#cursor.textNumber()];
    if (string !== undefined) this.#interpolated.push(string);
  }

  #name(): void {
    const cursor = this.#cursor;
    const before = cursor.before;
    const keyword = this.#keywordEnd === this.#previousEnd && before === LOWER ? this.#keyword : null;
    if (before === DOT) {
      this.#member();
      return;
    }
    const first = cursor.word();
    if (cursor.peek() === DOT) {
      this.#chain(first);
      return;
    }
    const after = cursor.peek();
    if (first.length === 1) return;
    const suffix = cursor.code.slice(cursor.end, cursor.end + 2);
    const place = placeOf({ before, keyword, after, suffix });
    if (place === 'type') this.#mentions.add(first);
    else if (place === 'value') this.#values.add(first);
    else if (declaresMember({ before, after })) this.#members.add(first);
    if (mayBeAttribute(before, after)) this.#mentions.add(`${first}Attribute`);
  }

  /** `.Name(` and `.Name<`: perhaps an extension method. */
  #member(): void {
    const cursor = this.#cursor;
    const after = cursor.code.charCodeAt(cursor.end);
    if (after === OPEN_PAREN || after === LESS) this.#mentions.add(`.${cursor.word()}`);
  }

  /** `A.B.C`: of a type its members, or of a namespace its types. */
  #chain(first: string): void {
    const cursor = this.#cursor;
    const inAttribute = cursor.before === OPEN_BRACKET;
    let chain = first;
    for (let count = 1; count < CHAIN_LIMIT && cursor.peek() === DOT; count += 1) {
      cursor.next();
      if (cursor.next() !== UPPER) {
        cursor.again();
        break;
      }
      chain = `${chain}.${cursor.word()}`;
    }
    this.#values.add(first);
    if (cursor.kind !== UPPER) return;
    this.#member();
    this.#mentions.add(chain);
    if (inAttribute) this.#mentions.add(`${chain}Attribute`);
  }

  #word(): void {
    const cursor = this.#cursor;
    const keyword = cursor.before === DOT ? null : KEYWORDS.at(cursor);
    if (keyword === null) return;
    this.#keyword = keyword;
    this.#keywordEnd = cursor.end;
    if (keyword === 'namespace') this.#namespace();
    else if (keyword === 'using') this.#using();
    else if (keyword === 'delegate') this.#delegate();
    else if (keyword === 'this') this.#extension();
    else if ((TYPES as readonly string[]).includes(keyword)) this.#type(keyword as TypeKeyword);
  }

  #namespace(): void {
    if (this.#nest.place !== 'namespace') return;
    const cursor = this.#cursor;
    const name = readDotted(cursor);
    if (name === '') return;
    const full = this.#nest.qualify(name);
    for (let dot = full.indexOf('.'); dot > 0; dot = full.indexOf('.', dot + 1)) {
      this.#declares.add(`namespace ${full.slice(0, dot)}`);
    }
    this.#declares.add(`namespace ${full}`);
    if (cursor.peek() === SEMICOLON) this.#nest.enter(full);
    else this.#nest.announce(full, 'namespace');
  }

  #using(): void {
    if (this.#nest.place !== 'namespace') return;
    const cursor = this.#cursor;
    const mark = cursor.before === LOWER && this.#isGlobal(cursor.start) ? 'global ' : '';
    const first = this.#readName();
    const target = first === 'static' || first === 'unsafe' ? this.#readName() : first;
    const after = cursor.peek();
    if (target === '') return;
    if (after === SEMICOLON) {
      this.#references.add(`${mark}${first === 'static' ? 'static ' : ''}${target}`, 'import');
    } else if (after === EQUALS) {
      cursor.next();
      const meant = this.#readName();
      if (meant !== '') this.#references.add(`${mark}${meant} as ${target}`, 'import');
    } else if (/^[A-Z]/.test(target)) this.#mentions.add(target);
  }

  #isGlobal(end: number): boolean {
    return /\bglobal\s{1,8}$/.test(this.#cursor.code.slice(Math.max(0, end - 16), end));
  }

  /** A dotted name; `global::` in front says what is meant anyway. */
  #readName(): string {
    const cursor = this.#cursor;
    const name = readDotted(cursor);
    if (name !== 'global' || cursor.peek() !== COLON) return name;
    cursor.next();
    cursor.next();
    return readDotted(cursor);
  }

  #type(keyword: TypeKeyword): void {
    const cursor = this.#cursor;
    // `where T : class`.
    if (cursor.before === COLON || cursor.before === COMMA) return;
    let kind = cursor.next();
    if (keyword === 'record' && kind === LOWER && /^(?:class|struct)$/.test(cursor.word())) kind = cursor.next();
    if (kind !== UPPER && kind !== LOWER) {
      cursor.again();
      return;
    }
    if (keyword === 'record' && (this.#nest.place === 'code' || !RECORD_FOLLOWERS.has(cursor.peek()))) {
      cursor.again();
      return;
    }
    this.#declare(cursor.word(), { hasBody: true });
  }

  #declare(simple: string, { hasBody }: { hasBody: boolean }): void {
    this.#own.add(simple);
    if (this.#nest.place === 'code') return;
    const name = this.#nest.qualify(simple);
    this.#declares.add(name);
    if (hasBody) this.#nest.announce(name, 'type');
  }

  /** `delegate Result<T> Handler<T>(T value);`: the name is the last word outside of `<>` before the parentheses. */
  #delegate(): void {
    const cursor = this.#cursor;
    if (this.#nest.place === 'code') return;
    let name = '';
    let angles = 0;
    for (let count = 0; count < SIGNATURE_LIMIT; count += 1) {
      const kind = cursor.next();
      if (kind === LESS) angles += 1;
      else if (kind === GREATER) angles -= 1;
      else if (kind === UPPER && cursor.peek() !== OPEN_PAREN && cursor.before !== DOT)
        this.#mentions.add(cursor.word());
      if ((kind === UPPER || kind === LOWER) && angles === 0) name = cursor.word();
      if (kind === END || kind === SEMICOLON || kind === OPEN_BRACE || (kind === OPEN_PAREN && angles === 0)) break;
    }
    cursor.again();
    if (name === '' || cursor.kind !== OPEN_PAREN) return;
    this.#declare(name, { hasBody: false });
  }

  #extension(): void {
    if (!this.#nest.inType) return;
    const method = extendedMethod(this.#cursor);
    if (method === null) return;
    const namespace = this.#nest.namespace;
    this.#declares.add(namespace === '' ? `.${method}` : `${namespace}..${method}`);
  }
}

/** `[Name]`, `[Name(`, `[Other, Name]`, `[Other, Name(`, `[assembly: Name]`. */
function mayBeAttribute(before: number, after: number): boolean {
  if (before === OPEN_BRACKET) return true;
  return (before === COMMA || before === COLON) && (after === CLOSE_BRACKET || after === OPEN_PAREN);
}

const OPEN_PAREN = 0x28;
const COMMA = 0x2c;
const DOT = 0x2e;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;

/** `record Sale(`, `record Sale<T>`, `record Sale :`, `record Sale {`, `record Sale;`. */
const RECORD_FOLLOWERS: ReadonlySet<number> = new Set([OPEN_PAREN, LESS, COLON, OPEN_BRACE, SEMICOLON]);
