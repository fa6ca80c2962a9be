import type { FilePath } from '../../change/index.ts';
import { rememberingByFolder } from '../folder-memo.ts';
import type { FileScan, Resolver, SourceTree, Target } from '../model.ts';
import { folderOf, foldersAround, fromFolder, within } from '../path-text.ts';
import { importTargets, packageFile, sourceOf } from './entry-point.ts';
import { FileLookup } from './file-lookup.ts';
import type { PackageManifest } from './package-manifest.ts';
import { isPathMappingFile, mappedPaths, PathMappings } from './path-mapping.ts';
import { isStandard } from './standard.ts';
import { Workspace } from './workspace.ts';

/** Leads module specifiers to files, as Node, TypeScript and bundlers do, over a tree that holds sources and no build. */
export function javascriptResolver(tree: SourceTree): Resolver {
  const modules = new ModuleResolver(tree);
  const resolve = rememberingByFolder((folder, text) => modules.resolve(folder, text));
  return (from: FilePath, scan: FileScan) => {
    const folder = folderOf(from);
    return scan.references.map(({ text, form }) => ({ form, target: resolve(folder, text) }));
  };
}

/** For a TypeScript configuration: the files of the folders that read it, directly or through one that extends it. */
export function pathMappingGoverns(tree: SourceTree): (manifest: FilePath) => readonly FilePath[] | null {
  const workspace = new Workspace(tree);
  const mappings = new PathMappings(tree, (name) => workspace.member(name, '')?.folder ?? null);
  let governed: Map<FilePath, FilePath[]> | null = null;
  return (manifest) => {
    if (!isPathMappingFile(manifest.slice(manifest.lastIndexOf('/') + 1))) return null;
    governed ??= sourcesByMapping(tree, mappings);
    return governed.get(manifest) ?? [];
  };
}

function sourcesByMapping(tree: SourceTree, mappings: PathMappings): Map<FilePath, FilePath[]> {
  const found = new Map<FilePath, FilePath[]>();
  for (const path of tree.paths) {
    if (tree.scan(path) === null || !SOURCE.test(path)) continue;
    for (const file of new Set(mappings.ruling(folderOf(path)))) {
      const there = found.get(file);
      if (there === undefined) found.set(file, [path]);
      else there.push(path);
    }
  }
  return found;
}

/** What TypeScript's configurations are for. */
const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte)$/;
/** Where templates let an alias point to. */
const ALIASED = ['src', '', 'app'];
/** Names that leave for elsewhere: `npm:x`, `https://...`, `virtual:x`. */
const SCHEME = /^([a-z][a-z0-9+.-]{1,30}):/i;
/** npm's rule for names, without its rare cases. */
const PACKAGE = /^(@[a-z0-9~_-][\w.~-]{0,213}\/)?[a-z0-9~_-][\w.~-]{0,213}/i;

class ModuleResolver {
  readonly #lookup: FileLookup;
  readonly #workspace: Workspace;
  readonly #mappings: PathMappings;
  /** What names mean inside packages of the workspace: the same from every folder. */
  readonly #insideKnown = new Map<string, Target>();

  constructor(tree: SourceTree) {
    this.#lookup = new FileLookup(tree);
    this.#workspace = new Workspace(tree);
    this.#mappings = new PathMappings(tree, (name) => this.#workspace.member(name, '')?.folder ?? null);
  }

  resolve(folder: string, text: string): Target {
    // Loaders before the last `!`, a query behind: `raw-loader!./a.txt`, `./a.svg?url`.
    const bare = text.slice(text.lastIndexOf('!') + 1);
    const name = bare.replace(/\?.*$/s, '');
    if (name === '') return unresolved(text);
    if (/^\.\.?(?:\/|$)/.test(name)) return this.#relative(folder, name) ?? unresolved(text);
    if (name.startsWith('node:')) return standard(name);
    if (name.startsWith('/')) return this.#rooted(folder, name) ?? unresolved(text);
    // A file or a declared package of that name replaces the platform's, as bundlers have it.
    return this.#named(folder, name) ?? (isStandard(name) ? standard(name) : this.#elsewhere(text, name));
  }

