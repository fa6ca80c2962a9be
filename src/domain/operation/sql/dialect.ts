import type { FilePath } from '../../change/index.ts';
import type { Dialect } from './model.ts';

const SEGMENTS: readonly (readonly [RegExp, Dialect])[] = [
  [/^(?:postgres(?:ql)?|pg|pgsql|psql|supabase|cockroach(?:db)?|timescale(?:db)?|redshift)$/, 'postgresql'],
  [/^(?:mysql|mariadb|percona|tidb)$/, 'mysql'],
  [/^(?:sqlite3?|libsql|turso|d1)$/, 'sqlite'],
  [/^(?:mssql|sqlserver|tsql|sql-server)$/, 'tsql'],
  [/^(?:oracle|plsql)$/, 'oracle'],
  [/^(?:clickhouse|snowflake|bigquery|duckdb|hsqldb|h2|db2|cassandra)$/, 'other'],
];

/** Marks that only one dialect knows, the surest first. */
const MARKS: readonly (readonly [RegExp, Dialect])[] = [
  [/^[ \t]*GO[ \t\r]*$/im, 'tsql'],
  [/\[dbo\]|\bNVARCHAR\s*\(\s*MAX\b|\bUNIQUEIDENTIFIER\b|\bsp_rename\b|\bDATETIME2\b/i, 'tsql'],
  [/`\w+`|\bENGINE\s*=|\bAUTO_INCREMENT\b|\bUNSIGNED\b|^\s*DELIMITER\s/im, 'mysql'],
  [/\bAUTOINCREMENT\b|^\s*PRAGMA\s/im, 'sqlite'],
  [/\bVARCHAR2\b|\bNUMBER\s*\(|^\/[ \t\r]*$/im, 'oracle'],
  [
    /\$\$|::\w|\b(?:BIG)?SERIAL\b|\bTIMESTAMPTZ\b|\bJSONB\b|\bCONCURRENTLY\b|\bBYTEA\b|\bCREATE\s+EXTENSION\b/i,
    'postgresql',
  ],
];

/** As much of a file as tells its dialect. */
const LOOKED_AT = 64 * 1024;

/**
 * The dialect of a migration: what its folders or file name say (`db/mysql/...`), then `configured` (see
 * {@link dialectOfConfiguration}), then marks in the text. `null` where nothing tells.
 */
export function dialectOf(path: FilePath, text: string, configured: Dialect | null): Dialect | null {
  const words = path.toLowerCase().split(/[/._-]+|(?<=[a-z])migrations?(?=\/|$)/);
  for (const word of words) {
    const named = SEGMENTS.find(([pattern]) => pattern.test(word ?? ''));
    if (named !== undefined) return named[1];
  }
  const sqitch = /^-- (?:Deploy|Revert|Verify) \S+ (?:to|from|on) (\w+)/m.exec(text.slice(0, 400))?.[1];
  const named = sqitch === undefined ? undefined : SEGMENTS.find(([pattern]) => pattern.test(sqitch.toLowerCase()));
  if (named !== undefined) return named[1];
  if (configured !== null) return configured;
  const head = text.slice(0, LOOKED_AT);
  return MARKS.find(([pattern]) => pattern.test(head))?.[1] ?? null;
}

const PROVIDERS: readonly (readonly [RegExp, Dialect])[] = [
  [/postgres|\bpg\b|psycopg|cockroach|npgsql/i, 'postgresql'],
  [/mysql|mariadb/i, 'mysql'],
  [/sqlite|libsql|\bd1\b/i, 'sqlite'],
  [/sqlserver|mssql/i, 'tsql'],
  [/oracle/i, 'oracle'],
];

/** Lines of configuration that name a database: Prisma, Drizzle, Rails, Atlas, sqlc, Diesel, sqitch, Flyway, Spring. */
const NAMING =
  /^[^\n]{0,200}?\b(?:provider|dialect|adapter|engine|dev|url|DATABASE_URL|driver)\b["']?[ \t]{0,8}(?:=|:)[ \t]{0,8}([^\n]{1,200})/gim;

/** The one dialect that a tool's configuration file names (`migration_lock.toml`, `drizzle.config.ts`, `database.yml`, ...), or `null`. */
export function dialectOfConfiguration(text: string): Dialect | null {
  const named = new Set<Dialect>();
  for (const match of text.slice(0, LOOKED_AT).matchAll(NAMING)) {
    const provider = PROVIDERS.find(([pattern]) => pattern.test(match[1] ?? ''));
    if (provider !== undefined) named.add(provider[1]);
  }
  return named.size === 1 ? ([...named][0] ?? null) : null;
}

/** Files near migrations that name their database, by tool: Prisma, Drizzle, Rails, Atlas, sqlc, sqitch, Diesel, Knex, Flyway, Alembic. */
const CONFIGURATION =
  /(?:^|\/)(?:migration_lock\.toml|schema\.prisma|drizzle\.config\.[cm]?[jt]s|database\.ya?ml|atlas\.hcl|sqlc\.ya?ml|sqitch\.conf|diesel\.toml|knexfile\.[cm]?[jt]s|ormconfig\.(?:json|[jt]s)|flyway\.(?:conf|toml)|alembic\.ini|dbconfig\.ya?ml)$/;

/** Whether a file is one that {@link dialectsNear} can learn from. */
export function isDialectFile(path: FilePath): boolean {
  return CONFIGURATION.test(path);
}

/** The dialect that the configuration nearest to a migration names: in its folder, or in the nearest folder above. */
export function dialectsNear(
  files: readonly { readonly path: FilePath; readonly text: string }[],
): (migration: FilePath) => Dialect | null {
  const byFolder = new Map<string, Dialect>();
  for (const { path, text } of files) {
    const dialect = isDialectFile(path) ? dialectOfConfiguration(text) : null;
    const folder = path.split('/').slice(0, -1).join('/');
    if (dialect === null) continue;
    byFolder.set(folder, dialect);
    // `config/database.yml` and `conf/flyway.conf` speak for the project around them.
    if (/(?:^|\/)(?:conf|config|prisma)$/.test(folder)) byFolder.set(folder.split('/').slice(0, -1).join('/'), dialect);
  }
  return (migration) => {
    for (let folder = migration; folder !== ''; ) {
      folder = folder.split('/').slice(0, -1).join('/') as FilePath;
      const dialect = byFolder.get(folder);
      if (dialect !== undefined) return dialect;
    }
    return null;
  };
}
