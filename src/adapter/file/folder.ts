import { lstat, mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Fault } from '../../kernel/index.ts';

/** Files below one folder; paths are relative to it and cannot leave it. */
export interface FolderFiles {
  /** `null` where there is no such file. */
  read(path: string): Promise<string | null>;
  write(path: string, content: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Paths of the files below a folder, sorted; empty where there is no such folder. Links are not followed. */
  list(folder: string): Promise<readonly string[]>;
}

/** Opens `root` for reading and writing; a path that leaves it, or passes through a symbolic link, is a Fault. */
export function folderFiles(root: string): FolderFiles {
  return {
    read: async (path) => {
      const file = await inside(root, path);
      return readFile(file, 'utf8').catch(absent);
    },
    write: async (path, content) => {
      const file = await inside(root, path);
      await mkdir(dirname(file), { recursive: true }).catch(refused(path));
      await writeFile(file, content).catch(refused(path));
    },
    remove: async (path) => {
      await rm(await inside(root, path), { force: true }).catch(refused(path));
    },
    list: async (folder) => {
      const top = await inside(root, folder);
      const entries = (await readdir(top, { recursive: true, withFileTypes: true }).catch(absent)) ?? [];
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(resolve(root), join(entry.parentPath, entry.name)).split(sep).join('/'))
        .sort();
    },
  };
}

async function inside(root: string, path: string): Promise<string> {
  const top = await realpath(root);
  const file = resolve(top, path);
  if (relative(top, file).split(sep)[0] === '..' || file === top) throw outside(path);
  // A symbolic link below the root could lead anywhere: refuse it instead of following.
  let step = top;
  for (const part of relative(top, file).split(sep)) {
    step = join(step, part);
    const entry = await lstat(step).catch(absent);
    if (entry?.isSymbolicLink() === true) throw outside(path);
  }
  return file;
}

function outside(path: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'path-outside-folder',
    message: `${path} leads outside the repository or through a symbolic link`,
    fix: 'Replace the link by a real file or folder, then run the command again.',
  });
}

function absent(error: unknown): null {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
  throw error;
}

function refused(path: string): (error: unknown) => never {
  return (cause) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault({
      kind: 'permission',
      code: 'cannot-write',
      message: `cannot write ${path}: ${reason}`,
      fix: 'Check the permissions of the folder.',
      cause,
    });
  };
}
