import type { ReferenceForm } from '../model.ts';
import type { ReferenceList } from '../reference-list.ts';
import { identifierEnd, literalAt, skipBlank, wordEndingAt } from './lexeme.ts';

/**
 * Each of these reads what may start at a keyword, adds the references that it finds and answers where reading goes on: behind
 * what was understood, or where it stopped making sense, so that nothing is read twice.
 */
type StatementReader = (text: string, at: number, found: ReferenceList) => number;

/** `import 'x'`, `import a, { b } from 'x'`, `import type T from 'x'`, `import('x')`, `import.meta.resolve('x')`. */
export const readImport: StatementReader = (text, at, found) => {
  const next = skipBlank(text, at + 'import'.length);
  const character = text[next];
  if (character === '(') return readCall(text, next, found, { form: importCallForm(text, at) });
  if (character === '.') return readImportMeta(text, next, found);
  const alone = literalAt(text, next);
  if (alone === null) return readBindings(text, next, found);
  found.add(alone.text, 'import');
  return alone.end;
};

/** `export * from 'x'`, `export { a } from 'x'`, `export type { T } from 'x'`. */
export const readExport: StatementReader = (text, at, found) => {
  let next = skipBlank(text, at + 'export'.length);
  let form: ReferenceForm = 'export';
  if (text.startsWith('type', next)) {
    const behind = skipBlank(text, identifierEnd(text, next));
    if (text[behind] !== '{' && text[behind] !== '*') return next;
    form = 'type';
    next = behind;
  }
  if (text[next] === '{') {
    const names = readNames(text, next + 1);
    return names.closed ? readFrom(text, names.end, found, names.typesOnly ? 'type' : form) : names.end;
  }
  return text[next] === '*' ? readFrom(text, starEnd(text, next), found, form) : next;
};

/** `require('x')`, `require.resolve('x')`; a method of another object's is none. */
export const readRequire: StatementReader = (text, at, found) => {
  let next = skipBlank(text, at + 'require'.length);
  let form: ReferenceForm = 'import';
  if (text[next] === '.') {
    const end = identifierEnd(text, next + 1);
    const member = text.slice(next + 1, end);
    if (member === 'context') found.computed = true;
    if (member !== 'resolve') return end;
    form = 'dynamic';
    next = skipBlank(text, end);
  }
  if (text[next] !== '(' || wordEndingAt(text, at - 2) === 'function') return next;
  return readCall(text, next, found, { form: () => form });
};

/** `new URL('./x.js', import.meta.url)`, by which workers and assets are named. */
export const readUrl: StatementReader = (text, at, found) => {
  const open = skipBlank(text, at + 'URL'.length);
  if (text[open] !== '(') return open;
  const named = literalAt(text, skipBlank(text, open + 1));
  if (named === null) return open;
  const comma = skipBlank(text, named.end);
  if (text[comma] !== ',' || !text.startsWith('import.meta.url', skipBlank(text, comma + 1))) return named.end;
  if (named.text.startsWith('.')) found.add(named.text, 'dynamic');
  return named.end;
};

function readCall(
  text: string,
  open: number,
  found: ReferenceList,
  { form }: { readonly form: (end: number) => ReferenceForm },
): number {
  const start = skipBlank(text, open + 1);
  const argument = literalAt(text, start);
  if (argument === null) {
    if (text[start] !== ')') found.computed = true;
    return start;
  }
  const behind = skipBlank(text, argument.end);
  if (text[behind] === ')' || text[behind] === ',') found.add(argument.text, form(behind));
  else found.computed = true;
  return behind;
}

