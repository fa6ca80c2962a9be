import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../change/index.ts';
import { startsOf } from './change-start.ts';
import { type CodeGraph, GraphBuilder, type ScannedFile } from './graph.ts';
import { LANGUAGE_SUPPORTS } from './language-support.ts';
import { dependentsOf, type ReachStart } from './reach.ts';
import { planScan } from './scan-plan.ts';
import { ScanStore } from './scan-store.ts';
import { makeSourceTree } from './source-tree.ts';

/** The graph of files given by their texts. */
function graphOf(files: Readonly<Record<string, string>>): CodeGraph {
  const entries = Object.keys(files).map((path) => ({ path: path as FilePath, blob: path }));
  const plan = planScan(entries, LANGUAGE_SUPPORTS);
  const scanned: ScannedFile[] = plan.sources.flatMap(({ path, language }) => {
    const scan = LANGUAGE_SUPPORTS.find((support) => support.language === language)?.scan(files[path] ?? '');
    return scan === undefined ? [] : [{ path, language, scan }];
  });
  const tree = makeSourceTree({
    paths: plan.paths,
    manifests: new Map(plan.manifests.map(({ path }) => [path, files[path] ?? ''])),
    scans: new Map(scanned.map(({ path, scan }) => [path, scan])),
  });
  return new GraphBuilder({
    tree,
    files: scanned,
    supports: LANGUAGE_SUPPORTS,
    notAnalysed: plan.notAnalysed,
  }).finish();
}

const file = (path: string): ReachStart => ({ kind: 'file', path: path as FilePath });

function reached(graph: CodeGraph, starts: readonly ReachStart[], depth = 9, types = true): readonly string[] {
  return dependentsOf(graph, starts, { depth, types }).map(
    ({ path, hops, why }) => `${hops} ${[...why, path].join(' > ')}`,
  );
}

const json = (value: unknown) => JSON.stringify(value);

describe('dependentsOf', () => {
  const graph = graphOf({
    'a.ts': '',
    'b.ts': "import './a'; export * from './a'",
    'c.ts': "import './b'; import 'react'",
    'd.ts': "import type { X } from './a'",
    'e.py': 'import f',
    'f.py': '',
    'ring1.ts': "import './ring2'",
    'ring2.ts': "import './ring1'; import './a'",
  });

  it('counts hops and shows one way', () => {
    expect(reached(graph, [file('a.ts')])).toEqual([
      '0 a.ts',
      '1 a.ts > b.ts',
      '1 a.ts > d.ts',
      '1 a.ts > ring2.ts',
      '2 a.ts > b.ts > c.ts',
      '2 a.ts > ring2.ts > ring1.ts',
    ]);
  });

  it('goes no further than asked, and passes over types where they do not count', () => {
    expect(reached(graph, [file('a.ts')], 1, false)).toEqual(['0 a.ts', '1 a.ts > b.ts', '1 a.ts > ring2.ts']);
    expect(reached(graph, [file('a.ts')], 0)).toEqual(['0 a.ts']);
    expect(reached(graph, [file('gone.ts')])).toEqual([]);
  });

  it('starts at packages of elsewhere, of the language that locks them', () => {
    const start = (language: 'javascript' | 'python') =>
      ({ kind: 'package', language, name: 'react', lockFile: 'yarn.lock' as FilePath }) as const;
    expect(reached(graph, [start('javascript')])).toEqual(['1 yarn.lock > react > c.ts']);
    expect(reached(graph, [start('python')])).toEqual([]);
  });

  it('reaches more, never less and never later, from more starts', () => {
    const names = graph.tree.paths;
    fc.assert(
      fc.property(fc.subarray([...names]), fc.subarray([...names]), (some, more) => {
        const few = dependentsOf(graph, some.map(file), { depth: 9, types: true });
        const many = new Map(
          dependentsOf(graph, [...some, ...more].map(file), { depth: 9, types: true }).map(({ path, hops }) => [
            path,
            hops,
          ]),
        );
        return few.every(({ path, hops }) => (many.get(path) ?? Number.POSITIVE_INFINITY) <= hops);
      }),
    );
  });
});

