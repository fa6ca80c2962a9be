import { joinReadings, NOTHING, type StatementReading, tableKey } from './model.ts';
import type { SqlRuleName } from './rule.ts';
import { atCommas, type Token, TokenCursor } from './token.ts';

/** Options of a table and hints that change neither rows nor columns. */
const HARMLESS = new Set([
  'ALGORITHM',
  'LOCK',
  'COMMENT',
  'AUTO_INCREMENT',
  'ROW_FORMAT',
  'DEFAULT',
  'CHARSET',
  'CHARACTER',
  'COLLATE',
  'VALIDATE',
  'OWNER',
  'STATS_PERSISTENT',
  'WITHOUT',
  'ATTACH',
  'ENABLE',
]);
const REWRITES = new Set([
  'ENGINE',
  'FORCE',
  'ORDER',
  'REORGANIZE',
  'REBUILD',
  'COALESCE',
  'OPTIMIZE',
  'PARTITION',
  'REMOVE',
  'TABLESPACE',
]);
const VERBS = new Set([
  'ADD',
  'DROP',
  'ALTER',
  'MODIFY',
  'CHANGE',
  'RENAME',
  'CONVERT',
  'TRUNCATE',
  'EXCHANGE',
  'SET',
  'WITH',
  'CHECK',
  'NOCHECK',
  'DISABLE',
  'DETACH',
  'SWITCH',
  'UPDATE',
  'DELETE',
  ...HARMLESS,
  ...REWRITES,
]);

interface Target {
  readonly name: string;
  readonly line: number;
}

/** What `ALTER TABLE name ...` does in MySQL, SQLite, T-SQL, Oracle and their kin; the cursor stands after the name. */
export function readAlterActions(cursor: TokenCursor, target: Target): StatementReading {
  let verb: readonly Token[] = [];
  const actions = atCommas(cursor.rest).map((action) => {
    // `ADD a INT, b INT` and `DROP COLUMN a, b` name their verb once.
    if (!VERBS.has(action[0]?.key ?? '')) return [...verb, ...action];
    const words = action[1]?.key === 'COLUMN' || action[1]?.key === 'CONSTRAINT' ? 2 : 1;
    verb = action.slice(0, words);
    return action;
  });
  return joinReadings(actions.map((action) => readAction(new TokenCursor(action), target)));
}

function readAction(cursor: TokenCursor, target: Target): StatementReading {
  const find = (rule: SqlRuleName, object: string): StatementReading => ({
    ...NOTHING,
    findings: [{ rule, object, table: tableKey(target.name), line: target.line }],
  });
  const verb = cursor.next()?.key ?? '';
  if (verb === 'WITH' && (cursor.eat('CHECK') || cursor.eat('NOCHECK'))) return readAction(cursor, target);
  if (verb === 'ADD') return readAdd(cursor, target);
  if (verb === 'DROP') return readDropped(cursor, target, find);
  if (verb === 'ALTER') return readAltered(cursor, target, find);
  if (verb === 'MODIFY' || verb === 'CHANGE') return readModified(cursor, verb, { target, find });
  if (verb === 'RENAME') return readRenamed(cursor, target, find);
  if (verb === 'CONVERT') return find('change-type', target.name);
  if (verb === 'TRUNCATE') return find('drop-partition', target.name);
  if (verb === 'EXCHANGE' || verb === 'DETACH' || verb === 'SWITCH') return find('detach-partition', target.name);
  if (verb === 'CHECK') return NOTHING;
  if (verb === 'NOCHECK')
    return find('drop-constraint', `${cursor.eat('CONSTRAINT') ? cursor.name() : ''} on ${target.name}`);
  if (verb === 'DISABLE') return cursor.eat('KEYS') ? NOTHING : find('disable-trigger', target.name);
  if (verb === 'DELETE') return find('delete-rows', target.name);
  if (verb === 'UPDATE') return find('update-rows', target.name);
  if (verb === 'SET' && cursor.eat('UNUSED')) return find('drop-column', `${target.name}.${columnName(cursor)}`);
  if (verb === 'SET' && cursor.eat('SCHEMA')) return find('move-schema', target.name);
  if (HARMLESS.has(verb)) return NOTHING;
  return find(
    REWRITES.has(verb) ? 'rewrite-table' : 'unparsed',
    REWRITES.has(verb) ? target.name : `ALTER ${target.name}`,
  );
}

