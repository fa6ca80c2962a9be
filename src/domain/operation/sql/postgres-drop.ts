import { type SqlFinding, type SqlNode, tableKey } from './model.ts';
import type { SqlRuleName } from './rule.ts';
import { droppedName, isSet, listOf, textOf } from './tree.ts';

const BY_KIND: Readonly<Record<string, SqlRuleName>> = {
  OBJECT_TABLE: 'drop-table',
  OBJECT_FOREIGN_TABLE: 'drop-view',
  OBJECT_VIEW: 'drop-view',
  OBJECT_MATVIEW: 'drop-view',
  OBJECT_TYPE: 'drop-type',
  OBJECT_DOMAIN: 'drop-type',
  OBJECT_FUNCTION: 'drop-function',
  OBJECT_PROCEDURE: 'drop-function',
  OBJECT_ROUTINE: 'drop-function',
  OBJECT_AGGREGATE: 'drop-function',
  OBJECT_SCHEMA: 'drop-schema',
  OBJECT_SEQUENCE: 'drop-sequence',
  OBJECT_EXTENSION: 'drop-extension',
  OBJECT_TRIGGER: 'drop-trigger',
  OBJECT_POLICY: 'drop-policy',
  OBJECT_INDEX: 'drop-index',
};

/** Kinds whose name is `table`, `name`. */
const ON_TABLE = ['OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE'];

/** What a DropStmt does, one finding for each name. */
export function readDrop(drop: SqlNode, line: number): readonly SqlFinding[] {
  const kind = textOf(drop, 'removeType');
  const concurrently = kind === 'OBJECT_INDEX' && isSet(drop, 'concurrent');
  const rule = concurrently ? 'drop-index-concurrently' : (BY_KIND[kind] ?? 'drop-other');
  return listOf(drop, 'objects').map((object): SqlFinding => {
    const names = droppedName(object);
    const onTable = ON_TABLE.includes(kind);
    const table = onTable ? names.slice(0, -1).join('.') : names.join('.');
    return {
      rule,
      object: onTable ? `${names.at(-1)} on ${table}` : names.join('.'),
      table:
        onTable || kind === 'OBJECT_TABLE' || kind === 'OBJECT_VIEW' || kind === 'OBJECT_MATVIEW'
          ? tableKey(table)
          : null,
      line,
    };
  });
}
