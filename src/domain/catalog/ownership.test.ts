import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../change/index.ts';
import {
  compileOwnership,
  MAX_OWNERSHIP_BYTES,
  MAX_OWNERSHIP_RULES,
  ownershipDialect,
  ownersOf,
  parseOwnership,
} from './ownership.ts';

type Dialect = 'github' | 'gitlab';

function read(dialect: Dialect, text: string) {
  return parseOwnership({ text, dialect, path: 'CODEOWNERS' as FilePath });
}

function owners(dialect: Dialect, text: string, path: string) {
  const { ownership } = read(dialect, text);
  if (ownership === null) throw new Error('not read');
  return ownersOf(compileOwnership(ownership), path);
}

function github(text: string, path: string): readonly string[] | null {
  return owners('github', text, path)[0]?.owners ?? null;
}

describe('CODEOWNERS as GitHub documents it', () => {
  it.each([
    ['* @all', 'a/b/c.txt', true],
    ['* @all', '.env', true],
    ['*.js @js', 'app.js', true],
    ['*.js @js', 'src/deep/app.js', true],
    ['*.js @js', 'src/app.jsx', false],
    ['/build/logs/ @doctocat', 'build/logs/a.log', true],
    ['/build/logs/ @doctocat', 'build/logs/2024/a.log', true],
    ['/build/logs/ @doctocat', 'x/build/logs/a.log', false],
    ['docs/* docs@example.com', 'docs/getting-started.md', true],
    ['docs/* docs@example.com', 'docs/build-app/troubleshooting.md', false],
    ['docs/* docs@example.com', 'x/docs/getting-started.md', false],
    ['apps/ @octocat', 'apps/a.ts', true],
    ['apps/ @octocat', 'x/y/apps/z/a.ts', true],
    ['apps/ @octocat', 'apps', false],
    ['/docs/ @doctocat', 'docs/a/b.md', true],
    ['/docs/ @doctocat', 'x/docs/a.md', false],
    ['/scripts/ @doctocat', 'scripts/x', true],
    ['**/logs @octocat', 'build/logs/a', true],
    ['**/logs @octocat', 'deeply/nested/logs/a', true],
    ['**/logs @octocat', 'logs', true],
    ['/apps/** @a', 'apps/x/y', true],
    ['/apps/** @a', 'apps', false],
    ['src/*.ts @a', 'src/a.ts', true],
    ['src/*.ts @a', 'src/x/a.ts', false],
    ['/a/**/z @a', 'a/z', true],
    ['/a/**/z @a', 'a/b/c/z', true],
    ['/with\\ space/ @a', 'with space/x', true],
    ['fo?.md @a', 'docs/foo.md', true],
    ['fo?.md @a', 'docs/fo/.md', false],
  ])('%s on %s: %s', (text, path, expected) => {
    expect(github(text, path) !== null).toBe(expected);
  });

  it('lets the last matching rule win, and a rule without owners mean nobody', () => {
    const text = '* @all\n/apps/ @octocat\n/apps/github\n';
    expect(github(text, 'apps/x')).toEqual(['@octocat']);
    expect(github(text, 'apps/github/x')).toEqual([]);
    expect(github(text, 'README')).toEqual(['@all']);
  });

  it('drops comments behind an entry and keeps a # inside a path', () => {
    const { ownership, problems } = read('github', '# head\n\n*.js @js # the @web team\n/c#/ @c\n');
    expect(ownership?.rules.map((rule) => [rule.pattern, rule.owners, rule.line])).toEqual([
      ['*.js', ['@js'], 3],
      ['/c#/', ['@c'], 4],
    ]);
    expect(problems).toEqual([]);
  });

  it.each(['!docs/ @a', '*.[ch] @a', '\\#x @a', 'docs/ bob', 'docs/ @a,@b', 'a//b @a', 'x @@maintainer'])(
    'skips and reports %s',
    (line) => {
      const { ownership, problems } = read('github', `* @all\n${line}\n`);
      expect(ownership?.rules).toHaveLength(1);
      expect(problems.map((problem) => problem.line)).toEqual([2]);
    },
  );

  it.each([`${'a'.repeat(95)} @b\n`.repeat(MAX_OWNERSHIP_BYTES / 98), 'a @b\n'.repeat(MAX_OWNERSHIP_RULES + 1)])(
    'refuses a file over a limit instead of reading a part of it (%#)',
    (text) => {
      const { ownership, problems } = read('github', text);
      expect(ownership).toBeNull();
      expect(problems).toHaveLength(1);
    },
  );
});

