import type { FilePath } from '../../change/index.ts';
import { folderOf } from '../folder-path.ts';
import type { SourceTree } from '../model.ts';
import { type GoModule, readModules, readWorkspace } from './module.ts';

/** Where an import path leads. */
export type GoLocation =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'standard' }
  | { readonly kind: 'external'; readonly name: string }
  | { readonly kind: 'missing' };

/**
 * Leads import paths to folders as the go command does: the file's own module, what that replaces, the workspace, vendored
 * copies, and at last any other module of the repository, which then is the source of the published one.
 */
export function locator(
  tree: SourceTree,
  hasPackage: (folder: string) => boolean,
): (from: FilePath, path: string) => GoLocation {
  const modules = readModules(tree);
  const workspace = readWorkspace(tree);
  const owners = new Map<string, GoModule | null>();
  const ownerOf = (folder: string): GoModule | null => {
    const known = owners.get(folder);
    if (known !== undefined) return known;
    const owner = modules.find((module) => isInside(module.folder, folder)) ?? null;
    owners.set(folder, owner);
    return owner;
  };
  return (from, path) => {
    const own = ownerOf(folderOf(from));
    for (const folder of candidates({ own, modules, workspace, path })) {
      if (hasPackage(folder)) return { kind: 'folder', folder };
    }
    if (isStandard(path)) return { kind: 'standard' };
    const missing = own !== null && own.path !== '' && under(own.path, path) !== null && !isRequired(own, path);
    return missing ? { kind: 'missing' } : { kind: 'external', name: externalName(own, path) };
  };
}

function* candidates(given: {
  own: GoModule | null;
  modules: readonly GoModule[];
  workspace: ReadonlySet<string>;
  path: string;
}): Generator<string> {
  const { own, modules, workspace, path } = given;
  if (own !== null) {
    for (const [replaced, folder] of own.replaced) yield* inFolder(folder, under(replaced, path));
    yield* inFolder(own.folder, under(own.path, path));
  }
  for (const module of modules) {
    if (workspace.has(module.folder)) yield* inFolder(module.folder, under(module.path, path));
  }
  if (!isStandard(path)) {
    for (let folder = own?.folder ?? ''; ; folder = folderOf(folder)) {
      yield folder === '' ? `vendor/${path}` : `${folder}/vendor/${path}`;
      if (folder === '') break;
    }
  }
  for (const module of modules) yield* inFolder(module.folder, under(module.path, path));
}

function* inFolder(folder: string, rest: string | null): Generator<string> {
  if (rest !== null) yield folder === '' || rest === '' ? folder + rest : `${folder}/${rest}`;
}

/** What of a path stands below a prefix; `null` where it does not stand there. */
function under(prefix: string, path: string): string | null {
  if (prefix === '' || path === prefix) return prefix === '' ? null : '';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : null;
}

function isInside(outer: string, folder: string): boolean {
  return outer === '' || folder === outer || folder.startsWith(`${outer}/`);
}

/** The standard library has no dot in its first segment (https://go.dev/ref/mod#module-path). */
function isStandard(path: string): boolean {
  return !(path.split('/', 1)[0] ?? '').includes('.');
}

function isRequired(own: GoModule, path: string): boolean {
  return own.required.some((required) => under(required, path) !== null);
}

/** The required module, or what forges with two-part repository names make of the path. */
function externalName(own: GoModule | null, path: string): string {
  const required = own?.required.find((module) => under(module, path) !== null);
  if (required !== undefined) return required;
  return path.split('/').slice(0, 3).join('/');
}
