import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommitId } from '../../domain/change/index.ts';
import type { SourceReader } from '../../domain/code-graph/index.ts';
import { openSourceReader } from './source-reader.ts';

describe('openSourceReader', () => {
  let folder: string;
  let reader: SourceReader;
  let commit: CommitId;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-source-'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder, stdio: 'pipe' });
    git('init', '-q');
    writeFileSync(join(folder, 'a\n"b.ts'), "import './c'");
    writeFileSync(join(folder, 'same.ts'), "import './c'");
    writeFileSync(join(folder, 'empty.ts'), '');
    writeFileSync(join(folder, 'long.js'), 'x'.repeat(200_000));
    symlinkSync('/etc/passwd', join(folder, 'link.ts'));
    git('add', '-A');
    git('commit', '-q', '-m', 'all');
    reader = await openSourceReader({ path: folder, cacheFolder: null });
    commit = (await reader.resolve('HEAD')) ?? ('' as CommitId);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('lists files under any name, and no links', async () => {
    const entries = await reader.list(commit);
    expect(entries.map(({ path }) => path)).toEqual(['a\n"b.ts', 'empty.ts', 'long.js', 'same.ts']);
    expect(entries[0]?.blob).toBe(entries[3]?.blob);
  });

  it('reads contents in the order asked for and passes over what is too long or missing', async () => {
    const blobs = (await reader.list(commit)).slice(0, 3).map(({ blob }) => blob);
    const missing = '1'.repeat(40);
    const found: (readonly [number | null, string | null])[] = [];
    for await (const { bytes, content } of reader.read([...blobs, missing, ...blobs], 1000)) {
      found.push([bytes, content === null ? null : Buffer.from(content).toString()]);
    }
    const once = [
      [12, "import './c'"],
      [0, ''],
      [200_000, null],
    ];
    expect(found).toEqual([...once, [null, null], ...once]);
  });

  it('may be left in the middle, and remembers nothing without a folder', async () => {
    const blobs = (await reader.list(commit)).map(({ blob }) => blob);
    for await (const { bytes } of reader.read(blobs, 1000)) {
      expect(bytes).toBe(12);
      break;
    }
    await reader.keep('x', Buffer.from('y'));
    expect(await reader.recall('x')).toBeNull();
  });

  it('says that a revision names no commit, and faults on a tree that is not there', async () => {
    expect(await reader.resolve('nothing')).toBeNull();
    await expect(reader.list('1'.repeat(40) as CommitId)).rejects.toMatchObject({ code: 'missing-object' });
  });
});
