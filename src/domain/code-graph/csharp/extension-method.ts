import type { WordCursor } from '../named/word-cursor.ts';

/** Type parameters and attributes between a method's name and its `this` are no longer than this. */
const LOOK_BACK_LIMIT = 400;

/**
 * From the `this` on which the cursor stands: the name of the method whose first parameter it marks (`static void Name<T>(this
 * Shop shop`); `null` where `this` is a value. Looks back a limited way.
 */
export function extendedMethod(cursor: WordCursor): string | null {
  const { code, start, end } = cursor;
  // `(this Shop`, `(this ref Shop`; `(this)`, `(this, x)` and `(this is Shop)` are values.
  if (!/^\s{1,8}(?!is\b|as\b|switch\b|with\b)[\w@(]/.test(code.slice(end, end + 16))) return null;
  const from = Math.max(0, start - LOOK_BACK_LIMIT);
  let at = backOver(code, start - 1, from);
  if (code[at] === ']') at = backOver(code, openerOf({ code, at, from, open: '[', close: ']' }) - 1, from);
  if (code[at] !== '(') return null;
  at = backOver(code, at - 1, from);
  if (code[at] === '>') at = backOver(code, openerOf({ code, at, from, open: '<', close: '>' }) - 1, from);
  let first = at;
  while (first >= from && /[\w]/.test(code[first] ?? '')) first -= 1;
  const name = code.slice(first + 1, at + 1);
  return /^[A-Za-z_]/.test(name) ? name : null;
}

function backOver(code: string, start: number, from: number): number {
  let at = start;
  while (at > from && /\s/.test(code[at] ?? '')) at -= 1;
  return at;
}

function openerOf(given: { code: string; at: number; from: number; open: string; close: string }): number {
  const { code, from, open, close } = given;
  let depth = 0;
  for (let at = given.at; at > from; at -= 1) {
    if (code[at] === close) depth += 1;
    else if (code[at] === open) depth -= 1;
    if (depth === 0) return at;
  }
  return from;
}
