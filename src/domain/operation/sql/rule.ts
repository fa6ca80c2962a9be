import type { Effect } from '../model.ts';

/** What is true of every operation of one rule. */
export interface SqlRule {
  readonly effects: readonly Effect[];
  /** Goes before the object: `drops column`. */
  readonly does: string;
  readonly why: string;
  readonly safer: string;
  /** `possible` where rows, the old type or the database's own settings decide. */
  readonly certainty: 'certain' | 'possible';
}

const BREAKS = 'The version before still uses it: it fails while both run, and again after a rollback.';
const WRITES =
  'Rows that the version before writes are refused from then on, also where existing rows are not checked.';
const LATER = 'Stop using it first, wait until no version that uses it can be rolled back to, then remove it.';
const EXPAND = 'Add the new one beside the old, write to both, move the readers, and remove the old one last.';
const BATCHES = 'Keep a copy of what goes, work in batches by key, and run it apart from the schema change.';
const LOCKED = 'Reads or writes of the table wait until it is done; on a large table that is an outage.';

const certain = (effects: readonly Effect[], does: string, why: string, safer: string): SqlRule => ({
  effects,
  does,
  why,
  safer,
  certainty: 'certain',
});
const possible = (effects: readonly Effect[], does: string, why: string, safer: string): SqlRule => ({
  ...certain(effects, does, why, safer),
  certainty: 'possible',
});

const GONE = 'What it held is gone; no rollback of the code brings it back.';
const LOSES: readonly Effect[] = ['data-losing', 'old-code-breaking'];

