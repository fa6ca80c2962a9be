import { chmodSync, chownSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  makeRepository,
  removeFolders,
  repositoryAt,
  type TestRepository,
  temporaryFolder,
} from '../../../test/support/git-repository.ts';
import type { Change, CommitId, FilePath, HistoryReader } from '../../domain/change/index.ts';
import { Fault, instant } from '../../kernel/index.ts';
import { LANDED_FILE_LIMIT, PROPOSAL_FILE_LIMIT } from './difference.ts';
import { openRepository } from './index.ts';
import { encodePath } from './path-bytes.ts';

afterAll(removeFolders);

const EVERYTHING = { tip: null, since: null, limit: null };

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const landed = (reader: HistoryReader, lines = true): Promise<Change[]> =>
  collect(reader.landedChanges(EVERYTHING, { lines }));

const faultOf = (promise: Promise<unknown>): Promise<Fault> =>
  promise.then(
    () => expect.unreachable('no fault'),
    (error: unknown) => (error instanceof Fault ? error : Promise.reject(error)),
  );

const filesOf = (change: Change | undefined) =>
  change?.files.map((file) => [
    file.status,
    file.path,
    file.previousPath,
    file.kind,
    file.addedLines,
    file.deletedLines,
  ]);

/** main: a - b; feature leaves at a. */
function forked(): TestRepository {
  const repository = makeRepository();
  repository.import(
    [
      { id: 'a', files: { 'one.txt': '1\n2\n3\n', 'two.txt': 'x\n' } },
      { id: 'f1', parents: ['a'], message: 'First\n', files: { 'one.txt': '1\n2\n3\n4\n' } },
      {
        id: 'f2',
        parents: ['f1'],
        message: 'Second\n\nbody',
        author: 'Bob <bob@example.org>',
        files: { 'new.txt': 'n\n' },
      },
      { id: 'b', parents: ['a'], files: { 'two.txt': 'y\n' } },
    ],
    { branches: { feature: 'f2' } },
  );
  return repository;
}

describe('describe', () => {
  it('tells what a repository without commits is', async () => {
    const reader = await openRepository({ path: makeRepository().path });
    expect(await reader.describe()).toMatchObject({
      empty: true,
      bare: false,
      tip: null,
      defaultBranch: null,
      currentBranch: 'main',
    });
    expect(await landed(reader)).toEqual([]);
    expect(await collect(reader.commits(EVERYTHING))).toEqual([]);
    expect((await faultOf(reader.readChange({ kind: 'branch', head: 'HEAD', base: null }))).code).toBe(
      'no-default-branch',
    );
  });

  it('finds the default branch by origin, by name and by what is checked out', async () => {
    const repository = makeRepository();
    const ids = repository.import([{ id: 'a' }, { id: 'b', parents: ['a'] }], { branches: { odd: 'a' } });
    const describe = async () => (await openRepository({ path: repository.path })).describe();
    expect(await describe()).toMatchObject({
      defaultBranch: 'main',
      tip: ids['b'],
      name: repository.path.split('/').at(-1),
    });
    repository.git('update-ref', 'refs/remotes/origin/odd', ids['a'] ?? '');
    repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/odd');
    expect(await describe()).toMatchObject({ defaultBranch: 'odd', tip: ids['a'] });
    repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/gone');
    expect(await describe()).toMatchObject({ defaultBranch: 'main' });
    repository.git('branch', '-m', 'main', 'strange');
    repository.git('checkout', '--quiet', 'strange');
    expect(await describe()).toMatchObject({ defaultBranch: 'strange', currentBranch: 'strange' });
    repository.git('checkout', '--quiet', '--detach');
    expect(await describe()).toMatchObject({ defaultBranch: null, currentBranch: null, tip: ids['b'] });
  });

  it('reads bare repositories, linked work trees, .git files and subfolders', async () => {
    const repository = forked();
    const folder = temporaryFolder();
    repository.git('clone', '--quiet', '--bare', '.', join(folder, 'copy.git'));
    repository.git('worktree', 'add', '--quiet', join(folder, 'linked'), 'feature');
    mkdirSync(join(folder, 'linked', 'deep', 'er'), { recursive: true });
    const bare = await openRepository({ path: join(folder, 'copy.git') });
    expect(await bare.describe()).toMatchObject({ bare: true, name: 'copy', defaultBranch: 'main' });
    expect((await bare.readChange({ kind: 'branch', head: 'feature', base: null })).files).toHaveLength(2);
    expect((await faultOf(bare.readChange({ kind: 'staged' }))).code).toBe('no-index');
    repositoryAt(join(folder, 'copy.git')).git('update-ref', 'refs/remotes/origin/main', 'main~1');
    const forge = await openRepository({ path: join(folder, 'copy.git') });
    expect((await forge.describe()).tip).toBe(repository.git('rev-parse', 'main').trim());
    const linked = await openRepository({ path: join(folder, 'linked', 'deep', 'er') });
    expect(await linked.describe()).toMatchObject({ path: join(folder, 'linked'), currentBranch: 'feature' });
    expect((await linked.readChange({ kind: 'branch', head: 'HEAD', base: null })).id).toBe('branch:feature');
    writeFileSync(join(folder, 'linked', 'two.txt'), 'staged here\n');
    repositoryAt(join(folder, 'linked')).git('add', 'two.txt');
    expect(filesOf(await linked.readChange({ kind: 'staged' }))).toEqual([['modified', 'two.txt', null, 'text', 1, 1]]);
    const main = await openRepository({ path: repository.path });
    expect((await faultOf(main.readChange({ kind: 'range', from: 'nowhere', to: 'main' }))).code).toBe(
      'unknown-revision',
    );
  });

  it('reads a SHA-256 repository', async () => {
    const repository = makeRepository('--object-format=sha256');
    writeFileSync(join(repository.path, 'a'), '1\n');
    repository.git('add', 'a');
    const reader = await openRepository({ path: repository.path });
    expect(filesOf(await reader.readChange({ kind: 'staged' }))).toEqual([['added', 'a', null, 'text', 1, 0]]);
    repository.git('commit', '--quiet', '-m', 'one');
    const [only] = await landed(await openRepository({ path: repository.path }));
    expect(only?.head).toHaveLength(64);
    expect(filesOf(only)).toEqual([['added', 'a', null, 'text', 1, 0]]);
    expect(Buffer.from((await reader.readFile(only?.head as CommitId, 'a' as FilePath)) ?? []).toString()).toBe('1\n');
  });

  it('names the trouble and the fix where there is no repository', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    for (const [path, code] of [
      [folder, 'not-a-repository'],
      [join(folder, 'gone'), 'no-such-folder'],
      [join(folder, 'file'), 'no-such-folder'],
    ] as const) {
      const fault = await faultOf(openRepository({ path }));
      expect([fault.code, fault.kind, fault.fix !== null]).toEqual([code, 'usage', true]);
    }
  });

  it.skipIf(process.getuid?.() !== 0)('does not trust a repository of somebody else', async () => {
    const repository = forked();
    chownSync(repository.path, 12_345, 12_345);
    chownSync(join(repository.path, '.git'), 12_345, 12_345);
    const fault = await faultOf(openRepository({ path: repository.path }));
    expect([fault.kind, fault.code]).toEqual(['permission', 'untrusted-repository']);
    expect(fault.fix).toContain('safe.directory');
  });
});