/** `import('x').Name` where a type may stand is a type; a promise's methods tell the other. */
function importCallForm(text: string, at: number): (end: number) => ReferenceForm {
  return (end) => {
    if (text[end] !== ')') return 'dynamic';
    const dot = skipBlank(text, end + 1);
    let last = at - 1;
    while (last >= 0 && at - last < NEAR && /\s/.test(text[last] ?? '')) last -= 1;
    const before = text[last] ?? '';
    if (wordEndingAt(text, last) === 'typeof') return 'type';
    if (text[dot] !== '.' || !/[:<|&,(=]/.test(before)) return 'dynamic';
    return /^\.\s{0,9}(?:then|catch|finally)\b/.test(text.slice(dot, dot + 24)) ? 'dynamic' : 'type';
  };
}

/** How far back a word before `import(` is looked for. */
const NEAR = 40;

function readImportMeta(text: string, dot: number, found: ReferenceList): number {
  const end = identifierEnd(text, dot + 1);
  const word = text.slice(dot + 1, end);
  if ((word === 'defer' || word === 'source') && text[end] === '(') {
    return readCall(text, end, found, { form: () => 'dynamic' });
  }
  if (word !== 'meta' || text[end] !== '.') return end;
  const memberEnd = identifierEnd(text, end + 1);
  const member = text.slice(end + 1, memberEnd);
  if (member === 'glob' || member === 'globEager') found.computed = true;
  return member === 'resolve' && text[memberEnd] === '('
    ? readCall(text, memberEnd, found, { form: () => 'dynamic' })
    : memberEnd;
}

/** What stands between `import` and `from`, and then the module. */
function readBindings(text: string, start: number, found: ReferenceList): number {
  let at = start;
  let form: ReferenceForm = 'import';
  const first = wordAt(text, at);
  if (first !== null && MODIFIERS.has(first.word)) {
    const behind = skipBlank(text, first.end);
    const second = wordAt(text, behind);
    // `import type from 'x'` names a binding `type`.
    const binding = second === null ? text[behind] !== '{' && text[behind] !== '*' : second.word === 'from';
    if (!binding) {
      if (first.word === 'type') form = 'type';
      at = behind;
    }
  }
  const name = wordAt(text, at);
  if (name !== null) {
    at = skipBlank(text, name.end);
    // `import a = require('x')`: the call says the rest.
    if (text[at] === '=') return at;
    if (text[at] !== ',') return readFrom(text, at, found, form);
    at = skipBlank(text, at + 1);
  }
  if (text[at] === '*') return readFrom(text, starEnd(text, at), found, form);
  if (text[at] !== '{') return at;
  const names = readNames(text, at + 1);
  if (!names.closed) return names.end;
  return readFrom(text, names.end, found, names.typesOnly && name === null ? 'type' : form);
}

const MODIFIERS: ReadonlySet<string> = new Set(['type', 'defer', 'source']);

/** `from 'x'`. */
function readFrom(text: string, at: number, found: ReferenceList, form: ReferenceForm): number {
  const start = skipBlank(text, at);
  const word = wordAt(text, start);
  if (word === null || word.word !== 'from') return start;
  const module = literalAt(text, skipBlank(text, word.end));
  if (module === null) return word.end;
  found.add(module.text, form);
  return module.end;
}

/** Behind `*` or `* as name`. */
function starEnd(text: string, star: number): number {
  const next = skipBlank(text, star + 1);
  const word = wordAt(text, next);
  if (word?.word !== 'as') return next;
  const name = skipBlank(text, word.end);
  return literalAt(text, name)?.end ?? identifierEnd(text, name);
}

/** The names between braces; not `closed` where something stands there that cannot. */
function readNames(
  text: string,
  start: number,
): { readonly end: number; readonly closed: boolean; readonly typesOnly: boolean } {
  let count = 0;
  let types = 0;
  for (let at = skipBlank(text, start); at < text.length; at = skipBlank(text, at)) {
    if (text[at] === '}') return { end: at + 1, closed: true, typesOnly: count > 0 && types === count };
    if (text[at] === ',') {
      at += 1;
      continue;
    }
    const literal = literalAt(text, at);
    const word = literal === null ? wordAt(text, at) : null;
    if (literal === null && word === null) return { end: at, closed: false, typesOnly: false };
    at = literal?.end ?? word?.end ?? at;
    count += 1;
    if (word?.word === 'type' && isTypeName(text, at)) types += 1;
    at = restOfName(text, at);
  }
  return { end: text.length, closed: false, typesOnly: false };
}

/** Whether the word `type` before that place marks a type: a name follows that is not the `as` of `type as x`. */
function isTypeName(text: string, at: number): boolean {
  const next = wordAt(text, skipBlank(text, at));
  return next !== null && next.word !== 'as';
}

/** Behind the further words of one name: `type T as U`. */
function restOfName(text: string, start: number): number {
  let at = start;
  for (let words = 0; words < NAME_WORDS; words += 1) {
    const next = skipBlank(text, at);
    const end = literalAt(text, next)?.end ?? identifierEnd(text, next);
    if (end === next) return next;
    at = end;
  }
  return at;
}

/** `type as as as`: no name has more words behind its first. */
const NAME_WORDS = 3;

function wordAt(text: string, at: number): { readonly word: string; readonly end: number } | null {
  const end = identifierEnd(text, at);
  return end === at ? null : { word: text.slice(at, end), end };
}