type Find = (rule: SqlRuleName, object: string) => StatementReading;

function readAdd(cursor: TokenCursor, target: Target): StatementReading {
  const find = (rule: SqlRuleName, object: string): StatementReading => ({
    ...NOTHING,
    findings: [{ rule, object, table: tableKey(target.name), line: target.line }],
  });
  const label = cursor.eat('CONSTRAINT') ? cursor.name() : '';
  const onTable = (name: string): string => (name === '' ? target.name : `${name} on ${target.name}`);
  const unchecked = cursor.has('NOT', 'VALID');
  if (cursor.eat('CHECK')) return find(unchecked ? 'add-check-not-valid' : 'add-check', onTable(label));
  if (cursor.eat('FOREIGN')) return find(unchecked ? 'add-foreign-key-not-valid' : 'add-foreign-key', onTable(label));
  if (cursor.eat('PRIMARY')) return find('add-unique', onTable(label));
  if (cursor.eat('UNIQUE')) {
    const named = cursor.eat('INDEX') || cursor.eat('KEY');
    return find('add-unique', onTable(label || (named || cursor.peek()?.key !== '(' ? cursor.name() : '')));
  }
  // A default of T-SQL is a constraint of its own.
  if (cursor.eat('DEFAULT') || cursor.eat('PARTITION')) return NOTHING;
  const kind = cursor.eat('FULLTEXT') || cursor.eat('SPATIAL');
  if (cursor.eat('INDEX') || cursor.eat('KEY') || kind) {
    cursor.eat('INDEX');
    return find('create-index', onTable(cursor.peek()?.key === '(' ? '' : cursor.name()));
  }
  cursor.eat('COLUMN');
  cursor.eatIfExists();
  if (cursor.eat('(')) {
    return joinReadings(atCommas(untilClosed(cursor.rest)).map((part) => readColumn(new TokenCursor(part), target)));
  }
  return readColumn(cursor, target);
}

function readColumn(cursor: TokenCursor, { name, line }: Target): StatementReading {
  const column = cursor.name();
  const table = tableKey(name);
  const filled = ['DEFAULT', 'AUTO_INCREMENT', 'IDENTITY', 'GENERATED', 'AS', 'AUTOINCREMENT', 'ROWVERSION'].some(
    (key) => cursor.has(key),
  );
  const rules: SqlRuleName[] = [];
  if (!filled && (cursor.has('NOT', 'NULL') || cursor.has('PRIMARY', 'KEY'))) rules.push('add-required-column');
  if (cursor.has('AUTO_INCREMENT') || cursor.has('STORED') || cursor.has('PERSISTED')) rules.push('add-column-rewrite');
  if (cursor.has('UNIQUE')) rules.push('add-unique');
  const findings = rules.map((rule) => ({ rule, object: `${name}.${column}`, table, line }));
  return { ...NOTHING, adds: [`${table}.${column.toLowerCase()}`], findings };
}

function readDropped(cursor: TokenCursor, target: Target, find: Find): StatementReading {
  if (cursor.eat('PRIMARY', 'KEY')) return find('drop-primary-key', target.name);
  if (cursor.eat('PARTITION')) return find('drop-partition', target.name);
  if (cursor.eat('DEFAULT')) return find('drop-default', target.name);
  const onTable = (): string => {
    cursor.eatIfExists();
    return `${cursor.name()} on ${target.name}`;
  };
  if (cursor.eat('INDEX') || cursor.eat('KEY')) return find('drop-index', onTable());
  if (cursor.eat('FOREIGN', 'KEY') || cursor.eat('CONSTRAINT') || cursor.eat('CHECK'))
    return find('drop-constraint', onTable());
  cursor.eat('COLUMN');
  cursor.eatIfExists();
  if (!cursor.eat('(')) return find('drop-column', `${target.name}.${cursor.name()}`);
  const names = atCommas(untilClosed(cursor.rest)).map((part) => new TokenCursor(part).name());
  return joinReadings(names.map((name) => find('drop-column', `${target.name}.${name}`)));
}