describe('resolve', () => {
  it('takes any name as a name, never as an option', async () => {
    const repository = forked();
    const reader = await openRepository({ path: repository.path });
    const head = repository.git('rev-parse', 'main').trim();
    expect(await reader.resolve('main')).toBe(head);
    expect(await reader.resolve(head.slice(0, 10))).toBe(head);
    for (const name of [
      '-x',
      '--upload-pack=touch x',
      '--all',
      '',
      'no\nmain',
      'a\0b',
      'main:one.txt',
      'x'.repeat(9_000),
      '{',
      '@{',
    ]) {
      expect(await reader.resolve(name)).toBeNull();
    }
    for (const name of ['-x', '--output=/tmp/x', 'main..feature']) {
      expect((await faultOf(reader.readChange({ kind: 'branch', head: name, base: 'main' }))).code).toBe(
        'unknown-revision',
      );
      expect((await faultOf(reader.readChange({ kind: 'landed', commit: name }))).code).toBe('unknown-revision');
    }
    expect(await reader.resolve('main')).toBe(head);
  });

  it('answers many questions at once in order', async () => {
    const repository = forked();
    const reader = await openRepository({ path: repository.path });
    const names = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? 'main' : 'nothing'));
    const answers = await Promise.all(names.map((name) => reader.resolve(name)));
    expect(answers.map((answer) => answer !== null)).toEqual(names.map((name) => name === 'main'));
  });
});

