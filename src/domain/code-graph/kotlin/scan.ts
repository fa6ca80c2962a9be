import { saysGenerated } from '../generated.ts';
import { maskWith } from '../mask.ts';
import { blockComment, characterLiteral, lineComment, quoted } from '../mask-reader.ts';
import type { FileScan } from '../model.ts';
import { readDotted, readQualified } from '../named/dotted-name.ts';
import { INTERPOLATION_LIMIT, interpolatedCode } from '../named/interpolation.ts';
import { KeywordSet } from '../named/keyword-set.ts';
import { TypeNest } from '../named/type-nest.ts';
import { characterClasses, END, LOWER, TEXT, UPPER, WordCursor } from '../named/word-cursor.ts';
import { ReferenceList } from '../reference-list.ts';

/**
 * What a Kotlin file says. References: `a.b.C`, `a.b.*`, `a.b.C as D`. Declares: `package a.b`, `a.b.C`, `a.b.C.Inner`,
 * `a.b.function`, and `a.b..function` where it extends a type. Mentions: capitalised words that are no member (`C`), calls
 * (`function`), calls of members (`.function`), full names in code (`a.b.C`). What is private to the file is not declared.
 */
export function scanKotlin(text: string): FileScan {
  return new KotlinScan().scan(text);
}

const mask = maskWith([
  lineComment('//'),
  blockComment('/*', '*/', { nested: true }),
  quoted({ open: '"""', multiline: true, escaping: 'none', interpolation: '${' }),
  quoted({ open: '"', interpolation: '${', multilineCode: true }),
  characterLiteral(),
]);

const CLASSES = characterClasses({ letters: '$', blanks: '`' });

const DECLARING = ['class', 'interface', 'object', 'typealias', 'fun', 'val', 'var'] as const;
/** Words that stand where a call could and are none. */
const OTHER = [
  ...['if', 'else', 'for', 'while', 'do', 'when', 'try', 'catch', 'finally', 'return', 'throw', 'in', 'is', 'by'],
  ...['this', 'super', 'init', 'get', 'set', 'companion', 'where', 'suspend', 'inline', 'where', 'data'],
] as const;
const KEYWORDS = new KeywordSet(['package', 'import', 'private', 'constructor', ...DECLARING, ...OTHER]);
type Declaring = (typeof DECLARING)[number];

/**
 * Calls that nearly always mean Kotlin's own library: an extension of the same name in sight would draw an edge to it from every
 * loop. Where one is imported by name, the import tells.
 */
const OF_STANDARD_LIBRARY: ReadonlySet<string> = new Set([
  ...['let', 'run', 'apply', 'also', 'use', 'takeIf', 'takeUnless', 'forEach', 'forEachIndexed', 'map', 'mapNotNull'],
  ...[
    'mapIndexed',
    'flatMap',
    'filter',
    'filterNot',
    'filterNotNull',
    'find',
    'first',
    'firstOrNull',
    'last',
    'lastOrNull',
  ],
  ...[
    'any',
    'all',
    'none',
    'count',
    'sum',
    'sumOf',
    'min',
    'max',
    'minBy',
    'maxBy',
    'fold',
    'reduce',
    'groupBy',
    'sortedBy',
  ],
  ...['sorted', 'distinct', 'reversed', 'zip', 'take', 'drop', 'associate', 'associateBy', 'partition', 'joinToString'],
  ...[
    'toList',
    'toSet',
    'toMap',
    'toString',
    'toInt',
    'toLong',
    'split',
    'trim',
    'replace',
    'get',
    'set',
    'put',
    'add',
  ],
  ...[
    'remove',
    'contains',
    'containsKey',
    'isEmpty',
    'isNotEmpty',
    'iterator',
    'equals',
    'hashCode',
    'close',
    'invoke',
  ],
]);

/** A declaration's name comes within so many tokens: `fun <T : Any> Map<String, List<T>>.name(`. */
const SIGNATURE_LIMIT = 120;

class KotlinScan {
  readonly #nest = new TypeNest();
  readonly #references = new ReferenceList();
  readonly #declares = new Set<string>();
  readonly #own = new Set<string>();
  readonly #mentions = new Set<string>();
  #cursor = new WordCursor('', CLASSES);
  #strings: readonly string[] = [];
  #package = '';
  /** Whether the next declaration is private. */
  #private = false;
  #facade: string | null = null;

  scan(text: string): FileScan {
    this.#walk(text, 0);
    if (this.#facade !== null) this.#declares.add(this.#inPackage(this.#facade));
    for (const name of this.#own) this.#mentions.delete(name);
    return {
      ...this.#references.scan({ generated: saysGenerated(text) }),
      declares: [...this.#declares],
      mentions: [...this.#mentions],
    };
  }

  #walk(text: string, level: number): void {
    const { code, strings } = mask(text);
    this.#strings = strings;
    this.#cursor = new WordCursor(code, CLASSES);
    const cursor = this.#cursor;
    for (let kind = cursor.next(); kind !== END; kind = cursor.next()) {
      if (kind === UPPER) this.#name();
      else if (kind === LOWER) this.#word();
      else this.#nest.take(kind);
    }
    const inside = level < INTERPOLATION_LIMIT ? interpolatedCode(strings, '${') : '';
    if (inside !== '') this.#walk(inside, level + 1);
  }

  #name(): void {
    const cursor = this.#cursor;
    const name = cursor.word();
    if (name === 'JvmName' && cursor.before === COLON) {
      this.#nameFacade();
      return;
    }
    if (cursor.before === DOT) return;
    if (name.length === 1 && cursor.peek() !== DOT) return;
    this.#mentions.add(name);
  }

  /** `@file:JvmName("Text")` names the class that Java code sees. */
  #nameFacade(): void {
    const cursor = this.#cursor;
    if (cursor.next() !== OPEN_PAREN) {
      cursor.again();
      return;
    }
    this.#nest.take(OPEN_PAREN);
    if (cursor.next() !== TEXT) {
      cursor.again();
      return;
    }
    const name = this.#strings[cursor.textNumber()] ?? '';
    if (/^\w+$/.test(name)) this.#facade = name;
  }

  #word(): void {
    const cursor = this.#cursor;
    const keyword = cursor.before === DOT ? null : KEYWORDS.at(cursor);
    if (keyword === null) this.#use();
    else if (keyword === 'package') this.#startPackage();
    else if (keyword === 'import') this.#import();
    else if (keyword === 'private') this.#private = true;
    else if (keyword === 'constructor') this.#private = false;
    else if (isDeclaring(keyword) && !(keyword === 'class' && cursor.before === COLON)) this.#declare(keyword);
  }

