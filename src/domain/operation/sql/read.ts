import type { FilePath } from '../../change/index.ts';
import { EFFECTS, type FilePair, type OperationReading, type Unread } from '../model.ts';
import { readCode } from './code.ts';
import { dialectOf } from './dialect.ts';
import { sqlOperations } from './finding.ts';
import { readKeywords } from './keyword.ts';
import { migrationFileOf, runsWhole } from './migration-file.ts';
import {
  type Dialect,
  joinReadings,
  type SqlFinding,
  type Statement,
  type StatementParser,
  type StatementReading,
} from './model.ts';
import { readPostgres } from './postgres.ts';
import { SQL_RULES } from './rule.ts';
import { settle } from './settle.ts';
import { splitStatements } from './split.ts';
import { upPart } from './up-part.ts';

/** Written migrations are a few kilobytes; beyond this it is a dump, and nobody waits for it. Characters. */
const TEXT_LIMIT = 8 * 1024 * 1024;
/** One generated statement may be long; PostgreSQL's parser takes some hundred times its size. Characters. */
const PARSED_LIMIT = 256 * 1024;
/** Findings beyond this say nothing more to a person. */
const FINDING_LIMIT = 2000;

/** What is known beside the file. */
export interface MigrationContext {
  /** PostgreSQL's grammar; `null` where it could not be loaded, which makes what needs it opaque. */
  readonly parser: StatementParser | null;
  /** What the tool's configuration near a file says, for all files or (see `dialectsNear`) for each. */
  readonly dialect: Dialect | null | ((migration: FilePath) => Dialect | null);
}

/** The first characters of a file, from which {@link isMigration} tells what it is. */
export const MIGRATION_HEAD = 20_000;

/** Whether a migration tool runs this file; `text` may be cut to {@link MIGRATION_HEAD} characters. */
export function isMigration(path: FilePath, text: string): boolean {
  return migrationFileOf(path, text) !== null;
}

/**
 * What a changed migration does when it is rolled forward: all of a new one, the statements that an edit brought into
 * an old one, and the edit itself. `null` where the file is no migration on either side.
 */
export function readMigration(pair: FilePair, context: MigrationContext): OperationReading | null {
  const text = pair.after ?? pair.before ?? '';
  const file = migrationFileOf(pair.path, text.slice(0, MIGRATION_HEAD));
  if (file === null) return null;
  if (pair.after === pair.before) return { operations: [], unread: [] };
  const line = (rule: 'edited-migration' | 'removed-migration'): SqlFinding => ({
    rule,
    object: pair.path.split('/').at(-1) ?? pair.path,
    table: null,
    line: 1,
  });
  if (pair.after === null) return reading(file.direction === 'down' ? [] : [line('removed-migration')], pair.path);
  if (pair.after.length > TEXT_LIMIT) return unread(pair.path);
  // A rolled-back part runs only when somebody decides to.
  if (file.direction === 'down') return { operations: [], unread: [] };
  const read = (side: string): readonly SqlFinding[] =>
    file.language === 'sql'
      ? readSqlText({ path: pair.path, text: side, context })
      : readCode(side, {
          path: pair.path,
          language: file.language,
          sql: (inner) => readEmbedded(inner, pair.path, context),
        });
  const found = read(pair.after);
  if (pair.before === null) return reading(found, pair.path);
  const before = new Set(pair.before.length > TEXT_LIMIT ? [] : read(pair.before).map(identity));
  const fresh = found.filter((finding) => !before.has(identity(finding)));
  const edited = file.repeatable || sameStatements(pair.before, pair.after) ? [] : [line('edited-migration')];
  return reading([...fresh, ...edited], pair.path);
}

/** Findings of SQL text in order, of the parts that run forward. */
export function readSqlText({
  path,
  text,
  context,
}: {
  readonly path: FilePath;
  readonly text: string;
  readonly context: MigrationContext;
}): readonly SqlFinding[] {
  const dialect = dialectOf(path, text, configuredFor(path, context));
  // A grammar written in C would stop at a zero byte; what stands behind it is read as well.
  const plain = (text.startsWith('\ufeff') ? text.slice(1) : text).replaceAll('\0', ' ');
  const statements = splitStatements(runsWhole(path) ? plain : upPart(plain), dialect);
  return settle(statements.map((statement) => readStatement(statement, dialect, context.parser)));
}

function configuredFor(path: FilePath, { dialect }: MigrationContext): Dialect | null {
  return typeof dialect === 'function' ? dialect(path) : dialect;
}

/** A statement within code: its findings before the statements around it are looked at. */
function readEmbedded(statement: Statement, path: FilePath, context: MigrationContext): StatementReading {
  const dialect = dialectOf(path, statement.text, configuredFor(path, context));
  const inner = splitStatements(statement.text, dialect).map((each) => ({
    ...each,
    line: each.line + statement.line - 1,
  }));
  return joinReadings(inner.map((each) => readStatement(each, dialect, context.parser)));
}

