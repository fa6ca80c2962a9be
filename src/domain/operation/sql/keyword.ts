import { readAlterActions } from './keyword-alter.ts';
import { type Find, readCreate, readDrop } from './keyword-define.ts';
import { type Dialect, joinReadings, NOTHING, type Statement, type StatementReading, tableKey } from './model.ts';
import type { SqlRuleName } from './rule.ts';
import { atCommas, type Token, TokenCursor, tokensOf } from './token.ts';
import { TSQL_VERBS, tsqlPieces } from './tsql-piece.ts';

/** First words of statements that change no row and no shape that a version before uses. */
const HARMLESS = new Set([
  'INSERT',
  'REPLACE',
  'SELECT',
  'SET',
  'BEGIN',
  'START',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT',
  'RELEASE',
  'USE',
  'PRAGMA',
  'SHOW',
  'DESCRIBE',
  'EXPLAIN',
  'COMMENT',
  'ANALYZE',
  'ANALYSE',
  'PRINT',
  'DECLARE',
  'DEALLOCATE',
  'OPEN',
  'FETCH',
  'CLOSE',
  'END',
  'UNLOCK',
  'FLUSH',
  'ATTACH',
  'LOAD',
  'VALUES',
  'GO',
  'PROMPT',
  'EXIT',
  'WHENEVER',
  'RAISERROR',
  'THROW',
  'RETURN',
  'IF',
  'ELSE',
]);
const DYNAMIC = new Set(['CALL', 'EXECUTE', 'EXEC', 'PREPARE', 'DO', 'HANDLER', 'WHILE', 'KILL', 'SOURCE', 'INSTALL']);

/** Statements longer than this are rows as a rule; the rest of any other is not read and said to be opaque. */
const STATEMENT_LIMIT = 64 * 1024;
const ONLY_ROWS = new Set(['INSERT', 'REPLACE', 'VALUES']);

/**
 * What a statement of a dialect without a parser does, by its keywords. Begins anew at verbs that open a line where T-SQL
 * needs no delimiter. What is not known is opaque.
 */
export function readKeywords(statement: Statement, dialect: Dialect | null): StatementReading {
  const tokens = tokensOf(statement.text.slice(0, STATEMENT_LIMIT), dialect);
  if (dialect === 'oracle' && /^(?:BEGIN|DECLARE)$/.test(tokens[0]?.key ?? '') && tokens.length > 1) {
    return block(statement.line);
  }
  const pieces = dialect === 'tsql' ? tsqlPieces(tokens) : [tokens];
  const readings = pieces
    .filter((piece) => piece.length > 0)
    .map((piece) => readOne(piece, statement.line + (piece[0]?.line ?? 0)));
  const cut = statement.text.length > STATEMENT_LIMIT && !ONLY_ROWS.has(tokens[0]?.key ?? '');
  return joinReadings(cut ? [...readings, tooLong(statement.line)] : readings);
}

/** An anonymous block of PL/SQL: what it does is decided while it runs. */
function block(line: number): StatementReading {
  return { ...NOTHING, findings: [{ rule: 'dynamic', object: 'BEGIN block', table: null, line }] };
}

function tooLong(line: number): StatementReading {
  return { ...NOTHING, findings: [{ rule: 'unparsed', object: 'a very long statement', table: null, line }] };
}

