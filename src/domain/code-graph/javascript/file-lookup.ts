import type { FilePath } from '../../change/index.ts';
import type { SourceTree } from '../model.ts';
import { fromFolder, within } from '../path-text.ts';
import { membersOf, parseJsonText, stringsOf } from './json-text.ts';

/**
 * What a name without its ending may stand for, best first: TypeScript before what it compiles to, and what runs before what
 * only declares it.
 */
const ENDINGS = ['.ts', '.tsx', '.js', '.jsx', '.mts', '.cts', '.mjs', '.cjs', '.vue', '.svelte', '.d.ts', '.json'];
/** What is written as its compiled file. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts', '.jsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts', '.d.mts', '.ts'],
  '.cjs': ['.cts', '.d.cts', '.ts'],
};

/** Finds the file that a path of an import means, as bundlers, Node and TypeScript do together. */
export class FileLookup {
  readonly #tree: SourceTree;
  readonly #known = new Map<string, FilePath | null>();

  constructor(tree: SourceTree) {
    this.#tree = tree;
  }

  /** `path` is seen from the root, with or without an ending; a folder means its `main` or `index`. */
  find(path: string): FilePath | null {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const found = this.#file(path) ?? this.#folder(path);
    this.#known.set(path, found);
    return found;
  }

  #file(path: string): FilePath | null {
    if (path === '') return null;
    if (this.#tree.has(path as FilePath)) return path as FilePath;
    const dot = path.lastIndexOf('.');
    const ending = dot > path.lastIndexOf('/') ? path.slice(dot) : '';
    return this.#first(path.slice(0, dot), SOURCES[ending] ?? []) ?? this.#first(path, ENDINGS);
  }

  #folder(path: string): FilePath | null {
    const manifest = this.#tree.manifest(within(path, 'package.json') as FilePath);
    if (manifest !== null) {
      const main = stringsOf(membersOf(parseJsonText(manifest))['main'])[0];
      const named = main === undefined ? null : fromFolder(path, main);
      const found =
        named === null || named === path ? null : (this.#file(named) ?? this.#first(`${named}/index`, ENDINGS));
      if (found !== null) return found;
    }
    return this.#first(within(path, 'index'), ENDINGS);
  }

  #first(stem: string, endings: readonly string[]): FilePath | null {
    for (const ending of endings) {
      const path = `${stem}${ending}` as FilePath;
      if (this.#tree.has(path)) return path;
    }
    return null;
  }
}