describe('readChange of a proposal', () => {
  it('takes a branch from its merge base, with its commits oldest first', async () => {
    const repository = forked();
    const reader = await openRepository({ path: repository.path });
    const change = await reader.readChange({ kind: 'branch', head: 'feature', base: null });
    expect(change).toMatchObject({
      id: 'branch:feature',
      kind: 'branch',
      headBranch: 'feature',
      baseBranch: 'main',
      base: repository.git('rev-parse', 'main~1').trim(),
      title: 'Second',
      author: { name: 'Bob', mail: 'bob@example.org' },
      gaps: [],
    });
    expect(change.commits.map((commit) => commit.message)).toEqual(['First\n', 'Second\n\nbody']);
    expect(filesOf(change)).toEqual([
      ['added', 'new.txt', null, 'text', 1, 0],
      ['modified', 'one.txt', null, 'text', 1, 0],
    ]);
  });

  it('leaves out what came in by merging the base, also criss-cross', async () => {
    const repository = makeRepository();
    repository.import(
      [
        { id: 'a', files: { x: '1\n' } },
        { id: 'm1', parents: ['a'], files: { m: '1\n' } },
        { id: 'f1', parents: ['a'], files: { f: '1\n' } },
        { id: 'f2', parents: ['f1', 'm1'], files: { m: '1\n' } },
        { id: 'f3', parents: ['f2'], files: { f: '2\n' } },
        { id: 'm2', parents: ['m1', 'f1'], files: { f: '1\n' } },
      ],
      { branches: { feature: 'f3' } },
    );
    const change = await (await openRepository({ path: repository.path })).readChange({
      kind: 'branch',
      head: 'feature',
      base: 'main',
    });
    expect(change.commits.map((commit) => commit.message)).toEqual(['f2', 'f3']);
    expect(change.files.map((file) => file.path)).toContain('f');
  });

  it('compares the default branch with origin while it is ahead, else shows its last landed change', async () => {
    const repository = forked();
    const reader = () => openRepository({ path: repository.path });
    const select = { kind: 'branch', head: 'HEAD', base: null } as const;
    repository.git('checkout', '--quiet', 'main');
    expect((await (await reader()).readChange(select)).id).toBe(`landed:${repository.git('rev-parse', 'main').trim()}`);
    repository.git('update-ref', 'refs/remotes/origin/main', 'main~1');
    expect(await (await reader()).readChange(select)).toMatchObject({
      id: 'branch:main',
      kind: 'branch',
      baseBranch: 'main',
    });
    repository.git('checkout', '--quiet', '--detach', 'main~1');
    expect((await (await reader()).readChange(select)).kind).toBe('landed');
  });

  it('gives an empty change for a branch without commits of its own', async () => {
    const repository = forked();
    repository.git('branch', 'fresh', 'main');
    const change = await (await openRepository({ path: repository.path })).readChange({
      kind: 'branch',
      head: 'fresh',
      base: null,
    });
    expect([change.kind, change.commits, change.files]).toEqual(['branch', [], []]);
  });

  it('reads a range exactly as written', async () => {
    const repository = forked();
    const reader = await openRepository({ path: repository.path });
    const change = await reader.readChange({ kind: 'range', from: 'main', to: 'feature' });
    expect(change.id).toBe('range:main..feature');
    expect(change.files.map((file) => file.path)).toEqual(['new.txt', 'one.txt', 'two.txt']);
    expect(change.commits).toHaveLength(2);
  });

  it('refuses histories that have nothing in common', async () => {
    const repository = makeRepository();
    repository.import([{ id: 'a' }, { id: 'b' }], { branches: { other: 'a' } });
    const reader = await openRepository({ path: repository.path });
    const fault = await faultOf(reader.readChange({ kind: 'branch', head: 'other', base: 'main' }));
    expect(fault.code).toBe('unrelated-histories');
  });

  it('binds the digest to the content: any change moves it, a rebase over other files does not', async () => {
    const repository = makeRepository();
    repository.import(
      [
        { id: 'a', files: { x: '1\n', y: '1\n' } },
        { id: 'f', parents: ['a'], files: { x: '2\n' } },
        { id: 'mode', parents: ['a'], files: { x: { mode: '100755', content: '2\n' } } },
        { id: 'more', parents: ['f'], files: { z: '' } },
        { id: 'b', parents: ['a'], files: { y: '2\n' } },
        { id: 'rebased', parents: ['b'], files: { x: '2\n' } },
        { id: 'main', parents: ['b'] },
      ],
      { branches: { f: 'f', mode: 'mode', more: 'more', rebased: 'rebased' } },
    );
    const reader = await openRepository({ path: repository.path });
    const digest = async (head: string) =>
      (await reader.readChange({ kind: 'branch', head, base: 'main' })).contentDigest;
    expect(await digest('f')).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await digest('rebased')).toBe(await digest('f'));
    expect(new Set([await digest('f'), await digest('mode'), await digest('more')]).size).toBe(3);
    repository.git('checkout', '--quiet', 'f');
    repository.git('reset', '--quiet', '--soft', 'HEAD~1');
    expect((await reader.readChange({ kind: 'staged' })).contentDigest).toBe(await digest('rebased'));
  });
});

