import { underscore } from './constant-name.ts';

/** Classes and modules of a file, and the constants it names inside of them. */
export interface RubyNesting {
  readonly declares: ReadonlySet<string>;
  readonly mentions: ReadonlySet<string>;
  /** `autoload :Name` without a path: where the name's custom puts the file. */
  readonly autoloads: readonly { readonly text: string }[];
  /** The deepest classes around the first code, joined by `>`. */
  readonly outer: string;
}

interface Scope {
  /** As written: `Shop`, `Shop::Order`; empty for `class << self`. */
  readonly name: string;
  readonly indent: number;
  hasContent: boolean;
  hasNested: boolean;
}

/**
 * Reads the nesting by indentation: `class` and its `end` stand in one column, as every formatter writes them. A module that
 * holds nothing but other classes is a namespace and not declared by the file.
 */
export function readNesting(code: string): RubyNesting {
  return new NestingReader().read(code);
}

const OPENING = /^(?:class|module)[ \t]+(?:(<<)|((?:::)?[A-Z]\w*(?:::[A-Z]\w*)*)[ \t]*(?:<[ \t]*([^;]*))?)/;
const ASSIGNMENT = /^([A-Z]\w*(?:::[A-Z]\w*)*)[ \t]*(?:\|\|)?=(?![=~>])/;
const AUTOLOAD = /^autoload[ \t(]+:(\w+)[ \t)]*$/;
const CONSTANT = /(?<![\w.$@:])(?:::)?[A-Z]\w*(?:::[A-Z]\w*)*(?![\w(]|:(?!:))/g;
/** Longest line looked at for an opening or an assignment. */
const LINE_LIMIT = 500;

/** Deepest nesting that is followed; each name is written out with all around it. */
const DEPTH_LIMIT = 40;

class NestingReader {
  readonly #declares = new Set<string>();
  readonly #mentions = new Set<string>();
  readonly #autoloads: { text: string }[] = [];
  readonly #scopes: Scope[] = [];
  #context = '';
  #outer = '';

  read(code: string): RubyNesting {
    for (let at = 0; at < code.length; ) {
      const newline = code.indexOf('\n', at);
      const end = newline < 0 ? code.length : newline;
      let start = at;
      while (start < end && code.charCodeAt(start) <= 0x20) start += 1;
      if (start < end) {
        if (saysNothing(code, start, end)) this.#content();
        else this.#line(code.slice(start, end), start - at);
      }
      at = end + 1;
    }
    while (this.#scopes.length > 0) this.#close();
    return { declares: this.#declares, mentions: this.#mentions, autoloads: this.#autoloads, outer: this.#outer };
  }

  #line(line: string, indent: number): void {
    const head = line.slice(0, LINE_LIMIT);
    if (isEnd(head)) {
      // An `end` further left closes what was never closed inside.
      while ((this.#scopes.at(-1)?.indent ?? -1) > indent) this.#close();
      if (this.#scopes.at(-1)?.indent === indent) {
        this.#close();
        return;
      }
    }
    const opening = OPENING.exec(head);
    if (opening !== null) {
      this.#open(line, { indent, self: opening[1] !== undefined, name: opening[2] ?? '', parent: opening[3] ?? '' });
      return;
    }
    this.#content();
    const assigned = ASSIGNMENT.exec(head)?.[1];
    if (assigned !== undefined) this.#declares.add(this.#fullName(assigned));
    const autoload = AUTOLOAD.exec(head)?.[1];
    if (autoload !== undefined) this.#autoloads.push({ text: underscore(this.#fullName(autoload)) });
    else this.#constants(assigned === undefined ? line : line.slice(assigned.length));
  }

  #content(): void {
    const top = this.#scopes.at(-1);
    if (top !== undefined) top.hasContent = true;
  }

  #open(line: string, given: { indent: number; self: boolean; name: string; parent: string }): void {
    const { indent, self, name, parent } = given;
    const top = this.#scopes.at(-1);
    if (top !== undefined) {
      if (self) top.hasContent = true;
      else top.hasNested = true;
    }
    this.#constants(parent);
    if (this.#scopes.length >= DEPTH_LIMIT) return;
    this.#scopes.push({ name: self ? '' : name, indent, hasContent: parent !== '', hasNested: false });
    if (/;[ \t]*end\b/.test(line)) this.#close();
    else this.#enter();
    if (this.#outer === '' || this.#context.startsWith(`${this.#outer}>`)) this.#outer = this.#context;
  }

  #close(): void {
    const scope = this.#scopes.at(-1);
    if (scope !== undefined && scope.name !== '' && (scope.hasContent || !scope.hasNested)) {
      this.#declares.add(this.#fullName(''));
    }
    this.#scopes.pop();
    this.#enter();
  }

  #enter(): void {
    this.#context = this.#scopes
      .map(({ name }) => name)
      .filter((name) => name !== '')
      .join('>');
  }

  /** With the classes around; `::Name` starts at the top. */
  #fullName(name: string): string {
    const names = this.#scopes.map((scope) => scope.name).filter((part) => part !== '');
    if (name !== '') names.push(name);
    const top = names.findLastIndex((part) => part.startsWith('::'));
    return names.slice(Math.max(0, top)).join('::').replace(/^::/, '');
  }

  #constants(text: string): void {
    for (const [name] of text.matchAll(CONSTANT)) {
      this.#mentions.add(this.#context === '' || name.startsWith('::') ? name : `${this.#context} ${name}`);
    }
  }
}

/** No constant, no `end`, no `class << self`: most lines. */
function saysNothing(code: string, start: number, end: number): boolean {
  const first = code.charCodeAt(start);
  if (first === 0x63 || first === 0x65) return false;
  for (let at = start; at < end; at += 1) {
    const char = code.charCodeAt(at);
    if (char >= 0x41 && char <= 0x5a) return false;
  }
  return true;
}

function isEnd(line: string): boolean {
  return line.startsWith('end') && !/^end[\w?!:]/.test(line);
}
