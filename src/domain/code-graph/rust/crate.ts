import type { FilePath } from '../../change/index.ts';
import { folderOf, joinFolder } from '../folder-path.ts';
import type { SourceTree } from '../model.ts';
import { type CargoDependency, type CargoManifest, codeName, readCargoManifest } from './cargo-manifest.ts';
import { MODULE_MARK } from './scan.ts';

/** One module that stands in a file of its own. */
export interface RustModule {
  readonly file: FilePath;
  readonly crate: RustCrate;
  readonly parent: RustModule | null;
  /** By simple name. */
  readonly children: Map<string, RustModule>;
}

/** One target of a package: a library, a program, a test. */
export interface RustCrate {
  readonly package: RustPackage | null;
  readonly root: RustModule;
}

/** One package of the repository. */
export interface RustPackage {
  readonly manifest: CargoManifest;
  /** `null` where it has no library. */
  library: RustCrate | null;
}

/** All modules of a tree. */
export interface RustWorld {
  /** The module of a file; made up, as a root of its own, where no crate reaches the file. */
  moduleOf(file: FilePath): RustModule;
  /** The library that a name means in a package, or the name of the package of elsewhere; `null` where it means none. */
  dependency(from: RustPackage | null, name: string): RustCrate | string | null;
}

/** Finds packages, their targets by Cargo's conventions, and the modules below each. */
export function readWorld(tree: SourceTree): RustWorld {
  const packages = new Map<string, RustPackage>();
  const workspaces: CargoManifest[] = [];
  const modules = new Map<FilePath, RustModule>();
  for (const path of tree.paths) {
    if (path !== 'Cargo.toml' && !path.endsWith('/Cargo.toml')) continue;
    const manifest = readCargoManifest(folderOf(path), tree.manifest(path) ?? '');
    if (manifest.packageName !== '') packages.set(manifest.folder, { manifest, library: null });
    if (manifest.workspaceDependencies.size > 0) workspaces.push(manifest);
  }
  const roots = targetPaths(tree, packages);
  for (const [owner, { library, others }] of roots) {
    if (library !== null) owner.library = readCrate(tree, { file: library, owner, modules });
    for (const file of others) readCrate(tree, { file, owner, modules });
  }
  const byLibraryName = new Map<string, RustPackage>();
  for (const found of packages.values())
    if (found.library !== null) byLibraryName.set(found.manifest.packageName, found);
  return {
    moduleOf: (file) => modules.get(file) ?? readCrate(tree, { file, owner: nearest(packages, file), modules }).root,
    dependency: (from, name) => dependency(name, { from, packages, workspaces, byLibraryName }),
  };
}

function dependency(
  name: string,
  given: {
    from: RustPackage | null;
    packages: ReadonlyMap<string, RustPackage>;
    workspaces: readonly CargoManifest[];
    byLibraryName: ReadonlyMap<string, RustPackage>;
  },
): RustCrate | string | null {
  const { from, packages, workspaces, byLibraryName } = given;
  if (from === null) return null;
  if (name === from.manifest.libraryName && from.library !== null) return from.library;
  const own = from.manifest.dependencies.get(name) ?? renamedLibrary(name, { from, byLibraryName });
  if (own === null) return null;
  const source = own.workspace ? (inherited(name, { from, workspaces }) ?? own) : own;
  const local = source.folder === null ? undefined : packages.get(source.folder);
  return local?.library ?? source.packageName;
}

/** A library may be called otherwise than its package: the dependency then stands under the package's name. */
function renamedLibrary(
  name: string,
  given: { from: RustPackage; byLibraryName: ReadonlyMap<string, RustPackage> },
): CargoDependency | null {
  for (const declared of given.from.manifest.dependencies.values()) {
    if (given.byLibraryName.get(declared.packageName)?.manifest.libraryName === name) return declared;
  }
  return null;
}

function inherited(
  name: string,
  given: { from: RustPackage; workspaces: readonly CargoManifest[] },
): CargoDependency | null {
  const { folder } = given.from.manifest;
  const above = given.workspaces.filter((one) => one.folder === '' || `${folder}/`.startsWith(`${one.folder}/`));
  const [closest] = above.sort((a, b) => b.folder.length - a.folder.length);
  return closest?.workspaceDependencies.get(codeName(name)) ?? null;
}

const TARGET = /^(?:src\/main\.rs|build\.rs|(?:src\/bin|tests|examples|benches)\/(?:[^/]+\.rs|[^/]+\/main\.rs))$/;

