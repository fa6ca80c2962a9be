import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeRepository, removeFolders, type TestRepository } from '../../../test/support/git-repository.ts';
import type { CommitId } from '../../domain/change/index.ts';
import { Fault } from '../../kernel/index.ts';
import { openRepository, planNote, planTrailers } from './index.ts';

// A person's identity comes from their environment or configuration: here, from the environment alone.
beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
  for (const [name, value] of [
    ['NAME', 'Ann'],
    ['EMAIL', 'ann@example.org'],
  ]) {
    vi.stubEnv(`GIT_COMMITTER_${name}`, value);
    vi.stubEnv(`GIT_AUTHOR_${name}`, value);
  }
});
afterEach(() => vi.unstubAllEnvs());
afterAll(removeFolders);

function oneCommit(): TestRepository {
  const repository = makeRepository();
  repository.import([
    { id: 'a', files: { f: '1\n' } },
    { id: 'b', parents: ['a'], message: 'Subject\n\nBody\n', author: 'Bob <bob@example.org>', files: { f: '2\n' } },
  ]);
  repository.git('reset', '--quiet', '--hard');
  return repository;
}

const headOf = (repository: TestRepository) => repository.git('rev-parse', 'HEAD').trim() as CommitId;

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof Fault ? error.code : Promise.reject(error)),
  );

describe('planNote', () => {
  const text = '{"a": 1}\n\n\n---\n# not a comment\n  end  ';

  it('writes nothing until it is applied, then exactly the text, and replaces a note', async () => {
    const repository = oneCommit();
    const commit = headOf(repository);
    const before = repository.git('count-objects');
    const plan = await planNote({ repository: repository.path, ref: 'refs/notes/ai', commit, text });
    expect(repository.git('count-objects')).toBe(before);
    expect(plan.text).toBe(text);
    const reader = await openRepository({ path: repository.path });
    expect(await reader.notes('refs/notes/ai')).toEqual([]);
    await plan.apply();
    expect(await reader.notes('refs/notes/ai')).toEqual([{ commit, text }]);
    await (await planNote({ repository: repository.path, ref: 'refs/notes/ai', commit, text: 'new' })).apply();
    expect(await reader.notes('refs/notes/ai')).toEqual([{ commit, text: 'new' }]);
    expect(headOf(repository)).toBe(commit);
  });

  it('refuses a ref of something else, and a commit that is not there', async () => {
    const repository = oneCommit();
    const commit = headOf(repository);
    for (const ref of ['refs/heads/main', 'notes', '-x', 'refs/notes/', 'refs/notes/a b']) {
      expect(await codeOf(planNote({ repository: repository.path, ref, commit, text }))).toBe('not-a-notes-ref');
    }
    const gone = '1'.repeat(40) as CommitId;
    expect(await codeOf(planNote({ repository: repository.path, ref: 'refs/notes/ai', commit: gone, text }))).toBe(
      'unknown-revision',
    );
  });
});

describe('planTrailers', () => {
  const trailers = ['Assisted-by: Claude Code (model: x)'];

  it('amends the message alone: neither content, author nor what is staged', async () => {
    const repository = oneCommit();
    writeFileSync(join(repository.path, 'f'), 'staged\n');
    repository.git('add', 'f');
    const before = headOf(repository);
    const plan = await planTrailers({ repository: repository.path, trailers });
    expect(plan.text).toBe('Subject\n\nBody\n\nAssisted-by: Claude Code (model: x)\n');
    expect(headOf(repository)).toBe(before);
    await plan.apply();
    expect(repository.git('log', '-1', '--format=%B%an')).toBe(`${plan.text}Bob\n`);
    expect(repository.git('diff', '--stat', before, 'HEAD')).toBe('');
    expect(repository.git('diff', '--cached', '--name-only')).toBe('f\n');
    const after = headOf(repository);
    await (await planTrailers({ repository: repository.path, trailers })).apply();
    expect(headOf(repository)).toBe(after);
    expect(await codeOf(plan.apply())).toBe('head-moved');
  });

  it('refuses what is published, a merge, a bare repository and a line that is no trailer', async () => {
    const repository = oneCommit();
    const at = { repository: repository.path };
    expect(await codeOf(planTrailers({ ...at, trailers: ['A: b\nC: d'] }))).toBe('not-a-trailer');
    repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    expect(await codeOf(planTrailers({ ...at, trailers }))).toBe('head-is-published');
    expect(await codeOf(planTrailers({ ...at, trailers, even: ['published'] }))).toBe('none');
    repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD~1');
    expect(await codeOf(planTrailers({ ...at, trailers }))).toBe('none');
    repository.git(
      'merge',
      '--quiet',
      '--no-ff',
      '-m',
      'merge',
      repository.git('commit-tree', '-p', 'HEAD', '-m', 's', 'HEAD^{tree}').trim(),
    );
    expect(await codeOf(planTrailers({ ...at, trailers }))).toBe('head-is-merge');
    const bare = makeRepository('--bare');
    bare.import([{ id: 'a' }]);
    expect(await codeOf(planTrailers({ repository: bare.path, trailers }))).toBe('no-work-tree');
    expect(await codeOf(planTrailers({ repository: makeRepository().path, trailers }))).toBe('unknown-revision');
  });

  it('respects the hooks of the user', async () => {
    const repository = oneCommit();
    const marker = join(repository.path, 'seen');
    writeFileSync(join(repository.path, '.git', 'hooks', 'commit-msg'), `#!/bin/sh\ntouch '${marker}'\nexit 1\n`, {
      mode: 0o755,
    });
    expect(await codeOf((await planTrailers({ repository: repository.path, trailers })).apply())).toBe('not-written');
    expect(existsSync(marker)).toBe(true);
  });

  it('says what to do where git does not know who writes', async () => {
    const repository = oneCommit();
    for (const name of ['GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL', 'GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'EMAIL']) {
      vi.stubEnv(name, undefined);
    }
    repository.git('config', 'user.useConfigOnly', 'true');
    expect(await codeOf((await planTrailers({ repository: repository.path, trailers })).apply())).toBe('no-identity');
  });
});
