import type { FilePath } from '../../change/index.ts';
import type { SourceTree } from '../model.ts';
import { folderOf, foldersAround, sharedLength, within } from '../path-text.ts';

/** Folders of a project, beside its own, from which modules are read by convention. */
const SOURCE_FOLDERS = ['src', 'lib', 'python'];
const MANIFESTS = /(?:^|\/)(?:pyproject\.toml|setup\.py|setup\.cfg|manage\.py)$/;
/** Endings of what can be imported; a stub or a compiled source stands where there is no plain one. */
const ENDINGS = ['.py', '.pyi', '.pyx'];

/** Roots tried on either side of a folder: a name such as `utils` may stand in thousands. */
const NEIGHBOURS = 8;

/** Where a dotted name leads from one root: a file, a package without one (a namespace), or nothing. */
export type Found = { readonly file: FilePath } | { readonly folder: string } | null;

/** The folders from which Python would find modules, and what each holds. */
export class ModuleRoots {
  readonly #tree: SourceTree;
  readonly #folders = new Set<string>();
  /** Modules by their path without ending, packages by their folder. */
  readonly #modules = new Map<string, FilePath>();
  readonly #packages = new Map<string, FilePath>();
  /** Roots by the top-level names that they hold. */
  readonly #byName = new Map<string, Set<string>>();
  readonly #sorted = new Map<string, readonly string[]>();

  constructor(tree: SourceTree) {
    this.#tree = tree;
    const sources = tree.paths.filter(isModule);
    for (const path of sources) {
      this.#addFolders(folderOf(path));
      this.#addModule(path);
    }
    const roots = this.#roots(sources);
    for (const path of sources) this.#enter(path, roots);
  }

  /** Roots that hold a top-level name, the likeliest for a file of that folder first. */
  holding(name: string, folder: string): readonly string[] {
    const roots = this.#byName.get(name);
    const around = foldersAround(folder).filter((each) => roots?.has(each));
    // A script finds what lies beside it.
    const own = this.#isPackage(folder) || around[0] === folder || !this.#holds(folder, name) ? [] : [folder];
    return [...own, ...around, ...this.#beside(name, folder).filter((root) => !around.includes(root))];
  }

  /** Roots that are not around the folder: in sorted order, those that share most of its path are its neighbours. */
  #beside(name: string, folder: string): readonly string[] {
    const sorted = this.#sortedRoots(name);
    let low = 0;
    for (let high = sorted.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? '') < folder) low = middle + 1;
      else high = middle;
    }
    return sorted
      .slice(Math.max(0, low - NEIGHBOURS), low + NEIGHBOURS)
      .sort((a, b) => sharedLength(b, folder) - sharedLength(a, folder));
  }

  #sortedRoots(name: string): readonly string[] {
    const known = this.#sorted.get(name);
    if (known !== undefined) return known;
    const found = [...(this.#byName.get(name) ?? [])].sort();
    this.#sorted.set(name, found);
    return found;
  }

  /** A module seen from a folder, by its parts; no parts mean the folder itself. */
  find(folder: string, parts: readonly string[]): Found {
    const path = within(folder, parts.join('/'));
    const file = this.#packages.get(path) ?? (parts.length > 0 ? this.#modules.get(path) : undefined);
    if (file !== undefined) return { file };
    return this.#folders.has(path) ? { folder: path } : null;
  }

  #holds(folder: string, name: string): boolean {
    return this.find(folder, [name]) !== null;
  }

  #isPackage(folder: string): boolean {
    return this.#packages.has(folder);
  }

  /** Of several endings the first of {@link ENDINGS} counts. */
  #addModule(path: FilePath): void {
    const stem = path.slice(0, path.lastIndexOf('.'));
    const isInit = stem === '__init__' || stem.endsWith('/__init__');
    const [index, key] = isInit ? [this.#packages, folderOf(path)] : [this.#modules, stem];
    const known = index.get(key);
    if (known === undefined || endingRank(path) < endingRank(known)) index.set(key, path);
  }

  #addFolders(folder: string): void {
    for (let at = folder; !this.#folders.has(at); at = folderOf(at)) this.#folders.add(at);
  }

  /** The folders around the outermost packages, those of projects, and the repository's own. */
  #roots(sources: readonly FilePath[]): ReadonlySet<string> {
    const roots = new Set(['']);
    for (const path of this.#tree.paths) {
      if (!MANIFESTS.test(path)) continue;
      const folder = folderOf(path);
      roots.add(folder);
      for (const name of SOURCE_FOLDERS) if (this.#folders.has(within(folder, name))) roots.add(within(folder, name));
    }
    for (const name of SOURCE_FOLDERS) if (this.#folders.has(name)) roots.add(name);
    const outermost = new Map<string, string>();
    for (const path of sources) roots.add(this.#outermost(folderOf(path), outermost));
    return roots;
  }

  /** The first folder from there outwards that is no package. */
  #outermost(folder: string, known: Map<string, string>): string {
    const found =
      known.get(folder) ??
      (folder !== '' && this.#isPackage(folder) ? this.#outermost(folderOf(folder), known) : folder);
    known.set(folder, found);
    return found;
  }

  /** Notes a file's name under every root that it lies below. */
  #enter(path: FilePath, roots: ReadonlySet<string>): void {
    let below = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      if (roots.has(folder)) this.#note(below, folder);
      if (folder === '') return;
      below = folder.slice(folder.lastIndexOf('/') + 1);
    }
  }

  #note(name: string, root: string): void {
    const roots = this.#byName.get(name);
    if (roots === undefined) this.#byName.set(name, new Set([root]));
    else roots.add(root);
  }
}

function endingRank(path: FilePath): number {
  return ENDINGS.findIndex((ending) => path.endsWith(ending));
}

/** What Python could import from a file. */
function isModule(path: FilePath): boolean {
  return ENDINGS.some((ending) => path.endsWith(ending));
}
