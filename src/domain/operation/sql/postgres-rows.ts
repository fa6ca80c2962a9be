import { NOTHING, type SqlFinding, type SqlNode, type StatementReading, tableKey } from './model.ts';
import { dotted, kindOf, listOf, nodeOf, relationName, textOf } from './tree.ts';

/** Statements that read or write rows; each may hold others in its WITH. */
export const ROW_STATEMENTS = [
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'CreateTableAsStmt',
];

/** Nested WITH clauses are followed this far; deeper ones are not understood. */
const NESTING_LIMIT = 20;
const HARMLESS_CALL =
  /^(?:pg_\w+\.)?(?:set_config|setval|nextval|currval|count|now|version|current_setting|coalesce|pg_(?!terminate|cancel|read|ls_|switch|promote|reload|rotate|drop|logical|create)\w+|length|min|max|sum)$/;

/** What a statement over rows does, with the statements in its WITH clauses. */
export function readRows(kind: string, node: SqlNode, line: number, depth = 0): StatementReading {
  if (depth > NESTING_LIMIT) return { ...NOTHING, findings: [{ rule: 'unparsed', object: 'WITH', table: null, line }] };
  const select = nodeOf(nodeOf(node, 'selectStmt'), 'SelectStmt');
  const ctes = [...listOf(nodeOf(node, 'withClause'), 'ctes'), ...listOf(nodeOf(select, 'withClause'), 'ctes')];
  const inner = ctes.flatMap((item) => {
    const [innerKind, content] = kindOf(nodeOf(nodeOf(item, 'CommonTableExpr'), 'ctequery'));
    return readRows(innerKind, content, line, depth + 1).findings;
  });
  const own = readOne(kind, node, line);
  return { ...own, findings: [...inner, ...own.findings] };
}

function readOne(kind: string, node: SqlNode, line: number): StatementReading {
  const name = relationName(nodeOf(node, 'relation'));
  const finding = (rule: SqlFinding['rule'], more: Partial<SqlFinding> = {}): StatementReading => ({
    ...NOTHING,
    findings: [{ rule, object: name, table: tableKey(name), line, ...more }],
  });
  switch (kind) {
    case 'DeleteStmt':
      return finding(node['whereClause'] === undefined ? 'delete-all' : 'delete-rows');
    case 'UpdateStmt':
      return readUpdate(node, { name, line });
    case 'MergeStmt':
      return finding('merge');
    case 'InsertStmt':
      return { ...NOTHING, copies: copiesOf(nodeOf(nodeOf(node, 'selectStmt'), 'SelectStmt'), name) };
    case 'CreateTableAsStmt':
      return {
        ...NOTHING,
        creates: new Map([[tableKey(relationName(nodeOf(nodeOf(node, 'into'), 'rel'))), 'certain']]),
      };
    case 'SelectStmt':
      return readCalls(node, line);
    default:
      return NOTHING;
  }
}

function readUpdate(node: SqlNode, { name, line }: { readonly name: string; readonly line: number }): StatementReading {
  const table = tableKey(name);
  const columns = listOf(node, 'targetList').map((item) => textOf(nodeOf(item, 'ResTarget'), 'name').toLowerCase());
  const whole = node['whereClause'] === undefined;
  if (!whole && columns.every((column) => onlyNull(nodeOf(node, 'whereClause')).includes(column))) return NOTHING;
  const overwrites = columns.map((column) => `${table}.${column}`);
  return {
    ...NOTHING,
    findings: [{ rule: whole ? 'update-all' : 'update-rows', object: name, table, line, overwrites }],
  };
}

/** Columns that a condition requires to be NULL: what is written there overwrites nothing. */
function onlyNull(where: SqlNode): readonly string[] {
  const test = nodeOf(where, 'NullTest');
  if (textOf(test, 'nulltesttype') === 'IS_NULL') {
    const fields = listOf(nodeOf(nodeOf(test, 'arg'), 'ColumnRef'), 'fields');
    return [dotted(fields.slice(-1)).toLowerCase()];
  }
  const all = nodeOf(where, 'BoolExpr');
  return textOf(all, 'boolop') === 'AND_EXPR' ? listOf(all, 'args').flatMap((part) => onlyNull(part)) : [];
}

function copiesOf(select: SqlNode, to: string): StatementReading['copies'] {
  return listOf(select, 'fromClause')
    .map((item) => relationName(nodeOf(item, 'RangeVar')))
    .filter((from) => from !== '')
    .map((from) => ({ from: tableKey(from), to: tableKey(to) }));
}

/** `SELECT f()` without tables runs f for what it does. */
function readCalls(select: SqlNode, line: number): StatementReading {
  if (listOf(select, 'fromClause').length > 0) return NOTHING;
  const calls = listOf(select, 'targetList')
    .map((item) => nodeOf(nodeOf(nodeOf(item, 'ResTarget'), 'val'), 'FuncCall'))
    .map((call) => dotted(listOf(call, 'funcname')))
    .filter((name) => name !== '' && !HARMLESS_CALL.test(name));
  return { ...NOTHING, findings: calls.map((name) => ({ rule: 'dynamic', object: `${name}()`, table: null, line })) };
}
