import type { FilePath } from '../../change/index.ts';
import { folderOf } from '../folder-path.ts';
import type { SourceTree } from '../model.ts';
import { PACKAGE_MARK } from './scan.ts';

/** One file of a folder, with what others may need of it. */
export interface GoFile {
  readonly path: FilePath;
  readonly packageName: string;
  readonly test: boolean;
  readonly names: ReadonlySet<string>;
  /** `Name` → the types of this file's methods of that name. */
  readonly methods: ReadonlyMap<string, readonly string[]>;
}

/** The Go files of one folder. */
export interface GoFolder {
  readonly files: readonly GoFile[];
  /** Names of the packages that others can import: of files that are neither tests nor programs. */
  readonly importNames: ReadonlySet<string>;
}

/** Answers the Go files of a folder; each folder is looked at once. `null` where it has none. */
export function folderIndex(tree: SourceTree): (folder: string) => GoFolder | null {
  const paths = new Map<string, FilePath[]>();
  for (const path of tree.paths) {
    if (!path.endsWith('.go')) continue;
    const folder = folderOf(path);
    const there = paths.get(folder);
    if (there === undefined) paths.set(folder, [path]);
    else there.push(path);
  }
  const known = new Map<string, GoFolder>();
  return (folder) => {
    const before = known.get(folder);
    const inside = paths.get(folder);
    if (before !== undefined || inside === undefined) return before ?? null;
    const made = readFolder(tree, inside);
    known.set(folder, made);
    return made;
  };
}

function readFolder(tree: SourceTree, paths: readonly FilePath[]): GoFolder {
  const files = paths.map((path) => readFile(tree, path));
  const importNames = new Set<string>();
  for (const file of files) if (!file.test && file.packageName !== 'main') importNames.add(file.packageName);
  return { files, importNames };
}

function readFile(tree: SourceTree, path: FilePath): GoFile {
  let packageName = '';
  const names = new Set<string>();
  const methods = new Map<string, string[]>();
  for (const name of tree.scan(path)?.declares ?? []) {
    const dot = name.indexOf('.');
    if (name.startsWith(PACKAGE_MARK)) packageName = name.slice(PACKAGE_MARK.length);
    else if (dot < 0) names.add(name);
    else {
      const method = name.slice(dot + 1);
      const there = methods.get(method);
      if (there === undefined) methods.set(method, [name.slice(0, dot)]);
      else there.push(name.slice(0, dot));
    }
  }
  return { path, packageName, test: path.endsWith('_test.go'), names, methods };
}
