import { joinReadings, NOTHING, type SqlFinding, type SqlNode, type StatementReading, tableKey } from './model.ts';
import { readConstraint } from './postgres-constraint.ts';
import type { SqlRuleName } from './rule.ts';
import { constraintsOf, dotted, listOf, nodeOf, relationName, textOf } from './tree.ts';

/** Subtypes that only name a column. */
const ON_COLUMN: Readonly<Record<string, SqlRuleName>> = {
  AT_DropColumn: 'drop-column',
  AT_SetNotNull: 'set-not-null',
  AT_DropNotNull: 'drop-not-null',
  AT_DropExpression: 'column-identity',
  AT_AddIdentity: 'column-identity',
  AT_SetIdentity: 'column-identity',
  AT_DropIdentity: 'column-identity',
  AT_SetExpression: 'add-column-rewrite',
};

/** Subtypes that act on the whole table, or on a name beneath it. */
const ON_TABLE: Readonly<Record<string, SqlRuleName>> = {
  AT_DropConstraint: 'drop-constraint',
  AT_EnableRowSecurity: 'enable-row-security',
  AT_ForceRowSecurity: 'enable-row-security',
  AT_DisableRowSecurity: 'disable-row-security',
  AT_NoForceRowSecurity: 'disable-row-security',
  AT_DisableTrig: 'disable-trigger',
  AT_DisableTrigAll: 'disable-trigger',
  AT_DisableTrigUser: 'disable-trigger',
  AT_DisableRule: 'disable-trigger',
  AT_EnableTrig: 'disable-trigger',
  AT_EnableTrigAll: 'disable-trigger',
  AT_EnableTrigUser: 'disable-trigger',
  AT_EnableAlwaysTrig: 'disable-trigger',
  AT_EnableReplicaTrig: 'disable-trigger',
  AT_SetUnLogged: 'set-unlogged',
  AT_SetLogged: 'rewrite-table',
  AT_SetTableSpace: 'rewrite-table',
  AT_SetAccessMethod: 'rewrite-table',
  AT_ChangeOwner: 'revoke',
};

const HARMLESS = new Set([
  'AT_ValidateConstraint',
  'AT_SetStatistics',
  'AT_SetOptions',
  'AT_ResetOptions',
  'AT_SetStorage',
  'AT_SetCompression',
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
  'AT_ReplicaIdentity',
  'AT_ClusterOn',
  'AT_DropCluster',
  'AT_AddInherit',
  'AT_DropInherit',
  'AT_CookedColumnDefault',
]);

const UNBOUNDED_TEXT = new Set(['text', 'citext']);

/** What an AlterTableStmt does; also of views, indexes, types and foreign tables, which share it. */
export function readAlterTable(alter: SqlNode, line: number): StatementReading {
  const name = relationName(nodeOf(alter, 'relation'));
  const kind = textOf(alter, 'objtype');
  return joinReadings(
    listOf(alter, 'cmds').map((command) => readCommand(nodeOf(command, 'AlterTableCmd'), { name, kind, line })),
  );
}

interface Target {
  readonly name: string;
  readonly kind: string;
  readonly line: number;
}

