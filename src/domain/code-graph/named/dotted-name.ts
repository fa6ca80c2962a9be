import { LOWER, UPPER, type WordCursor } from './word-cursor.ts';

/** Longest chain of a name; what follows is read as other code. */
const SEGMENT_LIMIT = 24;

/**
 * Reads `a.b.C` or `a.b.*` from the next token on and leaves the cursor on its last token; empty where no word follows.
 * Spaces and comments inside are left out.
 */
export function readDotted(cursor: WordCursor): string {
  let name = '';
  for (let count = 0; count < SEGMENT_LIMIT; count += 1) {
    const kind = cursor.next();
    if (kind !== LOWER && kind !== UPPER && kind !== STAR) {
      cursor.again();
      return name;
    }
    name = name === '' ? cursor.word() : `${name}.${cursor.word()}`;
    if (kind === STAR || cursor.peek() !== DOT) return name;
    cursor.next();
  }
  return name;
}

/**
 * From the small word that the cursor stands on: `a.b.C` where a capitalised word ends the chain, else `null`. The cursor
 * ends on the chain's last token.
 */
export function readQualified(cursor: WordCursor): string | null {
  let name = cursor.word();
  for (let count = 1; count < SEGMENT_LIMIT && cursor.peek() === DOT; count += 1) {
    cursor.next();
    const kind = cursor.next();
    if (kind === UPPER) return `${name}.${cursor.word()}`;
    if (kind !== LOWER) {
      cursor.again();
      return null;
    }
    name = `${name}.${cursor.word()}`;
  }
  return null;
}

const DOT = 0x2e;
const STAR = 0x2a;
