import { NOTHING, type SqlFinding, type Statement, type StatementReading, tableKey } from './model.ts';
import type { SqlRuleName } from './rule.ts';

const CHANGES: Readonly<Record<string, SqlRuleName>> = {
  dropTable: 'drop-table',
  dropColumn: 'drop-column',
  dropView: 'drop-view',
  dropSequence: 'drop-sequence',
  dropProcedure: 'drop-function',
  dropIndex: 'drop-index',
  dropPrimaryKey: 'drop-primary-key',
  dropUniqueConstraint: 'drop-constraint',
  dropForeignKeyConstraint: 'drop-constraint',
  dropAllForeignKeyConstraints: 'drop-constraint',
  dropNotNullConstraint: 'drop-not-null',
  dropDefaultValue: 'drop-default',
  renameTable: 'rename-table',
  renameColumn: 'rename-column',
  modifyDataType: 'change-type',
  addNotNullConstraint: 'set-not-null',
  addUniqueConstraint: 'add-unique',
  addForeignKeyConstraint: 'add-foreign-key',
  createIndex: 'create-index',
  delete: 'delete-rows',
  update: 'update-rows',
  mergeColumns: 'drop-column',
  createTable: 'unparsed',
  sqlFile: 'dynamic',
  customChange: 'dynamic',
  executeCommand: 'dynamic',
};

const XML = /<(?:\w+:)?(\w+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/g;
const YAML = /^[ \t]*-?[ \t]*(\w+):[ \t]*$/gm;

/** Liquibase's XML and YAML, one reading for each change; what stands in a rollback is left out. SQL goes through `sql`. */
export function readChangelog(
  text: string,
  sql: (statement: Statement) => StatementReading,
): readonly StatementReading[] {
  const xml = text.trimStart().startsWith('<');
  const plain = xml
    ? blank(text, /<!--[\s\S]*?(?:-->|$)|<rollback\b[^>]{0,500}(?:\/>|>[\s\S]*?(?:<\/rollback>|$))/g)
    : withoutYamlRollback(text);
  const lineAt = (at: number): number => plain.slice(0, at).split('\n').length;
  const readings: { readonly at: number; readonly reading: StatementReading }[] = [];
  for (const match of plain.matchAll(xml ? XML : YAML)) {
    const rule = CHANGES[match[1] ?? ''];
    if (rule === undefined) continue;
    const attribute = xml ? attributesOf(match[2] ?? '') : membersOf(plain, match.index + match[0].length);
    readings.push({
      at: match.index,
      reading: changeOf(match[1] ?? '', { rule, attribute, line: lineAt(match.index) }),
    });
  }
  for (const match of plain.matchAll(/<(?:\w+:)?sql\b[^>]{0,500}>([\s\S]*?)(?:<\/(?:\w+:)?sql>|$)/g)) {
    const inner = (match[1] ?? '').replace('<![CDATA[', '').replace(']]>', '');
    readings.push({ at: match.index, reading: sql({ text: inner, line: lineAt(match.index) }) });
  }
  return readings.sort((one, other) => one.at - other.at).map((each) => each.reading);
}

type Attribute = (name: string) => string | null;

function changeOf(
  kind: string,
  { rule, attribute, line }: { readonly rule: SqlRuleName; readonly attribute: Attribute; readonly line: number },
): StatementReading {
  const table =
    attribute('tableName') ?? attribute('oldTableName') ?? attribute('baseTableName') ?? attribute('viewName') ?? '';
  if (kind === 'createTable') return { ...NOTHING, creates: new Map([[tableKey(table), 'certain']]) };
  const column = attribute('columnName') ?? attribute('oldColumnName');
  const label = attribute('constraintName') ?? attribute('indexName');
  const object =
    column !== null && label === null ? `${table}.${column}` : label === null ? table : `${label} on ${table}`;
  const unique = kind === 'createIndex' && attribute('unique') === 'true';
  const finding: SqlFinding = {
    rule: unique ? 'create-unique-index' : rule,
    object:
      object === '' ? (attribute('sequenceName') ?? attribute('procedureName') ?? attribute('path') ?? kind) : object,
    table: table === '' ? null : tableKey(table),
    line,
  };
  return { ...NOTHING, findings: [finding] };
}

function attributesOf(text: string): Attribute {
  const found = new Map(
    [...text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map((match) => [
      match[1] ?? '',
      match[2] ?? match[3] ?? '',
    ]),
  );
  return (name) => found.get(name) ?? null;
}

/** The scalar members below a key: lines until the next change opens. */
function membersOf(text: string, at: number): Attribute {
  const found = new Map<string, string>();
  for (const line of text
    .slice(at, at + 2000)
    .split('\n')
    .slice(1, 30)) {
    const member = /^[ \t]*(-?)[ \t]*(\w+):[ \t]*(.*)$/.exec(line);
    if (member === null || (member[3] === '' && member[2] !== 'columns')) break;
    if (!found.has(member[2] ?? '')) found.set(member[2] ?? '', (member[3] ?? '').trim().replace(/^["']|["']$/g, ''));
  }
  return (name) => found.get(name) ?? null;
}

function withoutYamlRollback(text: string): string {
  let below: number | null = null;
  return text
    .split('\n')
    .map((line) => {
      const indent = line.length - line.trimStart().length;
      if (below !== null && line.trim() !== '' && indent <= below && !line.trimStart().startsWith('- ')) below = null;
      if (below === null && /^\s*(?:-\s+)?rollback:/.test(line)) below = indent;
      return below === null ? line : '';
    })
    .join('\n');
}

function blank(text: string, pattern: RegExp): string {
  return text.replace(pattern, (whole) => whole.replace(/[^\n]/g, ' '));
}
