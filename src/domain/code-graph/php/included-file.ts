import type { FilePath } from '../../change/index.ts';
import type { SourceTree, Target } from '../model.ts';
import { fileNameOf } from '../named/folder-index.ts';
import { folderOf, fromFolder, sharedLength } from '../path-text.ts';

/** Leads included paths (include.ts) to files. */
export class IncludedFiles {
  readonly #tree: SourceTree;
  #byName: ReadonlyMap<string, readonly FilePath[]> | null = null;

  constructor(tree: SourceTree) {
    this.#tree = tree;
  }

  target(path: string, from: FilePath): Target {
    const file = path.startsWith('*/') ? this.#endingWith(path.slice(1), from) : this.#at(path, from);
    if (file !== null) return { kind: 'file', path: file };
    const vendor = /(?:^|\/)vendor\/(?:([\w.-]+\/[\w.-]+)\/|autoload)/.exec(path);
    if (vendor !== null) return { kind: 'external', name: vendor[1] ?? 'vendor/autoload.php' };
    return { kind: 'unresolved', text: path };
  }

  /** Beside the file, or from the root, from where pages are often started. */
  #at(path: string, from: FilePath): FilePath | null {
    const beside = fromFolder(folderOf(from), path);
    const found = this.#file(beside) ?? (path.startsWith('./') ? null : this.#file(fromFolder('', path)));
    return found ?? (path.startsWith('.') || !path.includes('/') ? null : this.#endingWith(`/${path}`, from));
  }

  /** The only file whose path ends so, or the only nearest one. */
  #endingWith(end: string, from: FilePath): FilePath | null {
    const candidates = (this.#files().get(fileNameOf(end)) ?? []).filter((path) => `/${path}`.endsWith(end));
    if (candidates.length < 2) return candidates[0] ?? null;
    const shared = candidates.map((path) => sharedLength(path, from));
    const most = Math.max(...shared);
    const nearest = candidates.filter((_, index) => shared[index] === most);
    return nearest.length === 1 ? (nearest[0] ?? null) : null;
  }

  #file(path: string | null): FilePath | null {
    if (path === null) return null;
    return (this.#files().get(fileNameOf(path)) ?? []).find((each) => each === path) ?? null;
  }

  #files(): ReadonlyMap<string, readonly FilePath[]> {
    if (this.#byName !== null) return this.#byName;
    const found = new Map<string, FilePath[]>();
    for (const path of this.#tree.paths) {
      const name = fileNameOf(path);
      const there = found.get(name);
      if (there === undefined) found.set(name, [path]);
      else there.push(path);
    }
    this.#byName = found;
    return found;
  }
}
