import { saysGenerated } from '../generated.ts';
import { maskWith } from '../mask.ts';
import { blockComment, characterLiteral, lineComment, quoted } from '../mask-reader.ts';
import type { FileScan } from '../model.ts';
import { readDotted, readQualified } from '../named/dotted-name.ts';
import { KeywordSet } from '../named/keyword-set.ts';
import { TypeNest } from '../named/type-nest.ts';
import { characterClasses, END, LOWER, UPPER, WordCursor } from '../named/word-cursor.ts';
import { ReferenceList } from '../reference-list.ts';

/**
 * What a Java file says. References: `a.b.C`, `a.b.*`, `static a.b.C.d`, `module a.b`. Declares: `package a.b`, `a.b.C`,
 * `a.b.C.Inner`, `module a.b`. Mentions: capitalised words that are no member (`C`) and full names in code (`a.b.C`).
 */
export function scanJava(text: string): FileScan {
  return new JavaScan(text).scan();
}

const mask = maskWith([
  lineComment('//'),
  blockComment('/*', '*/'),
  quoted({ open: '"""', multiline: true }),
  quoted({ open: '"' }),
  characterLiteral(),
]);

const CLASSES = characterClasses({ letters: '$' });

const KEYWORDS = new KeywordSet([
  'package',
  'import',
  'class',
  'interface',
  'enum',
  'record',
  'module',
  'requires',
  'new',
  'this',
  'super',
]);

/** Words before another that are no type a file declares. */
const MODIFIERS: ReadonlySet<string> = new Set([
  ...[
    'public',
    'private',
    'protected',
    'static',
    'final',
    'abstract',
    'native',
    'synchronized',
    'transient',
    'volatile',
  ],
  ...['strictfp', 'default', 'sealed', 'non', 'permits', 'extends', 'implements', 'throws', 'return', 'throw', 'else'],
  ...['case', 'instanceof', 'assert', 'do', 'yield', 'when', 'void', 'var', 'boolean', 'byte', 'char', 'short', 'int'],
  ...['long', 'float', 'double', 'to', 'with', 'uses', 'provides', 'exports', 'opens', 'open', 'transitive'],
]);

class JavaScan {
  readonly #text: string;
  readonly #cursor: WordCursor;
  readonly #nest = new TypeNest();
  readonly #references = new ReferenceList();
  readonly #declares = new Set<string>();
  readonly #own = new Set<string>();
  readonly #mentions = new Set<string>();
  #package = '';

  constructor(text: string) {
    this.#text = text;
    this.#cursor = new WordCursor(mask(text).code, CLASSES);
  }

  scan(): FileScan {
    const cursor = this.#cursor;
    for (let kind = cursor.next(); kind !== END; kind = cursor.next()) {
      if (kind === UPPER) this.#mention();
      else if (kind === LOWER) this.#word();
      else this.#nest.take(kind);
    }
    for (const name of this.#own) this.#mentions.delete(name);
    return {
      ...this.#references.scan({ generated: saysGenerated(this.#text) }),
      declares: [...this.#declares],
      mentions: [...this.#mentions],
    };
  }

  #mention(): void {
    const cursor = this.#cursor;
    if (cursor.before === DOT) return;
    if (cursor.end - cursor.start === 1 && !isOwner(cursor)) return;
    this.#mentions.add(cursor.word());
  }

  #word(): void {
    const cursor = this.#cursor;
    if (cursor.before === DOT) return;
    const keyword = KEYWORDS.at(cursor);
    if (keyword === null) {
      this.#use();
    } else if (keyword === 'package') this.#startPackage();
    else if (keyword === 'import') this.#import();
    else if (keyword === 'module') this.#module();
    else if (keyword === 'requires') this.#require();
    else if (keyword === 'new') this.#make();
    else if (keyword !== 'this' && keyword !== 'super') this.#declare(keyword);
  }

  /** A full name; or two words side by side, of which the first is a type, however it is written. */
  #use(): void {
    const cursor = this.#cursor;
    const after = cursor.peek();
    if (after === DOT) {
      const name = readQualified(cursor);
      if (name !== null) this.#mentions.add(name);
    } else if (isLetter(after) && cursor.code.charCodeAt(cursor.end) <= SPACE && !MODIFIERS.has(cursor.word())) {
      this.#mentions.add(cursor.word());
    }
  }

  /** `new shop(`. */
  #make(): void {
    const cursor = this.#cursor;
    if (cursor.next() === LOWER && cursor.peek() === OPEN_PAREN) this.#mentions.add(cursor.word());
    else cursor.again();
  }

  #startPackage(): void {
    if (this.#package !== '' || this.#nest.place !== 'namespace') return;
    this.#package = readDotted(this.#cursor);
    this.#declares.add(`package ${this.#package}`);
  }

  #import(): void {
    if (this.#nest.place !== 'namespace') return;
    const name = readDotted(this.#cursor);
    if (name === 'module') {
      this.#addReference('module ', readDotted(this.#cursor));
    } else if (name === 'static') {
      this.#addReference('static ', readDotted(this.#cursor));
    } else this.#addReference('', name);
  }

  #module(): void {
    if (this.#nest.place !== 'namespace') return;
    const name = readDotted(this.#cursor);
    if (name === '' || this.#cursor.peek() !== OPEN_BRACE) return;
    this.#declares.add(`module ${name}`);
    this.#nest.announce('', 'namespace');
  }

  #require(): void {
    if (this.#nest.place !== 'namespace') return;
    const names = [readDotted(this.#cursor), readDotted(this.#cursor), readDotted(this.#cursor)];
    const name = names.filter((each) => each !== '' && each !== 'transitive' && each !== 'static')[0];
    if (name !== undefined) this.#addReference('module ', name);
  }

  #addReference(mark: string, name: string): void {
    if (name !== '') this.#references.add(mark + name, 'import');
  }

  #declare(keyword: 'class' | 'interface' | 'enum' | 'record'): void {
    const cursor = this.#cursor;
    const kind = cursor.next();
    if (kind !== UPPER && kind !== LOWER) {
      cursor.again();
      return;
    }
    const after = cursor.peek();
    if (keyword === 'record' && after !== OPEN_PAREN && after !== LESS) {
      cursor.again();
      return;
    }
    const simple = cursor.word();
    this.#own.add(simple);
    if (this.#nest.place === 'code') return;
    const outer = this.#nest.name;
    const name = outer === '' ? this.#inPackage(simple) : `${outer}.${simple}`;
    this.#declares.add(name);
    this.#nest.announce(name, 'type');
  }

  #inPackage(simple: string): string {
    return this.#package === '' ? simple : `${this.#package}.${simple}`;
  }
}

/** Whether a member is taken of the word: `G.v()`; a lone letter is a type variable otherwise. */
function isOwner(cursor: WordCursor): boolean {
  return cursor.peek() === DOT && cursor.code[cursor.end + 1] !== '.';
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

const SPACE = 0x20;
const DOT = 0x2e;
const LESS = 0x3c;
const OPEN_BRACE = 0x7b;
const OPEN_PAREN = 0x28;
