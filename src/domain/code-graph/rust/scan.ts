import { saysGenerated } from '../generated.ts';
import { MARK, type Masked, maskWith } from '../mask.ts';
import { blockComment, characterLiteral, hashQuoted, lineComment, quoted } from '../mask-reader.ts';
import type { FileScan, ReferenceForm } from '../model.ts';
import { ReferenceList } from '../reference-list.ts';
import { readUseTree } from './use-tree.ts';

/** How `references` tells a file of a module, and a file read by a macro, from a `use`. */
export const MODULE_MARK = 'mod ';
export const INCLUDE_MARK = 'include ';

/**
 * What a Rust file says by itself. `references` are leaves of `use` (`crate::a::B`, `crate::a::*`, `a::b as c`), modules in
 * other files (`mod a`, `mod a "path.rs"`) and included files; `declares` the items of the file's own module, macros with
 * `!`; `mentions` paths (`a::b::C`), macros (`a!`) and, where a glob is imported, simple names. What stands in an inline
 * module is written as the file's module would write it.
 */
export function scanRust(text: string): FileScan {
  return new RustReader(maskRust(text)).read(saysGenerated(text));
}

const maskRust = maskWith([
  lineComment('//'),
  blockComment('/*', '*/', { nested: true }),
  hashQuoted(['r', 'br', 'cr']),
  quoted({ open: '"', multiline: true }),
  characterLiteral(),
]);

