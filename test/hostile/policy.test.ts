import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../support/command-line.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { failureOf, proposalOf, WARY } from '../support/verdict.ts';

afterAll(removeFolders);

/** A test of seconds would be a loop that hostile input can make as long as it likes. */
const TIME_LIMIT_MS = 60_000;

const rule = (condition: string) =>
  `version: 1\npolicy:\n  use: []\n  mode: enforce\n  rules:\n    - { id: bomb, when: ${JSON.stringify(condition)}, block: true, because: It is a bomb. }\n`;

const aliases = (width: number, depth: number): string =>
  [
    'version: 1',
    'a0: &a0 [lol]',
    ...Array.from(
      { length: depth },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array.from({ length: width }, () => `*a${at}`).join(', ')}]`,
    ),
  ].join('\n');

const BOMBS: readonly (readonly [string, string | Buffer])[] = [
  ['is binary', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 37) % 256))],
  ['is UTF-16', Buffer.from('\ufeffversion: 1\n', 'utf16le')],
  ['is 600 KiB of comments', `version: 1\n${'# comment\n'.repeat(61_000)}`],
  ['grows by aliases of aliases', aliases(10, 9)],
  ['grows by one alias, wide', aliases(2_000, 2)],
  ['is nested ten thousand times', `version: ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['is nested by blocks', Array.from({ length: 2_000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
  ['is nested by braces that never close', `version: ${'{a: '.repeat(50_000)}`],
  ['has fifty thousand keys', `version: 1\n${Array.from({ length: 50_000 }, (_, at) => `k${at}: 1`).join('\n')}`],
  ['has one key twice', 'version: 1\nversion: 1\n'],
  ['has two documents', 'version: 1\n---\nversion: 1\n'],
  ['has a tag', 'version: !!js/function "function(){}"\n'],
  ['has a merge key', 'a: &a { version: 1 }\n<<: *a\n'],
  ['pollutes a prototype', 'version: 1\n__proto__: { policy: { mode: shadow } }\nconstructor: { prototype: {} }\n'],
  ['is a list', '- version: 1\n'],
  ['is a long plain word', `version: ${'x'.repeat(400_000)}`],
  ['has a hundred thousand anchors', `version: 1\na: [${'&a 1, '.repeat(60_000)}]\n`],
  ['has a rule with a regular expression that explodes', rule(`change.title.matches("${'(a+)+'.repeat(10)}$")`)],
  [
    'has a rule that is a hundred thousand characters',
    rule(`change.files > 0 ${'|| change.files > 0 '.repeat(6_000)}`),
  ],
  ['has a rule nested two thousand times', rule(`${'('.repeat(2_000)}change.files > 0${')'.repeat(2_000)}`)],
  ['has a rule of two thousand negations', rule(`${'!'.repeat(2_000)}(change.files > 0)`)],
  [
    'has a rule with a lambda in a lambda in a lambda',
    rule(
      'change.paths.exists(a, change.paths.exists(b, change.paths.exists(c, change.paths.exists(d, a == b && c == d))))',
    ),
  ],
  ['has a rule that builds an endless text', rule(`size(${'change.title + '.repeat(900)}change.title) > 0`)],
  ['has a rule that asks for what is not there', rule('process.env.HOME == "x"')],
  ['has a rule that is no condition', rule('1 + 1')],
  ['has a pattern that explodes', `version: 1\nservices: { a: { tier: 0, paths: ["${'**/*'.repeat(2_000)}"] } }\n`],
  [
    'has ten thousand services',
    `version: 1\npolicy: { mode: enforce, rules: [{ id: all, when: change.files > 0, block: true, because: All. }] }\nservices:\n${Array.from({ length: 10_000 }, (_, at) => `  s${at}: { tier: 0, paths: [a] }`).join('\n')}`,
  ],
  [
    'has ten thousand services with a wrong tier',
    `version: 1\nservices:\n${Array.from({ length: 10_000 }, (_, at) => `  s${at}: { tier: 9, paths: [a] }`).join('\n')}`,
  ],
  [
    'has ten thousand unknown owners',
    `version: 1\nservices:\n${Array.from({ length: 10_000 }, (_, at) => `  s${at}: { tier: 1, paths: [a], owners: [o${at}] }`).join('\n')}`,
  ],
  [
    'has five thousand people who stand twice',
    `version: 1\npeople:\n  senior: [${Array.from({ length: 10_000 }, (_, at) => `m${at >> 1}@example.org`).join(', ')}]\n`,
  ],
  [
    'has five thousand flows of unknown services',
    `version: 1\nflows:\n${Array.from({ length: 5_000 }, (_, at) => `  f${at}: { tier: 1, services: [s${at}] }`).join('\n')}`,
  ],
  [
    'has four thousand rules with unknown facts',
    `version: 1\npolicy:\n  rules:\n${Array.from({ length: 4_000 }, (_, at) => `    - { id: r${at}, when: change.flies > ${at}, block: true, because: It is. }`).join('\n')}`,
  ],
  [
    'has four thousand rules of one name',
    `version: 1\npolicy:\n  rules:\n${Array.from({ length: 4_000 }, (_, at) => `    - { id: r, when: change.files > ${at}, block: true, because: It is. }`).join('\n')}`,
  ],
  ['names a file outside of the repository', 'version: 1\npolicy: { use: ["../../../../etc/passwd"] }\n'],
  ['names itself as its pack', 'version: 1\npolicy: { use: [./firebreak.yaml] }\n'],
];

describe('a firebreak.yaml of the base that', () => {
  for (const [what, content] of BOMBS) {
    it(`${what}: is refused or obeyed in time, and never ignored`, async () => {
      const repository = proposalOf([{ message: `${'a'.repeat(40)}!`, files: { 'a.ts': 'a\n' } }], {
        'firebreak.yaml': content,
      });
      const started = performance.now();
      const { exit, out, err } = await run([
        'check',
        '--json',
        '-C',
        repository.path,
        '--base',
        'main',
        '--head',
        'feature',
      ]);
      const document = JSON.parse(out);
      if (exit === 2) {
        expect(document).toMatchObject({ schema: 'firebreak.failure/v1', kind: 'malformed' });
        expect(document.message, err).toContain('firebreak.yaml');
        expect(document.message.length).toBeLessThan(10_000);
      } else {
        expect(document.policy.source).toMatch(/firebreak\.yaml$/);
        expect(exit).not.toBe(0);
      }
      expect(performance.now() - started).toBeLessThan(TIME_LIMIT_MS);
    });
  }

  it('is fine: is obeyed, so that the refusals above mean something', async () => {
    const repository = proposalOf([{ message: 'Work', files: { 'a.ts': 'a\n' } }]);
    expect((await run(['check', '-C', repository.path, '--head', 'feature'])).exit).toBe(3);
  });

  it('is too large to be read at all: no verdict rather than the built-in policy', async () => {
    const repository = proposalOf([{ message: 'Work', files: { 'a.ts': 'a\n' } }], {
      'firebreak.yaml': Buffer.alloc(9_000_000, '# comment\n'),
    });
    const failure = await failureOf(repository);
    expect(failure).toMatchObject({ code: 'file-too-large', exit: 2 });
    expect(failure.message).toContain('firebreak.yaml');
  });

  it.each([
    ['a symbolic link', { mode: '120000', content: 'docs/a.md' }],
    ['a symbolic link out of the repository', { mode: '120000', content: '/etc/passwd' }],
  ])('is %s: is read as the text that git stores, and refused', async (_, file) => {
    const repository = proposalOf([{ message: 'Work', files: { 'a.ts': 'a\n' } }], {
      'firebreak.yaml': file,
      'docs/a.md': WARY,
    });
    const failure = await failureOf(repository);
    expect(failure.message).toContain('firebreak.yaml');
    expect(failure.message).not.toContain('root:');
  });

  it.each([
    ['a submodule', { 'firebreak.yaml': { mode: '160000', content: '1'.repeat(40) } }],
    ['a folder', { 'firebreak.yaml/firebreak.yaml': WARY }],
  ])('is %s: is refused, not taken for none', async (_, files) => {
    const repository = proposalOf([{ message: 'Work', files: { 'a.ts': 'a\n' } }], {
      'docs/a.md': 'a\n',
      ...files,
    } as never);
    const failure = await failureOf(repository);
    expect(failure.exit).toBe(2);
    expect(failure.message).toContain('firebreak.yaml');
  });
});

describe('a CODEOWNERS of the base that', () => {
  it.each([
    ['is binary', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 37) % 256))],
    ['has a hundred thousand lines', '/a/**/b/*.ts @bob\n'.repeat(100_000)],
    ['has one line of a megabyte', `${'a/'.repeat(500_000)} @bob\n`],
    ['has patterns that explode', `${`${'*a'.repeat(200)} @bob\n`.repeat(50)}`],
  ])('%s: is read within seconds', async (_, content) => {
    const policy = WARY.replace('level: senior', 'from: owners');
    const repository = proposalOf([{ message: 'Work', files: { [`${'a'.repeat(200)}.ts`]: 'a\n' } }], {
      'firebreak.yaml': policy,
      CODEOWNERS: content,
    });
    const started = performance.now();
    expect([2, 3]).toContain((await run(['check', '-C', repository.path, '--head', 'feature'])).exit);
    expect(performance.now() - started).toBeLessThan(TIME_LIMIT_MS);
  });
});

describe('policy lint and test of a bomb', () => {
  it('end with exit 1 or 2 and name the file', async () => {
    const folder = temporaryFolder();
    for (const [, content] of BOMBS.slice(0, 8)) {
      const file = join(folder, 'bomb.yaml');
      writeFileSync(file, content);
      const lint = await run(['policy', 'lint', file], { cwd: folder });
      expect([1, 2]).toContain(lint.exit);
      expect(`${lint.out}${lint.err}`).toContain('bomb.yaml');
      const test = await run(['policy', 'test', file], { cwd: folder });
      expect([1, 2]).toContain(test.exit);
    }
  });
});