function readOne(tokens: readonly Token[], line: number): StatementReading {
  const cursor = new TokenCursor(tokens);
  const verb = cursor.next()?.key ?? '';
  const find = (rule: SqlRuleName, object: string, table: string | null = null): StatementReading => ({
    ...NOTHING,
    findings: [{ rule, object, table: table === null ? null : tableKey(table), line }],
  });
  switch (verb) {
    case 'DROP':
      return readDrop(cursor, find);
    case 'TRUNCATE': {
      cursor.eat('TABLE');
      const name = cursor.name();
      return find('truncate', name, name);
    }
    case 'DELETE':
      return readDelete(cursor, find);
    case 'UPDATE':
      return readUpdate(cursor, line);
    case 'ALTER':
      return readAlter(cursor, line, find);
    case 'RENAME':
      return readRename(cursor, find);
    case 'CREATE':
      return readCreate(cursor, find);
    case 'INSERT':
    case 'REPLACE':
      return readInsert(cursor);
    case 'MERGE': {
      cursor.eat('INTO');
      const name = cursor.name();
      return find('merge', name, name);
    }
    case 'REVOKE':
    case 'DENY':
      return find('revoke', objectOfGrant(cursor));
    case 'GRANT':
      return cursor.has('PUBLIC') || (cursor.peek()?.key === 'ALL' && cursor.has('*'))
        ? find('grant-wide', objectOfGrant(cursor))
        : NOTHING;
    case 'WITH':
      return cursor.has('DELETE') || cursor.has('UPDATE') || cursor.has('MERGE') ? find('unparsed', 'WITH') : NOTHING;
    case 'LOCK':
      return find('lock-table', nameAfterKind(cursor));
    case 'OPTIMIZE':
    case 'REPAIR':
      return find('rewrite-table', nameAfterKind(cursor));
    case 'VACUUM':
      return find('rewrite-table', 'the database');
    case 'REINDEX':
      return find('reindex', cursor.name() || 'the database');
    case 'EXEC':
    case 'EXECUTE':
      return readExec(cursor, find);
    case 'IF':
      return readCondition(cursor, line);
    default:
      break;
  }
  if (DYNAMIC.has(verb)) return find('dynamic', `${verb} ${cursor.name()}`.trim());
  return HARMLESS.has(verb) ? NOTHING : find('unparsed', verb === '' ? (tokens[0]?.text ?? '') : verb);
}

function readDelete(cursor: TokenCursor, find: Find): StatementReading {
  while (cursor.eat('LOW_PRIORITY') || cursor.eat('QUICK') || cursor.eat('IGNORE'));
  if (cursor.eat('TOP')) while (cursor.peek() !== null && cursor.peek()?.kind !== 'word') cursor.next();
  cursor.eat('FROM');
  const name = cursor.name();
  return find(
    cursor.has('WHERE') || cursor.has('JOIN') || cursor.has('LIMIT') ? 'delete-rows' : 'delete-all',
    name,
    name,
  );
}

function readUpdate(cursor: TokenCursor, line: number): StatementReading {
  while (
    cursor.eat('LOW_PRIORITY') ||
    cursor.eat('IGNORE') ||
    cursor.eat('OR', 'REPLACE') ||
    cursor.eat('OR', 'IGNORE')
  );
  if (cursor.eat('STATISTICS')) return NOTHING;
  const name = cursor.name();
  const table = tableKey(name);
  const assigned = assignedColumns(cursor.rest);
  const where = cursor.rest.findIndex((token) => token.key === 'WHERE');
  const condition = where === -1 ? [] : cursor.rest.slice(where);
  const conjunctive = !condition.some((token) => token.key === 'OR');
  const fills = conjunctive && assigned.length > 0 && assigned.every((column) => requiresNull(condition, column));
  if (fills) return NOTHING;
  const overwrites = assigned.map((column) => `${table}.${column}`);
  const bounded = where !== -1 || cursor.has('JOIN');
  return {
    ...NOTHING,
    findings: [{ rule: bounded ? 'update-rows' : 'update-all', object: name, table, line, overwrites }],
  };
}

/** Names before `=` between SET and WHERE, outside of parentheses, in lower case. */
function assignedColumns(tokens: readonly Token[]): readonly string[] {
  const from = tokens.findIndex((token) => token.key === 'SET');
  const to = tokens.findIndex((token) => token.key === 'WHERE' || token.key === 'FROM');
  return atCommas(tokens.slice(from + 1, to === -1 ? undefined : to))
    .filter((part) => part.some((token) => token.key === '='))
    .map((part) => new TokenCursor(part).name().split('.').at(-1)?.toLowerCase() ?? '');
}

function requiresNull(condition: readonly Token[], column: string): boolean {
  return condition.some(
    (token, at) =>
      token.text.toLowerCase() === column && condition[at + 1]?.key === 'IS' && condition[at + 2]?.key === 'NULL',
  );
}