describe('readChange of the index', () => {
  it('reads what is staged before the first commit', async () => {
    const repository = makeRepository();
    repository.git('config', 'user.name', 'Config Ann');
    writeFileSync(join(repository.path, 'a.txt'), 'one\ntwo\n');
    repository.git('add', 'a.txt');
    const change = await (await openRepository({ path: repository.path })).readChange({ kind: 'staged' });
    expect(change).toMatchObject({ id: 'staged', base: null, head: null, at: null, commits: [], headBranch: 'main' });
    expect(change.author.name).toBe(process.env['GIT_AUTHOR_NAME'] ?? 'Config Ann');
    expect(filesOf(change)).toEqual([['added', 'a.txt', null, 'text', 2, 0]]);
  });

  it('tells renames, modes, links, binaries, submodules and type changes apart', async () => {
    const repository = makeRepository();
    const long = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');
    repository.import([
      { id: 'sub' },
      {
        id: 'a',
        files: {
          'old.ts': `${long}\n`,
          'run.sh': 'x\n',
          'gone.ts': '1\n',
          'turn.ts': '1\n',
          'b.bin': Buffer.from([0, 1, 2]),
          guarded: 'g\n',
        },
      },
    ]);
    const { path } = repository;
    repository.git('reset', '--quiet', '--hard');
    repository.git('mv', 'old.ts', 'moved.ts');
    writeFileSync(join(path, 'moved.ts'), `${long}\nmore\n`);
    chmodSync(join(path, 'run.sh'), 0o755);
    repository.git('rm', '--quiet', 'gone.ts', 'turn.ts');
    symlinkSync('run.sh', join(path, 'turn.ts'));
    symlinkSync('../../etc/passwd', join(path, 'link'));
    writeFileSync(join(path, 'b.bin'), Buffer.from([0, 9]));
    repository.git('add', '--all');
    repository.git('update-index', '--add', '--cacheinfo', `160000,${repository.git('rev-parse', 'HEAD').trim()},sub`);
    const change = await (await openRepository({ path })).readChange({ kind: 'staged' });
    expect(filesOf(change)).toEqual([
      ['modified', 'b.bin', null, 'binary', null, null],
      ['deleted', 'gone.ts', null, 'text', 0, 1],
      ['added', 'link', null, 'symlink', 1, 0],
      ['renamed', 'moved.ts', 'old.ts', 'text', 1, 0],
      ['modified', 'run.sh', null, 'text', 0, 0],
      ['added', 'sub', null, 'submodule', null, null],
      ['type-changed', 'turn.ts', null, 'symlink', 1, 1],
    ]);
    expect(change.gaps).toEqual([]);
  });

  it('refuses an index in conflict', async () => {
    const repository = forked();
    repository.git('checkout', '--quiet', 'main');
    writeFileSync(join(repository.path, 'one.txt'), 'other\n');
    repository.git('commit', '--quiet', '--all', '-m', 'other');
    expect(() => repository.git('merge', '--quiet', 'feature')).toThrow();
    const reader = await openRepository({ path: repository.path });
    expect((await faultOf(reader.readChange({ kind: 'staged' }))).code).toBe('unmerged-index');
  });
});

