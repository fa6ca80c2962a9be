import { joinReadings, NOTHING, type SqlFinding, type SqlNode, type StatementReading, tableKey } from './model.ts';
import { readAlterTable } from './postgres-alter.ts';
import { readDrop } from './postgres-drop.ts';
import { ROW_STATEMENTS, readRows } from './postgres-rows.ts';
import type { SqlRuleName } from './rule.ts';
import { dotted, isSet, kindOf, listOf, namesOf, nodeOf, relationName, textOf } from './tree.ts';

/** What PostgreSQL's parse trees of one statement do. Kinds that are not known to be harmless are opaque. */
export function readPostgres(trees: readonly SqlNode[], line: number): StatementReading {
  return joinReadings(trees.map((tree) => readTree(tree, line)));
}

const HARMLESS = new Set([
  'CommentStmt',
  'CreateSeqStmt',
  'CreateSchemaStmt',
  'CreateExtensionStmt',
  'CreateEnumStmt',
  'CreateRangeStmt',
  'CompositeTypeStmt',
  'DefineStmt',
  'CreateDomainStmt',
  'CreateStatsStmt',
  'AlterStatsStmt',
  'AlterExtensionStmt',
  'CreateRoleStmt',
  'CreatedbStmt',
  'CreateForeignTableStmt',
  'CreateFdwStmt',
  'CreateForeignServerStmt',
  'CreateUserMappingStmt',
  'CreatePublicationStmt',
  'CreateOpClassStmt',
  'CreateOpFamilyStmt',
  'CreateCastStmt',
  'CreateConversionStmt',
  'CreateTransformStmt',
  'CreateAmStmt',
  'CreatePLangStmt',
  'SecLabelStmt',
  'VariableSetStmt',
  'VariableShowStmt',
  'ConstraintsSetStmt',
  'TransactionStmt',
  'ExplainStmt',
  'CheckPointStmt',
  'NotifyStmt',
  'ListenStmt',
  'UnlistenStmt',
  'DiscardStmt',
  'DeallocateStmt',
  'AlterDefaultPrivilegesStmt',
  'AlterOwnerStmt',
]);

const RENAMES: Readonly<Record<string, SqlRuleName | null>> = {
  OBJECT_TABLE: 'rename-table',
  OBJECT_COLUMN: 'rename-column',
  OBJECT_TYPE: 'rename-type',
  OBJECT_INDEX: null,
  OBJECT_TABCONSTRAINT: null,
  OBJECT_DOMCONSTRAINT: null,
  OBJECT_TRIGGER: null,
  OBJECT_POLICY: null,
};

type Read = (node: SqlNode, line: number) => StatementReading;

const one =
  (rule: SqlRuleName, name: (node: SqlNode) => string): Read =>
  (node, line) =>
    found(rule, name(node), line);