function readAlter(cursor: TokenCursor, line: number, find: Find): StatementReading {
  const kind = cursor.next()?.key ?? '';
  if (kind === 'ONLINE' || kind === 'IGNORE') return readAlter(cursor, line, find);
  if (kind === 'TABLE') {
    cursor.eatIfExists();
    cursor.eat('ONLY');
    const name = cursor.name();
    return readAlterActions(cursor, { name, line });
  }
  const name = cursor.name();
  if (kind === 'VIEW') return find('replace-view', name);
  if (kind === 'PROC' || kind === 'PROCEDURE' || kind === 'FUNCTION') return find('replace-function', name);
  if (kind === 'TRIGGER') return find('replace-trigger', name);
  if (kind === 'INDEX') return cursor.has('REBUILD') ? find('reindex', name) : NOTHING;
  if (kind === 'DATABASE' || kind === 'SCHEMA' || kind === 'USER' || kind === 'ROLE' || kind === 'SEQUENCE') {
    return find('setting', `${kind.toLowerCase()} ${name}`);
  }
  if (kind === 'OR') return find('replace-function', name);
  return find('unparsed', `ALTER ${kind}`);
}

function readRename(cursor: TokenCursor, find: Find): StatementReading {
  if (!cursor.eat('TABLE') && !cursor.eat('TABLES')) return find('rename-other', cursor.name());
  return joinReadings(
    atCommas(cursor.rest).map((part) => {
      const pair = new TokenCursor(part);
      const from = pair.name();
      pair.eat('TO');
      return { ...find('rename-table', from, from), renames: [{ from: tableKey(from), to: tableKey(pair.name()) }] };
    }),
  );
}

function readInsert(cursor: TokenCursor): StatementReading {
  while (['INTO', 'IGNORE', 'OR', 'REPLACE', 'LOW_PRIORITY', 'DELAYED'].includes(cursor.peek()?.key ?? ''))
    cursor.next();
  const to = cursor.name();
  const rest = cursor.rest;
  const from = rest.findIndex((token) => token.key === 'FROM');
  if (from === -1) return NOTHING;
  return { ...NOTHING, copies: [{ from: tableKey(new TokenCursor(rest.slice(from + 1)).name()), to: tableKey(to) }] };
}

/** `sp_rename` is T-SQL's only way to rename; any other procedure may do anything. */
function readExec(cursor: TokenCursor, find: Find): StatementReading {
  const name = cursor.name();
  // These refresh what the server knows of a definition, and change none.
  if (/(?:^|\.)sp_(?:addextendedproperty|refreshview|refreshsqlmodule|updatestats)$/i.test(name)) return NOTHING;
  if (!/(?:^|\.)sp_rename$/i.test(name)) return find('dynamic', `EXEC ${name}`.trim());
  const named = cursor.rest.filter((token) => token.kind === 'string').map((token) => token.text);
  const object = (named[0] ?? '').replace(/[[\]]/g, '');
  const kind = (named[2] ?? '').toUpperCase();
  if (kind === 'INDEX') return NOTHING;
  return find(kind === 'COLUMN' ? 'rename-column' : 'rename-table', object);
}

/** `IF EXISTS (...) DROP TABLE x` on one line: what stands after the condition runs. */
function readCondition(cursor: TokenCursor, line: number): StatementReading {
  let depth = 0;
  const rest = cursor.rest;
  const at = rest.findIndex((token) => {
    if (token.key === '(') depth += 1;
    if (token.key === ')') depth -= 1;
    return depth === 0 && (TSQL_VERBS.has(token.key) || token.key === 'TRUNCATE') && token.key !== 'IF';
  });
  if (at === -1) return NOTHING;
  const inner = rest.slice(at);
  return inner[0]?.key === 'BEGIN' && inner.length > 1 ? readOne(inner.slice(1), line) : readOne(inner, line);
}

function nameAfterKind(cursor: TokenCursor): string {
  if (!cursor.eat('TABLES')) cursor.eat('TABLE');
  return cursor.name();
}

function objectOfGrant(cursor: TokenCursor): string {
  const rest = cursor.rest;
  const on = rest.findIndex((token) => token.key === 'ON');
  return on === -1 ? 'roles' : new TokenCursor(rest.slice(on + 1)).name() || '*';
}