describe('landed changes', () => {
  it('reads merges with all they brought in, squashes, series, roots and empty commits', async () => {
    const repository = makeRepository();
    const ids = repository.import([
      { id: 'a', message: 'root', files: { a: '1\n' } },
      { id: 's', parents: ['a'], message: 'Squashed (#3)', files: { a: '1\n2\n' } },
      { id: 'r1', parents: ['s'], message: 'r1 (#4)', files: { r: '1\n' } },
      { id: 'r2', parents: ['r1'], message: 'r2 (#4)', files: { r: '1\n2\n', q: '1\n' } },
      { id: 'f1', parents: ['a'], author: 'Bob <bob@example.org>', files: { f: '1\n' } },
      { id: 'f2', parents: ['f1'], author: 'Bob <bob@example.org>', files: { f: '1\n2\n' } },
      {
        id: 'm',
        parents: ['r2', 'f2'],
        message: 'Merge pull request #5 from bob/topic\n\nAdd f',
        files: { f: '1\n2\nsmuggled\n' },
      },
      { id: 'e', parents: ['m'], message: 'empty' },
    ]);
    const reader = await openRepository({ path: repository.path });
    const changes = await landed(reader);
    expect(changes.map((change) => [change.landing, change.pullRequest, change.title, filesOf(change)])).toEqual([
      ['direct', null, 'empty', []],
      ['merge', '5', 'Add f', [['added', 'f', null, 'text', 3, 0]]],
      [
        'rebase-series',
        '4',
        'r2 (#4)',
        [
          ['added', 'q', null, 'text', 1, 0],
          ['added', 'r', null, 'text', 2, 0],
        ],
      ],
      ['squash', '3', 'Squashed (#3)', [['modified', 'a', null, 'text', 1, 0]]],
      ['direct', null, 'root', [['added', 'a', null, 'text', 1, 0]]],
    ]);
    expect(changes[1]).toMatchObject({
      id: `landed:${ids['m']}`,
      base: ids['r2'],
      headBranch: 'topic',
      baseBranch: 'main',
      author: { name: 'Bob' },
      contentDigest: null,
    });
    expect(changes[1]?.commits.map((commit) => commit.id)).toEqual([ids['f1'], ids['f2'], ids['m']]);
    const plain = await landed(reader, false);
    expect(plain.map((change) => change.files.map((file) => [file.path, file.addedLines]))).toEqual(
      changes.map((change) => change.files.map((file) => [file.path, null])),
    );
    expect(
      (await collect(reader.landedChanges({ ...EVERYTHING, limit: 2 }, { lines: false }))).map((c) => c.title),
    ).toEqual(['empty', 'Add f']);
    const since = { ...EVERYTHING, since: instant((1_700_000_000 + 6) * 1_000) };
    expect(await collect(reader.landedChanges(since, { lines: false }))).toHaveLength(2);
    expect(await collect(reader.commits(since))).toHaveLength(2);
  });

  it('finds the landing around any commit: inside a merge, of a series, outside the default branch', async () => {
    const repository = makeRepository();
    const ids = repository.import(
      [
        { id: 'a', files: { a: '1\n' } },
        { id: 'f1', parents: ['a'], files: { f: '1\n' } },
        { id: 'f2', parents: ['f1'], files: { f: '2\n' } },
        { id: 'm', parents: ['a', 'f2'], message: 'Merge', files: { f: '2\n' } },
        { id: 's1', parents: ['m'], message: 's1 (#9)', files: { s: '1\n' } },
        { id: 's2', parents: ['s1'], message: 's2 (#9)', files: { s: '2\n' } },
        { id: 's3', parents: ['s2'], message: 's3 (#9)', files: { s: '3\n' } },
        { id: 'side', parents: ['a'], message: 'side', files: { side: '1\n' } },
        { id: 'z', parents: ['s3'], message: 'z', files: { z: '1\n' } },
      ],
      { branches: { side: 'side' } },
    );
    const reader = await openRepository({ path: repository.path });
    const of = async (id: string) => (await reader.readChange({ kind: 'landed', commit: ids[id] ?? '' })).id;
    expect(await of('f1')).toBe(`landed:${ids['m']}`);
    for (const id of ['s1', 's2', 's3']) expect(await of(id)).toBe(`landed:${ids['s3']}`);
    expect(await of('side')).toBe(`landed:${ids['side']}`);
    expect(await of('a')).toBe(`landed:${ids['a']}`);
  });

  it('keeps a series whole over the pieces it is read in, and order over thousands', async () => {
    const repository = makeRepository();
    const rows = Array.from({ length: 400 }, (_, index) => ({
      id: `c${index}`,
      parents: index === 0 ? [] : [`c${index - 1}`],
      message: index >= 320 && index < 345 ? `part ${index} (#77)` : `c${index} (#${1_000 + index})`,
      files: { [`f${index % 7}`]: `${index}\n` },
    }));
    repository.import(rows);
    const changes = await landed(await openRepository({ path: repository.path }));
    expect(changes).toHaveLength(400 - 24);
    expect(
      changes.filter((change) => change.landing === 'rebase-series').map((change) => change.commits.length),
    ).toEqual([25]);
    const order = changes.flatMap((change) => change.commits.map((commit) => commit.authoredAt).reverse());
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect(changes.every((change) => change.gaps.length === 0)).toBe(true);
  });

  it('reads an octopus, and keeps what a merge shares with an older one out of it', async () => {
    const repository = makeRepository();
    repository.import([
      { id: 'a' },
      { id: 'x', parents: ['a'], files: { x: '1\n' } },
      { id: 'y', parents: ['a'], files: { y: '1\n' } },
      { id: 'z', parents: ['a'], files: { z: '1\n' } },
      { id: 'o', parents: ['a', 'x', 'y', 'z'], files: { x: '1\n', y: '1\n', z: '1\n' } },
      { id: 'z2', parents: ['z'], files: { z: '2\n' } },
      { id: 'm', parents: ['o', 'z2'], files: { z: '2\n' } },
    ]);
    const changes = await landed(await openRepository({ path: repository.path }));
    expect(changes.map((change) => change.commits.map((commit) => commit.message).sort())).toEqual([
      ['m', 'z2'],
      ['o', 'x', 'y', 'z'],
      ['a'],
    ]);
    expect(changes[1]?.files.map((file) => file.path)).toEqual(['x', 'y', 'z']);
  });
});

