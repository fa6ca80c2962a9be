import type { FilePath } from '../../change/index.ts';
import { folderOf, joinFolder } from '../folder-path.ts';
import type { ReferenceForm, ResolvedReference, Resolver, SourceTree, Target } from '../model.ts';
import { ConstantIndex } from './constant-index.ts';
import { type Gems, gemOf, readGems } from './gem.ts';
import { LOAD_MARK } from './scan.ts';
import { isStandardLibrary } from './standard-library.ts';

/** Whether a file is read as Ruby. */
export function isRubyFile(path: FilePath): boolean {
  return /\.(?:rb|rake|ru|gemspec|jbuilder|thor)$/.test(path);
}

/**
 * Leads required names to files below `lib` of the gems of the repository, and constants to the files that declare them, as
 * autoloading does. A constant that no file declares is a gem's and gives nothing: Ruby does not say where it comes from.
 */
export function rubyResolver(tree: SourceTree): Resolver {
  const gems = readGems(tree);
  const constants = new ConstantIndex(tree, isRubyFile);
  return (from, scan) => {
    const found = new Map<string, ResolvedReference>();
    const add = (target: Target, form: ReferenceForm) => {
      if (target.kind === 'file' && target.path === from) return;
      const key = target.kind === 'file' ? target.path : target.kind === 'unresolved' ? target.text : target.name;
      if (!found.has(`${target.kind} ${key}`)) found.set(`${target.kind} ${key}`, { form, target });
    };
    for (const { text, form } of scan.references) add(requiredTarget(text, { from, tree, gems }), form);
    for (const mention of scan.mentions) {
      for (const path of constants.files(from, mention)) add({ kind: 'file', path }, 'import');
    }
    return [...found.values()];
  };
}

interface Where {
  readonly from: FilePath;
  readonly tree: SourceTree;
  readonly gems: Gems;
}

function requiredTarget(text: string, where: Where): Target {
  const { from, tree, gems } = where;
  const path = text.startsWith(LOAD_MARK) ? text.slice(LOAD_MARK.length) : text;
  const relative = /^\.\.?\//.test(path);
  const file = relative ? withEnding(tree, joinFolder(folderOf(from), path)) : inRoots(path, where);
  if (file !== null) return { kind: 'file', path: file };
  if (relative || text.startsWith(LOAD_MARK)) return { kind: 'unresolved', text };
  if (isStandardLibrary(path)) return { kind: 'standard', name: path };
  const gem = gemOf(gems, path);
  return gem === null ? { kind: 'unresolved', text } : { kind: 'external', name: gem };
}

/** Folders from which names are looked up: of a gem its `lib`, for tests what their runners add. */
const ROOTS: readonly string[] = ['lib', 'spec', 'test', 'app/models', 'app', ''];

/** The gem around the file is asked first, then the others. */
function inRoots(path: string, { from, tree, gems }: Where): FilePath | null {
  const own = gems.folders.filter((folder) => folder === '' || from.startsWith(`${folder}/`));
  for (const folder of [...own, ...gems.folders]) {
    const roots = own.includes(folder) ? ROOTS : OTHER_ROOTS;
    for (const root of roots) {
      const found = withEnding(tree, joinFolder(joinFolder(folder, root) ?? '', path));
      if (found !== null) return found;
    }
  }
  return null;
}

const OTHER_ROOTS: readonly string[] = ['lib'];

function withEnding(tree: SourceTree, path: string | null): FilePath | null {
  if (path === null) return null;
  for (const ending of ['.rb', '', '.rake']) {
    if (tree.has((path + ending) as FilePath)) return (path + ending) as FilePath;
  }
  return null;
}