const WORD = /[A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff]*|[{};]/g;
const INCLUDE = new RegExp(`\\s*!\\s*[([{]\\s*(?:${MARK}(\\d+)${MARK}\\s*,?\\s*[)\\]}])?`, 'y');
const PATH_VALUE = new RegExp(`\\s*=\\s*${MARK}(\\d+)${MARK}`, 'y');
const NEXT_WORD = /\s+(?:r#)?([A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff]*)/y;
const TAIL = /\s*::\s*(?:r#)?([A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff]*)/y;

class RustReader {
  readonly #code: string;
  readonly #strings: readonly string[];
  readonly #found = new ReferenceList();
  readonly #declares = new Set<string>();
  readonly #paths = new Set<string>();
  readonly #names = new Set<string>();
  /** Inline modules around the place, with the depth of their braces. */
  readonly #inside: { readonly name: string; readonly depth: number }[] = [];
  #depth = 0;
  #at = 0;
  #pathAttribute = '';
  #public = false;
  #glob = false;

  constructor({ code, strings }: Masked) {
    this.#code = code;
    this.#strings = strings;
  }

  read(generated: boolean): FileScan {
    for (;;) {
      WORD.lastIndex = this.#at;
      const match = WORD.exec(this.#code);
      if (match === null) break;
      this.#at = WORD.lastIndex;
      const [token] = match;
      if (token === '{') this.#depth += 1;
      else if (token === '}') this.#close();
      else if (token === ';') this.#public = false;
      else this.#word(token, match.index);
    }
    const names = this.#glob ? [...this.#names].filter((name) => !this.#declares.has(name)) : [];
    const { references, computed } = this.#found.scan({ generated });
    return { references, declares: [...this.#declares], mentions: [...this.#paths, ...names], computed, generated };
  }

  #close(): void {
    this.#depth -= 1;
    if (this.#depth === this.#inside.at(-1)?.depth) this.#inside.pop();
    this.#public = false;
  }

  #word(word: string, start: number): void {
    const before = this.#code.charCodeAt(start - 1);
    // `'a` is a lifetime, `1u8` a number.
    if (before === QUOTE || (before >= 0x30 && before <= 0x39)) return;
    switch (word) {
      case 'use':
        this.#use();
        return;
      case 'mod':
        this.#module();
        return;
      case 'pub':
        this.#public = true;
        return;
      case 'extern':
        this.#externCrate();
        return;
      case 'path':
        if (before === BRACKET) this.#pathAttribute = this.#stringAt(PATH_VALUE) ?? '';
        return;
      case 'include':
      case 'include_str':
      case 'include_bytes':
        this.#include();
        return;
      case 'macro_rules':
        this.#macro();
        return;
      default:
        if (ITEM.has(word)) this.#item();
        else if (before !== DOT) this.#path(word);
    }
  }

  #use(): void {
    const { leaves, end } = readUseTree(this.#code, this.#at);
    this.#at = end;
    const form: ReferenceForm = this.#public ? 'export' : 'import';
    for (const { path, alias } of leaves) {
      const here = this.#fromFile(path);
      if (here === '' || here === 'self::*' || here === 'self') continue;
      if (here.endsWith('*')) this.#glob = true;
      this.#found.add(alias === '' ? here : `${here} as ${alias}`, form);
    }
    this.#public = false;
  }

  /** A path as the file's own module would write it. */
  #fromFile(path: string): string {
    let depth = this.#inside.length;
    if (depth === 0 || !/^(?:self|super)(?:::|$)/.test(path)) return path;
    const segments = path.split('::');
    let index = segments[0] === 'self' ? 1 : 0;
    for (; segments[index] === 'super' && depth > 0; index += 1) depth -= 1;
    const rest = segments.slice(index);
    if (depth === 0 && rest[0] === 'super') return rest.join('::');
    return ['self', ...this.#inside.slice(0, depth).map(({ name }) => name), ...rest].join('::');
  }

  #module(): void {
    const name = this.#wordAt(NEXT_WORD);
    if (name === null) return;
    const attribute = this.#pathAttribute;
    this.#pathAttribute = '';
    let at = this.#at;
    while (this.#code.charCodeAt(at) <= 0x20) at += 1;
    const next = this.#code.charCodeAt(at);
    if (next === OPEN_BRACE) {
      if (this.#inside.length === 0) this.#declares.add(name);
      if (this.#inside.length < DEPTH_LIMIT) this.#inside.push({ name, depth: this.#depth });
    } else if (next === SEMICOLON) {
      const full = [...this.#inside.map((outer) => outer.name), name].join('::');
      const text = MODULE_MARK + full + (attribute === '' ? '' : ` "${attribute}"`);
      this.#found.add(text, this.#public ? 'export' : 'import');
    }
    this.#public = false;
  }

  #externCrate(): void {
    const at = this.#at;
    if (this.#wordAt(NEXT_WORD) !== 'crate') {
      this.#at = at;
      return;
    }
    const name = this.#wordAt(NEXT_WORD);
    if (name === null || name === 'self') return;
    const end = this.#at;
    const alias = this.#wordAt(NEXT_WORD) === 'as' ? this.#wordAt(NEXT_WORD) : null;
    if (alias === null) this.#at = end;
    this.#found.add(alias === null ? `::${name}` : `::${name} as ${alias}`, this.#public ? 'export' : 'import');
  }

  #include(): void {
    INCLUDE.lastIndex = this.#at;
    const match = INCLUDE.exec(this.#code);
    if (match === null) return;
    this.#at = INCLUDE.lastIndex;
    if (match[1] === undefined) this.#found.computed = true;
    else this.#found.add(INCLUDE_MARK + (this.#strings[Number(match[1])] ?? ''), 'import');
  }

  #macro(): void {
    const name = /^\s*!\s*([A-Za-z_]\w*)/.exec(this.#code.slice(this.#at, this.#at + NAME_LIMIT))?.[1];
    if (name !== undefined) this.#declares.add(`${name}!`);
  }

  #item(): void {
    const isOwn = this.#inside.length === 0 && this.#depth === 0;
    const name = this.#wordAt(NEXT_WORD);
    if (name === null) return;
    // `const fn name`, `unsafe fn name`.
    if (ITEM.has(name)) {
      this.#item();
      return;
    }
    if (isOwn) this.#declares.add(name);
    this.#public = false;
  }

  #path(head: string): void {
    let path = head;
    let isEnd = isUpper(head);
    for (let tail = this.#wordAt(TAIL); tail !== null; tail = this.#wordAt(TAIL)) {
      if (!isEnd) path += `::${tail}`;
      isEnd ||= isUpper(tail);
    }
    const next = this.#code.charCodeAt(this.#at);
    if (next === BANG && this.#code.charCodeAt(this.#at + 1) !== EQUALS) this.#paths.add(`${this.#fromFile(path)}!`);
    else if (path !== head) {
      const here = PRIMITIVE.has(head) ? '' : this.#fromFile(path);
      if (here !== '') this.#paths.add(here);
    } else if (isUpper(head) || next === PAREN) this.#names.add(head);
  }

  #wordAt(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#code);
    if (match === null) return null;
    this.#at = pattern.lastIndex;
    return match[1] ?? null;
  }

  #stringAt(pattern: RegExp): string | null {
    const index = this.#wordAt(pattern);
    return index === null ? null : (this.#strings[Number(index)] ?? null);
  }
}

const QUOTE = 0x27;
const DOT = 0x2e;
const BANG = 0x21;
const EQUALS = 0x3d;
const PAREN = 0x28;
const BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const SEMICOLON = 0x3b;
/** Longest name of a macro. */
const NAME_LIMIT = 200;

/** Deepest inline modules that are followed; each name is written out with all around it. */
const DEPTH_LIMIT = 40;

const ITEM: ReadonlySet<string> = new Set(['fn', 'struct', 'enum', 'union', 'trait', 'type', 'const', 'static']);
const PRIMITIVE: ReadonlySet<string> = new Set(
  'bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize Self'.split(' '),
);

function isUpper(word: string): boolean {
  const code = word.charCodeAt(0);
  return code >= 0x41 && code <= 0x5a;
}