describe('hostile content', () => {
  const NAMES = [
    'new\nline',
    'tab\there',
    '"quoted"',
    '-dash',
    '--output=x',
    'sp ace',
    'back\\slash',
    'bad\xff\xfebyte',
    ':(top)x',
    '\x01\x1b[31m',
  ];

  it('carries any file name through every reader', async () => {
    const repository = makeRepository();
    const files = Object.fromEntries(NAMES.map((name) => [`d\xe9/${name}`, Buffer.from(name, 'latin1')]));
    const ids = repository.import([{ id: 'a' }, { id: 'b', parents: ['a'], files }]);
    const reader = await openRepository({ path: repository.path });
    const head = ids['b'] as CommitId;
    const listed = await reader.listFiles(head, null);
    expect(new Set(listed).size).toBe(NAMES.length);
    expect(await reader.listFiles(head, 'd\udce9' as FilePath)).toEqual(listed);
    const change = await reader.readChange({ kind: 'range', from: ids['a'] ?? '', to: head });
    expect(change.files.map((file) => file.path).sort()).toEqual([...listed].sort());
    expect((await landed(reader))[0]?.files.map((file) => file.path).sort()).toEqual([...listed].sort());
    for (const path of listed) {
      const content = Buffer.from((await reader.readFile(head, path)) ?? []);
      expect(encodePath(path).toString('latin1')).toBe(`d\xe9/${content.toString('latin1')}`);
    }
  });

  it('finds no file where there is none, and reads links as their target', async () => {
    const repository = makeRepository();
    const ids = repository.import([
      { id: 'a', files: { 'd/f': 'x', link: { mode: '120000', content: '/etc/passwd' } } },
      { id: 'b', parents: ['a'], files: { sub: { mode: '160000', content: 'a'.repeat(40) } } },
    ]);
    const reader = await openRepository({ path: repository.path });
    const head = ids['b'] as CommitId;
    for (const path of ['', '.', '..', 'd', 'd/', 'd//f', '/d/f', 'd/f/x', 'nothing', '../d/f', 'sub', 'D/F', '*']) {
      expect(await reader.readFile(head, path as FilePath)).toBeNull();
    }
    expect(Buffer.from((await reader.readFile(head, 'link' as FilePath)) ?? []).toString()).toBe('/etc/passwd');
    expect(await reader.listFiles(head, null)).toEqual(['d/f', 'link']);
    expect(await reader.listFiles(head, 'nothing' as FilePath)).toEqual([]);
  });

  it('is not misled by the author, the message or the encoding of a commit', async () => {
    const repository = makeRepository();
    repository.import([
      {
        id: 'a',
        author: 'J\u00fcrgen <j@example.org>',
        message: Buffer.from([0x4a, 0xfc, 0x72, 0x67]),
        encoding: 'ISO-8859-1',
      },
      { id: 'b', parents: ['a'], message: Buffer.from([0x4a, 0xfc, 0x72, 0x67]) },
      { id: 'c', parents: ['b'], message: Buffer.from([0x4a, 0xfc]), encoding: 'no-such-code' },
      { id: 'd', parents: ['c'], message: 'tree 123\nparent 456\n\nauthor x' },
      { id: 'e', parents: ['d'], message: '' },
      { id: 'f', parents: ['e'], message: `${'x'.repeat(2_000_000)}\n\nTrailer: kept` },
    ]);
    const commits = await collect((await openRepository({ path: repository.path })).commits(EVERYTHING));
    const [f, e, d, c, b, a] = commits.map((commit) => commit.message);
    expect([a, b, c, d, e]).toEqual(['J\u00fcrg', 'J\ufffdrg', 'J\ufffd', 'tree 123\nparent 456\n\nauthor x', '']);
    expect(f?.endsWith('Trailer: kept')).toBe(true);
    expect(f?.length).toBeLessThan(1_100_000);
    expect(commits[3]?.parents).toHaveLength(1);
    expect(commits.at(-1)?.author.mail).toBe('j@example.org');
  });

  it('starts no program that the repository configures, and asks no network', async () => {
    const repository = forked();
    const marker = join(temporaryFolder(), 'ran');
    const script = join(temporaryFolder(), 'script.sh');
    writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> '${marker}'\nexit 1\n`, { mode: 0o755 });
    for (const key of [
      'core.fsmonitor',
      'core.sshCommand',
      'core.gitProxy',
      'core.pager',
      'core.editor',
      'core.askPass',
      'core.alternateRefsCommand',
      'diff.external',
      'diff.evil.textconv',
      'diff.evil.command',
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'gpg.program',
      'pager.log',
      'interactive.diffFilter',
      'credential.helper',
      'uploadpack.packObjectsHook',
    ]) {
      repository.git('config', key, script);
    }
    repository.git('config', 'log.showSignature', 'true');
    repository.git('config', 'filter.evil.required', 'true');
    repository.git('config', 'remote.origin.url', `ext::${script}`);
    repository.git('config', 'remote.origin.promisor', 'true');
    repository.git('config', 'extensions.partialClone', 'origin');
    repository.git('config', 'core.repositoryFormatVersion', '1');
    repository.git('config', 'protocol.ext.allow', 'always');
    writeFileSync(join(repository.path, '.git', 'info', 'attributes'), '* diff=evil filter=evil\n');
    for (const hook of ['post-index-change', 'reference-transaction', 'pre-auto-gc', 'fsmonitor-watchman']) {
      writeFileSync(join(repository.path, '.git', 'hooks', hook), `#!/bin/sh\n'${script}' hook\n`, { mode: 0o755 });
    }
    const reader = await openRepository({ path: repository.path });
    const head = await reader.resolve('feature');
    await reader.describe();
    await reader.readChange({ kind: 'branch', head: 'feature', base: null });
    await reader.readChange({ kind: 'staged' });
    await landed(reader);
    await reader.readFile(head as CommitId, 'one.txt' as FilePath);
    await reader.listFiles(head as CommitId, null);
    await reader.notes('refs/notes/commits');
    await collect(reader.commits(EVERYTHING));
    expect(await reader.resolve('1'.repeat(40))).toBeNull();
    expect(existsSync(marker)).toBe(false);
    // The trap does spring for a git that is not held back.
    expect(() => repository.git('diff', 'main', 'feature')).toThrow();
    expect(existsSync(marker)).toBe(true);
  });

  it('counts lines whatever a file of attributes calls binary', async () => {
    const repository = makeRepository();
    repository.import([
      { id: 'a', files: { '.gitattributes': '*.ts binary -diff\n', 'x.ts': '1\n' } },
      { id: 'b', parents: ['a'], files: { 'x.ts': '1\n2\n' } },
    ]);
    repository.git('reset', '--quiet', '--hard');
    const reader = await openRepository({ path: repository.path });
    expect(filesOf((await landed(reader))[0])).toEqual([['modified', 'x.ts', null, 'text', 1, 0]]);
    expect(filesOf(await reader.readChange({ kind: 'range', from: 'main~1', to: 'main' }))?.[0]?.[4]).toBe(1);
    writeFileSync(join(repository.path, 'x.ts'), '1\n2\n3\n');
    repository.git('add', 'x.ts');
    const staged = await reader.readChange({ kind: 'staged' });
    // Where git is too old to be told to leave attributes alone, the lines are unknown: never none.
    expect([1, null]).toContain(staged.files[0]?.addedLines);
    expect(staged.files[0]?.kind).toBe('text');
    expect(staged.gaps.length).toBe(staged.files[0]?.addedLines === null ? 1 : 0);
  });

  it('reads history as it is, not as replacements and grafts show it', async () => {
    const repository = makeRepository();
    const ids = repository.import([
      { id: 'a', files: { a: '1\n' } },
      { id: 'b', parents: ['a'], message: 'true', files: { a: '2\n' } },
      { id: 'evil', message: 'false', files: { a: '3\n' } },
      { id: 'c', parents: ['b'] },
    ]);
    repository.git('replace', ids['b'] ?? '', ids['evil'] ?? '');
    writeFileSync(join(repository.path, '.git', 'info', 'grafts'), `${ids['c']}\n`);
    const changes = await landed(await openRepository({ path: repository.path }));
    expect(changes.map((change) => change.title)).toEqual(['c', 'true', 'a']);
  });

  it('reads on where a file is too long to compare, and says so', async () => {
    const repository = makeRepository();
    const big = 'x'.repeat(99).concat('\n');
    const ids = repository.import([
      { id: 'a', files: { 'big.txt': big.repeat(100_000), 'small.txt': '1\n' } },
      { id: 'b', parents: ['a'], files: { 'big.txt': big.repeat(100_001), 'small.txt': '2\n' } },
    ]);
    const reader = await openRepository({ path: repository.path });
    const change = await reader.readChange({ kind: 'range', from: 'main~1', to: 'main' });
    expect(filesOf(change)).toEqual([
      ['modified', 'big.txt', null, 'text', null, null],
      ['modified', 'small.txt', null, 'text', 1, 1],
    ]);
    expect(change.gaps.map((gap) => gap.code)).toEqual(['diff-too-large']);
    expect((await landed(reader))[0]?.gaps.map((gap) => gap.code)).toEqual(['diff-too-large']);
    expect((await faultOf(reader.readFile(ids['b'] as CommitId, 'big.txt' as FilePath))).code).toBe('file-too-large');
    expect(await reader.readFile(ids['b'] as CommitId, 'small.txt' as FilePath)).not.toBeNull();
  });

  it('lists files up to its limit and says how many more there are', async () => {
    const repository = makeRepository();
    const files = Object.fromEntries(
      Array.from({ length: PROPOSAL_FILE_LIMIT + 5 }, (_, n) => [`d${n % 100}/f${n}`, 'same\n']),
    );
    repository.import([{ id: 'a' }, { id: 'b', parents: ['a'], files }]);
    const reader = await openRepository({ path: repository.path });
    const change = await reader.readChange({ kind: 'range', from: 'main~1', to: 'main' });
    expect([change.files.length, change.gaps.map((gap) => gap.code)]).toEqual([
      PROPOSAL_FILE_LIMIT,
      ['too-many-files'],
    ]);
    const [newest] = await landed(reader, false);
    expect([newest?.files.length, newest?.gaps.map((gap) => gap.code)]).toEqual([
      LANDED_FILE_LIMIT,
      ['too-many-files'],
    ]);
  });
});

