import type { Dialect, Statement } from './model.ts';

const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
/** Lines that are orders to the program that runs the file. */
const LINE_ORDER = /[ \t]*(?:(delimiter)[ \t]+(\S+)|(go)(?:[ \t]+\d+)?|(\/)|(\\[^\n]*))[ \t\r]*(?=\n|$)/iy;
/** Orders of psql that run another file, a program or what a query gave: nobody sees here what that is. */
const RUNS_ELSEWHERE = /^\\(?:i|ir|include|include_relative|!|gexec|copy|o|w)(?![a-z_])/;
const LINE_REST = /[^\n\r]*/y;
const NEXT_WORD = /\s*([A-Za-z]*)/y;
const ROUTINE =
  /^(?:CREATE|ALTER)(?: OR (?:REPLACE|ALTER))?(?: \S+){0,6}? (?:PROC|PROCEDURE|FUNCTION|TRIGGER|EVENT|PACKAGE)\b/;
const TSQL_DEFINITION = /^(?:CREATE|ALTER)(?: OR ALTER)? (?:PROC|PROCEDURE|FUNCTION|TRIGGER|VIEW)\b/;
const COPY_FROM_INPUT = /^\s*copy\b[^;]*\bfrom\s+stdin\b/i;
/** Enough of a statement's words to know what it is. */
const FIRST_WORDS = 10;

/**
 * Cuts a file into statements, in one pass: quotes and comments of the dialect (`null`: unknown), dollar quotes,
 * nested comments, `DELIMITER`, `GO`, a lone `/`, psql's orders and COPY data, bodies of routines, goose's and
 * sql-migrate's StatementBegin/End, Drizzle's breakpoints, Liquibase's `splitStatements:false` and `endDelimiter`.
 */
export function splitStatements(text: string, dialect: Dialect | null): readonly Statement[] {
  return new Splitter(text, dialect).run();
}

class Splitter {
  readonly #text: string;
  readonly #dialect: Dialect | null;
  readonly #statements: Statement[] = [];
  #at = 0;
  /** Pieces of the statement so far, comments as blanks. */
  #pieces: string[] = [];
  #kept = 0;
  #line = 1;
  #counted = 0;
  #delimiter = ';';
  #whole = false;
  #words: string[] = [];
  #depth = 0;

  constructor(text: string, dialect: Dialect | null) {
    this.#text = text;
    this.#dialect = dialect;
  }

