import { describe, expect, it } from 'vitest';
import type { FileChange, FilePath } from '../../change/index.ts';
import { readGuardFile } from './guard-file.ts';
import { FOLDER_FILES, MASS_DELETE_FILES, readFileList, TESTS_REMOVED } from './listing.ts';

const change = (
  path: string,
  status: FileChange['status'] = 'deleted',
  kind: FileChange['kind'] = 'text',
): FileChange => ({
  path: path as FilePath,
  previousPath: null,
  status,
  kind,
  addedLines: 0,
  deletedLines: 10,
});
const many = (count: number, pathOf: (at: number) => string): readonly FileChange[] =>
  Array.from({ length: count }, (_, at) => change(pathOf(at)));
const rules = (files: readonly FileChange[], filesBelow: (folder: string) => number | null = () => null) =>
  readFileList({ files, filesBelow, modes: [] }).map(({ rule, place }) => `${rule} ${place.object}`);

describe('the list of files', () => {
  it('reports a mass delete from its bound, by the folder that holds it', () => {
    expect(rules(many(MASS_DELETE_FILES - 1, (at) => `src/old/a${at}.ts`))).toEqual([]);
    expect(rules(many(MASS_DELETE_FILES, (at) => `src/old/a${at}.ts`))).toEqual(['file/mass-delete src/old']);
  });

  it('does not count what is generated, vendored or an asset', () => {
    expect(rules(many(100, (at) => `vendor/lib/a${at}.go`))).toEqual([]);
    expect(rules(many(100, (at) => `public/img/a${at}.png`))).toEqual([]);
  });

  it('reports the highest folder of which most is gone, where it is known how much there was', () => {
    const files = many(FOLDER_FILES, (at) => `service/mail/src/a${at}.go`);
    const total = (folder: string) => (folder === 'service' ? 500 : 12);
    expect(rules(files, total)).toEqual(['file/folder-removed service/mail']);
    expect(rules(files, () => 500)).toEqual([]);
  });

  it('reports tests that go, unless others come', () => {
    const gone = many(TESTS_REMOVED, (at) => `src/a${at}.test.ts`);
    expect(rules(gone)).toEqual(['file/tests-removed src']);
    expect(rules([...gone, change('src/b.test.ts', 'added')])).toEqual([]);
  });

  it('is less sure about tests that go with their code', () => {
    const gone = many(TESTS_REMOVED, (at) => `src/a${at}.test.ts`);
    const certainty = (files: readonly FileChange[]) =>
      readFileList({ files, filesBelow: () => null, modes: [] })[0]?.certainty;
    expect([certainty(gone), certainty([...gone, change('src/a.ts')])]).toEqual(['certain', 'possible']);
  });

  it('reports links, submodules and the bit that makes a file run', () => {
    expect(rules([change('a', 'type-changed', 'symlink'), change('lib', 'modified', 'submodule')])).toEqual([
      'file/symbolic-link a',
      'file/submodule lib',
    ]);
    const modes = [
      { path: 'x.sh' as FilePath, before: '100644', after: '100755' },
      { path: 'y.sh' as FilePath, before: '100644', after: '100644' },
    ];
    expect(readFileList({ files: [], filesBelow: () => null, modes }).map(({ what }) => what)).toEqual([
      'makes x.sh executable',
    ]);
  });
});

describe('files that guard others', () => {
  const read = (path: string, before: string | null, after: string | null) =>
    readGuardFile({ path: path as FilePath, before, after }).map(({ rule, certainty }) => `${rule} ${certainty}`);

  it('sees owners that go, and not a comment or an order', () => {
    expect(read('.github/CODEOWNERS', '/src @a @b\n/docs @c\n', '/docs @c\n')).toEqual(['file/ownership certain']);
    expect(read('.github/CODEOWNERS', '/src @a @b\n', '/src @b\n')).toEqual(['file/ownership possible']);
    expect(read('.github/CODEOWNERS', '/src @a @b\n', '# who\n/src @b @a\n')).toEqual([]);
    expect(read('.github/CODEOWNERS', '/src @a\n', '/src @a\n/new @b\n')).toEqual([]);
  });

  it('sees the licence of the repository change, not its year', () => {
    expect(read('LICENSE', 'MIT Copyright 2024 A', 'MIT Copyright 2025 A')).toEqual([]);
    expect(read('LICENSE', 'MIT Copyright 2024 A', 'All rights reserved')).toEqual(['file/licence possible']);
    expect(read('packages/a/LICENSE', 'MIT', null)).toEqual([]);
  });

  it('sees policies and approval rules change, and not a new one', () => {
    expect(read('.policy.yml', 'a: 1', 'a: 2')).toEqual(['file/protection possible']);
    expect(read('policy/deny.rego', 'x', null)).toEqual(['file/protection possible']);
    expect(read('.policy.yml', null, 'a: 2')).toEqual([]);
  });
});