describe('cut history', () => {
  it('refuses to guess where the base is cut off, and shows a landing at the border as unknown', async () => {
    const source = forked();
    const folder = temporaryFolder();
    source.git('clone', '--quiet', '--no-single-branch', '--depth=1', `file://${source.path}`, join(folder, 'cut'));
    const cut = repositoryAt(join(folder, 'cut'));
    const reader = await openRepository({ path: cut.path });
    expect(await reader.describe()).toMatchObject({ shallow: true, defaultBranch: 'main' });
    const fault = await faultOf(reader.readChange({ kind: 'branch', head: 'origin/feature', base: 'main' }));
    expect([fault.code, fault.fix?.includes('--unshallow')]).toEqual(['shallow-history', true]);
    const [border, ...others] = await landed(reader);
    expect([others.length, border?.files, border?.gaps.map((gap) => gap.code)]).toEqual([0, [], ['shallow-history']]);
    const range = await reader.readChange({ kind: 'range', from: 'main', to: 'origin/feature' });
    expect([range.files.length, range.gaps.map((gap) => gap.code)]).toEqual([3, ['shallow-history']]);
  });

  it('reads names without lines where a partial clone lacks the blobs, without fetching them', async () => {
    const source = forked();
    source.git('config', 'uploadpack.allowFilter', 'true');
    const folder = temporaryFolder();
    source.git('clone', '--quiet', '--bare', '--filter=blob:none', `file://${source.path}`, join(folder, 'partial'));
    const partial = repositoryAt(join(folder, 'partial'));
    const missing = () => partial.git('rev-list', '--objects', '--all', '--missing=print').match(/^\?/gm)?.length;
    const before = missing();
    const reader = await openRepository({ path: partial.path });
    expect((await reader.describe()).partialClone).toBe(true);
    const changes = await landed(reader);
    expect(changes.map((change) => [change.files.length, change.gaps.map((gap) => gap.code)])).toEqual([
      [1, ['missing-object']],
      [2, ['missing-object']],
    ]);
    const change = await reader.readChange({ kind: 'branch', head: 'feature', base: 'main' });
    expect([change.files.length, change.gaps.map((gap) => gap.code)]).toEqual([2, ['missing-object']]);
    expect(change.contentDigest).not.toBeNull();
    const head = (await reader.resolve('feature')) as CommitId;
    expect((await faultOf(reader.readFile(head, 'one.txt' as FilePath))).code).toBe('missing-object');
    expect(await reader.readFile(head, 'nothing' as FilePath)).toBeNull();
    expect(missing()).toBe(before);
    expect(before).toBeGreaterThan(0);
  });
});

