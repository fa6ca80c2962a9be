import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupFiles } from './group.ts';

const at = (...paths: readonly string[]) => paths.map((path) => ({ path }));
const told = (groups: ReturnType<typeof groupFiles>) =>
  Object.fromEntries(groups.map(({ folder, files }) => [folder, files.length]));

describe('groupFiles', () => {
  it('groups by the nearest package', () => {
    const files = at('packages/a/x.ts', 'packages/a/deep/y.ts', 'packages/a/b/z.ts', 'readme.md');
    expect(told(groupFiles(files, ['packages/a', 'packages/a/b', '']))).toEqual({
      '': 1,
      'packages/a': 2,
      'packages/a/b': 1,
    });
  });

  it('splits a package that holds more than half by its folders', () => {
    const files = at('src/cart/a.ts', 'src/cart/b.ts', 'src/tax/a.ts', 'src/tax/b.ts', 'src/main.ts', 'test/a.ts');
    expect(told(groupFiles(files, ['']))).toEqual({ src: 1, 'src/cart': 2, 'src/tax': 2, test: 1 });
  });

  it('names the largest folders where there are too many to tell apart, and keeps the rest together', () => {
    const files = Array.from({ length: 30 }, (_, folder) =>
      at(...Array.from({ length: 30 - folder }, (_, file) => `app/f${folder}/${file}.py`)),
    ).flat();
    const groups = told(groupFiles(files, ['']));
    expect(Object.keys(groups)).toHaveLength(14);
    expect(groups).toMatchObject({ 'app/f0': 30, 'app/f12': 18 });
    expect(groups['app']).toBe(files.length - (30 + 18) * 6.5);
  });

  it('never takes a folder for a package whose name it only begins with', () => {
    expect(told(groupFiles(at('web-old/a.ts', 'web/a.ts'), ['web']))).toEqual({ '': 1, web: 1 });
  });

  it('puts every file into one group, by name, and ends with hostile paths', () => {
    const path = fc.array(fc.constantFrom('a', 'b', '..', '', 'c d'), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(
          path.map((parts) => ({ path: parts.join('/') })),
          { maxLength: 80 },
        ),
        (files) => {
          const groups = groupFiles(files, ['a', 'a/b']);
          expect(groups.flatMap((group) => group.files)).toHaveLength(files.length);
          expect(groups.length).toBeLessThanOrEqual(14);
          expect(groups.map(({ folder }) => folder)).toEqual([...new Set(groups.map(({ folder }) => folder))].sort());
        },
      ),
      { numRuns: 60 },
    );
  });
});
