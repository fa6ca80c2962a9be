import type { FilePath } from '../change/index.ts';
import type { SourceTree } from './model.ts';
import { folderOf } from './path-text.ts';

/** A unit of delivery: the folder of a manifest. */
export interface SourcePackage {
  readonly folder: string;
  /** The manifest that says so; of several in one folder the first of {@link MANIFEST_NAMES}. */
  readonly manifest: FilePath;
}

/** Files that make a package of their folder, most telling first. */
const MANIFEST_NAMES = [
  'package.json',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'build.gradle.kts',
  'build.gradle',
  'composer.json',
  'Gemfile',
  'CMakeLists.txt',
];
/** As {@link MANIFEST_NAMES}, where the name is free. */
const MANIFEST_ENDINGS = ['.csproj', '.gemspec', '.vcxproj'];

/** Finds the package of any path of a tree: that of the nearest manifest; `null` outside of all. */
export function packagesOf(tree: SourceTree): (path: FilePath) => SourcePackage | null {
  const manifests = new Map<string, FilePath>();
  for (const path of tree.paths) {
    const folder = folderOf(path);
    const known = manifests.get(folder);
    if (rankOf(path) < (known === undefined ? NO_RANK : rankOf(known))) manifests.set(folder, path);
  }
  const nearest = new Map<string, SourcePackage | null>();
  const around = (folder: string): SourcePackage | null => {
    const known = nearest.get(folder);
    if (known !== undefined) return known;
    const manifest = manifests.get(folder);
    const found = manifest !== undefined ? { folder, manifest } : folder === '' ? null : around(folderOf(folder));
    nearest.set(folder, found);
    return found;
  };
  return (path) => around(folderOf(path));
}

const NO_RANK = MANIFEST_NAMES.length + MANIFEST_ENDINGS.length;

function rankOf(path: string): number {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const named = MANIFEST_NAMES.indexOf(name);
  if (named >= 0) return named;
  const ending = MANIFEST_ENDINGS.findIndex((each) => name.endsWith(each));
  return ending < 0 ? NO_RANK : MANIFEST_NAMES.length + ending;
}