describe('startsOf', () => {
  const graph = graphOf({
    'package.json': json({ workspaces: ['p/*'] }),
    'tsconfig.base.json': '{}',
    'p/one/package.json': json({ name: 'one' }),
    'p/one/tsconfig.json': json({ extends: '../../tsconfig.base.json' }),
    'p/one/index.ts': "import 'left-pad'",
    'p/two/package.json': json({ name: 'two' }),
    'p/two/tsconfig.json': '{}',
    'p/two/index.ts': "import 'one'",
    'p/two/vite.config.ts': '',
    'script/x.ts': '',
  });
  const startsFor = (path: string, lock: { before: string; after: string } | null = null) =>
    startsOf(graph, [{ path: path as FilePath, lock }], LANGUAGE_SUPPORTS);

  it('leads a configuration to those who use it, not to everything', () => {
    expect(reached(graph, startsFor('tsconfig.base.json').starts)).toEqual([
      '0 tsconfig.base.json',
      '1 tsconfig.base.json > p/one/index.ts',
      '2 tsconfig.base.json > p/one/index.ts > p/two/index.ts',
    ]);
    expect(reached(graph, startsFor('package.json').starts)).toEqual([
      '0 package.json',
      '1 package.json > script/x.ts',
    ]);
    expect(reached(graph, startsFor('p/two/vite.config.ts').starts)).toEqual([
      '0 p/two/vite.config.ts',
      '1 p/two/vite.config.ts > p/two/index.ts',
    ]);
  });

  it('leads a lock file to those who import what it locks otherwise', () => {
    const at = (version: string) =>
      json({ packages: { 'node_modules/left-pad': { version }, 'node_modules/other': {} } });
    const { starts, unknown } = startsFor('package-lock.json', { before: at('1'), after: at('2') });
    expect(unknown).toEqual([]);
    expect(reached(graph, starts)).toEqual([
      '1 package-lock.json > left-pad > p/one/index.ts',
      '2 package-lock.json > left-pad > p/one/index.ts > p/two/index.ts',
    ]);
  });

  it('says where a lock file cannot be understood', () => {
    expect(startsFor('package-lock.json', { before: 'x', after: '{}' }).unknown).toEqual(['package-lock.json']);
    expect(startsFor('package-lock.json').unknown).toEqual(['package-lock.json']);
  });
});

describe('GraphBuilder', () => {
  it('lists what it could not read, follow or trust whole', () => {
    const graph = graphOf({ 'a.ts': "// @generated\nimport './gone'; require(x)", 'b.swift': '', 'c.md': '' });
    expect(graph.notAnalysed).toEqual([
      { kind: 'language', path: 'b.swift' },
      { kind: 'unresolved', path: 'a.ts', text: './gone' },
      { kind: 'computed', path: 'a.ts' },
      { kind: 'generated', path: 'a.ts' },
    ]);
  });

  it('takes names such as __proto__ for names', () => {
    const graph = graphOf({
      'a.ts': "import '__proto__'; import 'constructor'; import './__proto__'",
      '__proto__.ts': '',
    });
    expect(graph.externals.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
    expect(reached(graph, [file('__proto__.ts')])).toEqual(['0 __proto__.ts', '1 __proto__.ts > a.ts']);
  });
});

describe('ScanStore', () => {
  const scan = {
    references: [{ text: 'a', form: 'type' as const }],
    declares: ['b'],
    mentions: ['a', 'c'],
    computed: true,
    generated: false,
  };

  it('gives back what was kept', () => {
    const store = new ScanStore();
    store.add('1', 'go', scan);
    const again = ScanStore.decode(store.encode());
    expect([again.find('1', 'go'), again.find('1', 'rust'), again.fresh]).toEqual([scan, null, 0]);
  });

  it('takes anything else for nothing', () => {
    const text = new TextDecoder().decode(
      (() => {
        const store = new ScanStore();
        store.add('1', 'go', scan);
        return store.encode();
      })(),
    );
    fc.assert(
      fc.property(fc.nat(text.length), fc.constantFrom('', '9', '-1', '"', '1.5', 'null', '[]'), (at, put) => {
        const bytes = new TextEncoder().encode(text.slice(0, at) + put + text.slice(at + put.length + 1));
        const found = ScanStore.decode(bytes).find('1', 'go');
        expect(found === null || Array.isArray(found.references)).toBe(true);
      }),
    );
  });
});