const READERS: Readonly<Record<string, Read>> = {
  AlterTableStmt: readAlterTable,
  DropStmt: (node, line) => ({ ...NOTHING, findings: readDrop(node, line) }),
  DropdbStmt: one('drop-database', (node) => textOf(node, 'dbname')),
  DropOwnedStmt: one('drop-owned', rolesOf),
  DropRoleStmt: one('drop-role', rolesOf),
  DropTableSpaceStmt: one('drop-other', (node) => textOf(node, 'tablespacename')),
  DropSubscriptionStmt: one('drop-other', (node) => textOf(node, 'subname')),
  TruncateStmt: (node, line) =>
    joinReadings(
      listOf(node, 'relations').map((item) => {
        const name = relationName(nodeOf(item, 'RangeVar'));
        return found('truncate', name, line, name);
      }),
    ),
  RenameStmt: readRename,
  AlterObjectSchemaStmt: one(
    'move-schema',
    (node) => relationName(nodeOf(node, 'relation')) || dotted(objectNames(node)),
  ),
  AlterEnumStmt: (node, line) =>
    found(
      textOf(node, 'oldVal') === '' ? 'add-enum-value' : 'rename-enum-value',
      dotted(listOf(node, 'typeName')),
      line,
    ),
  AlterDomainStmt: one('alter-domain', (node) => dotted(listOf(node, 'typeName'))),
  IndexStmt: readIndex,
  CreateStmt: (node) => ({
    ...NOTHING,
    creates: new Map([
      [tableKey(relationName(nodeOf(node, 'relation'))), isSet(node, 'if_not_exists') ? 'if-absent' : 'certain'],
    ]),
  }),
  ViewStmt: (node, line) => defined('view', relationName(nodeOf(node, 'view')), { node, line }),
  CreateFunctionStmt: (node, line) => defined('function', dotted(listOf(node, 'funcname')), { node, line }),
  CreateTrigStmt: (node, line) => {
    const table = relationName(nodeOf(node, 'relation'));
    const object = `${textOf(node, 'trigname')} on ${table}`;
    return { ...found('create-trigger', object, line, table), makes: [`drop-trigger ${object}`] };
  },
  RuleStmt: one('create-rule', (node) => `${textOf(node, 'rulename')} on ${relationName(nodeOf(node, 'relation'))}`),
  CreatePolicyStmt: readPolicy,
  AlterPolicyStmt: readPolicy,
  GrantStmt: readGrant,
  GrantRoleStmt: (node, line) =>
    isSet(node, 'is_grant') ? NOTHING : found('revoke', namesOfRoles(listOf(node, 'grantee_roles')), line),
  AlterRoleStmt: one('setting', (node) => `role ${textOf(nodeOf(node, 'role'), 'rolename')}`),
  AlterRoleSetStmt: one('setting', (node) => `role ${textOf(nodeOf(node, 'role'), 'rolename')}`),
  AlterDatabaseSetStmt: one('setting', (node) => `database ${textOf(node, 'dbname')}`),
  AlterDatabaseStmt: one('setting', (node) => `database ${textOf(node, 'dbname')}`),
  AlterSystemStmt: one('setting', (node) => textOf(nodeOf(node, 'setstmt'), 'name')),
  AlterSeqStmt: one('setting', (node) => `sequence ${relationName(nodeOf(node, 'sequence'))}`),
  LockStmt: (node, line) =>
    joinReadings(
      listOf(node, 'relations').map((item) => {
        const name = relationName(nodeOf(item, 'RangeVar'));
        return found('lock-table', name, line, name);
      }),
    ),
  ClusterStmt: (node, line) => found('cluster', relationName(nodeOf(node, 'relation')), line),
  VacuumStmt: (node, line) => (hasOption(listOf(node, 'options'), 'full') ? vacuumed(node, line) : NOTHING),
  ReindexStmt: (node, line) =>
    hasOption(listOf(node, 'params'), 'concurrently')
      ? NOTHING
      : found('reindex', relationName(nodeOf(node, 'relation')) || textOf(node, 'name'), line),
  RefreshMatViewStmt: (node, line) =>
    isSet(node, 'concurrent') ? NOTHING : found('refresh-view', relationName(nodeOf(node, 'relation')), line),
  DoStmt: one('dynamic', () => 'DO block'),
  ExecuteStmt: one('dynamic', (node) => `EXECUTE ${textOf(node, 'name')}`),
  PrepareStmt: one('dynamic', (node) => `PREPARE ${textOf(node, 'name')}`),
  CallStmt: one('dynamic', (node) => `CALL ${dotted(listOf(nodeOf(node, 'funccall'), 'funcname'))}`),
  CopyStmt: (node, line) => (isSet(node, 'is_program') ? found('dynamic', 'COPY PROGRAM', line) : NOTHING),
};

function readTree(tree: SqlNode, line: number): StatementReading {
  const [kind, node] = kindOf(tree);
  if (ROW_STATEMENTS.includes(kind)) return readRows(kind, node, line);
  const read = READERS[kind];
  if (read !== undefined) return read(node, line);
  return HARMLESS.has(kind) ? NOTHING : found('unparsed', kind.replace(/Stmt$/, ''), line);
}

function found(rule: SqlRuleName, object: string, line: number, table?: string): StatementReading {
  const finding: SqlFinding = { rule, object, table: table === undefined ? null : tableKey(table), line };
  return { ...NOTHING, findings: [finding] };
}

