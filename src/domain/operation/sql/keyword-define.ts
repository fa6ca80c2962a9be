import { joinReadings, NOTHING, type StatementReading, tableKey } from './model.ts';
import type { SqlRuleName } from './rule.ts';
import { atCommas, TokenCursor } from './token.ts';

/** Makes one finding at the statement's line. */
export type Find = (rule: SqlRuleName, object: string, table?: string | null) => StatementReading;

const DROPS: Readonly<Record<string, SqlRuleName>> = {
  TABLE: 'drop-table',
  VIEW: 'drop-view',
  DATABASE: 'drop-database',
  SCHEMA: 'drop-schema',
  FUNCTION: 'drop-function',
  PROCEDURE: 'drop-function',
  PROC: 'drop-function',
  PACKAGE: 'drop-function',
  TRIGGER: 'drop-trigger',
  TYPE: 'drop-type',
  DOMAIN: 'drop-type',
  SEQUENCE: 'drop-sequence',
  EXTENSION: 'drop-extension',
  USER: 'drop-role',
  ROLE: 'drop-role',
  LOGIN: 'drop-role',
  INDEX: 'drop-index',
  DICTIONARY: 'drop-table',
};
/** Words that may stand between DROP or CREATE and the kind. */
const BEFORE_KIND = new Set([
  'TEMPORARY',
  'TEMP',
  'MATERIALIZED',
  'FOREIGN',
  'EXTERNAL',
  'UNIQUE',
  'CLUSTERED',
  'NONCLUSTERED',
  'FULLTEXT',
  'SPATIAL',
  'BITMAP',
  'GLOBAL',
  'LOCAL',
  'UNLOGGED',
  'OR',
  'REPLACE',
  'ALTER',
  'VIRTUAL',
  'TRANSIENT',
  'EDITIONABLE',
  'AGGREGATE',
]);

/** What `DROP ...` does; the cursor stands after the verb. */
export function readDrop(cursor: TokenCursor, find: Find): StatementReading {
  // A temporary table is the session's own.
  if (cursor.has('TEMPORARY') && cursor.peek()?.key === 'TEMPORARY') return NOTHING;
  while (BEFORE_KIND.has(cursor.peek()?.key ?? '')) cursor.next();
  const kind = cursor.next()?.key ?? '';
  const rule = DROPS[kind] ?? 'drop-other';
  cursor.eat('CONCURRENTLY');
  cursor.eat('BODY');
  cursor.eatIfExists();
  if (kind === 'INDEX') {
    const name = cursor.name();
    const table = cursor.eat('ON') ? cursor.name() : null;
    return find(rule, table === null ? name : `${name} on ${table}`, table);
  }
  return joinReadings(
    atCommas(cursor.rest).map((part) => {
      const name = new TokenCursor(part).name();
      return find(
        rule,
        rule === 'drop-other' ? `${kind.toLowerCase()} ${name}`.trim() : name,
        kind === 'TABLE' || kind === 'VIEW' ? name : null,
      );
    }),
  );
}

/** What `CREATE ...` does; the cursor stands after the verb. */
export function readCreate(cursor: TokenCursor, find: Find): StatementReading {
  const replaces = cursor.peek()?.key === 'OR';
  let unique = false;
  while (BEFORE_KIND.has(cursor.peek()?.key ?? '')) unique = cursor.next()?.key === 'UNIQUE' || unique;
  if (cursor.eat('DEFINER', '='))
    while (cursor.peek() !== null && !/^(?:VIEW|TRIGGER|FUNCTION|PROCEDURE|EVENT)$/.test(cursor.peek()?.key ?? ''))
      cursor.next();
  const kind = cursor.next()?.key ?? '';
  const concurrently = cursor.eat('CONCURRENTLY');
  const lenient = cursor.eatIfExists();
  if (kind === 'INDEX') {
    const name = cursor.peek()?.key === 'ON' ? '' : cursor.name();
    cursor.eat('ON');
    const table = cursor.name();
    if (concurrently && !unique) return NOTHING;
    const rule = unique ? (concurrently ? 'create-unique-index-concurrently' : 'create-unique-index') : 'create-index';
    return find(rule, `${name} on ${table}`.trim(), table);
  }
  const name = cursor.name();
  if (kind === 'TABLE') return { ...NOTHING, creates: new Map([[tableKey(name), lenient ? 'if-absent' : 'certain']]) };
  if (kind === 'TRIGGER') {
    const table = cursor.has('ON')
      ? new TokenCursor(cursor.rest.slice(cursor.rest.findIndex((token) => token.key === 'ON') + 1)).name()
      : '';
    return { ...find('create-trigger', `${name} on ${table}`, table), makes: [`drop-trigger ${name}`] };
  }
  const made =
    kind === 'VIEW' ? 'view' : ['FUNCTION', 'PROCEDURE', 'PROC', 'PACKAGE'].includes(kind) ? 'function' : null;
  if (made !== null)
    return { ...(replaces ? find(`replace-${made}`, name) : NOTHING), makes: [`drop-${made} ${name}`] };
  return [
    'DATABASE',
    'SCHEMA',
    'USER',
    'ROLE',
    'SEQUENCE',
    'TYPE',
    'SYNONYM',
    'LOGIN',
    'EXTENSION',
    'STATISTICS',
    'DICTIONARY',
  ].includes(kind)
    ? NOTHING
    : find('unparsed', `CREATE ${kind}`);
}
