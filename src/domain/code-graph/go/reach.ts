import type { FilePath } from '../../change/index.ts';
import type { GoFile } from './package.ts';

/** What one file uses of a set of files. */
export interface GoUse {
  readonly names: Iterable<string>;
  /** Names behind a dot whose value is not an import. */
  readonly selected: ReadonlySet<string>;
  /** Types that the file knows beside those that its names lead to. */
  readonly types: ReadonlySet<string>;
}

/**
 * The files that a use leads to: those that declare a used name, and those with a method of a type that the use has in
 * reach (declared by such a file) and calls by name. Types are not inferred, so a method of a type that is never named
 * near the use is missed, and one of the same name on another type within reach is taken too many.
 */
export function filesUsed(files: readonly GoFile[], use: GoUse): ReadonlySet<FilePath> {
  const wanted = new Set(use.names);
  const hit = files.filter((file) => meets(wanted, file.names));
  const found = new Set(hit.map(({ path }) => path));
  const types = new Set(use.types);
  for (const file of hit) for (const name of file.names) types.add(name);
  for (const file of files) {
    if (!found.has(file.path) && hasMethod(file, { selected: use.selected, types })) found.add(file.path);
  }
  return found;
}

function meets(wanted: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  const [small, large] = wanted.size < names.size ? [wanted, names] : [names, wanted];
  for (const name of small) if (large.has(name)) return true;
  return false;
}

function hasMethod(file: GoFile, given: { selected: ReadonlySet<string>; types: ReadonlySet<string> }): boolean {
  for (const [method, types] of file.methods) {
    if (given.selected.has(method) && types.some((type) => given.types.has(type))) return true;
  }
  return false;
}
