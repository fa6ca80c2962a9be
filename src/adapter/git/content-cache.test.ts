import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRepository, type Row, removeFolders, temporaryFolder } from '../../../test/support/git-repository.ts';
import type { Change } from '../../domain/change/index.ts';
import { cacheFolder } from './cache-folder.ts';
import { ContentCache } from './content-cache.ts';
import { openRepository } from './index.ts';
import { SegmentFolder } from './segment-folder.ts';

afterAll(removeFolders);

const text = (lines: number): string => Array.from({ length: lines }, (_, at) => `line ${at}\n`).join('');

/** Everything that is stored in its own way: names of all kinds, renames, binaries, modes, merges, lines beyond the limit. */
const HISTORY: readonly Row[] = [
  { id: 'a', files: { 'src/a.ts': text(40), 'b\xff\n.ts': 'x\n', 'logo.png': Buffer.from([0, 1]) } },
  { id: 'b', parents: ['a'], files: { 'src/a.ts': null, 'src/moved.ts': text(41) } },
  {
    id: 'c',
    parents: ['b'],
    files: { link: { mode: '120000', content: 'src/moved.ts' }, 'big.txt': 'y\n'.repeat(2_200_000) },
  },
  { id: 'topic', parents: ['b'], files: { 'src/topic.ts': text(3) } },
  {
    id: 'd',
    parents: ['c', 'topic'],
    message: 'Merge pull request #1 from x/topic',
    files: { 'src/topic.ts': text(3) },
  },
  { id: 'e', parents: ['d'], files: { 'b\xff\n.ts': null } },
];

function historyWithEverything() {
  const repository = makeRepository();
  repository.import(HISTORY);
  return repository;
}

async function read(path: string, folder: string | null, limit: number | null = null): Promise<readonly Change[]> {
  const reader = await openRepository({ path, cacheFolder: folder });
  const changes: Change[] = [];
  for await (const change of reader.landedChanges({ tip: null, since: null, limit }, { lines: true })) {
    changes.push(change);
  }
  return changes;
}

function segmentsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.segment'))
    .map((name) => join(folder, name));
}

/** Rewrites what a segment says, with a digest that fits. */
function forge(file: string, edit: (text: string) => string): void {
  const magic = readFileSync(file).indexOf('\n') + 1;
  const body = readFileSync(file).subarray(magic + 32);
  const start = 4 + body.readUInt32BE(0) * 16;
  const edited = deflateRawSync(edit(inflateRawSync(body.subarray(start)).toString('utf8')));
  const forged = Buffer.concat([body.subarray(0, start), edited]);
  const digest = createHash('sha256').update(forged).digest();
  writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, magic), digest, forged]));
}