function readAltered(cursor: TokenCursor, target: Target, find: Find): StatementReading {
  if (cursor.eat('INDEX')) return NOTHING;
  if (cursor.eat('CHECK') || cursor.eat('CONSTRAINT')) return NOTHING;
  cursor.eat('COLUMN');
  const object = `${target.name}.${cursor.name()}`;
  if (cursor.eat('SET', 'DEFAULT') || cursor.eat('ADD')) return NOTHING;
  if (cursor.eat('DROP', 'DEFAULT')) return find('drop-default', object);
  if (cursor.eat('DROP', 'NOT', 'NULL')) return find('drop-not-null', object);
  if (cursor.eat('SET', 'NOT', 'NULL')) return find('set-not-null', object);
  if (cursor.eat('SET', 'INVISIBLE') || cursor.eat('SET', 'VISIBLE') || cursor.eat('COMMENT')) return NOTHING;
  const type = find('change-type', object);
  // T-SQL writes the type and the nullability anew.
  return cursor.has('NOT', 'NULL') ? joinReadings([type, find('set-not-null', object)]) : type;
}

function readModified(
  cursor: TokenCursor,
  verb: 'MODIFY' | 'CHANGE',
  { target, find }: { readonly target: Target; readonly find: Find },
): StatementReading {
  cursor.eat('COLUMN');
  cursor.eatIfExists();
  if (cursor.eat('(')) {
    const parts = atCommas(untilClosed(cursor.rest));
    return joinReadings(parts.map((part) => readNew(new TokenCursor(part), { target, find })));
  }
  if (verb === 'MODIFY') return readNew(cursor, { target, find });
  const from = cursor.name();
  const to = cursor.name();
  const renamed = from.toLowerCase() === to.toLowerCase() ? NOTHING : find('rename-column', `${target.name}.${from}`);
  return joinReadings([renamed, readNew(cursor, { target, find, name: from })]);
}

function readNew(
  cursor: TokenCursor,
  { target, find, name }: { readonly target: Target; readonly find: Find; readonly name?: string },
): StatementReading {
  const object = `${target.name}.${name ?? cursor.name()}`;
  const required = cursor.has('NOT', 'NULL') && !cursor.has('DEFAULT') ? find('set-not-null', object) : NOTHING;
  // Oracle changes the nullability alone: MODIFY (name NOT NULL).
  const first = cursor.peek()?.key;
  const onlyNull = first === 'NULL' || first === 'NOT';
  return joinReadings([onlyNull ? NOTHING : find('change-type', object), required]);
}

function readRenamed(cursor: TokenCursor, target: Target, find: Find): StatementReading {
  if (cursor.eat('INDEX') || cursor.eat('KEY') || cursor.eat('CONSTRAINT')) return NOTHING;
  const isTable = cursor.eat('TO') || cursor.eat('AS');
  if (isTable) {
    return {
      ...find('rename-table', target.name),
      renames: [{ from: tableKey(target.name), to: tableKey(cursor.name()) }],
    };
  }
  if (cursor.eat('COLUMN') || cursor.has('TO')) return find('rename-column', `${target.name}.${cursor.name()}`);
  return {
    ...find('rename-table', target.name),
    renames: [{ from: tableKey(target.name), to: tableKey(cursor.name()) }],
  };
}

function columnName(cursor: TokenCursor): string {
  cursor.eat('COLUMN');
  cursor.eat('(');
  return cursor.name();
}

/** Tokens up to the parenthesis that closes the one before them. */
function untilClosed(tokens: readonly Token[]): readonly Token[] {
  let depth = 1;
  const end = tokens.findIndex((token) => {
    if (token.key === '(') depth += 1;
    if (token.key === ')') depth -= 1;
    return depth === 0;
  });
  return end === -1 ? tokens : tokens.slice(0, end);
}
