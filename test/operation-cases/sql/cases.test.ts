import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadPostgresParser } from '../../../src/adapter/sql/index.ts';
import {
  type Dialect,
  type FilePair,
  readMigration,
  type StatementParser,
} from '../../../src/domain/operation/index.ts';

interface Case {
  readonly name: string;
  readonly path: FilePair['path'];
  readonly dialect?: Dialect;
  readonly text: string;
  readonly expect: readonly string[];
}

const here = dirname(fileURLToPath(import.meta.url));
const files = ['.', 'held-out']
  .filter((folder) => existsSync(join(here, folder)))
  .flatMap((folder) => readdirSync(join(here, folder)).map((name) => join(folder, name)))
  .filter((name) => name.endsWith('.yaml'));

let parser: StatementParser | null = null;
beforeAll(async () => {
  parser = await loadPostgresParser();
});

describe.each(files)('migrations of %s', (file) => {
  const cases: readonly Case[] = parse(readFileSync(join(here, file), 'utf8'));

  it.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const pair = { path: each.path, before: null, after: each.text };
    const reading = readMigration(pair, { parser, dialect: each.dialect ?? null });
    const found = reading?.operations.map(
      ({ rule, place, effects }) => `${place.line} | ${rule} | ${place.object} | ${effects.join(' ')}`,
    );
    expect(found?.sort()).toEqual([...each.expect].sort());
  });
});
