import type { FilePath } from '../../change/index.ts';
import type { SourceTree } from '../model.ts';
import type { FolderIndex } from './folder-index.ts';

/**
 * Answers which files a name means. Where several declare it, those of the nearest neighbourhood count: the file itself, its
 * source root, its module; production code does not mean a test. What is left is all given.
 */
export class Declarers {
  readonly #tree: SourceTree;
  readonly #extensions: readonly string[];
  readonly #modules: FolderIndex;

  constructor(given: {
    readonly tree: SourceTree;
    /** Of the languages that share the names, lower-case, with the dot. */
    readonly extensions: readonly string[];
    /** Folders with a manifest: what belongs together. */
    readonly modules: FolderIndex;
  }) {
    this.#tree = given.tree;
    this.#extensions = given.extensions;
    this.#modules = given.modules;
  }

  /** The files that a name means, seen from `from`; `root` is the source root of `from` (with its slash), if known. Sorted. */
  of(name: string, seen: { readonly from: FilePath; readonly root?: string | null }): readonly FilePath[] {
    return this.nearest(this.all(name), seen);
  }

  /** Every file of these languages that declares the name, sorted. */
  all(name: string): readonly FilePath[] {
    const found = this.#tree.declaring(name);
    return found.length === 0 ? found : found.filter((path) => this.#extensions.includes(extensionOf(path)));
  }

  /** Of some files, those in the nearest neighbourhood. */
  nearest(
    files: readonly FilePath[],
    { from, root = null }: { readonly from: FilePath; readonly root?: string | null },
  ): readonly FilePath[] {
    if (files.length < 2) return files;
    const module = this.#modules.nearest(from);
    return (
      some(files, (path) => root !== null && path.startsWith(root)) ??
      some(files, (path) => module !== null && this.#modules.nearest(path) === module) ??
      (isTestPath(from) ? null : some(files, (path) => !isTestPath(path))) ??
      files
    );
  }

  /** Whether some file of these languages declares the name. */
  has(name: string): boolean {
    return this.#tree.declaring(name).some((path) => this.#extensions.includes(extensionOf(path)));
  }
}

/** Whether a folder or the file's name says that it is a test. */
export function isTestPath(path: FilePath): boolean {
  return TEST_FOLDER.test(path);
}

/** `test/`, `src/integrationTest/`, `Shop.Tests/`. */
const TEST_FOLDER = /tests?\//i;

function some(paths: readonly FilePath[], keep: (path: FilePath) => boolean): readonly FilePath[] | null {
  const kept = paths.filter(keep);
  return kept.length === 0 ? null : kept;
}

function extensionOf(path: FilePath): string {
  return path.slice(path.lastIndexOf('.')).toLowerCase();
}