  #relative(folder: string, name: string): Target | null {
    const path = fromFolder(folder, name);
    if (path === null) return null;
    const found = this.#lookup.find(path);
    if (found !== null) return file(found);
    const around = this.#workspace.around(folderOf(path));
    if (around === null) return null;
    const inside = around.folder === '' ? path : path.slice(around.folder.length + 1);
    return path.startsWith(around.folder) ? file(sourceOf(this.#lookup, around.folder, inside)) : null;
  }

  /** `/x` of a bundler: from the package's folder or what it serves. */
  #rooted(folder: string, name: string): Target | null {
    const root = this.#workspace.around(folder)?.folder ?? '';
    const found = this.#lookup.find(within(root, name.slice(1))) ?? this.#lookup.find(within(root, `public${name}`));
    return file(found);
  }

  #named(folder: string, name: string): Target | null {
    const around = this.#workspace.around(folder);
    if (name.startsWith('#')) {
      const inside = around === null ? null : this.#internal(around, name);
      if (inside !== null) return inside;
    }
    const [own, ...others] = this.#mappings.around(folder);
    const mapped = own === undefined ? null : this.#mapped(own, name);
    if (mapped !== null) return mapped;
    const packageName = PACKAGE.exec(name)?.[0] ?? null;
    if (packageName !== null && (name.length === packageName.length || name[packageName.length] === '/')) {
      const member = this.#workspace.named(packageName, folder);
      if (member !== null) return this.#inside(member, packageName, name);
      if (around?.dependencies.has(packageName) === true) return { kind: 'external', name: packageName };
    }
    for (const mapping of others) {
      const found = this.#mapped(mapping, name);
      if (found !== null) return found;
    }
    return this.#byConvention(around?.folder ?? '', folder, name);
  }

  #inside(member: PackageManifest, packageName: string, name: string): Target {
    const key = `${member.folder}\n${name}`;
    const known = this.#insideKnown.get(key);
    if (known !== undefined) return known;
    const found = packageFile(this.#lookup, member, name.slice(packageName.length + 1));
    const target = file(found) ?? unresolved(name);
    this.#insideKnown.set(key, target);
    return target;
  }

  #internal(around: PackageManifest, name: string): Target | null {
    for (const target of importTargets(around, name)) {
      const found = target.startsWith('.')
        ? file(sourceOf(this.#lookup, around.folder, target))
        : this.resolve(around.folder, target);
      if (found !== null && found.kind !== 'unresolved') return found;
    }
    return null;
  }

  #mapped(mapping: ReturnType<PathMappings['around']>[number], name: string): Target | null {
    const paths = [...mappedPaths(mapping, name), ...(mapping.baseUrl === null ? [] : [within(mapping.baseUrl, name)])];
    for (const path of paths) {
      const found = this.#lookup.find(path) ?? (path.includes('dist/') ? sourceOf(this.#lookup, '', path) : null);
      if (found !== null) return file(found);
    }
    return null;
  }

  /** Aliases that templates of bundlers and frameworks set up in a program that is not read: `@/x`, `~/x`, `$lib/x`. */
  #byConvention(root: string, folder: string, name: string): Target | null {
    const alias = /^(?:@@?|~~?|#|\$)\/(.+)$/s.exec(name)?.[1] ?? (name.startsWith('$lib') ? name.slice(1) : null);
    if (alias === null) return null;
    // The package's folder first, then those around the importing file from outside in: not every app has a manifest.
    for (const from of [root, ...[...foldersAround(folder)].reverse()]) {
      for (const source of ALIASED) {
        const found = this.#lookup.find(within(from, within(source, alias)));
        if (found !== null) return file(found);
      }
    }
    return null;
  }

  #elsewhere(text: string, name: string): Target {
    const scheme = SCHEME.exec(name)?.[1]?.toLowerCase();
    if (scheme === 'npm' || scheme === 'jsr') return this.#elsewhere(text, name.slice(scheme.length + 1));
    if (scheme === 'http' || scheme === 'https')
      return { kind: 'external', name: name.split('/').slice(0, 3).join('/') };
    if (scheme === 'bun' || scheme === 'cloudflare' || scheme === 'workerd') return { kind: 'standard', name };
    const found = scheme === undefined ? PACKAGE.exec(name)?.[0] : undefined;
    if (found === undefined || (name.length > found.length && name[found.length] !== '/')) return unresolved(text);
    return { kind: 'external', name: found };
  }
}

function file(path: FilePath | null): Target | null {
  return path === null ? null : { kind: 'file', path };
}

function standard(name: string): Target {
  return { kind: 'standard', name: name.replace(/^node:/, '') };
}

function unresolved(text: string): Target {
  return { kind: 'unresolved', text };
}
