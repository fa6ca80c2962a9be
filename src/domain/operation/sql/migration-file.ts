import type { FilePath } from '../../change/index.ts';

/** How a migration is written. */
export type MigrationLanguage = 'sql' | 'ruby' | 'python' | 'php' | 'javascript' | 'csharp' | 'changelog';

/** A file that a migration tool runs. */
export interface MigrationFile {
  readonly language: MigrationLanguage;
  /** `down` where the whole file is what a roll back runs; parts within a file are told apart later. */
  readonly direction: 'up' | 'down';
  /** Whether the tool runs it again after an edit (Flyway's `R__`), so that editing it is normal. */
  readonly repeatable: boolean;
}

const FLYWAY = /^(?:([VBU])[0-9][0-9._]*|(R))__[^/]*\.sql$/i;
const DOWN_NAME = /(?:^|[._-])(?:down|rollback|undo)\.sql$/i;
const MIGRATION_FOLDER =
  /(?:^|[-_.]|(?<=[a-z]))(?:migrations?|migrate|migrator|dbscripts|changelogs?|changesets?|evolutions|drizzle|schema_migrations|dbmigrations?)$/i;
/** Dumps and state files: they say what is, not what runs. */
const STATE_FILE = /^(?:structure|schema|dump|snapshot|seeds?|fixtures?|init_test)\b.*\.sql$/i;
const NOT_RUN = /^(?:tests?|spec|specs|testdata|fixtures?|docs?|examples?|node_modules|vendor)$/i;
/** Words that also name services: they count where the file itself stands. */
const NOT_RUN_HERE = /^(?:verify|seeds?)$/i;

/**
 * Whether a migration tool of the usual ones runs this file, by its path and (sqitch, Liquibase) its first lines.
 * Rails' structure.sql, dumps, seeds, tests and sqitch's verify scripts are none.
 */
export function migrationFileOf(path: FilePath, head: string): MigrationFile | null {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const folders = parts.slice(0, -1);
  if (folders.some((folder) => NOT_RUN.test(folder)) || NOT_RUN_HERE.test(folders.at(-1) ?? '')) return null;
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (extension === 'sql') return sqlMigration(name, folders, head);
  const language = codeLanguage(extension, { name, folders, head });
  return language === null ? null : { language, direction: 'up', repeatable: false };
}

/** Whether its tool runs a file whole, whatever marks of other tools' down parts stand in it (Flyway, Prisma). */
export function runsWhole(path: FilePath): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return FLYWAY.test(name) || name === 'migration.sql';
}

/**
 * What a tool knows a migration by, with the direction it runs in: its file name, which carries the number, or the folder
 * where that carries it (Prisma's `20240101_x/migration.sql`). `null` where the file is none. Under another identity it
 * runs again.
 */
export function migrationIdentity(path: FilePath, head: string): string | null {
  const file = migrationFileOf(path, head);
  if (file === null) return null;
  const [folder = '', name = ''] = `/${path}`.split('/').slice(-2);
  return `${file.direction} ${/\d/.test(name) ? name : `${folder}/${name}`}`;
}

/** Whether a path alone, even of a folder, is where migrations stand: for what cannot be looked into. */
export function mayHoldMigrations(path: FilePath): boolean {
  return migrationFileOf(path, '') !== null || migrationFileOf(`${path}/0001.sql` as FilePath, '') !== null;
}

function sqlMigration(name: string, folders: readonly string[], head: string): MigrationFile | null {
  const flyway = FLYWAY.exec(name);
  if (flyway !== null) {
    const down = flyway[1]?.toUpperCase() === 'U';
    return { language: 'sql', direction: down ? 'down' : 'up', repeatable: flyway[2] !== undefined };
  }
  const sqitch = /^-- (Deploy|Revert) \S+ (?:to|from) \w+/m.exec(head.slice(0, 400));
  if (sqitch !== null) return { language: 'sql', direction: sqitch[1] === 'Revert' ? 'down' : 'up', repeatable: false };
  const declared = /^--\s*(?:liquibase formatted sql|migrate:up|\+(?:goose|migrate|micrate) up|!ups)/im.test(
    head.slice(0, 4000),
  );
  const inFolder = folders.some((folder) => MIGRATION_FOLDER.test(folder));
  if (!declared && (!inFolder || STATE_FILE.test(name))) return null;
  const folderDown = /^(?:down|revert|rollback|undo)$/i.test(folders.at(-1) ?? '');
  const down = folderDown || DOWN_NAME.test(name) || /^down\.sql$/i.test(name);
  return { language: 'sql', direction: down ? 'down' : 'up', repeatable: false };
}

function codeLanguage(
  extension: string,
  { name, folders, head }: { readonly name: string; readonly folders: readonly string[]; readonly head: string },
): MigrationLanguage | null {
  const start = head.slice(0, 20_000);
  const inFolder = folders.some((folder) => MIGRATION_FOLDER.test(folder) || folder === 'versions');
  switch (extension) {
    case 'rb':
      return inFolder && /\bActiveRecord::Migration\b|\bSequel\.migration\b/.test(start) ? 'ruby' : null;
    case 'py':
      return inFolder && /\bmigrations\.Migration\b|\bfrom alembic\b|\bimport alembic\b/.test(start) ? 'python' : null;
    case 'php':
      return inFolder && /\bextends\s+\\?\w*Migration\b|\bextends\s+\\?[\w\\]*Migration\b/.test(start) ? 'php' : null;
    case 'cs':
      return /\boverride\s+void\s+Up\b/.test(start) && !/\.designer\.cs$/i.test(name) ? 'csharp' : null;
    case 'js':
    case 'ts':
    case 'cjs':
    case 'mjs':
      return inFolder && !/\.(?:test|spec|d)\.[cm]?[jt]s$/.test(name) && JAVASCRIPT.test(start) ? 'javascript' : null;
    case 'xml':
    case 'yaml':
    case 'yml':
      return /<databaseChangeLog\b|^databaseChangeLog:/m.test(start) ? 'changelog' : null;
    default:
      return null;
  }
}

/** Knex, Sequelize, TypeORM, MikroORM, node-pg-migrate, Kysely. */
const JAVASCRIPT =
  /\b(?:knex|Knex|queryInterface|QueryInterface|queryRunner|QueryRunner|pgm|MigrationBuilder|Kysely|MigrationInterface)\b|\bextends\s+Migration\b|exports\.up\b/;
