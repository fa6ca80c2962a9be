import type { CommitId, FilePath } from '../../domain/change/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import type { GitProgram } from './git-program.ts';
import type { ObjectFormat } from './object-format.ts';
import { firstLine, type ObjectStore } from './object-store.ts';
import { decodePath, encodePath } from './path-bytes.ts';

/** Bytes of one file that are read into memory: configuration, owners and sources are far smaller. */
export const FILE_SIZE_LIMIT = 8_388_608;
/** Bytes of one folder's list: about a million entries. */
const TREE_LIMIT = 67_108_864;
/** Folder lists kept: a check reads many files of few folders. */
const KEPT_TREES = 256;

interface Entry {
  readonly mode: string;
  readonly id: string;
}

/**
 * Finds files by walking the folders' own lists, byte by byte: no path is ever an argument, a pattern or a line, so
 * every name a repository can hold is found and none is taken for something else.
 */
export class FileReader {
  readonly #git: GitProgram;
  readonly #objects: ObjectStore;
  readonly #sizes: ObjectStore;
  readonly #idBytes: number;
  readonly #indexed: GitProgram;
  #index: Promise<ReadonlyMap<string, Entry>> | null = null;
  readonly #trees = new Map<string, ReadonlyMap<string, Entry>>();

  constructor(given: {
    git: GitProgram;
    indexed: GitProgram;
    objects: ObjectStore;
    sizes: ObjectStore;
    format: ObjectFormat;
  }) {
    this.#git = given.git;
    this.#indexed = given.indexed;
    this.#objects = given.objects;
    this.#sizes = given.sizes;
    this.#idBytes = given.format === 'sha256' ? 32 : 20;
  }

  /** The bytes of a file or the target of a symbolic link (`null` revision: as staged); `null` where there is none. */
  async read(revision: CommitId | null, path: FilePath): Promise<Uint8Array | null> {
    const entry = await this.#entry(revision, path);
    if (entry === null || isFolder(entry) || entry.mode === '160000') return null;
    const size = (await this.#sizes.read(entry.id, 0))?.size;
    if (size === undefined) throw missing(path);
    if (size > FILE_SIZE_LIMIT) throw tooLarge(path, size);
    const blob = await this.#objects.read(entry.id, FILE_SIZE_LIMIT);
    return blob?.content ?? null;
  }

  /** Git's mode of what stands at that path (`null` revision: as staged), six digits; `null` where nothing does. */
  async mode(revision: CommitId | null, path: FilePath): Promise<string | null> {
    return (await this.#entry(revision, path))?.mode.padStart(6, '0') ?? null;
  }

  /** Whether anything has that path. */
  async holds(revision: CommitId, path: FilePath): Promise<boolean> {
    return (await this.#find(revision, path)) !== null;
  }

  /** All files below a folder (`null`: of the whole revision), in git's order; submodules are left out. */
  async list(revision: CommitId, under: FilePath | null): Promise<readonly FilePath[]> {
    const id = under === null ? revision : await this.#folder(revision, under);
    if (id === null) return [];
    const prefix = under === null ? '' : `${under.replace(/\/+$/, '')}/`;
    const process = this.#git.start(['ls-tree', '-r', '-z', '--full-tree', id]);
    const paths: FilePath[] = [];
    try {
      for (let line = await process.output.until(0); line !== null; line = await process.output.until(0)) {
        const tab = line.indexOf(0x09);
        if (line.toString('latin1', 7, 11) !== 'blob') continue;
        paths.push(`${prefix}${decodePath(line.subarray(tab + 1))}` as FilePath);
      }
      const { code, stderr } = await process.ended;
      if (code !== 0) throw unreadable(stderr);
    } finally {
      process.stop();
    }
    return paths;
  }

  async #folder(revision: CommitId, path: FilePath): Promise<string | null> {
    const entry = await this.#find(revision, path.replace(/\/+$/, '') as FilePath);
    return entry !== null && isFolder(entry) ? entry.id : null;
  }

  async #entry(revision: CommitId | null, path: FilePath): Promise<Entry | null> {
    if (revision !== null) return this.#find(revision, path);
    this.#index ??= this.#staged();
    return (await this.#index).get(encodePath(path).toString('latin1')) ?? null;
  }

  /** What is staged without conflict, by the path's bytes as Latin-1. */
  async #staged(): Promise<ReadonlyMap<string, Entry>> {
    const process = this.#indexed.start(['ls-files', '--stage', '--full-name', '-z', '--', ':/']);
    const entries = new Map<string, Entry>();
    try {
      for (let line = await process.output.until(0); line !== null; line = await process.output.until(0)) {
        const tab = line.indexOf(0x09);
        const [mode = '', id = '', stage] = line.toString('latin1', 0, tab).split(' ');
        if (stage === '0') entries.set(line.toString('latin1', tab + 1), { mode, id });
      }
      const { code, stderr } = await process.ended;
      if (code !== 0) throw unreadable(stderr);
    } finally {
      process.stop();
    }
    return entries;
  }

  async #find(revision: CommitId, path: FilePath): Promise<Entry | null> {
    let at: Entry = { mode: '40000', id: `${revision}^{tree}` };
    for (const part of path.split('/')) {
      if (!isFolder(at)) return null;
      const next: Entry | undefined = (await this.#tree(at.id)).get(encodePath(part).toString('latin1'));
      if (next === undefined) return null;
      at = next;
    }
    return at;
  }

  async #tree(name: string): Promise<ReadonlyMap<string, Entry>> {
    const known = this.#trees.get(name);
    if (known !== undefined) return known;
    const found = await this.#objects.read(name, TREE_LIMIT);
    if (found?.type !== 'tree' || found.content === null) throw missing(name);
    const tree = parseTree(found.content, this.#idBytes);
    if (this.#trees.size >= KEPT_TREES) this.#trees.delete(this.#trees.keys().next().value ?? '');
    this.#trees.set(name, tree);
    return tree;
  }
}

/** Entries by name, the name's bytes as Latin-1. */
function parseTree(content: Buffer, idBytes: number): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    if (space < 0 || end < 0) break;
    entries.set(content.toString('latin1', space + 1, end), {
      mode: content.toString('latin1', at, space),
      id: content.toString('hex', end + 1, end + 1 + idBytes),
    });
    at = end + 1 + idBytes;
  }
  return entries;
}

function isFolder(entry: Entry): boolean {
  return entry.mode === '40000' || entry.mode === '040000';
}

function missing(what: string): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'missing-object',
    message: `the clone lacks an object that ${printable(what)} needs`,
    fix: 'Fetch it: git fetch --refetch (a partial clone reads nothing on its own here)',
  });
}

function tooLarge(path: string, size: number): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'file-too-large',
    message: `${printable(path)} has ${size} bytes; at most ${FILE_SIZE_LIMIT} are read`,
    fix: 'Make the file smaller or split it.',
  });
}

function unreadable(stderr: string): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'missing-object',
    message: `git could not list the files: ${firstLine(stderr)}`,
    fix: 'Fetch again: git fetch --refetch',
  });
}
