import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLockFile, lockDifference } from './index.ts';

/** Of two texts: what changed, and what needs it. */
function compared(path: string, before: string, after: string) {
  const found = lockDifference(path, { before, after });
  return found === null ? null : `${found.language}: ${found.changed.join(' ')} < ${found.dependents.join(' ')}`;
}

const json = (value: unknown) => JSON.stringify(value);

describe('lockDifference', () => {
  it('reads both forms of npm', () => {
    const at = (version: string) =>
      json({
        packages: {
          '': { name: 'app' },
          'node_modules/a': { version: '1', dependencies: { '@s/b': '*' } },
          'node_modules/a/node_modules/@s/b': { version },
          'node_modules/c': { version: '1' },
        },
      });
    expect(compared('package-lock.json', at('1'), at('2'))).toBe('javascript: @s/b < a');
    const old = (version: string) =>
      json({
        dependencies: {
          a: { version: '1', requires: { b: '1' }, dependencies: { b: { version } } },
          c: { version: '1' },
        },
      });
    expect(compared('x/package-lock.json', old('1'), old('2'))).toBe('javascript: b < a');
  });

  it('reads both forms of Yarn', () => {
    const one = (version: string) =>
      `# yarn lockfile v1\n\n"@s/b@^1", "@s/b@^1.2":\n  version "${version}"\n\na@^1:\n  version "1"\n  dependencies:\n    "@s/b" "^1"\n\nc@1:\n  version "1"\n`;
    expect(compared('yarn.lock', one('1.2'), one('1.3'))).toBe('javascript: @s/b < a');
    const berry = (version: string) =>
      `__metadata:\n  version: 8\n\n"@s/b@npm:^1":\n  version: ${version}\n\n"a@npm:1":\n  version: 1\n  dependencies:\n    "@s/b": "npm:^1"\n`;
    expect(compared('yarn.lock', berry('1'), berry('2'))).toBe('javascript: @s/b < a');
  });

  it('reads three forms of pnpm', () => {
    const five = (version: string) =>
      `packages:\n\n  /@s/b/${version}:\n    resolution: {integrity: x}\n\n  /a/1.0.0_peer@1:\n    dependencies:\n      '@s/b': ${version}\n`;
    const six = (version: string) =>
      `packages:\n\n  /@s/b@${version}:\n    resolution: {integrity: x}\n\n  /a@1.0.0(peer@1):\n    dependencies:\n      '@s/b': 1\n`;
    const nine = (version: string) =>
      `importers:\n  .:\n    dependencies:\n      a:\n        version: 1\n\npackages:\n\n  '@s/b@${version}':\n    resolution: {integrity: x}\n\n  a@1.0.0:\n    resolution: {integrity: y}\n\nsnapshots:\n\n  '@s/b@${version}': {}\n\n  a@1.0.0:\n    dependencies:\n      '@s/b': 1\n`;
    expect(compared('pnpm-lock.yaml', six('1.0.0'), six('1.1.0'))).toBe('javascript: @s/b < a');
    expect(compared('pnpm-lock.yaml', nine('1.0.0'), nine('1.1.0'))).toBe('javascript: @s/b < a');
    expect(compared('pnpm-lock.yaml', five('1.0.0'), five('1.1.0'))).toBe('javascript: @s/b < a');
  });

  it('reads Cargo, Poetry, uv, Go, Bundler, Composer and Pipenv', () => {
    const cargo = (version: string) =>
      `version = 3\n\n[[package]]\nname = "b"\nversion = "${version}"\n\n[[package]]\nname = "a"\nversion = "1"\ndependencies = [\n "b 1.0 (registry)",\n "c",\n]\n`;
    expect(compared('Cargo.lock', cargo('1'), cargo('2'))).toBe('rust: b < a');
    const poetry = (version: string) =>
      `[[package]]\nname = "B_x"\nversion = "${version}"\n\n[[package]]\nname = "a"\nversion = "1"\n\n[package.dependencies]\nb-x = ">=1"\n\n[metadata]\ncontent-hash = "z"\n`;
    expect(compared('poetry.lock', poetry('1'), poetry('2'))).toBe('python: b-x < a');
    const uv = (version: string) =>
      `[[package]]\nname = "b"\nversion = "${version}"\n\n[[package]]\nname = "a"\nversion = "1"\ndependencies = [\n    { name = "b", marker = "x" },\n]\n`;
    expect(compared('uv.lock', uv('1'), uv('2'))).toBe('python: b < a');
    expect(compared('go.sum', 'a.io/x v1 h1:q=\nb.io/y v1 h1:r=\n', 'a.io/x v2 h1:s=\nb.io/y v1 h1:r=\n')).toBe(
      'go: a.io/x < ',
    );
    const gems = (version: string) =>
      `GEM\n  remote: https://rubygems.org/\n  specs:\n    a (1.0)\n      b (~> 1)\n    b (${version})\n\nDEPENDENCIES\n  a\n`;
    expect(compared('Gemfile.lock', gems('1.0'), gems('1.1'))).toBe('ruby: b < a');
    const composer = (version: string) =>
      json({
        packages: [
          { name: 'V/b', version },
          { name: 'v/a', version: '1', require: { php: '8', 'v/b': '1' } },
        ],
      });
    expect(compared('composer.lock', composer('1'), composer('2'))).toBe('php: v/b < v/a');
    expect(
      compared(
        'Pipfile.lock',
        json({ default: { b: { version: '1' } } }),
        json({ default: { b: { version: '2' }, c: {} } }),
      ),
    ).toBe('python: b c < ');
  });

  it('names everything of a lock file that is new or gone, and nothing where only its order changed', () => {
    expect(lockDifference('go.sum', { before: null, after: 'a v1 h1:x\n' })?.changed).toEqual(['a']);
    expect(compared('go.sum', 'a v1 h1:x\nb v1 h1:y\n', 'b v1 h1:y\na v1 h1:x\n')).toBe('go:  < ');
  });

  it('knows nothing of a text that is no lock file, and never throws', () => {
    for (const path of ['package-lock.json', 'yarn.lock', 'Cargo.lock', 'composer.lock', 'go.sum']) {
      expect([path, isLockFile(path), compared(path, '{"packages": 1', 'nothing')]).toEqual([path, true, null]);
    }
    expect(isLockFile('constructor')).toBe(false);
    const piece = fc.constantFrom(
      '[[package]]\n',
      'name = "a"\n',
      'packages:\n',
      '  a@1:\n',
      '    dependencies:\n',
      '      b: 1\n',
      '"',
      '{',
      '@',
      '/',
      '\n',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.array(piece),
        fc.constantFrom('Cargo.lock', 'pnpm-lock.yaml', 'yarn.lock', 'Gemfile.lock'),
        (parts, path) => {
          lockDifference(path, { before: null, after: parts.join('') });
        },
      ),
    );
  });
});