  run(): readonly Statement[] {
    while (this.#at < this.#text.length) this.#step();
    this.#end(this.#text.length);
    return this.#statements;
  }

  #step(): void {
    const at = this.#at;
    const text = this.#text;
    if ((at === 0 || text[at - 1] === '\n') && this.#lineOrder()) return;
    const char = text[at] as string;
    if (char === '-' && text[at + 1] === '-') this.#lineComment();
    else if (char === '#' && this.#dialect === 'mysql') this.#lineComment();
    else if (char === '/' && text[at + 1] === '*') this.#blockComment();
    else if (char === "'" || char === '"' || char === '`') this.#quoted(char);
    else if (char === '[' && this.#dialect === 'tsql') this.#skipPast(']', at + 1);
    else if (char === '$' && this.#dollarQuoted()) return;
    else if (text.startsWith(this.#delimiter, at) && !this.#whole && this.#depth === 0 && !this.#endless()) {
      this.#at = at + this.#delimiter.length;
      this.#endAtDelimiter(at);
    } else if (/[A-Za-z_\u0080-\uffff]/.test(char)) this.#word();
    else this.#at += 1;
  }

  /** Routines of T-SQL and of Oracle run to the end of their batch. */
  #endless(): boolean {
    const words = this.#words.join(' ');
    if (this.#dialect === 'tsql') return TSQL_DEFINITION.test(words);
    if (this.#dialect !== 'oracle') return false;
    return ROUTINE.test(words) || /^(?:DECLARE|BEGIN)\b/.test(words);
  }

  #lineOrder(): boolean {
    LINE_ORDER.lastIndex = this.#at;
    const match = LINE_ORDER.exec(this.#text);
    if (match === null) return false;
    const [, delimiter, mark, go, slash, meta] = match;
    if (delimiter !== undefined && this.#dialect !== 'mysql' && this.#dialect !== null) return false;
    if (go !== undefined && this.#dialect !== 'tsql') return false;
    if (slash !== undefined && this.#dialect !== 'oracle' && this.#delimiter !== '/') return false;
    if (meta !== undefined && this.#dialect !== 'postgresql' && this.#dialect !== null) return false;
    this.#end(this.#at);
    this.#at += match[0].length;
    if (meta === undefined || !RUNS_ELSEWHERE.test(meta)) this.#kept = this.#at;
    else this.#end(this.#at);
    if (delimiter !== undefined && mark !== undefined) this.#delimiter = mark;
    return true;
  }

  #lineComment(): void {
    // A lone carriage return ends it as well: PostgreSQL runs what follows.
    LINE_REST.lastIndex = this.#at;
    const end = this.#at + (LINE_REST.exec(this.#text)?.[0].length ?? 0);
    const comment = this.#text.slice(this.#at, Math.min(end, this.#at + 400));
    this.#blank(this.#at, end);
    this.#at = end;
    this.#annotation(comment);
  }

  #annotation(comment: string): void {
    if (/^--\s*\+\w+\s+statementbegin/i.test(comment)) this.#whole = true;
    else if (/^--\s*\+\w+\s+statementend/i.test(comment) || /^--> statement-breakpoint/.test(comment)) {
      this.#end(this.#at);
      this.#whole = false;
    } else if (/^--\s*changeset\s/i.test(comment)) {
      this.#end(this.#at);
      this.#whole = /\bsplitStatements:\s*"?false/i.test(comment);
      this.#delimiter = /\bendDelimiter:\s*"?([^\s"]+)/i.exec(comment)?.[1] ?? ';';
    }
  }

  #blockComment(): void {
    const text = this.#text;
    if (text[this.#at + 2] === '!' && (this.#dialect === 'mysql' || this.#dialect === null)) {
      // MySQL runs what stands in such a comment.
      const mark = /\/\*!\d*/y;
      mark.lastIndex = this.#at;
      const end = this.#at + (mark.exec(text)?.[0].length ?? 3);
      this.#blank(this.#at, end);
      this.#at = end;
      return;
    }
    const nests = this.#dialect === 'postgresql' || this.#dialect === 'tsql' || this.#dialect === null;
    const marks = /\/\*|\*\//g;
    marks.lastIndex = this.#at;
    let depth = 0;
    let end = text.length;
    for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
      if (match[0] === '*/') depth -= 1;
      else if (nests || depth === 0) depth += 1;
      if (depth > 0) continue;
      end = marks.lastIndex;
      break;
    }
    this.#blank(this.#at, end);
    this.#at = end;
  }

  #quoted(quote: string): void {
    const before = this.#text[this.#at - 1];
    const escapes =
      (this.#dialect === 'mysql' && quote !== '`') || (quote === "'" && (before === 'E' || before === 'e'));
    let from = this.#at + 1;
    for (;;) {
      const end = this.#text.indexOf(quote, from);
      if (end === -1) {
        this.#at = this.#text.length;
        return;
      }
      let slashes = 0;
      if (escapes) while (end - slashes - 1 >= from && this.#text[end - slashes - 1] === '\\') slashes += 1;
      from = end + 1;
      if (slashes % 2 === 1) continue;
      this.#at = from;
      return;
    }
  }

  #dollarQuoted(): boolean {
    if (this.#dialect !== 'postgresql' && this.#dialect !== null) {
      this.#at += 1;
      return true;
    }
    DOLLAR_TAG.lastIndex = this.#at;
    const tag = DOLLAR_TAG.exec(this.#text)?.[0];
    if (tag === undefined) this.#at += 1;
    else this.#skipPast(tag, this.#at + tag.length);
    return true;
  }

  #word(): void {
    WORD.lastIndex = this.#at;
    const word = (WORD.exec(this.#text)?.[0] ?? this.#text[this.#at] ?? '').toUpperCase();
    this.#at += Math.max(1, word.length);
    if (this.#words.length < FIRST_WORDS) this.#words.push(word);
    if (word !== 'BEGIN' && word !== 'END' && word !== 'CASE') return;
    if (this.#depth === 0 && (word !== 'BEGIN' || !ROUTINE.test(this.#words.join(' ')))) return;
    if (word !== 'END') {
      this.#depth += 1;
      return;
    }
    NEXT_WORD.lastIndex = this.#at;
    const match = NEXT_WORD.exec(this.#text);
    const next = (match?.[1] ?? '').toUpperCase();
    if (next === 'IF' || next === 'LOOP' || next === 'WHILE' || next === 'REPEAT') return;
    this.#depth -= 1;
    if (next === 'CASE') this.#at += match?.[0].length ?? 0;
  }

  #skipPast(mark: string, from: number): void {
    this.#at = Math.min(this.#text.length, this.#find(mark, from) + mark.length);
  }

  #find(mark: string, from: number): number {
    const found = this.#text.indexOf(mark, from);
    return found === -1 ? this.#text.length : found;
  }

  /** Takes a comment out of the statement; line ends stay, so that places hold. */
  #blank(start: number, end: number): void {
    this.#pieces.push(this.#text.slice(this.#kept, start), this.#text.slice(start, end).replace(/[^\n]/g, ' '));
    this.#kept = end;
  }

  #endAtDelimiter(end: number): void {
    const copies = COPY_FROM_INPUT.test(this.#text.slice(this.#kept, end).slice(0, 2000));
    this.#end(end);
    this.#kept = this.#at;
    if (!copies) return;
    this.#at = this.#find('\n\\.', this.#at);
    this.#at = Math.min(this.#text.length, this.#at + 3);
    this.#kept = this.#at;
  }

  #end(end: number): void {
    this.#pieces.push(this.#text.slice(this.#kept, end));
    const whole = this.#pieces.join('');
    const lead = whole.length - whole.trimStart().length;
    if (lead < whole.length) {
      const start = end - whole.length + lead;
      this.#count(start);
      this.#statements.push({ text: whole.trim(), line: this.#line });
    }
    this.#pieces = [];
    this.#kept = end;
    this.#words = [];
    this.#depth = 0;
  }

  #count(to: number): void {
    for (let at = this.#text.indexOf('\n', this.#counted); at !== -1 && at < to; at = this.#text.indexOf('\n', at + 1))
      this.#line += 1;
    this.#counted = to;
  }
}