describe('CODEOWNERS as GitLab documents it', () => {
  const text = [
    '* @general',
    '[README Owners]',
    'README.md @user1 @user2',
    'internal/README.md @user4',
    '^[Docs][2] @docs-team',
    'docs/',
    '/docs/legal.md @legal @@maintainer',
    '[Ruby]',
    '*.rb @ruby-team',
    '!/config/**/*.rb  # written by a tool',
    '/config/routes.rb @ops',
    '[DOCS]',
    '*.txt @docs-team',
  ].join('\n');

  it('gives one group for each section, its last match', () => {
    expect(owners('gitlab', text, 'internal/README.md').map((group) => [group.section, group.owners])).toEqual([
      [null, ['@general']],
      ['README Owners', ['@user4']],
    ]);
  });

  it('combines sections of one name: required where one is, with the most approvals', () => {
    expect(owners('gitlab', text, 'docs/a.md')[1]).toMatchObject({
      section: 'Docs',
      owners: ['@docs-team'],
      approvals: 2,
      optional: false,
    });
    expect(owners('gitlab', text, 'docs/legal.md')[1]?.owners).toEqual(['@legal', '@@maintainer']);
    expect(owners('gitlab', '^[Go]\n*.go @go', 'a.go')[0]).toMatchObject({ optional: true, approvals: 1 });
  });

  it('keeps an excluded path out of its section for good', () => {
    expect(owners('gitlab', text, 'config/routes.rb').map((group) => group.section)).toEqual([null]);
    expect(owners('gitlab', text, 'app/routes.rb').map((group) => group.section)).toEqual([null, 'Ruby']);
  });

  it.each([
    ['README.md', 'app/lib/README.md', true],
    ['/README.md', 'app/README.md', false],
    ['internal/README.md', 'docs/api/internal/README.md', true],
    ['/docs/', 'docs/a/b', true],
    ['/docs', 'docs/a', false],
    ['/docs/*.md', 'docs/a.md', true],
    ['/docs/*.md', 'docs/x/a.md', false],
    ['/docs/index.*', 'docs/index.html', true],
    ['/docs/*spec*', 'docs/qa_specs.rb', true],
    ['/docs/*/README.md', 'docs/api/README.md', true],
    ['/docs/**/index.md', 'docs/index.md', true],
    ['/docs/**/index.md', 'docs/api/graphql/index.md', true],
    ['/docs/**', 'docs/a/b', false],
    ['*', 'a/b/.c', true],
    ['\\#file.rb', '#file.rb', true],
    ['path\\ with\\ spaces/*.md', 'path with spaces/a.md', true],
    ['*.[ch]', 'src/a.c', true],
    ['*.[!ch]', 'src/a.c', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(owners('gitlab', `${pattern} @a`, path).length === 1).toBe(expected);
  });

  it('reads a heading that does not close as an entry, ignores what is no owner, and reports both', () => {
    const { ownership, problems } = read('gitlab', '[Docs][x]\na @g bob @u\n[Section name\n');
    expect(ownership?.rules.map((rule) => [rule.pattern, rule.owners])).toEqual([
      ['a', ['@g', '@u']],
      ['[Section', []],
    ]);
    expect(problems.map((problem) => problem.line)).toEqual([1, 2, 3, 3]);
  });
});

describe('which dialect a file is', () => {
  it.each([
    ['.gitlab/CODEOWNERS', '* @a', 'gitlab'],
    ['.github/CODEOWNERS', '[x]\n* @a', 'github'],
    ['CODEOWNERS', '* @a', 'github'],
    ['CODEOWNERS', '# [no]\n^[Go][2] @go\n', 'gitlab'],
    ['docs/CODEOWNERS', '* @@maintainers', 'gitlab'],
  ])('%s', (path, text, expected) => {
    expect(ownershipDialect({ text, path, otherwise: 'github' })).toBe(expected);
  });
});

describe('laws of ownership', () => {
  const name = fc.constantFrom('a', 'b', 'ab', 'c.js');
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const pattern = fc
    .tuple(
      fc.boolean(),
      fc.array(fc.oneof(name, fc.constantFrom('*', '**', 'a*', '?')), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
    )
    .map(([root, parts, folder]) => `${root ? '/' : ''}${parts.join('/')}${folder ? '/' : ''}`);
  const dialect = fc.constantFrom<Dialect>('github', 'gitlab');

  it('the last of the rules that match alone is the one that counts', () => {
    fc.assert(
      fc.property(dialect, fc.array(pattern, { maxLength: 6 }), path, (which, patterns, file) => {
        const text = patterns.map((each, index) => `${each} @o${index}`).join('\n');
        const alone = patterns.findLastIndex((each) => owners(which, `${each} @x`, file).length > 0);
        expect(owners(which, text, file)[0]?.owners ?? null).toEqual(alone === -1 ? null : [`@o${alone}`]);
      }),
    );
  });

  it('agrees with picomatch on anchored patterns', () => {
    const anchored = fc
      .array(fc.oneof(name, fc.constantFrom('*', '**', 'a*', '?', '*b')), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'))
      .filter((glob) => !glob.endsWith('**'));
    fc.assert(
      fc.property(anchored, path, (glob, file) => {
        const oracle = picomatch(glob, { dot: true });
        expect(owners('gitlab', `/${glob} @a`, file).length === 1).toBe(oracle(file));
      }),
    );
  });

  it('never throws on any text', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '^',
      '!',
      '\\',
      ' ',
      '\t',
      '\n',
      '@',
      '@a',
      '#',
      '*',
      '**',
      '/',
      'a',
      '1',
      '\0',
      '\u202e',
      '\udc80',
      '\u{1f600}',
    );
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(dialect, text, text, (which, rules, file) => void owners(which, rules, file)),
      { numRuns: 500 },
    );
  });
});

describe('hostile ownership', () => {
  it.each([
    `/${'*a'.repeat(2000)}b @x`,
    `${'*'.repeat(10_000)} @x`,
    `/${'*/'.repeat(2000)}b @x`,
    `/${'**/a/'.repeat(800)}b @x`,
    `${' '.repeat(100_000)}x`,
    `[${'['.repeat(100_000)}`,
    `* ${'@a/'.repeat(30_000)}`,
    `\\${'\\ '.repeat(50_000)}`,
  ])('answers at once (%#)', (line) => {
    const path = `${'a'.repeat(2000)}/${'a/'.repeat(900)}a`;
    for (const which of ['github', 'gitlab'] as const) {
      const before = performance.now();
      owners(which, `${line}\n`, path);
      expect(performance.now() - before).toBeLessThan(5000);
    }
  });
});
