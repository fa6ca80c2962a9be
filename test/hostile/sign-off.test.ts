import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolders, type TestRepository, temporaryFolder } from '../support/git-repository.ts';
import { failureOf, proposalOf, verdictOf } from '../support/verdict.ts';

const POLICY = `version: 1
people:
  senior: ["bob@example.org @bob", "ann@example.org @ann", "cat@example.org @cat"]
  junior: [eve@example.org]
policy:
  use: []
  mode: enforce
  rules: [{ id: senior, when: change.files > 0, require: { signoffs: [{ count: 1, level: senior }] }, because: A senior reads it. }]
`;
const PAIR = POLICY.replace('{ signoffs: [{ count: 1, level: senior }] }', '{ two_person: true }');

let repository: TestRepository;
let commits: { head: string; base: string };
beforeAll(() => {
  const message = 'Work\n\nCo-authored-by: Cat <cat@example.org>';
  repository = proposalOf([{ message, author: 'Ann <ann@example.org>', files: { 'a.ts': 'a\n' } }], {
    'firebreak.yaml': POLICY,
  });
  commits = { head: repository.git('rev-parse', 'feature').trim(), base: repository.git('rev-parse', 'main').trim() };
});
afterAll(removeFolders);

function contextFile(content: unknown): string {
  const file = join(temporaryFolder(), 'context.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const branch = ['--base', 'main', '--head', 'feature'];
async function signed(given: TestRepository, signoffs: readonly object[], more: object = {}) {
  const at = '2026-01-01T00:00:00Z';
  const head = given.git('rev-parse', 'feature').trim();
  const all = signoffs.map((signoff) => ({ at, commit: head, ...signoff }));
  return verdictOf(given, [...branch, '--context', contextFile({ version: 1, signoffs: all, ...more })]);
}

describe('a sign-off in a context file', () => {
  it('of a senior who had no part clears the hold: the twin of all below', async () => {
    expect(await signed(repository, [{ by: { mail: 'bob@example.org' } }])).toMatchObject({
      decision: 'allow',
      exit: 0,
    });
    expect(await signed(repository, [{ by: { handle: '@Bob' } }])).toMatchObject({ decision: 'allow' });
  });

  const forged: readonly (readonly [string, () => object, object?])[] = [
    ['the author', () => ({ by: { mail: 'ann@example.org' } })],
    ['the author by handle', () => ({ by: { handle: 'ann' } })],
    ['the author with capitals and invisible characters', () => ({ by: { mail: 'ANN\u200b@example.org' } })],
    ['the author by the private address of a forge', () => ({ by: { mail: '1+ann@users.noreply.github.com' } })],
    ['a co-author', () => ({ by: { mail: 'cat@example.org' } })],
    [
      'a prompter whom the caller names',
      () => ({ by: { mail: 'bob@example.org' } }),
      { participants: [{ handle: 'bob' }] },
    ],
    ['a senior for another commit', () => ({ by: { mail: 'bob@example.org' }, commit: commits.base })],
    ['a senior for a commit that is not there', () => ({ by: { mail: 'bob@example.org' }, commit: '1'.repeat(40) })],
    [
      'a senior for other content',
      () => ({ by: { mail: 'bob@example.org' }, commit: null, content_digest: `sha256:${'0'.repeat(64)}` }),
    ],
    ['a senior whose text was edited later', () => ({ by: { mail: 'bob@example.org' }, edited: true })],
    ['a senior in the future', () => ({ by: { mail: 'bob@example.org' }, at: '2100-01-01T00:00:00Z' })],
    ['a bot', () => ({ by: { handle: 'github-actions[bot]' } })],
    ['an agent', () => ({ by: { mail: 'noreply@anthropic.com' } })],
    ['a junior', () => ({ by: { mail: 'eve@example.org' } })],
    ['nobody that is known, under the id of a senior that does not exist', () => ({ by: { person: 'senior' } })],
    ['a stranger', () => ({ by: { mail: 'mallory@example.net', handle: 'mallory' } })],
    ['two people at once', () => ({ by: { mail: 'bob@example.org', handle: 'ann' } })],
  ];
  for (const [who, signoff, more] of forged) {
    it(`of ${who} counts for nothing`, async () => {
      expect(await signed(repository, [signoff()], more)).toMatchObject({ decision: 'hold', exit: 3 });
    });
  }

  it('twice by one human under two names is one human', async () => {
    const given = proposalOf([{ message: 'Work', author: 'Ann <ann@example.org>', files: { 'a.ts': 'a\n' } }], {
      'firebreak.yaml': PAIR,
    });
    const twice = [
      { by: { mail: 'bob@example.org' } },
      { by: { handle: 'bob' } },
      { by: { person: 'bob@example.org' } },
    ];
    expect((await signed(given, twice)).decision).toBe('hold');
    expect((await signed(given, [...twice, { by: { mail: 'cat@example.org' } }])).decision).toBe('allow');
  });

  it('of whoever made the commits counts for nothing, whomever they name as author', async () => {
    const given = proposalOf([{ message: 'Work', files: { 'a.ts': 'a\n' } }], { 'firebreak.yaml': POLICY });
    given.git('checkout', '--quiet', 'feature');
    given.git(
      '-c',
      'user.name=Bob',
      'commit',
      '--quiet',
      '--amend',
      '--no-edit',
      '--author',
      'Ghost <ghost@example.net>',
    );
    // The builder's environment makes Ann the committer.
    expect((await signed(given, [{ by: { mail: 'ann@example.org' } }])).decision).toBe('hold');
    expect((await signed(given, [{ by: { mail: 'bob@example.org' } }])).decision).toBe('allow');
  });

  it('counts for nothing once another commit is pushed, even one that only adds a file', async () => {
    const given = proposalOf(
      [
        { message: 'Work', files: { 'a.ts': 'a\n' } },
        { message: 'More', files: { 'b.ts': 'b\n' } },
      ],
      {
        'firebreak.yaml': POLICY,
      },
    );
    const before = given.git('rev-parse', 'feature~1').trim();
    expect((await signed(given, [{ by: { mail: 'bob@example.org' }, commit: before }])).decision).toBe('hold');
  });
});

describe('a context file that is wrong', () => {
  const signoff = { by: { mail: 'bob@example.org' }, at: '2026-01-01T00:00:00Z' };
  it.each([
    ['is no JSON', '{"version": 1,'],
    ['is empty', ''],
    ['is an array', '[]'],
    ['has an unknown key', { version: 1, approved: true }],
    [
      'has an unknown key in a sign-off',
      { version: 1, signoffs: [{ ...signoff, commit: '1'.repeat(40), level: 'principal' }] },
    ],
    ['has a sign-off for nothing', { version: 1, signoffs: [signoff] }],
    ['has a sign-off without a moment', { version: 1, signoffs: [{ by: signoff.by, commit: '1'.repeat(40) }] }],
    ['has a short commit', { version: 1, signoffs: [{ ...signoff, commit: 'abc' }] }],
    ['is of a later version', { version: 2 }],
    [
      'has a moment that no calendar has',
      { version: 1, signoffs: [{ ...signoff, commit: '1'.repeat(40), at: '2026-13-01T00:00:00Z' }] },
    ],
    ['is nested a hundred thousand times', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    [
      'has 1,001 sign-offs',
      { version: 1, signoffs: Array.from({ length: 1001 }, () => ({ ...signoff, commit: '1'.repeat(40) })) },
    ],
    ['is larger than any that is meant', `{"version":1,"pull_request":{"body":"${'x'.repeat(5_000_000)}"}}`],
  ])('%s: no verdict, exit 2, and the file is named', async (_, content) => {
    const file = contextFile(content);
    const failure = await failureOf(repository, [...branch, '--context', file]);
    expect(failure).toMatchObject({ code: 'bad-context', exit: 2 });
    expect(failure.message).toContain(file);
    expect(failure.message.length).toBeLessThan(2000);
  });

  it('is a pipe or a folder: no verdict, and nobody waits', async () => {
    const folder = temporaryFolder();
    const pipe = join(folder, 'pipe');
    repository.git('-c', `alias.pipe=!mkfifo '${pipe}'`, 'pipe');
    for (const file of [folder, pipe]) {
      expect(await failureOf(repository, [...branch, '--context', file])).toMatchObject({ code: 'bad-context' });
      expect(await failureOf(repository, [...branch, '--policy', file])).toMatchObject({ exit: 2 });
    }
  });
});
