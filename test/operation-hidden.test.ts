import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionDocument } from '../src/contract/index.ts';
import { run } from './support/command-line.ts';
import { makeRepository, type Row, removeFolders, type TestRepository } from './support/git-repository.ts';

const POLICY = `version: 1
policy:
  use: []
  mode: enforce
  rules:
    - { id: destroys, when: '"data-losing" in operation.effects', hold: true, because: Data is gone for good. }
    - { id: unread, when: operation.unread > 0, hold: true, because: Nobody could look. }
    - { id: opaque, when: '"opaque" in operation.effects', hold: true, because: Nobody could tell. }
    - { id: gone, when: '"sql/removed-migration" in operation.rules', hold: true, because: Others ran it. }
    - { id: runs, when: '"file/executable" in operation.rules', hold: true, because: It can be run now. }
    - { id: folder, when: '"file/folder-removed" in operation.rules', hold: true, because: A folder is gone. }
`;
const DROP = 'DROP TABLE orders;\n';
const VOLUME = 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data }\n';
const MANY = Object.fromEntries(
  Array.from({ length: 12 }, (_, at) => [`libraries/old/part${at}.ts`, `export const part = ${at};\n`]),
);

type Files = NonNullable<Row['files']>;
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

/** Changes by what they do, with the rules that hold each; none of them may pass for what cannot be seen at once. */
const CASES: Readonly<Record<string, readonly [files: Files, held: readonly string[]]>> = {
  'a plain migration': [{ 'db/migrations/V2__drop.sql': DROP }, ['destroys']],
  'a migration of another encoding': [
    { 'db/migrations/V2__drop.sql': Buffer.concat([Buffer.of(0xff, 0xfe), utf16(DROP)]) },
    ['destroys'],
  ],
  'a migration that is no text': [{ 'db/migrations/V2__drop.sql': utf16(DROP) }, ['unread']],
  'a migration behind a comment that a carriage return ends': [
    { 'db/migrations/V2__drop.sql': `-- adds a column\r${DROP}` },
    ['destroys'],
  ],
  'a statement behind a zero byte': [
    { 'db/migrations/V2__drop.sql': `-- ${'x'.repeat(9_000)}\nSELECT 1;\0${DROP}` },
    ['destroys'],
  ],
  'a statement behind the mark of another tool': [
    { 'db/migrations/V2__drop.sql': `-- migrate:up\nSELECT 1;\n-- migrate:down\n${DROP}` },
    ['destroys'],
  ],
  'a statement behind more others than are listed': [
    { 'db/migrations/V2__drop.sql': 'CREATE INDEX a ON b (c);\n'.repeat(2_100) + DROP },
    ['destroys', 'unread'],
  ],
  'an order to run another file': [{ 'db/migrations/V2__drop.sql': '\\i ../scripts/drop.sql\n' }, ['opaque']],
  'a setting of the program that runs the file': [{ 'db/migrations/V2__drop.sql': '\\set a 1\nSELECT 1;\n' }, []],
  'a migration of a service named like a folder of tests': [
    { 'services/verify/migrations/V2__drop.sql': DROP },
    ['destroys'],
  ],
  'a change that says itself which dialect its migrations have': [
    {
      'alembic.ini': '[alembic]\nsqlalchemy.url = mysql://db/shop\n',
      'db/migrations/V2__drop.sql': `SELECT 'a\\'; ${DROP.trim()} -- ';\n`,
    },
    ['destroys'],
  ],
  'a link where a migration would stand': [
    { 'db/migrations/V2__drop.sql': { mode: '120000', content: '../../scripts/drop.sql' } },
    ['unread'],
  ],
  'a link where the folder of migrations would stand': [
    { 'service/migrations': { mode: '120000', content: '../scripts' } },
    ['unread'],
  ],
  'a link among sources': [{ 'src/b.ts': { mode: '120000', content: 'a.ts' } }, []],
  'a picture': [{ 'docs/a.png': Buffer.of(0x89, 0, 0, 1) }, []],
  'a script that becomes a migration': [{ 'scripts/drop.sql': null, 'db/migrations/V2__drop.sql': DROP }, ['destroys']],
  'a migration that is run again under another number': [
    { 'db/migrations/V1__initial.sql': null, 'db/migrations/V3__initial.sql': 'CREATE TABLE orders (id int);\n' },
    ['gone', 'opaque'],
  ],
  'a migration that leaves its folder': [
    { 'db/migrations/V1__initial.sql': null, 'scripts/initial.sql': 'CREATE TABLE orders (id int);\n' },
    ['gone', 'opaque'],
  ],
  'migrations that move with their folder': [
    { 'db/migrations/V0__old.sql': null, 'store/db/migrations/V0__old.sql': `DROP TABLE old;\n` },
    [],
  ],
  'a manifest that moves among test data': [
    { 'k8s/volume.yaml': null, 'k8s/testdata/volume.yaml': VOLUME },
    ['destroys'],
  ],
  'a file that becomes executable': [{ 'src/a.sh': { mode: '100755', content: 'echo\n' } }, ['runs']],
  'a folder that goes': [Object.fromEntries(Object.keys(MANY).map((path) => [path, null])), ['folder']],
};

let repository: TestRepository;
let ids: Record<string, string>;

beforeAll(() => {
  repository = makeRepository();
  const root: Files = {
    'firebreak.yaml': POLICY,
    'db/migrations/V0__old.sql': 'DROP TABLE old;\n',
    'db/migrations/V1__initial.sql': 'CREATE TABLE orders (id int);\n',
    'scripts/drop.sql': DROP,
    'k8s/volume.yaml': VOLUME,
    'src/a.ts': 'export const a = 1;\n',
    'src/a.sh': 'echo\n',
    ...MANY,
  };
  const rows = Object.entries(CASES).map(([title, [files]]) => ({
    id: title,
    parents: ['root'],
    message: title,
    files,
  }));
  ids = repository.import([{ id: 'root', files: root }, ...rows], { branches: { main: 'root' } });
});

afterAll(removeFolders);

async function heldBy(...arguments_: readonly string[]): Promise<readonly string[]> {
  const { out, err } = await run(['check', ...arguments_, '--json', '-C', repository.path]);
  const { schema, blockers } = JSON.parse(out) as DecisionDocument;
  expect(schema, err).toBe('firebreak.decision/v1');
  return [...new Set(blockers.map(({ rule }) => rule))].sort();
}

describe('rules about operations', () => {
  it.each(Object.entries(CASES))('see %s', async (title, [, held]) => {
    expect(await heldBy('--range', `${ids['root']}..${ids[title]}`)).toEqual(held);
  });

  it('see what is staged as it would be committed, not as it lies in the work tree', async () => {
    repository.git('reset', '--quiet', '--hard', ids['root'] ?? '');
    const path = join(repository.path, 'db/migrations/V2__drop.sql');
    writeFileSync(path, DROP);
    repository.git('add', '--all');
    writeFileSync(path, 'SELECT 1;\n');
    expect(await heldBy('--staged')).toEqual(['destroys']);
    repository.git('add', '--all');
    expect(await heldBy('--staged')).toEqual([]);
  });
});