/** CREATE OR REPLACE changes what the version before calls; a plain CREATE undoes a drop before it. */
function defined(
  kind: 'view' | 'function',
  name: string,
  { node, line }: { readonly node: SqlNode; readonly line: number },
): StatementReading {
  const makes = [`drop-${kind} ${name}`];
  if (isSet(node, 'replace')) return { ...found(`replace-${kind}`, name, line), makes };
  return { ...NOTHING, makes, creates: kind === 'view' ? new Map([[tableKey(name), 'certain']]) : new Map() };
}

function readRename(node: SqlNode, line: number): StatementReading {
  const kind = textOf(node, 'renameType');
  const rule = kind in RENAMES ? RENAMES[kind] : 'rename-other';
  if (rule === null || rule === undefined) return NOTHING;
  const relation = relationName(nodeOf(node, 'relation'));
  const object = [
    relation || dotted(objectNames(node)) || textOf(node, 'subname'),
    relation && textOf(node, 'subname'),
  ];
  const reading = found(rule, object.filter((part) => part !== '').join('.'), line, relation);
  if (rule !== 'rename-table') return reading;
  const schema = textOf(nodeOf(node, 'relation'), 'schemaname');
  const to = [schema, textOf(node, 'newname')].filter((part) => part !== '').join('.');
  return { ...reading, renames: [{ from: tableKey(relation), to: tableKey(to) }] };
}

function readIndex(node: SqlNode, line: number): StatementReading {
  const table = relationName(nodeOf(node, 'relation'));
  const unique = isSet(node, 'unique');
  const concurrent = isSet(node, 'concurrent');
  if (!unique && concurrent) return NOTHING;
  const rule = unique ? (concurrent ? 'create-unique-index-concurrently' : 'create-unique-index') : 'create-index';
  const label = textOf(node, 'idxname');
  return found(rule, label === '' ? `on ${table}` : `${label} on ${table}`, line, table);
}

function readPolicy(node: SqlNode, line: number): StatementReading {
  const table = relationName(nodeOf(node, 'table'));
  const object = `${textOf(node, 'policy_name')} on ${table}`;
  return { ...found('change-policy', object, line, table), makes: [`drop-policy ${object}`] };
}

function readGrant(node: SqlNode, line: number): StatementReading {
  const objects = listOf(node, 'objects').map((item) => {
    const [kind, content] = kindOf(item);
    return kind === 'RangeVar' ? relationName(content) : droppedOrListed(item);
  });
  const object = objects.join(', ') || textOf(node, 'objtype').replace('OBJECT_', '').toLowerCase();
  if (!isSet(node, 'is_grant')) return found('revoke', object, line, objects.length === 1 ? objects[0] : undefined);
  const everybody = listOf(node, 'grantees').some(
    (item) => textOf(nodeOf(item, 'RoleSpec'), 'roletype') === 'ROLESPEC_PUBLIC',
  );
  const everything = textOf(node, 'targtype') === 'ACL_TARGET_ALL_IN_SCHEMA' && listOf(node, 'privileges').length === 0;
  return everybody || everything ? found('grant-wide', object, line) : NOTHING;
}

function droppedOrListed(item: SqlNode): string {
  const [kind, content] = kindOf(item);
  return kind === 'ObjectWithArgs' ? dotted(listOf(content, 'objname')) : namesOf([item]).join('.');
}

function vacuumed(node: SqlNode, line: number): StatementReading {
  const names = listOf(node, 'rels').map((item) => relationName(nodeOf(nodeOf(item, 'VacuumRelation'), 'relation')));
  return found('vacuum-full', names.join(', ') || 'the database', line);
}

function hasOption(options: readonly SqlNode[], name: string): boolean {
  return options.some((item) => textOf(nodeOf(item, 'DefElem'), 'defname') === name);
}

function objectNames(node: SqlNode): readonly SqlNode[] {
  const object = nodeOf(node, 'object');
  const [kind, content] = kindOf(object);
  if (kind === 'List') return listOf(content, 'items');
  if (kind === 'TypeName') return listOf(content, 'names');
  if (kind === 'ObjectWithArgs') return listOf(content, 'objname');
  return kind === 'String' ? [object] : [];
}

function rolesOf(node: SqlNode): string {
  return namesOfRoles(listOf(node, 'roles'));
}

function namesOfRoles(roles: readonly SqlNode[]): string {
  return roles.map((item) => textOf(nodeOf(item, 'RoleSpec'), 'rolename')).join(', ');
}
