import type { FilePath } from '../../change/index.ts';
import { folderOf, joinFolder } from '../folder-path.ts';
import type { SourceTree } from '../model.ts';

/** Whether a file is a description of a build that may name folders of headers. */
export function isBuildFile(path: FilePath): boolean {
  return BUILD_FILE.test(path);
}

const BUILD_FILE =
  /(?:^|\/)(?:CMakeLists\.txt|(?:GNU)?[Mm]akefile(?:\.am|\.in|\.inc)?|meson\.build|configure\.(?:ac|in)|[^/]*\.(?:mk|pro|pri|cmake))$/;

/** Folders that builds name as places of headers, as far as they are written out. */
export function readIncludeRoots(tree: SourceTree): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of tree.paths) {
    if (!isBuildFile(path)) continue;
    for (const name of folderNames(tree.manifest(path) ?? '')) {
      const root = rootOf(folderOf(path), name);
      if (root !== null) found.add(root);
    }
  }
  return found;
}

const FLAG = /(?<=[\s"'=])-I[ \t]*([\w./${}()@-]+)/g;
const CALL = /\b(?:target_include_directories|include_directories|INCLUDEPATH[ \t]*\+?=)[ \t]*\(?([^)\n]{0,2000})/g;
const LITERAL = /[\w./${}()@-]+/g;

function* folderNames(text: string): Generator<string> {
  for (const [, name = ''] of text.matchAll(FLAG)) yield name;
  for (const [, list = ''] of text.matchAll(CALL)) {
    for (const [name] of list.matchAll(LITERAL)) yield name;
  }
}

/** What builds call the root of the sources, and the folder of the build file. */
const TOP =
  /^[$@]?[({]?(?:CMAKE_SOURCE_DIR|PROJECT_SOURCE_DIR|top_srcdir|abs_top_srcdir|TOPDIR|PWD_ROOT)[)}@]?(?:\/|$)/;
const HERE = /^[$@]+[({]?(?:CMAKE_CURRENT_SOURCE_DIR|CMAKE_CURRENT_LIST_DIR|srcdir|PWD|CURDIR)[)}@]*(?:\/|$)/;

function rootOf(folder: string, name: string): string | null {
  const top = name.replace(TOP, '/').replace(/^\$[({]top_srcdir[)}]\/?/, '/');
  if (top !== name) return top.includes('$') ? null : joinFolder('', top.slice(1));
  const here = name.replace(HERE, '');
  return /[$@({]/.test(here) ? null : joinFolder(folder, here === '' ? '.' : here);
}
