import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { MAX_PATTERN_LENGTH } from './glob.ts';
import { compileGlob, matchesPath } from './pattern.ts';
import { allMatches, indexPatterns, lastMatch } from './pattern-index.ts';

function matches(glob: string, path: string): boolean {
  const compiled = compileGlob(glob);
  if (!compiled.ok) throw new Error(compiled.rejection);
  return matchesPath(compiled.value, path);
}

const name = fc.constantFrom('a', 'b', 'ab', '.c', 'a.ts');
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
const glob = fc
  .array(fc.oneof(name, fc.constantFrom('*', '**', 'a*', '*b', '?', '*.ts', 'a*b*')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));

describe('a pattern of the catalog', () => {
  it.each([
    ['src/checkout', 'src/checkout/a/b.ts', true],
    ['src/checkout', 'src/checkout', true],
    ['src/checkout', 'src/checkout2/a', false],
    ['src/checkout', 'x/src/checkout/a', false],
    ['/src/checkout/', 'src/checkout/a', true],
    ['./src', 'src/a', true],
    ['*.sql', 'a.sql', true],
    ['*.sql', 'db/a.sql', false],
    ['**/*.sql', 'a.sql', true],
    ['**/*.sql', 'db/deep/a.sql', true],
    ['src/*/api', 'src/x/api/y', true],
    ['src/*/api', 'src/x/y/api', false],
    ['src/**/api', 'src/api', true],
    ['modules/x/**', 'modules/x', true],
    ['**', '.env', true],
    ['a?c', 'a\u{1f600}c', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['SRC', 'src', false],
  ])('%s on %s: %s', (pattern, file, expected) => {
    expect(matches(pattern, file)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '/',
    './',
    '!a',
    'a/[bc]',
    'a/{b,c}',
    '../a',
    'a/../b',
    'a//b',
    'a/./b',
    'x'.repeat(MAX_PATTERN_LENGTH + 1),
  ])('refuses %j with a reason', (pattern) => {
    const compiled = compileGlob(pattern);
    expect(compiled.ok ? '' : compiled.rejection).toMatch(/\w+ \w+/);
  });

  it('agrees with picomatch, for the pattern itself and all below it', () => {
    // picomatch lets `a/**` match `a` but `*/**` not: there it differs from itself, not from us.
    const comparable = glob.filter((pattern) => !/[*?][^/]*(?:\/\*\*)+$/.test(pattern));
    fc.assert(
      fc.property(comparable, path, (pattern, file) => {
        const oracle = picomatch([pattern, `${pattern}/**`], { dot: true });
        expect(matches(pattern, file)).toBe(oracle(file));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('an index of patterns', () => {
  it('finds exactly what trying every pattern finds', () => {
    fc.assert(
      fc.property(fc.array(glob, { maxLength: 8 }), path, (globs, file) => {
        const compiled = globs.map((each) => compileGlob(each)).flatMap((each) => (each.ok ? [each.value] : []));
        const index = indexPatterns(compiled);
        const expected = compiled.flatMap((pattern, at) => (matchesPath(pattern, file) ? [at] : []));
        expect(allMatches(index, file)).toEqual(expected);
        expect(lastMatch(index, file)).toBe(expected.at(-1) ?? -1);
      }),
    );
  });
});
