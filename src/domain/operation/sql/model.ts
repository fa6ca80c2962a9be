import type { SqlRuleName } from './rule.ts';

/** A family of SQL as far as it changes how a file is cut into statements and what may parse it. */
export type Dialect = 'postgresql' | 'mysql' | 'sqlite' | 'tsql' | 'oracle' | 'other';

/** A node of PostgreSQL's parse tree as `libpg_query` prints it: `{ "DropStmt": { ... } }`; false, zero and empty are left out. */
export type SqlNode = Readonly<Record<string, unknown>>;

/** Parses PostgreSQL. The adapter that fills it has a grammar; the room has none. */
export interface StatementParser {
  /** The statements of `sql`, or why it is none of PostgreSQL's. Never throws; a hostile text is a refusal. */
  parse(sql: string): StatementTree;
}

/** What a {@link StatementParser} answers. */
export type StatementTree =
  | { readonly kind: 'parsed'; readonly statements: readonly SqlNode[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** One statement of a file. */
export interface Statement {
  /** As written, without the delimiter; comments are blanks of the same length. */
  readonly text: string;
  /** 1-based line of its first word. */
  readonly line: number;
}

/** How sure it is that a statement before made the table: `if-absent` for `CREATE TABLE IF NOT EXISTS`. */
export type Creation = 'certain' | 'if-absent';

/** What one statement says, before the statements around it are looked at. */
export interface StatementReading {
  readonly findings: readonly SqlFinding[];
  /** Tables (and views) that it makes, as {@link tableKey}. */
  readonly creates: ReadonlyMap<string, Creation>;
  /** Columns that it adds, as `table.column` keys. */
  readonly adds: readonly string[];
  /** Columns that it gives a default, as `table.column` keys. */
  readonly defaults: readonly string[];
  /** Views, functions, triggers and policies that it makes anew, as `rule object` of the drop they would undo. */
  readonly makes: readonly string[];
  /** Tables whose rows it copies, for rebuilt tables of SQLite. */
  readonly copies: readonly { readonly from: string; readonly to: string }[];
  readonly renames: readonly { readonly from: string; readonly to: string }[];
}

/** One thing that a statement does; {@link Operation} without a path and without the words of the rule. */
export interface SqlFinding {
  readonly rule: SqlRuleName;
  /** What it acts on, as written and without quotes: `orders.note`. */
  readonly object: string;
  /** Key of the table that it acts on; `null` where it is no table's. */
  readonly table: string | null;
  readonly line: number;
  /** Where it differs from the rule's own. */
  readonly certainty?: 'certain' | 'possible';
  /** Rows are only written where nothing stood: columns that it overwrites, as `table.column` keys. */
  readonly overwrites?: readonly string[];
}

/** A reading that says nothing. */
export const NOTHING: StatementReading = {
  findings: [],
  creates: new Map(),
  adds: [],
  defaults: [],
  makes: [],
  copies: [],
  renames: [],
};

/** One key for the spellings of a table: lower case, without quotes and the schema that is taken for granted. */
export function tableKey(name: string): string {
  return name.toLowerCase().replace(/^(?:public|dbo|main)\./, '');
}

/** Several readings as one. */
export function joinReadings(readings: readonly StatementReading[]): StatementReading {
  return {
    findings: readings.flatMap((each) => each.findings),
    creates: new Map(readings.flatMap((each) => [...each.creates])),
    adds: readings.flatMap((each) => each.adds),
    defaults: readings.flatMap((each) => each.defaults),
    makes: readings.flatMap((each) => each.makes),
    copies: readings.flatMap((each) => each.copies),
    renames: readings.flatMap((each) => each.renames),
  };
}