function readCommand(command: SqlNode, target: Target): StatementReading {
  const subtype = textOf(command, 'subtype');
  const column = textOf(command, 'name');
  const find = (rule: SqlRuleName, object: string): StatementReading => ({
    ...NOTHING,
    findings: [{ rule, object, table: tableKey(target.name), line: target.line }],
  });
  const onColumn = ON_COLUMN[subtype];
  if (onColumn !== undefined) return find(onColumn, `${target.name}.${column}`);
  const onTable = ON_TABLE[subtype];
  if (onTable !== undefined) {
    if (subtype === 'AT_ChangeOwner') return target.kind === 'OBJECT_TABLE' ? find(onTable, target.name) : NOTHING;
    return find(onTable, subtype === 'AT_DropConstraint' ? `${column} on ${target.name}` : target.name);
  }
  if (HARMLESS.has(subtype)) return NOTHING;
  if (subtype === 'AT_ColumnDefault') {
    if (command['def'] === undefined) return find('drop-default', `${target.name}.${column}`);
    const isNull = nodeOf(nodeOf(command, 'def'), 'A_Const')['isnull'] === true;
    return isNull ? NOTHING : { ...NOTHING, defaults: [`${tableKey(target.name)}.${column.toLowerCase()}`] };
  }
  if (subtype === 'AT_AlterColumnType') return { ...NOTHING, findings: [readType(command, target)] };
  if (subtype === 'AT_AddColumn') return readAddedColumn(nodeOf(nodeOf(command, 'def'), 'ColumnDef'), target);
  if (subtype === 'AT_AddConstraint') {
    return { ...NOTHING, findings: readConstraint(nodeOf(nodeOf(command, 'def'), 'Constraint'), target) };
  }
  if (subtype === 'AT_AttachPartition') return find('attach-partition', partitionOf(command));
  if (subtype === 'AT_DetachPartition' || subtype === 'AT_DetachPartitionFinalize') {
    return find('detach-partition', partitionOf(command));
  }
  return find('unparsed', `ALTER ${target.name}`);
}

function partitionOf(command: SqlNode): string {
  return relationName(nodeOf(nodeOf(nodeOf(command, 'def'), 'PartitionCmd'), 'name'));
}

/** Without USING, text of any length takes every varchar without a rewrite; whatever else depends on the old type. */
function readType(command: SqlNode, { name, line }: Target): SqlFinding {
  const definition = nodeOf(nodeOf(command, 'def'), 'ColumnDef');
  const type = nodeOf(definition, 'typeName');
  const written = dotted(listOf(type, 'names'));
  const unbounded = UNBOUNDED_TEXT.has(written) || (written === 'varchar' && listOf(type, 'typmods').length === 0);
  const rule = unbounded && definition['raw_default'] === undefined ? 'widen-type' : 'change-type';
  return { rule, object: `${name}.${textOf(command, 'name')}`, table: tableKey(name), line };
}

/** Functions whose value is one for the whole statement, so that adding a column with them rewrites nothing. */
const STABLE = new Set([
  'now',
  'current_setting',
  'transaction_timestamp',
  'statement_timestamp',
  'to_timestamp',
  'to_jsonb',
  'jsonb_build_object',
  'json_build_object',
  'lower',
  'upper',
]);
const SERIAL = /^(?:big|small)?serial[248]?$/;

function readAddedColumn(definition: SqlNode, { name, line }: Target): StatementReading {
  const column = textOf(definition, 'colname');
  const table = tableKey(name);
  const object = `${name}.${column}`;
  const constraints = constraintsOf(definition);
  const fallback = constraints.get('CONSTR_DEFAULT');
  const serial = SERIAL.test(dotted(listOf(nodeOf(definition, 'typeName'), 'names')));
  const filled =
    fallback !== undefined || serial || constraints.has('CONSTR_IDENTITY') || constraints.has('CONSTR_GENERATED');
  const rules: SqlRuleName[] = [];
  if ((constraints.has('CONSTR_NOTNULL') || constraints.has('CONSTR_PRIMARY')) && !filled)
    rules.push('add-required-column');
  const generated = constraints.get('CONSTR_GENERATED');
  const stored = generated !== undefined && textOf(generated, 'generated_kind') === 's';
  if (serial || stored || constraints.has('CONSTR_IDENTITY') || (fallback !== undefined && differsByRow(fallback))) {
    rules.push('add-column-rewrite');
  }
  if (constraints.has('CONSTR_UNIQUE') || constraints.has('CONSTR_PRIMARY')) rules.push('add-unique');
  if (constraints.has('CONSTR_CHECK') && filled) rules.push('add-check');
  return {
    ...NOTHING,
    adds: [`${table}.${column.toLowerCase()}`],
    findings: rules.map((rule) => ({ rule, object, table, line })),
  };
}

function differsByRow(fallback: SqlNode): boolean {
  const open: unknown[] = [fallback['raw_expr']];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const call = (value as SqlNode)['FuncCall'] as SqlNode | undefined;
    if (call !== undefined && !STABLE.has(dotted(listOf(call, 'funcname')))) return true;
    open.push(...Object.values(value));
  }
  return false;
}