/** An INSERT longer than this brings rows; its tree would say nothing more. Characters. */
const LONG_INSERT = 20_000;
const INSERT = /^\s*insert\b/i;
const ANONYMOUS_BLOCK = /^\s*do\b/i;

function readStatement(
  statement: Statement,
  dialect: Dialect | null,
  parser: StatementParser | null,
): StatementReading {
  const postgres = dialect === 'postgresql' || dialect === null;
  if (!postgres || (statement.text.length > LONG_INSERT && INSERT.test(statement.text))) {
    return readKeywords({ ...statement, text: withNames(statement.text) }, dialect);
  }
  if (parser === null || statement.text.length > PARSED_LIMIT) return withDoubt(statement, dialect);
  const tree = parser.parse(withNames(statement.text));
  if (tree.kind === 'parsed') {
    const found = readPostgres(tree.statements, statement.line);
    return ANONYMOUS_BLOCK.test(statement.text) ? joinReadings([found, withinBlock(statement)]) : found;
  }
  return dialect === null ? readKeywords(statement, dialect) : withDoubt(statement, dialect);
}

/** PostgreSQL refused it, or could not be asked: what the keywords say, and that this may not be all. */
function withDoubt(statement: Statement, dialect: Dialect | null): StatementReading {
  const found = readKeywords({ ...statement, text: withNames(statement.text) }, dialect);
  if (found.findings.some((finding) => finding.rule === 'unparsed' || finding.rule === 'dynamic')) return found;
  const object = /^\s*(\w+(?:\s+\w+)?)/.exec(statement.text)?.[1]?.replace(/\s+/, ' ').toUpperCase() ?? 'a statement';
  return joinReadings([
    found,
    { ...found, findings: [{ rule: 'unparsed', object, table: null, line: statement.line }] },
  ]);
}

/** The statements written out in a DO block, as far as keywords tell; whether they run is decided while it runs. */
function withinBlock(statement: Statement): StatementReading {
  const body = /\$(\w*)\$([\s\S]*)\$\1\$/.exec(statement.text);
  if (body === null) return joinReadings([]);
  const offset = statement.text.slice(0, body.index).split('\n').length - 1;
  const inner = splitStatements(body[2] ?? '', 'postgresql').map((each) => {
    const control =
      /^(?:(?:declare|begin|exception|else|then|loop|end|if|when)\b(?:[^;]{0,2000}?\b(?:then|loop|begin)\b)?\s*)+/i.exec(
        each.text,
      );
    const lead = control?.[0] ?? '';
    return {
      text: each.text.slice(lead.length),
      line: each.line + statement.line - 1 + offset + lead.split('\n').length - 1,
    };
  });
  const verbs = /^(?:drop|truncate|delete|update|alter)\b/i;
  const found = joinReadings(
    inner.filter((each) => verbs.test(each.text)).map((each) => readKeywords(each, 'postgresql')),
  );
  return {
    ...found,
    creates: new Map(),
    findings: found.findings
      .filter((each) => each.rule !== 'unparsed')
      .map((each) => ({ ...each, certainty: 'possible' })),
  };
}

/** Placeholders that a tool fills in (`${schema}`, `{{ name }}`) as names of the same length, so that the rest is read. */
function withNames(text: string): string {
  if (!text.includes('{')) return text;
  return text.replace(/\$\{([\w.:-]{1,100})\}|\{\{([^{}\n]{1,100})\}\}/g, (whole) => whole.replace(/\W/g, '_'));
}

/** A finding whatever its line. */
function identity(finding: SqlFinding): string {
  return `${finding.rule} ${finding.object}`;
}

function sameStatements(before: string, after: string): boolean {
  const plain = (text: string): string =>
    splitStatements(text, null)
      .map((each) => each.text.replace(/\s+/g, ' '))
      .join(';');
  return plain(before) === plain(after);
}

function reading(findings: readonly SqlFinding[], path: FilePath): OperationReading {
  const kept = findings.length <= FINDING_LIMIT ? findings : gravestFirst(findings).slice(0, FINDING_LIMIT);
  const operations = sqlOperations(kept, path);
  const more = findings.length - operations.length;
  const cut: readonly Unread[] =
    more > 0 ? [{ path, code: 'too-many', message: `${more} more operations of this file are left out` }] : [];
  return { operations, unread: cut };
}

/** What is cut off is never the worst, whatever stands before it. */
function gravestFirst(findings: readonly SqlFinding[]): readonly SqlFinding[] {
  const weight = ({ rule, certainty }: SqlFinding): number =>
    2 * Math.min(...SQL_RULES[rule].effects.map((effect) => EFFECTS.indexOf(effect))) +
    Number((certainty ?? SQL_RULES[rule].certainty) === 'possible');
  return [...findings].sort((a, b) => weight(a) - weight(b));
}

function unread(path: FilePath): OperationReading {
  const message = `the migration is larger than ${TEXT_LIMIT / 1024 / 1024} MB and was not read`;
  return { operations: [], unread: [{ path, code: 'too-large', message }] };
}
