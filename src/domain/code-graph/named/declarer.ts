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

  /** Files that declare the name for `from`, sorted; `root` is the source root of `from` (with its slash), if known. */
  of(name: string, { from, root = null }: { from: FilePath; root?: string | null }): readonly FilePath[] {
    const all = this.#tree.declaring(name);
    if (all.length === 0) return all;
    const known = all.filter((path) => this.#extensions.includes(extensionOf(path)));
    if (known.length < 2) return known;
    if (known.includes(from)) return [from];
    const module = this.#modules.nearest(from);
    return (
      some(known, (path) => root !== null && root !== '' && path.startsWith(root)) ??
      some(known, (path) => module !== null && this.#modules.nearest(path) === module) ??
      (isTestPath(from) ? null : some(known, (path) => !isTestPath(path))) ??
      known
    );
  }

  /** Whether some file of these languages declares the name. */
  has(name: string): boolean {
    return this.#tree.declaring(name).some((path) => this.#extensions.includes(extensionOf(path)));
  }
}

/** Whether a folder or the file's name says that it is a test. */
export function isTestPath(path: FilePath): boolean {
  return /(?:^|\/)(?:tests?|testing|integration-?tests?|[a-z]*tests?|[\w.]+\.(?:[A-Z]\w*)?Tests?)\//.test(path);
}

function some(paths: readonly FilePath[], keep: (path: FilePath) => boolean): readonly FilePath[] | null {
  const kept = paths.filter(keep);
  return kept.length === 0 ? null : kept;
}

function extensionOf(path: FilePath): string {
  return path.slice(path.lastIndexOf('.')).toLowerCase();
}
