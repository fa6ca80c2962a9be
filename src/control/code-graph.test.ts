import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CommitId, FilePath } from '../domain/change/index.ts';
import type { SourceReader } from '../domain/code-graph/index.ts';
import { openCodeGraphs, SOURCE_LIMIT } from './code-graph.ts';

type Tree = Readonly<Record<string, string>>;

const blobOf = (text: string) => createHash('sha1').update(text).digest('hex');

/** A repository in memory: trees by name; `asked` counts the contents read. */
function fakeSources(trees: Readonly<Record<string, Tree>>) {
  const texts = new Map(
    Object.values(trees).flatMap((tree) => Object.values(tree).map((text) => [blobOf(text), text])),
  );
  const kept = new Map<string, Uint8Array>();
  const asked: string[] = [];
  const reader: SourceReader = {
    resolve: async (revision) => (revision in trees ? (revision as CommitId) : null),
    list: async (commit) =>
      Object.entries(trees[commit] ?? {}).map(([path, text]) => ({ path: path as FilePath, blob: blobOf(text) })),
    read: async function* (blobs, limitBytes) {
      for (const blob of blobs) {
        const text = texts.get(blob) ?? '';
        asked.push(text.slice(0, 20));
        const content = text.length <= limitBytes ? new TextEncoder().encode(text) : null;
        yield { blob, content, bytes: text.length };
      }
    },
    recall: async (name) => kept.get(name) ?? null,
    keep: async (name, bytes) => void kept.set(name, bytes),
  };
  return { world: { openSources: async () => reader }, asked, kept };
}

const open = (sources: ReturnType<typeof fakeSources>) => openCodeGraphs({ world: sources.world, repository: '.' });

describe('openCodeGraphs', () => {
  const base = { 'a.ts': '1', 'b.ts': "import './a'", 'old.ts': '2', 'user.ts': "import './old'" };
  const head = { 'a.ts': '3', 'b.ts': "import './a'", 'user.ts': "import './old'", 'c.ts': "import './b'" };

  it('says what a change reaches, with those who used what is gone', async () => {
    const graphs = await open(fakeSources({ base, head }));
    const { changed, reached, unknown } = await graphs.reach({ base: 'base', head: 'head', depth: 3, types: true });
    expect(changed).toEqual(['a.ts', 'c.ts', 'old.ts']);
    expect(reached.map(({ path, hops }) => `${hops} ${path}`)).toEqual([
      '0 a.ts',
      '0 c.ts',
      '0 old.ts',
      '1 b.ts',
      '1 user.ts',
    ]);
    expect(unknown).toEqual([]);
  });

  it('reads of a second revision what differs alone', async () => {
    const sources = fakeSources({ base, head });
    const graphs = await open(sources);
    await graphs.at('base');
    sources.asked.length = 0;
    await graphs.at('head');
    expect(sources.asked).toEqual(['3', "import './b'"]);
  });

  it('reads nothing again that an earlier run kept, and everything where the kept is damaged', async () => {
    const many: Tree = Object.fromEntries(
      Array.from({ length: 250 }, (_, at) => [`f${at}.ts`, `import './f${at + 1}'`]),
    );
    const sources = fakeSources({ many });
    const first = await open(sources);
    const graph = await first.at('many');
    await first.save();
    sources.asked.length = 0;
    const again = await (await open(sources)).at('many');
    expect([sources.asked, again.forward]).toEqual([[], graph.forward]);
    for (const name of sources.kept.keys()) sources.kept.set(name, new TextEncoder().encode('{"format":"other"}'));
    await (await open(sources)).at('many');
    expect(sources.asked).toHaveLength(250);
  });

  it('compares lock files by what they lock', async () => {
    const at = (version: string) =>
      JSON.stringify({ packages: { 'node_modules/x': { version }, 'node_modules/y': {} } });
    const code = { 'x.ts': "import 'x'", 'y.ts': "import 'y'" };
    const graphs = await open(
      fakeSources({ one: { ...code, 'package-lock.json': at('1') }, two: { ...code, 'package-lock.json': at('2') } }),
    );
    const { reached } = await graphs.reach({ base: 'one', head: 'two', depth: 1, types: true });
    expect(reached.map(({ path }) => path)).toEqual(['package-lock.json', 'x.ts']);
  });

  it('lists what is too long or no text, and reads on', async () => {
    const graphs = await open(
      fakeSources({ odd: { 'long.js': 'x'.repeat(SOURCE_LIMIT + 1), 'no.ts': 'a\0b', 'z.ts': "import './no'" } }),
    );
    const graph = await graphs.at('odd');
    expect(graph.notAnalysed).toEqual([
      { kind: 'too-large', path: 'long.js', bytes: SOURCE_LIMIT + 1 },
      { kind: 'unreadable', path: 'no.ts' },
    ]);
    expect(graph.forward.targets).toHaveLength(1);
  });

  it('refuses a revision that names no commit', async () => {
    const graphs = await open(fakeSources({}));
    await expect(graphs.at('nothing')).rejects.toMatchObject({ code: 'unknown-revision' });
  });
});
