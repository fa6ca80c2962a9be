import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderFiles } from './index.ts';

describe('folder files', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'firebreak-file-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('writes below its root, making folders, and reads back', async () => {
    const files = folderFiles(root);
    await files.write('.github/workflows/a.yml', 'on: push\n');
    expect(await readFile(join(root, '.github/workflows/a.yml'), 'utf8')).toBe('on: push\n');
    expect(await files.read('.github/workflows/a.yml')).toBe('on: push\n');
    await files.remove('.github/workflows/a.yml');
    expect(await files.read('.github/workflows/a.yml')).toBeNull();
  });

  it('reads null where there is no file, or a file stands where a folder would be', async () => {
    await writeFile(join(root, 'a'), 'x');
    const files = folderFiles(root);
    expect(await files.read('none')).toBeNull();
    expect(await files.read('a/b')).toBeNull();
  });

  it.each(['../out', '/etc/passwd', 'a/../../out', '', '.'])('refuses the path %j', async (path) => {
    await expect(folderFiles(root).write(path, 'x')).rejects.toMatchObject({ code: 'path-outside-folder' });
  });

  it('refuses to follow a symbolic link out of its root', async () => {
    await symlink(tmpdir(), join(root, 'link'));
    await expect(folderFiles(root).write('link/x', 'x')).rejects.toMatchObject({ code: 'path-outside-folder' });
    await expect(folderFiles(root).read('link/x')).rejects.toMatchObject({ code: 'path-outside-folder' });
  });
});