describe('notes', () => {
  it('reads fanned-out notes and leaves out what is no note', async () => {
    const repository = forked();
    const ids = repository.git('rev-list', '--all').trim().split('\n');
    const blob = (text: string) => {
      const file = join(temporaryFolder(), 'note');
      writeFileSync(file, text);
      return repository.git('hash-object', '-w', file).trim();
    };
    const entries = [
      [`${ids[0]}`, 'flat'],
      [`${ids[1]?.slice(0, 2)}/${ids[1]?.slice(2)}`, 'fanned'],
      [`${ids[2]?.slice(0, 2)}/${ids[2]?.slice(2, 4)}/${ids[2]?.slice(4)}`, 'twice\n\xff'],
      ['README', 'no note'],
      ['ab/cd', 'too short'],
    ];
    for (const [path, text] of entries) {
      repository.git('update-index', '--add', '--cacheinfo', `100644,${blob(text ?? '')},${path}`);
    }
    const tree = repository.git('write-tree').trim();
    repository.git('update-ref', 'refs/notes/ai', repository.git('commit-tree', '-m', 'notes', tree).trim());
    const reader = await openRepository({ path: repository.path });
    const notes = await reader.notes('refs/notes/ai');
    const byCommit = Object.fromEntries(notes.map((note) => [note.commit, note.text]));
    // forked() has more entries in its index only after a checkout, so these three are all.
    expect(byCommit).toEqual({ [`${ids[0]}`]: 'flat', [`${ids[1]}`]: 'fanned', [`${ids[2]}`]: 'twice\n\xff' });
    for (const ref of ['refs/notes/none', '-x', '', 'refs/notes/*', 'refs/notes/ai\n']) {
      expect(await reader.notes(ref)).toEqual([]);
    }
  });
});

describe('stopping', () => {
  it('rejects with the reason of an abort, before and while reading', async () => {
    const repository = forked();
    const controller = new AbortController();
    const reader = await openRepository({ path: repository.path, signal: controller.signal });
    const stream = reader.landedChanges(EVERYTHING, { lines: true })[Symbol.asyncIterator]();
    await stream.next();
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(
      (async () => {
        while (!(await stream.next()).done);
      })(),
    ).rejects.toBe(reason);
    await expect(reader.describe()).rejects.toBe(reason);
    await expect(openRepository({ path: repository.path, signal: controller.signal })).rejects.toBe(reason);
  });

  it('lets go of a history that nobody reads to the end', async () => {
    const repository = makeRepository();
    repository.import(
      Array.from({ length: 300 }, (_, n) => ({
        id: `c${n}`,
        parents: n === 0 ? [] : [`c${n - 1}`],
        files: { f: `${n}\n` },
      })),
    );
    const reader = await openRepository({ path: repository.path });
    for await (const change of reader.landedChanges(EVERYTHING, { lines: true })) {
      expect(change.title).toBe('c299');
      break;
    }
    for await (const commit of reader.commits(EVERYTHING)) {
      expect(commit.message).toBe('c299');
      break;
    }
    expect(await landed(reader)).toHaveLength(300);
  });
});
