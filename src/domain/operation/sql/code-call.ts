import type { SqlRuleName } from './rule.ts';

/** Where a name stands: the n-th literal among the arguments, a named argument, or the block around the call. */
export type Selector = number | string | { readonly around: true };

/** A call that frameworks give a meaning. */
export interface CallRule {
  /** The call's name; a method of an object that names a table block is written without the object. */
  readonly call: string;
  /** `null` where these arguments do no harm. `args` is what stands in the parentheses, `tail` what follows up to the end of the statement. */
  readonly rule: SqlRuleName | ((args: string, tail: string) => SqlRuleName | null);
  readonly table: Selector;
  /** Column, index or constraint; left out where the table itself is meant. `rest` takes every literal from there on. */
  readonly member?: Selector;
  readonly rest?: true;
}

/** The block that names the table of the calls within. */
export const AROUND: Selector = { around: true };

/** Literals of arguments in order: strings and Ruby's symbols that are no keys. */
function literalsOf(args: string): readonly string[] {
  return [...args.matchAll(/(['"`])([^'"`\n]{0,200})\1|(?<![\w:]):(\w{1,100})\b/g)].map(
    (match) => match[2] ?? match[3] ?? '',
  );
}

const KEYWORD = /^\s{0,200}(?:\*\*)?["']?\w{1,100}["']?\s{0,20}(?:=>|=(?!=)|:(?![:\w]))/;

/** The literals of each argument that is not named, in order; an argument without a literal is an empty list. */
export function positionalOf(args: string): readonly (readonly string[])[] {
  return splitArguments(args)
    .filter((each) => !KEYWORD.test(each))
    .map(literalsOf);
}

const MARK = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[([{]|[)\]}]|,/g;

function splitArguments(args: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const match of args.matchAll(MARK)) {
    if (/^[([{]/.test(match[0])) depth += 1;
    else if (/^[)\]}]/.test(match[0])) depth -= 1;
    else if (match[0] === ',' && depth === 0) {
      parts.push(args.slice(start, match.index));
      start = match.index + 1;
    }
  }
  return [...parts, args.slice(start)];
}

/** The literal of a named argument: `name="x"`, `name: "x"`, `name: :x`; `null` where it is left out. */
export function namedLiteral(args: string, name: string): string | null {
  const match = new RegExp(
    `(?<![\\w.])["']?${name}["']?\\s{0,20}(?:=>|[=:])\\s{0,20}(?:(['"\`])([^'"\`\\n]{0,200})\\1|:(\\w{1,100}))`,
  ).exec(args);
  return match === null ? null : (match[2] ?? match[3] ?? null);
}

/** Whether a named argument has this value: `null: false`, `nullable=False`. */
export function hasNamed(args: string, name: string, value: string): boolean {
  return new RegExp(`(?<![\\w.])["']?${name}["']?\\s{0,20}(?:=>|[=:])\\s{0,20}${value}(?!\\w)`, 'i').test(args);
}

/** Whether a named argument is given at all. */
export function isNamed(args: string, name: string): boolean {
  return new RegExp(`(?<![\\w.])["']?${name}["']?\\s{0,20}(?:=>|[=:])(?!=)`).test(args);
}

const indexRule = (args: string): SqlRuleName | null => {
  const concurrent = /concurrently\s*(?:=>|[=:])\s*(?:true)|:concurrently|concurrently["']/i.test(args);
  const unique = /unique["']?\s*(?:=>|[=:])\s*true/i.test(args);
  if (unique) return concurrent ? 'create-unique-index-concurrently' : 'create-unique-index';
  return concurrent ? null : 'create-index';
};
const requiredRuby = (args: string): SqlRuleName | null =>
  hasNamed(args, 'null', 'false') && !isNamed(args, 'default') ? 'add-required-column' : null;
const requiredAlembic = (args: string): SqlRuleName | null =>
  hasNamed(args, 'nullable', 'False') && !isNamed(args, 'server_default') && !/\b(?:Identity|Computed)\(/.test(args)
    ? 'add-required-column'
    : null;
/** Django drops the default again once the column is there, unless it is `db_default`. */
const requiredDjango = (args: string): SqlRuleName | null =>
  hasNamed(args, 'null', 'True') ||
  isNamed(args, 'db_default') ||
  /ManyToManyField|GeneratedField|GenericRelation|AutoField/.test(args)
    ? null
    : 'add-required-column';
/** Relations over a table of their own have no column that could change. */
const alterDjango = (args: string): SqlRuleName | null => (/ManyToManyField\(/.test(args) ? null : 'restate-column');
/** Entity Framework writes down what was before. */
const alterEf = (args: string): SqlRuleName | null => {
  const type = namedLiteral(args, 'type');
  const oldType = namedLiteral(args, 'oldType');
  if (type === null || oldType === null || type !== oldType) return 'change-type';
  const nullable = hasNamed(args, 'nullable', 'true');
  const wasNullable = hasNamed(args, 'oldNullable', 'true');
  if (nullable === wasNullable) return null;
  return nullable ? 'drop-not-null' : 'set-not-null';
};
const requiredEf = (args: string): SqlRuleName | null =>
  hasNamed(args, 'nullable', 'false') && !isNamed(args, 'defaultValue') && !isNamed(args, 'defaultValueSql')
    ? 'add-required-column'
    : null;
const requiredSequelize = (args: string): SqlRuleName | null =>
  hasNamed(args, 'allowNull', 'false') && !isNamed(args, 'defaultValue') ? 'add-required-column' : null;
const requiredPgMigrate = (args: string): SqlRuleName | null =>
  hasNamed(args, 'notNull', 'true') && !isNamed(args, 'default') ? 'add-required-column' : null;
const alembicAlter = (args: string): SqlRuleName | null => {
  if (isNamed(args, 'new_column_name')) return 'rename-column';
  if (isNamed(args, 'type_')) return 'change-type';
  if (hasNamed(args, 'nullable', 'False')) return 'set-not-null';
  if (hasNamed(args, 'nullable', 'True')) return 'drop-not-null';
  return hasNamed(args, 'server_default', 'None') ? 'drop-default' : null;
};
const withoutCheck = (checked: SqlRuleName, unchecked: SqlRuleName) => (args: string) =>
  hasNamed(args, 'validate', 'false') || hasNamed(args, 'postgresql_not_valid', 'True') ? unchecked : checked;

/** Ruby on Rails (`ActiveRecord::Migration`) and Sequel. */
export const RUBY_CALLS: readonly CallRule[] = [
  { call: 'remove_column', rule: 'drop-column', table: 0, member: 1 },
  { call: 'remove_columns', rule: 'drop-column', table: 0, member: 1, rest: true },
  { call: 'remove_reference', rule: 'drop-column', table: 0, member: 1 },
  { call: 'remove_belongs_to', rule: 'drop-column', table: 0, member: 1 },
  { call: 'remove_timestamps', rule: 'drop-column', table: 0 },
  { call: 'drop_table', rule: 'drop-table', table: 0 },
  { call: 'drop_join_table', rule: 'drop-table', table: 0 },
  { call: 'rename_column', rule: 'rename-column', table: 0, member: 1 },
  { call: 'rename_table', rule: 'rename-table', table: 0 },
  { call: 'change_column', rule: 'change-type', table: 0, member: 1 },
  {
    call: 'change_column_null',
    rule: (args) => (/,\s*false\b/.test(args) ? 'set-not-null' : 'drop-not-null'),
    table: 0,
    member: 1,
  },
  {
    call: 'change_column_default',
    rule: (args) => (/(?:,\s*|to:\s*)nil\s*\)?\s*$/.test(args) ? 'drop-default' : null),
    table: 0,
    member: 1,
  },
  { call: 'add_column', rule: requiredRuby, table: 0, member: 1 },
  { call: 'add_reference', rule: requiredRuby, table: 0, member: 1 },
  { call: 'add_belongs_to', rule: requiredRuby, table: 0, member: 1 },
  { call: 'add_index', rule: indexRule, table: 0, member: 1 },
  {
    call: 'remove_index',
    rule: (args) => (args.includes('concurrently') ? 'drop-index-concurrently' : 'drop-index'),
    table: 0,
    member: 1,
  },
  { call: 'add_foreign_key', rule: withoutCheck('add-foreign-key', 'add-foreign-key-not-valid'), table: 0, member: 1 },
  { call: 'add_check_constraint', rule: withoutCheck('add-check', 'add-check-not-valid'), table: 0, member: 1 },
  { call: 'remove_foreign_key', rule: 'drop-constraint', table: 0, member: 1 },
  { call: 'remove_check_constraint', rule: 'drop-constraint', table: 0, member: 1 },
  { call: 'enable_extension', rule: () => null, table: 0 },
  { call: 'disable_extension', rule: 'drop-extension', table: 0 },
  { call: 'truncate', rule: 'truncate', table: 0 },
  { call: 't.remove', rule: 'drop-column', table: AROUND, member: 0, rest: true },
  { call: 't.rename', rule: 'rename-column', table: AROUND, member: 0 },
  { call: 't.change', rule: 'change-type', table: AROUND, member: 0 },
];

/** Django's operations and Alembic's `op`. */
export const PYTHON_CALLS: readonly CallRule[] = [
  { call: 'migrations.RemoveField', rule: 'drop-column', table: 'model_name', member: 'name' },
  { call: 'migrations.DeleteModel', rule: 'drop-table', table: 'name' },
  { call: 'migrations.RenameField', rule: 'rename-column', table: 'model_name', member: 'old_name' },
  { call: 'migrations.RenameModel', rule: 'rename-table', table: 'old_name' },
  { call: 'migrations.AlterModelTable', rule: 'rename-table', table: 'name' },
  { call: 'migrations.AlterField', rule: alterDjango, table: 'model_name', member: 'name' },
  { call: 'migrations.AddField', rule: requiredDjango, table: 'model_name', member: 'name' },
  { call: 'migrations.AddIndex', rule: 'create-index', table: 'model_name' },
  { call: 'migrations.RemoveIndex', rule: 'drop-index', table: 'model_name', member: 'name' },
  {
    call: 'migrations.AddConstraint',
    rule: (args) => (args.includes('UniqueConstraint') ? 'add-unique' : 'add-check'),
    table: 'model_name',
  },
  { call: 'migrations.RemoveConstraint', rule: 'drop-constraint', table: 'model_name', member: 'name' },
  { call: 'migrations.AlterUniqueTogether', rule: 'add-unique', table: 'name' },
  {
    call: 'migrations.RunPython',
    rule: (args) => (/^\s*(?:code\s*=\s*)?(?:migrations\.RunPython\.)?noop\b/.test(args) ? null : 'dynamic'),
    table: 99,
  },
  { call: 'drop_column', rule: 'drop-column', table: 0, member: 1 },
  { call: 'op.drop_table', rule: 'drop-table', table: 0 },
  { call: 'op.rename_table', rule: 'rename-table', table: 0 },
  { call: 'alter_column', rule: alembicAlter, table: 0, member: 1 },
  { call: 'add_column', rule: requiredAlembic, table: 0, member: 1 },
  { call: 'create_index', rule: indexRule, table: 1, member: 0 },
  { call: 'drop_index', rule: 'drop-index', table: 'table_name', member: 0 },
  { call: 'create_unique_constraint', rule: 'add-unique', table: 1, member: 0 },
  {
    call: 'create_foreign_key',
    rule: withoutCheck('add-foreign-key', 'add-foreign-key-not-valid'),
    table: 1,
    member: 0,
  },
  { call: 'create_check_constraint', rule: withoutCheck('add-check', 'add-check-not-valid'), table: 1, member: 0 },
  { call: 'drop_constraint', rule: 'drop-constraint', table: 1, member: 0 },
];

const LARAVEL_COLUMN = [
  'string',
  'text',
  'integer',
  'bigInteger',
  'unsignedBigInteger',
  'unsignedInteger',
  'boolean',
  'date',
  'dateTime',
  'timestamp',
  'decimal',
  'float',
  'double',
  'json',
  'jsonb',
  'uuid',
  'foreignId',
  'enum',
  'char',
  'longText',
  'mediumText',
  'smallInteger',
  'tinyInteger',
];

/** Laravel, and Phinx as far as the names agree. */
export const PHP_CALLS: readonly CallRule[] = [
  { call: 'Schema::dropIfExists', rule: 'drop-table', table: 0 },
  { call: 'Schema::drop', rule: 'drop-table', table: 0 },
  { call: 'Schema::rename', rule: 'rename-table', table: 0 },
  { call: '->dropColumn', rule: 'drop-column', table: AROUND, member: 0, rest: true },
  { call: '->dropColumns', rule: 'drop-column', table: AROUND, member: 0, rest: true },
  { call: '->removeColumn', rule: 'drop-column', table: AROUND, member: 0 },
  { call: '->dropConstrainedForeignId', rule: 'drop-column', table: AROUND, member: 0 },
  { call: '->dropSoftDeletes', rule: 'drop-column', table: AROUND },
  { call: '->dropTimestamps', rule: 'drop-column', table: AROUND },
  { call: '->renameColumn', rule: 'rename-column', table: AROUND, member: 0 },
  { call: '->changeColumn', rule: 'change-type', table: AROUND, member: 0 },
  { call: '->dropForeign', rule: 'drop-constraint', table: AROUND, member: 0 },
  { call: '->dropUnique', rule: 'drop-constraint', table: AROUND, member: 0 },
  { call: '->dropIndex', rule: 'drop-index', table: AROUND, member: 0 },
  { call: '->truncate', rule: 'truncate', table: AROUND },
  { call: '$table->unique', rule: 'add-unique', table: AROUND, member: 0 },
  { call: '$table->index', rule: 'create-index', table: AROUND, member: 0 },
  { call: '$table->foreign', rule: 'add-foreign-key', table: AROUND, member: 0 },
  ...LARAVEL_COLUMN.map(
    (type): CallRule => ({
      call: `$table->${type}`,
      rule: (_, tail) => {
        if (/->change\(/.test(tail)) return 'restate-column';
        return /->(?:nullable|default|useCurrent|storedAs|virtualAs|generatedAs)\(/.test(tail)
          ? null
          : 'add-required-column';
      },
      table: AROUND,
      member: 0,
    }),
  ),
];

/** Knex, Kysely, Sequelize, TypeORM, node-pg-migrate. */
export const JAVASCRIPT_CALLS: readonly CallRule[] = [
  { call: '.dropTable', rule: 'drop-table', table: 0 },
  { call: '.dropTableIfExists', rule: 'drop-table', table: 0 },
  { call: '.dropSchema', rule: 'drop-schema', table: 0 },
  { call: '.renameTable', rule: 'rename-table', table: 0 },
  { call: 'queryInterface.removeColumn', rule: 'drop-column', table: 0, member: 1 },
  { call: 'queryInterface.changeColumn', rule: 'change-type', table: 0, member: 1 },
  { call: 'queryInterface.renameColumn', rule: 'rename-column', table: 0, member: 1 },
  { call: 'queryInterface.addColumn', rule: requiredSequelize, table: 0, member: 1 },
  { call: 'queryInterface.addIndex', rule: indexRule, table: 0, member: 1 },
  { call: 'queryInterface.addConstraint', rule: 'add-check', table: 0 },
  { call: 'queryInterface.removeConstraint', rule: 'drop-constraint', table: 0, member: 1 },
  { call: 'queryInterface.bulkDelete', rule: 'delete-rows', table: 0 },
  { call: 'queryRunner.dropColumn', rule: 'drop-column', table: 0, member: 1 },
  { call: 'queryRunner.renameColumn', rule: 'rename-column', table: 0, member: 1 },
  { call: 'queryRunner.changeColumn', rule: 'change-type', table: 0, member: 1 },
  { call: 'pgm.dropColumn', rule: 'drop-column', table: 0, member: 1 },
  { call: 'pgm.dropColumns', rule: 'drop-column', table: 0, member: 1, rest: true },
  { call: 'pgm.renameColumn', rule: 'rename-column', table: 0, member: 1 },
  { call: 'pgm.alterColumn', rule: 'change-type', table: 0, member: 1 },
  { call: 'pgm.addColumn', rule: requiredPgMigrate, table: 0, member: 1 },
  { call: 'pgm.addColumns', rule: requiredPgMigrate, table: 0 },
  { call: 'pgm.createIndex', rule: indexRule, table: 0 },
  { call: 'table.dropColumn', rule: 'drop-column', table: AROUND, member: 0 },
  { call: 't.dropColumn', rule: 'drop-column', table: AROUND, member: 0 },
  { call: 'table.dropColumns', rule: 'drop-column', table: AROUND, member: 0, rest: true },
  { call: 'table.renameColumn', rule: 'rename-column', table: AROUND, member: 0 },
  { call: 'table.setNullable', rule: 'drop-not-null', table: AROUND, member: 0 },
  { call: 'table.dropNullable', rule: 'set-not-null', table: AROUND, member: 0 },
  { call: 'table.dropForeign', rule: 'drop-constraint', table: AROUND, member: 0 },
  { call: 'table.dropUnique', rule: 'drop-constraint', table: AROUND, member: 0 },
  { call: 'table.dropIndex', rule: 'drop-index', table: AROUND, member: 0 },
  { call: 'table.unique', rule: 'add-unique', table: AROUND, member: 0 },
  { call: 'table.index', rule: 'create-index', table: AROUND, member: 0 },
  // Kysely chains them: alterTable('t').dropColumn('c').
  { call: ').dropColumn', rule: 'drop-column', table: AROUND, member: 0 },
  { call: ').renameColumn', rule: 'rename-column', table: AROUND, member: 0 },
];

/** Entity Framework Core's `migrationBuilder`. */
export const CSHARP_CALLS: readonly CallRule[] = [
  { call: '.DropColumn', rule: 'drop-column', table: 'table', member: 'name' },
  { call: '.DropTable', rule: 'drop-table', table: 'name' },
  { call: '.DropSchema', rule: 'drop-schema', table: 'name' },
  { call: '.DropSequence', rule: 'drop-sequence', table: 'name' },
  { call: '.RenameColumn', rule: 'rename-column', table: 'table', member: 'name' },
  { call: '.RenameTable', rule: 'rename-table', table: 'name' },
  { call: '.AlterColumn', rule: alterEf, table: 'table', member: 'name' },
  { call: '.AddColumn', rule: requiredEf, table: 'table', member: 'name' },
  { call: '.CreateIndex', rule: indexRule, table: 'table', member: 'name' },
  { call: '.DropIndex', rule: 'drop-index', table: 'table', member: 'name' },
  { call: '.AddForeignKey', rule: 'add-foreign-key', table: 'table', member: 'name' },
  { call: '.AddUniqueConstraint', rule: 'add-unique', table: 'table', member: 'name' },
  { call: '.AddCheckConstraint', rule: 'add-check', table: 'table', member: 'name' },
  { call: '.DropForeignKey', rule: 'drop-constraint', table: 'table', member: 'name' },
  { call: '.DropUniqueConstraint', rule: 'drop-constraint', table: 'table', member: 'name' },
  { call: '.DropCheckConstraint', rule: 'drop-constraint', table: 'table', member: 'name' },
  { call: '.DropPrimaryKey', rule: 'drop-primary-key', table: 'table' },
  { call: '.DeleteData', rule: 'delete-rows', table: 'table' },
  { call: '.UpdateData', rule: 'update-rows', table: 'table' },
];