/** Every rule of SQL by the part of its id after `sql/`; effects are in the order of `EFFECTS`. */
export const SQL_RULES = {
  'drop-table': certain(LOSES, 'drops table', `${GONE} ${BREAKS}`, `${LATER} Rename it and wait before dropping it.`),
  'drop-column': certain(LOSES, 'drops column', `${GONE} ${BREAKS}`, LATER),
  'drop-schema': certain(LOSES, 'drops schema', `${GONE} ${BREAKS}`, LATER),
  'drop-database': certain(LOSES, 'drops database', `${GONE} ${BREAKS}`, 'Leave it to people with a backup at hand.'),
  'drop-partition': certain(
    ['data-losing'],
    'drops partition of',
    GONE,
    'Detach it, keep it for a while, then drop it.',
  ),
  'drop-extension': possible(LOSES, 'drops extension', `Columns of its types go with it. ${BREAKS}`, LATER),
  'drop-sequence': certain(LOSES, 'drops sequence', `Its position is gone. ${BREAKS}`, LATER),
  'drop-owned': certain(LOSES, 'drops everything owned by', GONE, 'Drop what is meant by name.'),
  'drop-view': certain(['old-code-breaking'], 'drops view', BREAKS, LATER),
  'drop-type': certain(['old-code-breaking'], 'drops type', BREAKS, LATER),
  'drop-function': certain(['old-code-breaking'], 'drops function', BREAKS, LATER),
  'drop-role': certain(['old-code-breaking'], 'drops role', 'Whatever signs in as it is refused.', LATER),
  'drop-other': possible(['old-code-breaking'], 'drops', BREAKS, LATER),
  'drop-trigger': certain(
    ['behaviour-changing'],
    'drops trigger',
    'What it kept in step no longer is, for every version of the code.',
    LATER,
  ),
  'drop-index': possible(
    ['lock-hazard', 'behaviour-changing'],
    'drops index',
    'It takes a lock, and queries that used it read the whole table.',
    'Use DROP INDEX CONCURRENTLY, after the statistics show that nothing uses it.',
  ),
  'drop-index-concurrently': possible(
    ['behaviour-changing'],
    'drops index',
    'Queries that used it read the whole table.',
    'Look at the statistics of its use first.',
  ),
  'drop-constraint': possible(
    ['new-data-unreadable'],
    'drops constraint',
    'Rows come in that the version before does not expect, and the constraint cannot be put back over them.',
    'Make the version before able to read such rows first.',
  ),
  'drop-not-null': possible(
    ['new-data-unreadable'],
    'lets NULL into',
    'The version before may fail on rows without a value.',
    'Ship code that reads NULL first, and this after it can no longer be rolled back.',
  ),
  'drop-default': certain(
    ['old-code-breaking'],
    'drops the default of',
    'Inserts of the version before that leave the column out get NULL or are refused.',
    'Ship code that always writes the column first.',
  ),
  'drop-policy': possible(
    ['old-code-breaking', 'access-widening'],
    'drops row policy',
    'Which rows a role sees changes: fewer without a permissive policy, more without a restrictive one.',
    'Replace it within one transaction and test with the real role.',
  ),
  'replace-view': possible(['old-code-breaking'], 'replaces view', BREAKS, 'Keep its columns, or make a second view.'),
  'replace-function': possible(
    ['old-code-breaking'],
    'replaces function',
    'The version before calls the new body.',
    'Give the new body a name of its own.',
  ),
  'replace-trigger': possible(
    ['old-code-breaking'],
    'replaces trigger',
    'Writes of the version before run through the new one.',
    'Test it with the writes of the version before.',
  ),
  'rename-table': certain(['old-code-breaking'], 'renames table', BREAKS, `${EXPAND} A view of the old name helps.`),
  'rename-column': certain(['old-code-breaking'], 'renames column', BREAKS, EXPAND),
  'rename-type': certain(['old-code-breaking'], 'renames type', BREAKS, EXPAND),
  'rename-other': certain(['old-code-breaking'], 'renames', BREAKS, EXPAND),
  'rename-enum-value': certain(
    ['old-code-breaking', 'new-data-unreadable'],
    'renames enum value',
    'The version before neither finds nor understands it.',
    EXPAND,
  ),
  'move-schema': certain(['old-code-breaking'], 'moves to another schema', BREAKS, EXPAND),
  'change-type': possible(
    ['data-losing', 'old-code-breaking', 'new-data-unreadable', 'lock-hazard'],
    'changes the type of',
    'Values may be cut or refused, the version before may not read the new ones, and most changes rewrite the table under a lock.',
    EXPAND,
  ),
  // Schema tools state the whole column anew; databases refuse what does not fit rather than cut it.
  'restate-column': possible(
    ['old-code-breaking', 'new-data-unreadable', 'lock-hazard'],
    'states anew the column',
    'What changes of it is not shown here: its type, its length, whether it may be empty, or only a label.',
    'Look at what the tool would run (sqlmigrate), and split a change of type by expand and contract.',
  ),
  'widen-type': possible(
    ['new-data-unreadable'],
    'widens the type of',
    'Values come in that are longer than the version before expects.',
    'Ship code that reads them first.',
  ),
  'set-not-null': certain(
    ['old-code-breaking', 'lock-hazard'],
    'forbids NULL in',
    'Inserts of the version before without a value are refused, and the whole table is read under a lock.',
    'Fill the column, add CHECK (... IS NOT NULL) NOT VALID, VALIDATE it, then SET NOT NULL.',
  ),
  'add-required-column': certain(
    ['old-code-breaking'],
    'adds required column',
    'Inserts of the version before leave it out and are refused; on a table with rows the statement itself fails.',
    'Add it with a default or nullable, fill it in batches, require it later.',
  ),
  'add-column-rewrite': certain(
    ['lock-hazard'],
    'adds computed column',
    `Its value differs by row, so the table is rewritten. ${LOCKED}`,
    'Add it empty, set the default apart, fill old rows in batches.',
  ),
  'add-check': certain(
    ['old-code-breaking', 'lock-hazard'],
    'adds check',
    `${WRITES} ${LOCKED}`,
    'Add it NOT VALID, then VALIDATE it in a second migration, after the code keeps to it.',
  ),
  'add-check-not-valid': certain(['old-code-breaking'], 'adds check', WRITES, 'Ship code that keeps to it first.'),
  'add-foreign-key': certain(
    ['old-code-breaking', 'lock-hazard'],
    'adds foreign key',
    `${WRITES} Both tables are locked while rows are checked.`,
    'Add it NOT VALID, then VALIDATE it in a second migration.',
  ),
  'add-foreign-key-not-valid': certain(
    ['old-code-breaking'],
    'adds foreign key',
    WRITES,
    'Ship code that keeps to it first.',
  ),
  'add-unique': certain(
    ['old-code-breaking', 'lock-hazard'],
    'adds unique constraint',
    `${WRITES} ${LOCKED}`,
    'CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... USING INDEX.',
  ),
  'add-unique-using-index': certain(
    ['old-code-breaking'],
    'adds unique constraint',
    WRITES,
    'Ship code that keeps to it first.',
  ),
  'create-unique-index': certain(
    ['old-code-breaking', 'lock-hazard'],
    'creates unique index',
    `${WRITES} Writes wait while it is built.`,
    'CREATE UNIQUE INDEX CONCURRENTLY outside a transaction, after the code keeps to it.',
  ),
  'create-unique-index-concurrently': certain(
    ['old-code-breaking'],
    'creates unique index',
    WRITES,
    'Ship code that keeps to it first.',
  ),
  'create-index': certain(
    ['lock-hazard'],
    'creates index',
    'Writes wait while it is built.',
    'CREATE INDEX CONCURRENTLY, outside a transaction.',
  ),
  'drop-primary-key': certain(
    ['lock-hazard', 'behaviour-changing'],
    'drops primary key of',
    `The table is rebuilt and rows may be doubled. ${LOCKED}`,
    EXPAND,
  ),
  'add-enum-value': certain(
    ['new-data-unreadable'],
    'adds enum value to',
    'The version before fails on rows that hold it, and PostgreSQL cannot remove it.',
    'Ship code that reads the value first; write it only when that code can no longer be rolled back.',
  ),
  'alter-domain': certain(
    ['old-code-breaking'],
    'changes domain',
    WRITES,
    'Add the constraint NOT VALID and VALIDATE it later.',
  ),
  'create-trigger': certain(
    ['old-code-breaking'],
    'creates trigger',
    'It runs on writes of the version before too.',
    'Test it with the writes of the version before.',
  ),
  'create-rule': certain(
    ['old-code-breaking'],
    'creates rule',
    'Queries of the version before are rewritten.',
    'Use a view or a trigger that names its case.',
  ),
  'disable-trigger': certain(
    ['behaviour-changing'],
    'switches triggers of',
    'What triggers kept in step is not kept while they are off.',
    'Switch it off for one session only (session_replication_role).',
  ),
  'enable-row-security': certain(
    ['old-code-breaking'],
    'enables row security on',
    'Roles without a policy see no rows.',
    'Create the policies first and test with the real role of the old code.',
  ),
  'disable-row-security': certain(
    ['access-widening'],
    'disables row security on',
    'Every role with a grant sees every row.',
    'Add a policy for who needs more.',
  ),
  'change-policy': possible(
    ['old-code-breaking', 'access-widening'],
    'sets row policy',
    'Which rows a role sees and writes changes for every version of the code.',
    'Test with the real role of the old code.',
  ),
  revoke: certain(
    ['old-code-breaking'],
    'revokes rights on',
    'The version before is refused where it used them.',
    'Look at who uses the right, revoke it after they have moved.',
  ),
  'grant-wide': certain(
    ['access-widening'],
    'gives to everybody or everything',
    'More can read or change it than before.',
    'Grant the one right to the one role that needs it.',
  ),
  'delete-all': certain(['data-losing'], 'deletes every row of', GONE, BATCHES),
  'delete-rows': certain(['data-losing'], 'deletes rows of', GONE, BATCHES),
  truncate: certain(['data-losing', 'lock-hazard'], 'empties table', GONE, BATCHES),
  'update-all': certain(
    ['data-losing', 'lock-hazard'],
    'overwrites every row of',
    'The values before are gone, and every row is locked and written anew.',
    BATCHES,
  ),
  'update-rows': possible(
    ['data-losing'],
    'overwrites rows of',
    'The values before are gone where the condition holds.',
    BATCHES,
  ),
  'fill-column': certain(
    ['lock-hazard'],
    'fills a new column in every row of',
    'Every row is locked and written anew in one transaction.',
    'Fill it in batches, apart from the schema change.',
  ),
  merge: possible(['data-losing'], 'merges into', 'Rows that match are overwritten or deleted.', BATCHES),
  'rebuild-table': possible(
    ['data-losing', 'lock-hazard'],
    'rebuilds table',
    'The table is copied, dropped and replaced; a column or row left out of the copy is gone.',
    'Compare counts before the old one is dropped.',
  ),
  'detach-partition': possible(
    ['old-code-breaking', 'lock-hazard'],
    'detaches partition',
    'Its rows are no longer found through the table.',
    'DETACH PARTITION ... CONCURRENTLY, after no reader needs them.',
  ),
  'attach-partition': possible(
    ['lock-hazard'],
    'attaches partition',
    'The rows are checked under a lock unless a CHECK constraint proves them.',
    'Add a matching CHECK NOT VALID, VALIDATE it, then attach.',
  ),
  'rewrite-table': certain(
    ['lock-hazard'],
    'rewrites',
    LOCKED,
    'Use a tool that copies online (pg_repack, gh-ost), or a quiet hour.',
  ),
  'set-unlogged': certain(
    ['data-losing', 'lock-hazard'],
    'makes unlogged',
    'It is emptied after a crash and missing on replicas.',
    'Leave it logged.',
  ),
  'lock-table': certain(['lock-hazard'], 'locks', LOCKED, 'Set lock_timeout and hold it for one short statement.'),
  'vacuum-full': certain(['lock-hazard'], 'rewrites by VACUUM FULL', LOCKED, 'Plain VACUUM, or pg_repack.'),
  cluster: certain(['lock-hazard'], 'rewrites by CLUSTER', LOCKED, 'pg_repack.'),
  reindex: certain(['lock-hazard'], 'rebuilds index', LOCKED, 'REINDEX CONCURRENTLY.'),
  'refresh-view': possible(
    ['lock-hazard'],
    'refreshes',
    'Readers wait until it is done.',
    'REFRESH MATERIALIZED VIEW CONCURRENTLY.',
  ),
  setting: possible(
    ['behaviour-changing'],
    'changes setting',
    'It holds for every version of the code, from the next session on.',
    'Change it as a configuration change of its own.',
  ),
  'column-identity': possible(
    ['old-code-breaking'],
    'changes how values come into',
    'Inserts of the version before may be refused or get no value.',
    EXPAND,
  ),
  dynamic: certain(
    ['opaque'],
    'runs code:',
    'What it does is decided while it runs.',
    'Write the statements out, or have a person read them.',
  ),
  unparsed: certain(
    ['opaque'],
    'holds a statement that was not understood:',
    'It could do anything.',
    'Have a person read it.',
  ),
  'edited-migration': possible(
    ['opaque'],
    'edits a migration that may have run:',
    'Databases that ran it keep the old state, others get the new one.',
    'Leave it as it was and write a new migration.',
  ),
  'removed-migration': possible(
    ['opaque'],
    'removes a migration:',
    'New databases and old ones differ from then on.',
    'Keep it, or replace it by a baseline that says so.',
  ),
} as const satisfies Readonly<Record<string, SqlRule>>;

/** Id of a rule without `sql/`. */
export type SqlRuleName = keyof typeof SQL_RULES;
