import { describe, expect, it } from 'vitest';
import type { FilePath } from '../../change/index.ts';
import type { Target } from '../model.ts';
import { makeSourceTree } from '../source-tree.ts';
import { javascriptSupport } from './support.ts';

/** Targets of what one file refers to, in a tree of files with their texts. */
function targets(
  files: Readonly<Record<string, string>>,
  from: string,
  ...names: readonly string[]
): readonly string[] {
  const paths = Object.keys(files) as FilePath[];
  const manifests = new Map(paths.filter(javascriptSupport.isManifest).map((path) => [path, files[path] ?? '']));
  const resolve = javascriptSupport.resolver(makeSourceTree({ paths, manifests, scans: new Map() }));
  const references = names.map((text) => ({ text, form: 'import' as const }));
  const scan = { references, declares: [], mentions: [], computed: false, generated: false };
  return resolve(from as FilePath, scan).map(({ target }) => shown(target));
}

function shown(target: Target): string {
  if (target.kind === 'file') return target.path;
  return target.kind === 'unresolved' ? `? ${target.text}` : `${target.kind} ${target.name}`;
}

const json = (value: unknown) => JSON.stringify(value);

describe('javascriptResolver', () => {
  it('finds relative files with or without ending, folders, and sources of compiled names', () => {
    const tree = {
      'a/x.ts': '',
      'a/b.tsx': '',
      'a/c/index.js': '',
      'a/d/package.json': json({ main: './lib/d.js' }),
      'a/d/lib/d.js': '',
      'a/e.mts': '',
      'a/f.svg': '',
    };
    expect(targets(tree, 'a/x.ts', './b', './b.js', './c', './d', './e.mjs', './f.svg?url', '..', './gone')).toEqual([
      'a/b.tsx',
      'a/b.tsx',
      'a/c/index.js',
      'a/d/lib/d.js',
      'a/e.mts',
      'a/f.svg',
      '? ..',
      '? ./gone',
    ]);
  });

  it('never leaves the repository', () => {
    expect(targets({ 'a.ts': '' }, 'a.ts', '../../etc/passwd', './../a')).toEqual(['? ../../etc/passwd', '? ./../a']);
  });

  it('tells the platform, other packages and what cannot be told apart', () => {
    expect(
      targets(
        { 'a.ts': '' },
        'a.ts',
        'node:fs',
        'fs/promises',
        '@x/y/z',
        'lodash/get',
        'virtual:pwa',
        'process/browser',
      ),
    ).toEqual([
      'standard fs',
      'standard fs/promises',
      'external @x/y',
      'external lodash',
      '? virtual:pwa',
      'external process',
    ]);
  });

  it('follows paths and baseUrl through extends, comments and trailing commas', () => {
    const tree = {
      'tsconfig.base.json':
        '{ /* all */ "compilerOptions": { "baseUrl": ".", "paths": { "@app/*": ["apps/*/src"], "one": ["lib/one.ts"], }, }, }',
      'apps/web/tsconfig.json': '// here\n{ "extends": "../../tsconfig.base.json" }',
      'apps/web/src/index.ts': '',
      'lib/one.ts': '',
    };
    expect(targets(tree, 'apps/web/src/index.ts', '@app/web', 'one', 'lib/one', '@app/gone')).toEqual([
      'apps/web/src/index.ts',
      'lib/one.ts',
      'lib/one.ts',
      'external @app/gone',
    ]);
  });

  it('survives configurations that extend themselves', () => {
    const tree = {
      'a.ts': '',
      'tsconfig.json': json({ extends: ['./other.json', './tsconfig.json'] }),
      'other.json': '{}',
    };
    expect(targets(tree, 'a.ts', 'x')).toEqual(['external x']);
  });

  it('finds packages of npm and pnpm workspaces, with exports that name build output', () => {
    const tree = {
      'package.json': json({ workspaces: ['packages/*'] }),
      'more/pnpm-workspace.yaml': 'packages:\n  # ours\n  - "kit/**"\n  - \'!kit/old\'\n',
      'packages/core/package.json': json({
        name: '@acme/core',
        exports: { '.': { types: './dist/index.d.ts', import: './dist/index.mjs' }, './ui/*': './dist/esm/ui/*.js' },
      }),
      'packages/core/src/index.ts': '',
      'packages/core/src/ui/button.tsx': '',
      'more/kit/a/package.json': json({ name: 'kit-a', main: 'build/index.js' }),
      'more/kit/a/index.ts': '',
      'more/kit/old/package.json': json({ name: 'kit-old' }),
      'fixture/package.json': json({ name: 'react' }),
      'packages/web/main.ts': '',
    };
    expect(
      targets(
        tree,
        'packages/web/main.ts',
        '@acme/core',
        '@acme/core/ui/button',
        '@acme/core/hidden',
        'kit-a',
        'kit-old',
        'react',
      ),
    ).toEqual([
      'packages/core/src/index.ts',
      'packages/core/src/ui/button.tsx',
      '? @acme/core/hidden',
      'more/kit/a/index.ts',
      'external kit-old',
      'external react',
    ]);
  });

  it('follows imports of the own package, its own name, linked packages and aliases by convention', () => {
    const tree = {
      'app/package.json': json({
        name: 'app',
        imports: { '#db/*': './src/db/*.js', '#log': 'pino' },
        exports: './src/main.ts',
        dependencies: { near: 'file:../near' },
      }),
      'app/src/main.ts': '',
      'app/src/db/client.ts': '',
      'near/package.json': json({ name: 'near' }),
      'near/index.js': '',
    };
    expect(targets(tree, 'app/src/main.ts', '#db/client', '#log', 'app', 'near', '@/db/client')).toEqual([
      'app/src/db/client.ts',
      'external pino',
      'app/src/main.ts',
      'near/index.js',
      'app/src/db/client.ts',
    ]);
  });

  it('takes manifests that are no JSON, or of odd shapes, for none', () => {
    const tree = {
      'a/package.json': '[1',
      'a/tsconfig.json': '{"compilerOptions":{"paths":[1],"baseUrl":4}}',
      'a/x.ts': '',
    };
    expect(targets(tree, 'a/x.ts', './x', 'y', '__proto__', 'constructor/x')).toEqual([
      'a/x.ts',
      'external y',
      'external __proto__',
      'external constructor',
    ]);
  });
});
