import type { FilePath } from '../../change/index.ts';
import { folderOf, joinFolder } from '../folder-path.ts';
import type { SourceTree } from '../model.ts';
import { readIncludeRoots } from './include-root.ts';

/** Files by the end of their paths, as includes name them. */
export class HeaderIndex {
  readonly #tree: SourceTree;
  readonly #roots: ReadonlySet<string>;
  readonly #byName = new Map<string, FilePath[]>();

  constructor(tree: SourceTree) {
    this.#tree = tree;
    this.#roots = readIncludeRoots(tree);
    for (const path of tree.paths) {
      const name = fileNameOf(path);
      const there = this.#byName.get(name);
      if (there === undefined) this.#byName.set(name, [path]);
      else there.push(path);
    }
  }

  /** The file with this path beside `from`, or below one of the folders above it. */
  beside(from: FilePath, name: string): FilePath | null {
    const path = joinFolder(folderOf(from), name);
    return path !== null && this.#tree.has(path as FilePath) ? (path as FilePath) : null;
  }

  /**
   * The file whose path ends so. No compiler flags are known, so of several the nearest is taken: the most folders in common
   * with `from`, then a folder that a build names or that is called `include`, then the shortest path.
   */
  nearest(from: FilePath, name: string): FilePath | null {
    const ending = name.replace(/^(?:\.{1,2}\/)+/, '');
    const all = this.#byName.get(fileNameOf(ending)) ?? [];
    const fitting = all.filter((path) => path === ending || path.endsWith(`/${ending}`));
    let best: FilePath | null = null;
    let bestRank = -1;
    for (const path of fitting) {
      const rank = commonFolders(from, path) * 2 + (this.isRoot(path.slice(0, -ending.length - 1)) ? 1 : 0);
      if (rank > bestRank || (rank === bestRank && best !== null && path.length < best.length)) {
        best = path;
        bestRank = rank;
      }
    }
    return best;
  }

  /** Whether headers may be meant to be named from this folder on. */
  isRoot(folder: string): boolean {
    return this.#roots.has(folder) || /(?:^|\/)(?:include|includes|inc|headers)$/.test(folder);
  }

  /** Files of the name, wherever they lie. */
  named(name: string): readonly FilePath[] {
    return this.#byName.get(name) ?? [];
  }
}

/** The last segment of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** How many folders two files have in common from the root on. */
export function commonFolders(left: FilePath, right: FilePath): number {
  let count = 0;
  const end = Math.min(left.length, right.length);
  for (let at = 0; at < end && left.charCodeAt(at) === right.charCodeAt(at); at += 1) {
    if (left.charCodeAt(at) === 0x2f) count += 1;
  }
  return count;
}
