import type { Dialect } from './model.ts';

/** A word, quoted name, string, number or mark of a statement whose comments are blank already. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'mark';
  /** Without quotes. */
  readonly text: string;
  /** Upper case for words, the text itself for marks, empty for the others: what a keyword is compared with. */
  readonly key: string;
  /** 0-based line within the statement. */
  readonly line: number;
  /** Whether it is the first of its line. */
  readonly opens: boolean;
}

/** The last but one branch takes the rest of a text whose quote is never closed, so that nothing is read twice. */
const TOKEN =
  /(\s+)|([A-Za-z_@#\u0080-\uffff][\w$@#\u0080-\uffff]*)|"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]\n]{0,200})\]|'((?:[^']|'')*)'|(\d[\w.]*)|(['"`][\s\S]*|[\s\S])/y;
const TOKEN_WITH_ESCAPES =
  /(\s+)|([A-Za-z_@#\u0080-\uffff][\w$@#\u0080-\uffff]*)|"((?:[^"\\]|""|\\[\s\S])*)"|`([^`]*)`|\[([^\]\n]{0,200})\]|'((?:[^'\\]|''|\\[\s\S])*)'|(\d[\w.]*)|(['"`][\s\S]*|[\s\S])/y;

/** The tokens of a statement; `dialect` tells whether a backslash escapes. What follows an unclosed quote is one mark. */
export function tokensOf(statement: string, dialect: Dialect | null): readonly Token[] {
  const pattern = dialect === 'mysql' ? TOKEN_WITH_ESCAPES : TOKEN;
  const tokens: Token[] = [];
  let line = 0;
  let opens = true;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(statement); match !== null; match = pattern.exec(statement)) {
    const [whole, space, word, double, tick, bracket, string, number, mark] = match;
    if (space !== undefined) {
      const ends = space.split('\n').length - 1;
      line += ends;
      opens ||= ends > 0;
      continue;
    }
    const name = double ?? tick ?? bracket;
    if (word !== undefined) tokens.push({ kind: 'word', text: word, key: word.toUpperCase(), line, opens });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, key: '', line, opens });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string, key: '', line, opens });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, key: '', line, opens });
    else tokens.push({ kind: 'mark', text: mark ?? '', key: mark ?? '', line, opens });
    opens = false;
    line += whole.split('\n').length - 1;
  }
  return tokens;
}

/** Reads tokens from the left. Past the end it answers `null` and moves no further. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get rest(): readonly Token[] {
    return this.#tokens.slice(this.#at);
  }

  peek(ahead = 0): Token | null {
    return this.#tokens[this.#at + ahead] ?? null;
  }

  next(): Token | null {
    const token = this.peek();
    if (token !== null) this.#at += 1;
    return token;
  }

  /** Whether these keywords stand here; moves past them if so. */
  eat(...keys: readonly string[]): boolean {
    if (!keys.every((key, index) => this.peek(index)?.key === key)) return false;
    this.#at += keys.length;
    return true;
  }

  /** `IF EXISTS` and `IF NOT EXISTS`, wherever they may stand. */
  eatIfExists(): boolean {
    return this.eat('IF', 'NOT', 'EXISTS') || this.eat('IF', 'EXISTS');
  }

  /** A name with its qualifiers, without quotes; empty where none stands here. */
  name(): string {
    const parts: string[] = [];
    for (;;) {
      const token = this.peek();
      if (token === null || token.kind === 'mark' || token.kind === 'number') break;
      parts.push(token.text);
      this.#at += 1;
      if (!this.eat('.')) break;
      // `database..table` leaves the schema out.
      this.eat('.');
    }
    return parts.join('.');
  }

  has(...keys: readonly string[]): boolean {
    return holds(this.rest, ...keys);
  }
}

/** Whether keywords stand in a row anywhere among tokens. */
export function holds(tokens: readonly Token[], ...keys: readonly string[]): boolean {
  return tokens.some((_, at) => keys.every((key, index) => tokens[at + index]?.key === key));
}

/** Tokens cut at the commas that stand in no parentheses; an empty part is left out. */
export function atCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.key === '(') depth += 1;
    if (token.key === ')') depth -= 1;
    if (token.key === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}
