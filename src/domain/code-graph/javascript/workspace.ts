import type { FilePath } from '../../change/index.ts';
import type { SourceTree } from '../model.ts';
import { folderOf, foldersAround, fromFolder, sharedLength, within } from '../path-text.ts';
import { membersOf, parseJsonText, stringsOf } from './json-text.ts';
import { type PackageManifest, parseManifest, parsePnpmWorkspace } from './package-manifest.ts';
import { isMember } from './workspace-pattern.ts';

/** Comparisons of a folder with a pattern in one tree; workspaces with thousands of packages need a tenth. */
const COMPARISON_LIMIT = 2_000_000;

/** The packages of a tree: which one a file belongs to, and which one a name means. */
export class Workspace {
  readonly #tree: SourceTree;
  readonly #manifests = new Map<string, PackageManifest | null>();
  readonly #nearest = new Map<string, PackageManifest | null>();
  readonly #members = new Map<string, PackageManifest[]>();
  #comparisons = 0;

  constructor(tree: SourceTree) {
    this.#tree = tree;
    const folders = tree.paths.filter(isPackageFile).map(folderOf);
    const roots = folders.concat(tree.paths.filter(isWorkspaceFile).map(folderOf));
    for (const root of new Set(roots)) this.#gather(root, folders);
  }

  /** The package that a folder's files belong to; `null` outside of all. */
  around(folder: string): PackageManifest | null {
    const known = this.#nearest.get(folder);
    if (known !== undefined) return known;
    const found = this.#manifest(folder) ?? (folder === '' ? null : this.around(folderOf(folder)));
    this.#nearest.set(folder, found);
    return found;
  }

  /** The package of this tree that a name means for a file of that folder; `null` where it means one of elsewhere. */
  named(name: string, folder: string): PackageManifest | null {
    for (const around of foldersAround(folder)) {
      const manifest = this.#manifest(around);
      if (manifest === null) continue;
      if (manifest.name === name) return manifest;
      const linked = linkedFolder(manifest.dependencies.get(name));
      const target = linked === null ? null : fromFolder(around, linked);
      if (target !== null) return this.#manifest(target);
    }
    return this.member(name, folder);
  }

  /** The member of a workspace with that name; of several, the one that shares most of its path with the folder. */
  member(name: string, folder: string): PackageManifest | null {
    const [first = null, ...others] = this.#members.get(name) ?? [];
    return others.reduce(
      (best, each) =>
        best !== null && sharedLength(each.folder, folder) <= sharedLength(best.folder, folder) ? best : each,
      first,
    );
  }

  #manifest(folder: string): PackageManifest | null {
    const known = this.#manifests.get(folder);
    if (known !== undefined) return known;
    const text = this.#tree.manifest(within(folder, 'package.json') as FilePath);
    const found = text === null ? null : parseManifest(folder, text);
    this.#manifests.set(folder, found);
    return found;
  }

  #gather(root: string, folders: readonly string[]): void {
    const patterns = [
      ...(this.#manifest(root)?.workspaces ?? []),
      ...parsePnpmWorkspace(this.#tree.manifest(within(root, 'pnpm-workspace.yaml') as FilePath) ?? ''),
      ...lernaPackages(this.#tree.manifest(within(root, 'lerna.json') as FilePath)),
    ];
    if (patterns.length === 0) return;
    const prefix = root === '' ? '' : `${root}/`;
    for (const folder of folders) {
      if (!folder.startsWith(prefix)) continue;
      this.#comparisons += patterns.length;
      if (this.#comparisons > COMPARISON_LIMIT) return;
      if (!isMember(folder.slice(prefix.length), patterns)) continue;
      const manifest = this.#manifest(folder);
      if (manifest?.name === null || manifest?.name === undefined) continue;
      const there = this.#members.get(manifest.name) ?? [];
      if (!there.includes(manifest)) there.push(manifest);
      this.#members.set(manifest.name, there);
    }
  }
}

/** Files that say which packages there are. */
export function isWorkspaceFile(path: string): boolean {
  return isNamed(path, 'pnpm-workspace.yaml') || isNamed(path, 'lerna.json');
}

/** Manifests of packages; those of installed ones are not this repository's. */
export function isPackageFile(path: string): boolean {
  return isNamed(path, 'package.json') && !path.includes('node_modules/');
}

function isNamed(path: string, name: string): boolean {
  return path === name || path.endsWith(`/${name}`);
}

/** `file:../shared`, `link:`, `portal:`: a dependency by its place. */
function linkedFolder(version: string | undefined): string | null {
  return /^(?:file|link|portal):(.+)$/.exec(version ?? '')?.[1] ?? null;
}

function lernaPackages(text: string | null): readonly string[] {
  const packages = text === null ? undefined : membersOf(parseJsonText(text))['packages'];
  return packages === undefined ? [] : stringsOf(packages);
}