describe('landed changes read with a cache', () => {
  it('are equal in every member to those read without, cold and warm', async () => {
    const { path } = historyWithEverything();
    const folder = temporaryFolder();
    const plain = await read(path, null);
    expect(plain.flatMap((change) => change.gaps.map((gap) => gap.code))).toEqual(['diff-too-large']);
    const cold = await read(path, folder);
    expect(segmentsIn(folder)).toHaveLength(1);
    const warm = await read(path, folder);
    expect(JSON.stringify(cold)).toBe(JSON.stringify(plain));
    expect(JSON.stringify(warm)).toBe(JSON.stringify(plain));
    expect(segmentsIn(folder)).toHaveLength(1);
  });

  it('do come from it: a segment made to lie is believed', async () => {
    const { path } = historyWithEverything();
    const folder = temporaryFolder();
    await read(path, folder);
    for (const file of segmentsIn(folder)) forge(file, (stored) => stored.replace('src/topic.ts', 'src/forged.ts'));
    const paths = (await read(path, folder)).flatMap((change) => change.files.map((file) => file.path));
    expect(paths).toContain('src/forged.ts');
  });

  it('are read from git again where a segment is broken in any way', async () => {
    const { path } = historyWithEverything();
    const plain = JSON.stringify(await read(path, null));
    const breakages: readonly ((file: string) => void)[] = [
      (file) => writeFileSync(file, ''),
      (file) => writeFileSync(file, readFileSync(file).subarray(0, -1)),
      (file) => writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, -9), Buffer.alloc(9, 0x7f)])),
      (file) => writeFileSync(file, 'not a segment at all'),
      (file) => forge(file, () => '{"not":"a list"}'),
      (file) => forge(file, () => '[]'),
      (file) => forge(file, (stored) => stored.replaceAll(/"[^"]*topic.ts",null,0/g, '7,null,99')),
      (file) => forge(file, () => '['.repeat(100_000)),
    ];
    for (const broken of breakages) {
      const folder = temporaryFolder();
      await read(path, folder);
      for (const file of segmentsIn(folder)) broken(file);
      expect(JSON.stringify(await read(path, folder))).toBe(plain);
    }
  });

  it('leave two runs at once undisturbed', async () => {
    const { path } = historyWithEverything();
    const folder = temporaryFolder();
    const plain = JSON.stringify(await read(path, null));
    const runs = await Promise.all([read(path, folder), read(path, folder), read(path, folder)]);
    expect(runs.map((run) => JSON.stringify(run))).toEqual([plain, plain, plain]);
    expect(JSON.stringify(await read(path, folder))).toBe(plain);
  });

  it('are not remembered where attributes outside the history steer how lines are counted', async () => {
    const { path } = historyWithEverything();
    const folder = temporaryFolder();
    mkdirSync(join(path, '.git', 'info'), { recursive: true });
    writeFileSync(join(path, '.git', 'info', 'attributes'), '*.ts binary\n');
    await read(path, folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('need no folder that can be written', async () => {
    const { path } = historyWithEverything();
    const file = join(temporaryFolder(), 'a-file');
    writeFileSync(file, '');
    expect(JSON.stringify(await read(path, file))).toBe(JSON.stringify(await read(path, null)));
  });
});

const FILE = {
  path: 'a.ts',
  previousPath: null,
  status: 'added',
  kind: 'text',
  addedLines: 1,
  deletedLines: 0,
} as never;
const pair = (at: number) => ({ base: null, head: `${at}`.padStart(40, '0') });

describe('a clone that lacks some blobs', () => {
  it('counts the lines of the others whatever was remembered before', async () => {
    const repository = makeRepository();
    repository.git('config', 'fastimport.unpackLimit', '100000');
    // Of the newest 40 changes every second one lacks its blob; the older ones are whole.
    const rows = Array.from({ length: 104 }, (_, at): Row => {
      const file = at >= 64 && at % 2 === 0 ? 'gone.txt' : 'here.txt';
      return { id: `c${at}`, parents: at === 0 ? [] : [`c${at - 1}`], files: { [file]: `${at}\n` } };
    });
    const ids = repository.import(rows);
    for (let at = 64; at < 104; at += 2) {
      const blob = repository.git('rev-parse', `${ids[`c${at}`]}:gone.txt`).trim();
      rmSync(join(repository.path, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    }
    const folder = temporaryFolder();
    const uncounted = (changes: readonly Change[]) => changes.filter(({ gaps }) => gaps.length > 0).length;
    const forgetful = uncounted(await read(repository.path, null));
    expect(uncounted(await read(repository.path, folder, 40))).toBe(forgetful);
    expect(uncounted(await read(repository.path, folder))).toBe(forgetful);
    expect(forgetful).toBe(20);
  });
});

describe('ContentCache', () => {
  it('keeps nothing that a later fetch could change', async () => {
    const folder = join(temporaryFolder(), 'one');
    const cache = await ContentCache.open({ folder, salt: '' });
    cache.add(pair(1), { files: [FILE], gaps: [], lasting: false });
    cache.add(pair(2), { files: [FILE], gaps: [], lasting: true });
    await cache.save();
    const again = await ContentCache.open({ folder, salt: '' });
    expect(again.find(pair(1))).toBeNull();
    expect(again.find(pair(2))).toEqual({ files: [FILE], gaps: [], lasting: true });
  });

  it('knows nothing that another version of git or other limits said', async () => {
    const folder = join(temporaryFolder(), 'one');
    const cache = await ContentCache.open({ folder, salt: 'git version 2.39' });
    cache.add(pair(1), { files: [FILE], gaps: [], lasting: true });
    await cache.save();
    expect((await ContentCache.open({ folder, salt: 'git version 2.50' })).find(pair(1))).toBeNull();
  });

  it('puts many small segments together and loses none of their contents', async () => {
    const folder = join(temporaryFolder(), 'one');
    for (let at = 0; at < 40; at += 1) {
      const cache = await ContentCache.open({ folder, salt: '' });
      cache.add(pair(at), { files: [FILE], gaps: [], lasting: true });
      await cache.save();
    }
    expect(readdirSync(folder).length).toBeLessThan(20);
    const cache = await ContentCache.open({ folder, salt: '' });
    for (let at = 0; at < 40; at += 1) expect(cache.find(pair(at))).not.toBeNull();
  });

  it('is for its owner alone', async () => {
    const folder = join(temporaryFolder(), 'one');
    const cache = await ContentCache.open({ folder, salt: '' });
    cache.add(pair(1), { files: [FILE], gaps: [], lasting: true });
    await cache.save();
    expect(statSync(folder).mode & 0o077).toBe(0);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  });
});

describe('SegmentFolder', () => {
  it('removes the oldest segments of all repositories beyond its bound, and nothing that is not its own', async () => {
    const parent = temporaryFolder();
    const [older, newer] = [new SegmentFolder(join(parent, 'older')), new SegmentFolder(join(parent, 'newer'))];
    await older.write(Buffer.alloc(1_000));
    for (const file of segmentsIn(parent)) utimesSync(file, 1, 1);
    await newer.write(Buffer.alloc(1_000));
    writeFileSync(join(parent, 'older', 'notes.txt'), 'mine'.repeat(1_000));
    await newer.trim(1_500);
    expect(readdirSync(join(parent, 'older'))).toEqual(['notes.txt']);
    expect(readdirSync(join(parent, 'newer'))).toHaveLength(1);
  });
});

describe('cacheFolder', () => {
  it('follows the user’s own cache, and is nowhere when it is off or cannot be told', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/c', HOME: '/h' })).toBe('/c/firebreak');
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/h' })).toBe('/h/.cache/firebreak');
    expect(cacheFolder({ FIREBREAK_CACHE: '/other', HOME: '/h' })).toBe('/other');
    expect(cacheFolder({ FIREBREAK_CACHE: 'off', HOME: '/h' })).toBeNull();
    expect(cacheFolder({})).toBeNull();
  });
});
