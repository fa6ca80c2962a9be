import type { FilePath } from '../../change/index.ts';
import type { SourceTree } from '../model.ts';
import { folderOf, fromFolder, within } from '../path-text.ts';
import { membersOf, parseJsonText, stringsOf } from './json-text.ts';

/** A configuration of TypeScript (or of an editor, `jsconfig.json`) as far as it says where modules are. */
export interface PathMapping {
  /** From which folder bare names may be read too; `null` where it says none. */
  readonly baseUrl: string | null;
  readonly patterns: readonly PathPattern[];
  /** The files that it was read from, itself first. */
  readonly files: readonly FilePath[];
}

interface PathPattern {
  readonly prefix: string;
  /** `null` for a name without `*`. */
  readonly suffix: string | null;
  /** From the root of the repository; `*` stands for what the name's stood for. */
  readonly targets: readonly string[];
}

/** Configurations that extend one another, one after the other; real chains have up to four. */
const CHAIN_LIMIT = 16;
/** Patterns of one configuration; each name is held against all of them. */
const PATTERN_LIMIT = 1000;
/** Configurations around a folder that are tried. */
const AROUND_LIMIT = 16;
const NAMES = ['tsconfig.json', 'jsconfig.json'];

/** The configurations of a tree, each read once. */
export class PathMappings {
  readonly #tree: SourceTree;
  /** Where a package of this repository is, for `extends: "@acme/tsconfig/base.json"`. */
  readonly #packageFolder: (name: string) => string | null;
  readonly #read = new Map<string, PathMapping | null>();
  readonly #around = new Map<string, readonly PathMapping[]>();
  readonly #ruling = new Map<string, readonly FilePath[]>();

  constructor(tree: SourceTree, packageFolder: (name: string) => string | null) {
    this.#tree = tree;
    this.#packageFolder = packageFolder;
  }

  /** Those around a folder, innermost first. Only the first rules by TypeScript's own words; the others are conventions. */
  around(folder: string): readonly PathMapping[] {
    const known = this.#around.get(folder);
    if (known !== undefined) return known;
    const here = this.#here(folder);
    const found = folder === '' ? here : [...here, ...this.around(folderOf(folder))].slice(0, AROUND_LIMIT);
    this.#around.set(folder, found);
    return found;
  }

  /** The files of the configurations that rule a folder by TypeScript's own words: those of the innermost place that has any. */
  ruling(folder: string): readonly FilePath[] {
    const known = this.#ruling.get(folder);
    if (known !== undefined) return known;
    const here = this.#here(folder).flatMap(({ files }) => files);
    const found = here.length > 0 || folder === '' ? here : this.ruling(folderOf(folder));
    this.#ruling.set(folder, found);
    return found;
  }

  #here(folder: string): readonly PathMapping[] {
    return NAMES.map((name) => within(folder, name)).flatMap((path) => {
      const found = this.#mapping(path, 0);
      return found === null ? [] : [found, ...this.#referenced(path)];
    });
  }

  /** `tsconfig.json` that only points to others beside it, as Vite's templates do. */
  #referenced(path: string): readonly PathMapping[] {
    const references = membersOf(this.#json(path))['references'];
    if (!Array.isArray(references)) return [];
    return references.flatMap((reference: unknown) => {
      const [at] = stringsOf(membersOf(reference)['path']);
      const target = at === undefined ? null : fromFolder(folderOf(path), at);
      if (target === null || folderOf(target) !== folderOf(path) || !target.endsWith('.json')) return [];
      const found = this.#mapping(target, 0);
      return found === null ? [] : [found];
    });
  }

  #mapping(path: string, depth: number): PathMapping | null {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    // Before the bases are read: one that extends itself finds nothing.
    this.#read.set(path, null);
    const found = depth > CHAIN_LIMIT ? null : this.#parse(path, depth);
    this.#read.set(path, found);
    return found;
  }

  #parse(path: string, depth: number): PathMapping | null {
    const data = this.#json(path);
    if (data === null) return null;
    const folder = folderOf(path);
    const members = membersOf(data);
    const options = membersOf(members['compilerOptions']);
    const bases = stringsOf(members['extends']).flatMap((name) => this.#base(folder, name, depth) ?? []);
    const [written] = stringsOf(options['baseUrl']);
    const own = written === undefined ? null : fromFolder(folder, withoutVariable(written));
    const baseUrl = own ?? bases.findLast((base) => base.baseUrl !== null)?.baseUrl ?? null;
    const patterns =
      options['paths'] === undefined
        ? (bases.findLast((base) => base.patterns.length > 0)?.patterns ?? [])
        : patternsOf(options['paths'], baseUrl ?? folder);
    return { baseUrl, patterns, files: [path as FilePath, ...bases.flatMap(({ files }) => files)] };
  }

  #base(folder: string, name: string, depth: number): PathMapping | null {
    for (const path of this.#basePaths(folder, name)) {
      const found = this.#mapping(path, depth + 1);
      if (found !== null) return found;
    }
    return null;
  }

  #basePaths(folder: string, name: string): readonly string[] {
    const relative = name.startsWith('.') ? fromFolder(folder, name) : this.#inPackage(name);
    if (relative === null) return [];
    return relative.endsWith('.json') ? [relative] : [`${relative}.json`, within(relative, 'tsconfig.json')];
  }

  #inPackage(name: string): string | null {
    const parts = name.split('/');
    const length = name.startsWith('@') ? 2 : 1;
    const folder = this.#packageFolder(parts.slice(0, length).join('/'));
    return folder === null ? null : within(folder, parts.slice(length).join('/'));
  }

  #json(path: string): unknown {
    const text = this.#tree.manifest(path as FilePath);
    return text === null ? null : parseJsonText(text);
  }
}

/** Paths that a mapping gives for a bare name, from the root of the repository, best first. */
export function mappedPaths(mapping: PathMapping, name: string): readonly string[] {
  const found = mapping.patterns
    .filter(({ prefix, suffix }) =>
      suffix === null
        ? name === prefix
        : name.startsWith(prefix) && name.endsWith(suffix) && name.length >= prefix.length + suffix.length,
    )
    .sort((a, b) => Number(a.suffix !== null) - Number(b.suffix !== null) || b.prefix.length - a.prefix.length);
  return found.flatMap(({ prefix, suffix, targets }) => {
    const star = name.slice(prefix.length, suffix === null ? undefined : name.length - suffix.length);
    return targets.map((target) => target.replace('*', star));
  });
}

/** Files that tell for a whole folder where its modules are. */
export function isPathMappingFile(name: string): boolean {
  return /^[tj]sconfig[^/]{0,99}\.json$/.test(name);
}

function patternsOf(paths: unknown, base: string): readonly PathPattern[] {
  return Object.entries(membersOf(paths))
    .slice(0, PATTERN_LIMIT)
    .map(([name, targets]) => {
      const star = name.indexOf('*');
      return {
        prefix: star < 0 ? name : name.slice(0, star),
        suffix: star < 0 ? null : name.slice(star + 1),
        targets: stringsOf(targets).flatMap((target) => fromFolder(base, withoutVariable(target)) ?? []),
      };
    });
}

function withoutVariable(path: string): string {
  return path.replace(/^\$\{configDir\}\/?/, './');
}
