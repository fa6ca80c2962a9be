import type { FilePath } from '../change/index.ts';
import type { FileScan, SourceTree } from './model.ts';

/** A tree out of what was gathered of one revision; `paths` in any order. */
export function makeSourceTree(given: {
  readonly paths: Iterable<FilePath>;
  readonly manifests: ReadonlyMap<FilePath, string>;
  readonly scans: ReadonlyMap<FilePath, FileScan>;
}): SourceTree {
  const paths = [...given.paths].sort(byCodeUnit);
  const there: ReadonlySet<string> = new Set(paths);
  let declaring: ReadonlyMap<string, readonly FilePath[]> | null = null;
  return {
    paths,
    has: (path) => there.has(path),
    manifest: (path) => given.manifests.get(path) ?? null,
    declaring: (name) => {
      declaring ??= declarations(paths, given.scans);
      return declaring.get(name) ?? NONE;
    },
    scan: (path) => given.scans.get(path) ?? null,
  };
}

const NONE: readonly FilePath[] = [];

/** Names may be anything a file says, so they are keys of a map, never members of an object. */
function declarations(
  paths: readonly FilePath[],
  scans: ReadonlyMap<FilePath, FileScan>,
): ReadonlyMap<string, readonly FilePath[]> {
  const found = new Map<string, FilePath[]>();
  for (const path of paths) {
    for (const name of scans.get(path)?.declares ?? []) {
      const there = found.get(name);
      if (there === undefined) found.set(name, [path]);
      else there.push(path);
    }
  }
  return found;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
