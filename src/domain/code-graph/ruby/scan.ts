import { saysGenerated } from '../generated.ts';
import { MARK, type Masked } from '../mask.ts';
import type { FileScan } from '../model.ts';
import { interpolatedCode } from '../named/interpolation.ts';
import { ReferenceList } from '../reference-list.ts';
import { maskRuby } from './mask.ts';
import { readNesting } from './nesting.ts';

/** How `references` tells a file that `load` reads from one that `require` looks for. */
export const LOAD_MARK = 'load ';

/**
 * What a Ruby file says by itself. `references` are required names (`json`, `./order` for `require_relative`, `load x.rb`);
 * `declares` classes, modules and constants by their full names; `mentions` constants with the classes around them:
 * `Shop>Order Tax::Rate`, `Tax` at the top, `::Tax` where it says so.
 */
export function scanRuby(text: string): FileScan {
  const masked = maskRuby(text);
  const found = new ReferenceList();
  readRequires(masked, found);
  const nesting = readNesting(masked.code);
  const mentions = new Set(nesting.mentions);
  for (const name of namedInStrings(masked, nesting.outer)) mentions.add(name);
  for (const [name] of interpolatedCode(masked.strings, '#{').matchAll(CONSTANT))
    mentions.add(withContext(nesting.outer, name));
  for (const { text: path } of nesting.autoloads) found.add(path, 'dynamic');
  const { references, computed } = found.scan({ generated: false });
  return {
    references,
    declares: [...nesting.declares],
    mentions: [...mentions],
    computed,
    generated: saysGenerated(text),
  };
}

const CONSTANT = /(?<![\w:.$@])[A-Z]\w*(?:::[A-Z]\w*)*/g;

/** `Shop>Order Tax`, or the name alone at the top. */
function withContext(outer: string, name: string): string {
  return outer === '' || name.startsWith('::') ? name : `${outer} ${name}`;
}

const REQUIRE = new RegExp(
  '(?<![\\w.:@$])(require|require_relative|require_dependency|load|autoload)[ \\t]*[( ][ \\t]*(?::\\w+[ \\t]*,\\s*)?' +
    `(?:${MARK}(\\d+)${MARK}|(?:::)?File\\.(?:expand_path|join)[ \\t]*\\([^()\\n]{0,80}(?:\\([^()\\n]{0,80}\\)[^()\\n]{0,80})?\\)|(?=[\\w:]))`,
  'g',
);
const STRING = new RegExp(`${MARK}(\\d+)${MARK}`);

function readRequires({ code, strings }: Masked, found: ReferenceList): void {
  for (const match of code.matchAll(REQUIRE)) {
    const [all, verb = '', index] = match;
    const isDynamic = verb === 'load' || verb === 'autoload';
    const string = strings[Number(index ?? STRING.exec(all)?.[1] ?? -1)];
    if (string === undefined || string.includes('#{')) {
      if (verb.startsWith('require') && !isWord(code, match.index + all.length)) found.computed = true;
      continue;
    }
    const path = index === undefined ? fromFile(all, string) : string;
    if (verb === 'require_relative') found.add(`./${path}`, 'import');
    else if (verb === 'load') found.add(LOAD_MARK + path, 'dynamic');
    else found.add(path, isDynamic ? 'dynamic' : 'import');
  }
}

/** `require:` of a hash, `require =`, `require do` are no calls. */
function isWord(code: string, at: number): boolean {
  return /^(?:do|if|unless|and|or|then|false|true|nil|end)\b/.test(code.slice(at, at + 7));
}

/** `File.expand_path('../a', __FILE__)` counts from the file, not its folder. */
function fromFile(call: string, path: string): string {
  const fromItself = /expand_path/.test(call) && /__FILE__/.test(call) && !/dirname/.test(call);
  return `./${fromItself ? path.replace(/^\.\.(?:\/|$)/, '') : path.replace(/^\//, '')}`;
}

const CLASS_NAME = new RegExp(
  `(?:\\b(?:class_name|serializer|class)[ \\t]*:|:class_name[ \\t]*=>)[ \\t]*${MARK}(\\d+)${MARK}`,
  'g',
);
const FULL_NAME = /^(?:::)?[A-Z]\w*(?:::[A-Z]\w*)+$/;
const ANY_NAME = /^(?:::)?[A-Z]\w*(?:::[A-Z]\w*)*$/;

/** Rails names classes in strings: `class_name: "Shop::Order"`. */
function* namedInStrings({ code, strings }: Masked, outer: string): Generator<string> {
  for (const string of strings)
    if (string.length < NAME_LIMIT && FULL_NAME.test(string)) yield withContext(outer, string);
  for (const [, index] of code.matchAll(CLASS_NAME)) {
    const name = strings[Number(index)] ?? '';
    if (name.length < NAME_LIMIT && ANY_NAME.test(name)) yield withContext(outer, name);
  }
}

/** Longest constant read from a string. */
const NAME_LIMIT = 200;