  #use(): void {
    const cursor = this.#cursor;
    const isMember = cursor.before === DOT;
    if (!isMember && cursor.peek() === DOT) {
      const name = readQualified(cursor);
      if (name !== null) this.#mentions.add(name);
      else if (cursor.kind === LOWER && isCall(cursor)) this.#callMember();
    } else if (isCall(cursor) || (cursor.before === COLON && cursor.code[cursor.start - 2] === ':')) {
      if (isMember) this.#callMember();
      else this.#mentions.add(cursor.word());
    }
  }

  #callMember(): void {
    const name = this.#cursor.word();
    if (!OF_STANDARD_LIBRARY.has(name)) this.#mentions.add(`.${name}`);
  }

  #startPackage(): void {
    if (this.#package !== '' || this.#nest.place !== 'namespace') return;
    this.#package = readDotted(this.#cursor);
    if (this.#package !== '') this.#declares.add(`package ${this.#package}`);
  }

  #import(): void {
    if (this.#nest.place !== 'namespace') return;
    const cursor = this.#cursor;
    const name = readDotted(cursor);
    if (name === '') return;
    const next = cursor.next();
    if (next !== LOWER || cursor.word() !== 'as') {
      cursor.again();
      this.#references.add(name, 'import');
      return;
    }
    cursor.next();
    this.#references.add(`${name} as ${cursor.word()}`, 'import');
  }

  #declare(keyword: Declaring): void {
    const isPrivate = this.#private;
    this.#private = false;
    this.#nest.withdraw();
    if (keyword === 'fun' || keyword === 'val' || keyword === 'var') this.#declareMember(keyword, isPrivate);
    else this.#declareType(keyword, isPrivate);
  }

  #declareType(keyword: 'class' | 'interface' | 'object' | 'typealias', isPrivate: boolean): void {
    const cursor = this.#cursor;
    const kind = cursor.next();
    if (kind !== UPPER && kind !== LOWER) {
      cursor.again();
      return;
    }
    const simple = cursor.word();
    this.#own.add(simple);
    if (this.#nest.place === 'code') return;
    const outer = this.#nest.name;
    const name = outer === '' ? this.#inPackage(simple) : `${outer}.${simple}`;
    if (!isPrivate) this.#declares.add(name);
    if (keyword !== 'typealias') this.#nest.announce(name, 'type');
  }

  #declareMember(keyword: 'fun' | 'val' | 'var', isPrivate: boolean): void {
    const isTop = this.#nest.place === 'namespace';
    const found = this.#readSignature(keyword);
    if (found === null) return;
    this.#own.add(found.name);
    if (!isTop || isPrivate) return;
    this.#declares.add(this.#inPackage(found.name));
    if (found.extends) this.#declares.add(this.#inPackage(`.${found.name}`));
  }

  /** Reads up to the name of a function or property; types on the way are mentioned. */
  #readSignature(keyword: 'fun' | 'val' | 'var'): { name: string; extends: boolean } | null {
    const cursor = this.#cursor;
    let name = '';
    let hasReceiver = false;
    let angles = 0;
    for (let count = 0; count < SIGNATURE_LIMIT; count += 1) {
      const kind = cursor.next();
      if (kind === LESS) angles += 1;
      else if (kind === GREATER) angles -= 1;
      else if (kind === UPPER || kind === LOWER) {
        if (keyword === 'fun' && name === '' && (cursor.word() === 'interface' || cursor.word() === 'fun')) break;
        if (name !== '' && angles <= 0 && cursor.before !== DOT && cursor.before !== GREATER) break;
        if (kind === UPPER && cursor.peek() !== OPEN_PAREN) this.#name();
        if (angles <= 0) name = cursor.word();
      } else if (kind === DOT && angles <= 0) hasReceiver = true;
      else if (angles <= 0 && kind !== QUESTION) break;
      else if (kind === END || kind === OPEN_BRACE || kind === CLOSE_BRACE) break;
    }
    cursor.again();
    return name === '' ? null : { name, extends: hasReceiver };
  }

  #inPackage(simple: string): string {
    return this.#package === '' ? simple : `${this.#package}.${simple}`;
  }
}

function isDeclaring(keyword: string): keyword is Declaring {
  return (DECLARING as readonly string[]).includes(keyword);
}

/** `name(`, `name {`, `name<`. */
function isCall(cursor: WordCursor): boolean {
  const after = cursor.peek();
  return after === OPEN_PAREN || after === OPEN_BRACE || cursor.code.charCodeAt(cursor.end) === LESS;
}

const DOT = 0x2e;
const COLON = 0x3a;
const LESS = 0x3c;
const GREATER = 0x3e;
const QUESTION = 0x3f;
const OPEN_PAREN = 0x28;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
