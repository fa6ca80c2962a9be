import { END, LOWER, UPPER, type WordCursor } from '../named/word-cursor.ts';

/** One name that a `use` line brings in. */
export interface UsedName {
  readonly kind: 'class' | 'function' | 'const';
  /** Without a leading `\`. */
  readonly full: string;
  readonly alias: string;
}

/** A line of more tokens is read no further. */
const TOKEN_LIMIT = 2000;

/** Reads a `use` line behind its keyword: lists, groups, aliases, functions, constants. Stops before the `;`. */
export function readUseLine(cursor: WordCursor): readonly UsedName[] {
  const found: UsedName[] = [];
  let lineKind: UsedName['kind'] = 'class';
  let kind: UsedName['kind'] = 'class';
  let prefix = '';
  let name = '';
  let alias: string | null = null;
  const take = () => {
    if (name !== '') found.push(usedName({ kind, full: prefix + name, alias }));
    kind = lineKind;
    name = '';
    alias = null;
  };
  for (let count = 0; count < TOKEN_LIMIT; count += 1) {
    const token = cursor.next();
    if (token === LOWER || token === UPPER) {
      const word = cursor.word();
      if (name !== '') alias = word === 'as' ? null : word;
      else if (word === 'function' || word === 'const') {
        kind = word;
        if (prefix === '') lineKind = word;
      } else name = word.replace(/^\\/, '');
    } else if (token === OPEN_BRACE) {
      prefix = name;
      name = '';
    } else if (token === COMMA) take();
    else if (token !== CLOSE_BRACE) {
      if (token === SEMICOLON || token === END) take();
      break;
    }
  }
  cursor.again();
  return found;
}

function usedName(given: { kind: UsedName['kind']; full: string; alias: string | null }): UsedName {
  const { kind, full, alias } = given;
  return { kind, full, alias: alias ?? full.slice(full.lastIndexOf('\\') + 1) };
}

const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
