import type { FilePath } from '../../change/index.ts';
import { folderOf, joinFolder } from '../folder-path.ts';
import type { FileScan, ResolvedReference, Resolver, SourceTree, Target } from '../model.ts';
import { embedded } from './embed.ts';
import { locator } from './locate.ts';
import { folderIndex, type GoFile, type GoFolder } from './package.ts';
import { filesUsed } from './reach.ts';
import { EMBED_MARK, INCLUDE_MARK } from './scan.ts';

/**
 * Leads a Go file to the files it needs: of an imported package those that declare what it uses (all, where nothing can be
 * told), of its own package the neighbours whose names it mentions, embedded files, and C files built with it.
 */
export function goResolver(tree: SourceTree): Resolver {
  const folders = folderIndex(tree);
  const locate = locator(tree, (folder) => folders(folder) !== null);
  const pathsIn = filesByFolder(tree);
  return (from, scan) => {
    const uses = readUses(scan);
    const found = new Map<string, Target>();
    const add = (target: Target) =>
      found.set(`${target.kind} ${'path' in target ? target.path : nameOf(target)}`, target);
    const addFiles = (paths: Iterable<FilePath>) => {
      for (const path of paths) if (path !== from) add({ kind: 'file', path });
    };
    for (const { text } of scan.references) {
      const marked = markedPaths(from, text, { tree, pathsIn });
      if (marked !== null) {
        addFiles(marked);
        if (marked.length === 0) add({ kind: 'unresolved', text });
        continue;
      }
      const { alias, path } = splitImport(text);
      if (path === 'C') {
        addFiles((pathsIn.get(folderOf(from)) ?? []).filter((name) => BUILT_BY_CGO.test(name)));
        add({ kind: 'standard', name: path });
        continue;
      }
      const place = locate(from, path);
      if (place.kind === 'standard') add({ kind: 'standard', name: path });
      else if (place.kind === 'external') add({ kind: 'external', name: place.name });
      else if (place.kind === 'missing') add({ kind: 'unresolved', text: path });
      else addFiles(importedFiles(folders(place.folder), { alias, uses }));
    }
    addFiles(neighbours(from, { folder: folders(folderOf(from)), scan, uses }));
    return [...found.values()].map((target) => ({ form: 'import', target }) satisfies ResolvedReference);
  };
}

/** Sources that the go command hands to the C compiler beside a file with `import "C"` (https://pkg.go.dev/cmd/cgo). */
const BUILT_BY_CGO = /\.(?:c|cc|cpp|cxx|m|s|S|h|hh|hpp|hxx)$/;

interface Uses {
  readonly names: ReadonlySet<string>;
  readonly selected: ReadonlySet<string>;
  /** By the name before the dot. */
  readonly qualified: ReadonlyMap<string, readonly string[]>;
}

function readUses(scan: FileScan): Uses {
  const names = new Set<string>();
  const selected = new Set<string>();
  const qualified = new Map<string, string[]>();
  for (const mention of scan.mentions) {
    const dot = mention.indexOf('.');
    if (dot < 0) names.add(mention);
    else if (dot === 0) selected.add(mention.slice(1));
    else {
      const qualifier = mention.slice(0, dot);
      const there = qualified.get(qualifier);
      if (there === undefined) qualified.set(qualifier, [mention.slice(dot + 1)]);
      else there.push(mention.slice(dot + 1));
    }
  }
  return { names, selected, qualified };
}

function splitImport(text: string): { alias: string; path: string } {
  const space = text.indexOf(' ');
  return space < 0 ? { alias: '', path: text } : { alias: text.slice(0, space), path: text.slice(space + 1) };
}

const NO_TYPES: ReadonlySet<string> = new Set();

function importedFiles(folder: GoFolder | null, given: { alias: string; uses: Uses }): Iterable<FilePath> {
  const { alias, uses } = given;
  const files = (folder?.files ?? []).filter(({ test, packageName }) => !test && packageName !== 'main');
  const all = files.map(({ path }) => path);
  // A blank import is there for what runs when the package loads.
  if (alias === '_') return nonEmpty(filesUsed(files, { names: ['init'], selected: NO_TYPES, types: NO_TYPES }), all);
  const qualifiers = alias === '' ? (folder?.importNames ?? []) : [alias];
  const names = alias === '.' ? uses.names : [...qualifiers].flatMap((name) => uses.qualified.get(name) ?? []);
  return nonEmpty(filesUsed(files, { names, selected: uses.selected, types: NO_TYPES }), all);
}

function nonEmpty(found: ReadonlySet<FilePath>, otherwise: readonly FilePath[]): Iterable<FilePath> {
  return found.size > 0 ? found : otherwise;
}

function neighbours(
  from: FilePath,
  given: { folder: GoFolder | null; scan: FileScan; uses: Uses },
): ReadonlySet<FilePath> {
  const files = given.folder?.files ?? [];
  const own = files.find(({ path }) => path === from);
  if (own === undefined) return new Set();
  const visible = files.filter((file) => file.packageName === own.packageName && sees(own, file));
  // Members of the file's own types may stand in its neighbours.
  const types = new Set([...own.names, ...given.uses.names]);
  return filesUsed(visible, { names: given.uses.names, selected: given.uses.selected, types });
}

/** Tests see the files they test; those do not see their tests. */
function sees(own: GoFile, other: GoFile): boolean {
  return own.test || !other.test;
}

/** The files of an embedded pattern or an included header; `null` for an import. */
function markedPaths(
  from: FilePath,
  text: string,
  given: { tree: SourceTree; pathsIn: ReadonlyMap<string, readonly FilePath[]> },
): readonly FilePath[] | null {
  const folder = folderOf(from);
  if (text.startsWith(INCLUDE_MARK)) {
    const path = joinFolder(folder, text.slice(INCLUDE_MARK.length));
    return path !== null && given.tree.has(path as FilePath) ? [path as FilePath] : [];
  }
  if (!text.startsWith(EMBED_MARK)) return null;
  const path = joinFolder(folder, text.slice(EMBED_MARK.length)) ?? '';
  if (given.tree.has(path as FilePath)) return [path as FilePath];
  return embedded(path, given.pathsIn);
}

function filesByFolder(tree: SourceTree): ReadonlyMap<string, readonly FilePath[]> {
  const found = new Map<string, FilePath[]>();
  for (const path of tree.paths) {
    const folder = folderOf(path);
    const there = found.get(folder);
    if (there === undefined) found.set(folder, [path]);
    else there.push(path);
  }
  return found;
}

function nameOf(target: Exclude<Target, { kind: 'file' }>): string {
  return target.kind === 'unresolved' ? target.text : target.name;
}