function targetPaths(
  tree: SourceTree,
  packages: ReadonlyMap<string, RustPackage>,
): ReadonlyMap<RustPackage, { library: FilePath | null; others: FilePath[] }> {
  const found = new Map<RustPackage, { library: FilePath | null; others: FilePath[] }>();
  for (const owner of packages.values()) {
    const { folder, libraryPath, rootPaths } = owner.manifest;
    const library = existing(tree, joinFolder(folder, libraryPath ?? 'src/lib.rs'));
    const others = rootPaths.map((path) => existing(tree, joinFolder(folder, path))).filter((path) => path !== null);
    found.set(owner, { library, others });
  }
  for (const path of tree.paths) {
    if (!path.endsWith('.rs')) continue;
    const owner = nearest(packages, path);
    const start = owner === null || owner.manifest.folder === '' ? 0 : owner.manifest.folder.length + 1;
    if (owner !== null && TARGET.test(path.slice(start))) found.get(owner)?.others.push(path);
  }
  return found;
}

function existing(tree: SourceTree, path: string | null): FilePath | null {
  return path !== null && tree.has(path as FilePath) ? (path as FilePath) : null;
}

function nearest(packages: ReadonlyMap<string, RustPackage>, path: FilePath): RustPackage | null {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const found = packages.get(folder);
    if (found !== undefined || folder === '') return found ?? null;
  }
}

/** Reads a crate from its root; a file that two crates hold is of the first, a library before its programs. */
function readCrate(
  tree: SourceTree,
  given: { file: FilePath; owner: RustPackage | null; modules: Map<FilePath, RustModule> },
): RustCrate {
  const { file, owner, modules } = given;
  const crate: { package: RustPackage | null; root: RustModule } = { package: owner, root: null as never };
  crate.root = { file, crate, parent: null, children: new Map() };
  const seen = new Set<FilePath>([file]);
  const open = [crate.root];
  if (!modules.has(file)) modules.set(file, crate.root);
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    for (const { name, path } of childFiles(tree, { module, isRoot: module === crate.root })) {
      if (seen.has(path)) continue;
      seen.add(path);
      const parent = inlineModule(module, name.slice(0, -1));
      const child: RustModule = { file: path, crate, parent, children: new Map() };
      parent.children.set(name.at(-1) ?? '', child);
      if (!modules.has(path)) modules.set(path, child);
      open.push(child);
    }
  }
  return crate;
}

/** The module of the same file that holds another: `mod a { mod b; }`. */
function inlineModule(module: RustModule, names: readonly string[]): RustModule {
  let at = module;
  for (const name of names) {
    const child = at.children.get(name) ?? { file: at.file, crate: at.crate, parent: at, children: new Map() };
    at.children.set(name, child);
    at = child;
  }
  return at;
}

function* childFiles(
  tree: SourceTree,
  given: { module: RustModule; isRoot: boolean },
): Generator<{ name: readonly string[]; path: FilePath }> {
  const { file } = given.module;
  for (const { text } of tree.scan(file)?.references ?? []) {
    const path = text.startsWith(MODULE_MARK) ? moduleFile(tree, { file, text, isRoot: given.isRoot }) : null;
    if (path !== null) yield { name: moduleName(text), path };
  }
}

function moduleName(text: string): readonly string[] {
  return (text.split(' ', 2)[1] ?? '').split('::');
}

/** The file of `mod a` or `mod a "path.rs"` (https://doc.rust-lang.org/reference/items/modules.html). */
export function moduleFile(
  tree: SourceTree,
  given: { file: FilePath; text: string; isRoot: boolean },
): FilePath | null {
  const { file, text, isRoot } = given;
  const folder = folderOf(file);
  const full = text.slice(MODULE_MARK.length).split(' ', 1)[0] ?? '';
  const attribute = /"(.*)"$/.exec(text)?.[1];
  if (attribute !== undefined) return existing(tree, joinFolder(folder, attribute.replaceAll('\\', '/')));
  const isOwnFolder = isRoot || /(?:^|\/)mod\.rs$/.test(file);
  const base = isOwnFolder ? folder : file.slice(0, -'.rs'.length);
  const place = joinFolder(base, full.replaceAll('::', '/'));
  return place === null ? null : (existing(tree, `${place}.rs`) ?? existing(tree, `${place}/mod.rs`));
}
