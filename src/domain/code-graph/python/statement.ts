import type { ReferenceForm } from '../model.ts';
import type { ReferenceList } from '../reference-list.ts';
import { dottedEnd, skipInBrackets, skipSpace, stringEnd, wordEnd } from './lexeme.ts';

/** Reads `import a.b as c, d` from behind `import`; answers where reading goes on. */
export function readImportStatement(text: string, from: number, found: ReferenceList, form: ReferenceForm): number {
  let at = skipSpace(text, from);
  // `imports = 1` is not one, nor is `import` of another language.
  if (at === from) return at;
  for (;;) {
    const end = dottedEnd(text, at);
    if (end === at || text[at] === '.') return at;
    found.add(dotted(text, at, end), form);
    at = skipAlias(text, skipSpace(text, end), skipSpace);
    if (text[at] !== ',') return at;
    at = skipSpace(text, at + 1);
  }
}

/** Reads `from a.b import (c as d, e)` from behind `from`; answers where reading goes on. */
export function readFromStatement(text: string, from: number, found: ReferenceList, form: ReferenceForm): number {
  const start = skipSpace(text, from);
  const end = dottedEnd(text, start);
  // `from . import x`: the word behind the dots is the keyword.
  const dotsEnd = leadingDots(text, start);
  const bare = dotsEnd > start && text.slice(dotsEnd, wordEnd(text, dotsEnd)) === 'import';
  const module = dotted(text, start, bare ? dotsEnd : end);
  const keyword = bare ? dotsEnd : skipSpace(text, end);
  const keywordEnd = wordEnd(text, keyword);
  if (module === '' || text.slice(keyword, keywordEnd) !== 'import') return Math.max(end, from);
  const first = skipSpace(text, keywordEnd);
  if (text[first] === '*') {
    found.add(`${module}:*`, form);
    return first + 1;
  }
  const bracketed = text[first] === '(';
  const skip = bracketed ? skipInBrackets : skipSpace;
  for (let at = skip(text, bracketed ? first + 1 : first); ; ) {
    const nameEnd = wordEnd(text, at);
    if (nameEnd === at) return bracketed && text[at] === ')' ? at + 1 : at;
    found.add(`${module}:${text.slice(at, nameEnd)}`, form);
    at = skipAlias(text, skip(text, nameEnd), skip);
    if (text[at] === ',') at = skip(text, at + 1);
    else return bracketed && text[at] === ')' ? at + 1 : at;
  }
}

/** Reads the arguments of `import_module(...)`, `__import__(...)` from behind the name. */
export function readModuleCall(text: string, from: number, found: ReferenceList): number {
  const open = skipSpace(text, from);
  if (text[open] !== '(') return open;
  const start = skipInBrackets(text, open + 1);
  const end = text[start] === '"' || text[start] === "'" ? stringEnd(text, start) : start;
  const name = text.slice(start + 1, end - 1);
  const behind = text[skipInBrackets(text, end)];
  // A relative name counts from a package that is a value of the program.
  if (end > start && MODULE_NAME.test(name) && (behind === ')' || behind === ',')) found.add(name, 'dynamic');
  else found.computed = true;
  // The bracket is counted by who reads on.
  return open;
}

const MODULE_NAME = /^\w+(?:\.\w+)*$/;

type Skip = (text: string, from: number) => number;

function skipAlias(text: string, at: number, skip: Skip): number {
  const end = wordEnd(text, at);
  if (text.slice(at, Math.min(end, at + 3)) !== 'as') return at;
  return skip(text, wordEnd(text, skip(text, end)));
}

function leadingDots(text: string, from: number): number {
  let at = from;
  while (text[at] === '.') at = skipSpace(text, at + 1);
  return at;
}

/** A dotted name without the blanks that may stand around its dots. */
function dotted(text: string, from: number, end: number): string {
  return text.slice(from, end).replace(/[\s\\]+/g, '');
}
