import { describe, expect, it } from 'vitest';
import type { FilePath } from '../../change/index.ts';
import { dialectOf, dialectOfConfiguration, dialectsNear, isDialectFile } from './dialect.ts';
import { migrationFileOf } from './migration-file.ts';
import { readMigration } from './read.ts';

const path = 'db/postgres/migrations/0001_x.sql' as FilePath;
const WITHOUT = { parser: null, dialect: null };
const rules = (before: string | null, after: string | null, at: FilePath = path): readonly string[] | undefined =>
  readMigration({ path: at, before, after }, WITHOUT)?.operations.map(({ rule }) => rule);

describe('a migration', () => {
  it('is opaque as well where no grammar could be loaded', () => {
    expect(rules(null, 'ALTER TABLE orders DROP COLUMN note;')).toEqual(['sql/drop-column', 'sql/unparsed']);
    expect(rules(null, 'CREATE TABLE a (id int);')).toEqual(['sql/unparsed']);
  });

  it('that is edited brings what is new in it, and the edit', () => {
    const my = 'db/mysql/migrations/0001_x.sql' as FilePath;
    const before = 'DROP TABLE a;';
    expect(rules(before, `${before}\nDROP TABLE b;`, my)).toEqual(['sql/drop-table', 'sql/edited-migration']);
    expect(rules(before, `-- why\n${before}\n`, my)).toEqual([]);
    expect(rules(before, null, my)).toEqual(['sql/removed-migration']);
  });

  it('of Flyway that is repeated may be edited', () => {
    const repeated = 'db/mysql/R__views.sql' as FilePath;
    expect(rules('SELECT 1;', 'SELECT 2;', repeated)).toEqual([]);
  });

  it('that is too large is said to be unread', () => {
    const reading = readMigration({ path, before: null, after: ' '.repeat(9 * 1024 * 1024) }, WITHOUT);
    expect(reading).toMatchObject({ operations: [], unread: [{ code: 'too-large' }] });
  });

  it('of one line of 50 MB is unread, not waited for', () => {
    const reading = readMigration({ path, before: null, after: "'".repeat(50_000_000) }, WITHOUT);
    expect(reading?.unread.map(({ code }) => code)).toEqual(['too-large']);
  });

  it('with a megabyte of one mark ends in every dialect and language', () => {
    const files = [
      'db/mysql/migrations/1.sql',
      'db/oracle/migrations/1.sql',
      'db/mssql/migrations/1.sql',
      'db/migrate/1.rb',
    ];
    for (const file of files) {
      const head = file.endsWith('.rb') ? 'class A < ActiveRecord::Migration[7.0]\n' : '';
      for (const mark of ["'", '"', '[', '(', '`', '\\', 'DROP ', 'drop_table ', 'execute "', '<<~S\n', 'x,']) {
        const text = head + mark.repeat(Math.ceil(300_000 / mark.length));
        expect(readMigration({ path: file as FilePath, before: null, after: text }, WITHOUT)).not.toBeNull();
      }
    }
  });
});

describe('which files are migrations', () => {
  it.each([
    ['db/structure.sql', ''],
    ['db/migrations/schema.sql', ''],
    ['src/queries/find.sql', ''],
    ['test/fixtures/migrations/001.sql', ''],
    ['verify/users.sql', '-- Verify shop:users on pg'],
    ['app/models/migration.rb', 'class Order < ApplicationRecord'],
    ['docs/migrations/v2.sql', ''],
  ])('%s is none', (file, head) => {
    expect(migrationFileOf(file as FilePath, head)).toBeNull();
  });

  it.each([
    ['V1.2__x.sql', 'up'],
    ['U1.2__x.sql', 'down'],
    ['migrations/1_x.up.sql', 'up'],
    ['migrations/1_x.down.sql', 'down'],
    ['migrations/2024-01-01-x/up.sql', 'up'],
    ['migrations/2024-01-01-x/down.sql', 'down'],
    ['prisma/migrations/1_x/migration.sql', 'up'],
    ['conf/evolutions/default/1.sql', 'up'],
    ['src/Data/DbScripts/2024_x.sql', 'up'],
  ])('%s goes %s', (file, direction) => {
    expect(migrationFileOf(file as FilePath, '')?.direction).toBe(direction);
  });
});

describe('the dialect', () => {
  it('is told by folders, then by configuration, then by marks', () => {
    const at = (file: string, text: string, configured: 'mysql' | null = null) =>
      dialectOf(file as FilePath, text, configured);
    expect(at('db/postgres/migrations/1.sql', '`a`', 'mysql')).toBe('postgresql');
    expect(at('db/migrations/1.sql', 'SELECT a::int', 'mysql')).toBe('mysql');
    expect(at('db/migrations/1.sql', 'SELECT a::int')).toBe('postgresql');
    expect(at('db/migrations/1.sql', 'SELECT 1\nGO\n')).toBe('tsql');
    expect(at('db/migrations/1.sql', 'SELECT 1')).toBeNull();
  });

  it('is told by configuration only where it names one', () => {
    expect(dialectOfConfiguration('provider = "postgresql"')).toBe('postgresql');
    expect(dialectOfConfiguration("dialect: 'sqlite',")).toBe('sqlite');
    expect(dialectOfConfiguration('development:\n  adapter: mysql2\ntest:\n  adapter: sqlite3\n')).toBeNull();
    expect(dialectOfConfiguration('name = "shop"')).toBeNull();
  });

  it('is that of the nearest configuration above a migration', () => {
    const near = dialectsNear([
      { path: 'config/database.yml' as FilePath, text: 'default:\n  adapter: postgresql\n' },
      { path: 'legacy/prisma/schema.prisma' as FilePath, text: 'provider = "mysql"' },
      { path: 'notes.txt' as FilePath, text: 'provider = "sqlite"' },
    ]);
    expect(near('db/migrate/1.sql' as FilePath)).toBe('postgresql');
    expect(near('legacy/prisma/migrations/1/migration.sql' as FilePath)).toBe('mysql');
    expect(isDialectFile('a/drizzle.config.ts' as FilePath)).toBe(true);
    expect(isDialectFile('a/config.ts' as FilePath)).toBe(false);
  });
});
