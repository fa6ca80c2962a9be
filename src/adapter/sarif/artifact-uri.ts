import type { FilePath } from '../../domain/change/index.ts';
import { BASE_CHAIN_LIMIT } from './limit.ts';
import type { StatedUri } from './result.ts';

/** What places of one run may be relative to. */
export interface PlaceBasis {
  readonly artifacts: readonly StatedUri[];
  readonly bases: ReadonlyMap<string, StatedUri>;
  /** Where the run says that the repository's root was checked out. */
  readonly mappedTo: StatedUri | null;
  /** Absolute path of the repository here. */
  readonly root: string;
}

/** A repository path, or why the place is none. */
export type MappedPlace =
  | { readonly kind: 'path'; readonly path: FilePath }
  | { readonly kind: 'unmapped'; readonly stated: string; readonly why: string };

/** Names that tools give to the root of the checked-out source. */
const ROOT_NAMES = /^%?(?:src_?root|root_?path|project_?root|repo_?root|repository_?root|source_?root)%?$/i;
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;
const DRIVE = /^\/?[a-z]:\//i;

/**
 * Brings a place to a path of the repository: percent-escapes undone, backslashes read as slashes, `.` and `..` resolved.
 * What is absolute must lie below the repository's folder here, or below the root that the run itself names. A place that
 * leaves the repository, has another scheme than `file:` or is relative to an unknown folder is unmapped. See SARIF
 * 2.1.0, sections 3.4 and 3.14.14.
 */
export function mapPlace(location: StatedUri | null, basis: PlaceBasis): MappedPlace {
  const stated = resolveIndex(location, basis);
  if (stated?.uri === null || stated === null) return unmapped('', 'it names no file');
  const { uri, base } = stated;
  const local = localPath(uri);
  if (local.kind === 'foreign') return unmapped(uri, local.why);
  if (local.kind === 'absolute') return below(uri, local.path, basis);
  if (base === null) return normal(uri, local.path);
  const folder = folderOf(base, basis);
  if (folder === null) return unmapped(uri, `relative to ${base}, which is nowhere explained`);
  const joined = `${folder.path}/${local.path}`;
  return folder.kind === 'absolute' ? below(uri, joined, basis) : normal(uri, joined);
}

type Local =
  | { readonly kind: 'relative' | 'absolute'; readonly path: string }
  | { readonly kind: 'foreign'; readonly why: string };

function resolveIndex(location: StatedUri | null, { artifacts }: PlaceBasis): StatedUri | null {
  if (location === null || location.uri !== null) return location;
  return location.index === null ? location : (artifacts[location.index] ?? null);
}

/** Undoes the form of a URI. A literal backslash in a name is written `%5C`, so a bare one is a Windows separator. */
function localPath(uri: string): Local {
  const slashed = slashes(uri);
  if (DRIVE.test(slashed)) return { kind: 'absolute', path: slashed.replace(/^\//, '') };
  const scheme = SCHEME.exec(slashed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file') return { kind: 'foreign', why: `a place of the kind ${scheme}:` };
  const path = scheme === undefined ? slashed : slashed.slice('file:'.length);
  if (path.startsWith('//')) {
    const host = path.slice(2).split('/', 1)[0] ?? '';
    if (host !== '' && host !== 'localhost') return { kind: 'foreign', why: 'on another machine' };
    return absolute(path.slice(2 + host.length));
  }
  return path.startsWith('/') ? absolute(path) : relative(path);
}

function absolute(path: string): Local {
  const decoded = unescaped(path);
  if (decoded === null) return { kind: 'foreign', why: 'its path is not UTF-8' };
  return { kind: 'absolute', path: DRIVE.test(decoded) ? decoded.slice(1) : decoded };
}

function relative(path: string): Local {
  const decoded = unescaped(path);
  return decoded === null ? { kind: 'foreign', why: 'its path is not UTF-8' } : { kind: 'relative', path: decoded };
}

/** A percent sign that starts no escape stands for itself: many tools do not escape. `null` where no UTF-8 comes out. */
function unescaped(path: string): string | null {
  if (!path.includes('%')) return path;
  const whole = path.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return '\0';
    }
  });
  return whole.includes('\0') ? null : whole;
}

/** A named folder as a path: relative to the repository, or absolute; `null` where nothing explains it. */
function folderOf(name: string, basis: PlaceBasis, chain = 0): Exclude<Local, { kind: 'foreign' }> | null {
  const stated = basis.bases.get(name);
  const root = { kind: 'relative', path: '' } as const;
  if (chain > BASE_CHAIN_LIMIT) return null;
  if (basis.mappedTo?.base === name && (basis.mappedTo.uri ?? '') === '') return root;
  if (stated === undefined || stated.uri === null) return ROOT_NAMES.test(name) ? root : null;
  const local = localPath(stated.uri);
  if (local.kind === 'foreign') return null;
  if (local.kind === 'relative') {
    const outer = stated.base === null ? root : folderOf(stated.base, basis, chain + 1);
    return outer === null ? null : { kind: outer.kind, path: `${outer.path}/${local.path}` };
  }
  // The source root of another machine is the repository's root; one below it here tells which part of it.
  return ROOT_NAMES.test(name) && inside(local.path, basis.root) === null ? root : local;
}

function below(uri: string, path: string, basis: PlaceBasis): MappedPlace {
  const roots = [basis.root, ...statedRoots(basis)];
  for (const root of roots) {
    const rest = inside(path, root);
    if (rest !== null) return normal(uri, rest);
  }
  return unmapped(uri, 'outside of the repository');
}

/** Absolute folders that the run calls the root of the source. */
function statedRoots({ bases, mappedTo }: PlaceBasis): readonly string[] {
  const named = [...bases].filter(([name]) => ROOT_NAMES.test(name) || mappedTo?.base === name).map(([, uri]) => uri);
  return [...named, ...(mappedTo === null ? [] : [mappedTo])].flatMap(({ uri }) => {
    const local = uri === null ? null : localPath(uri);
    return local?.kind === 'absolute' ? [local.path] : [];
  });
}

/** The part of an absolute path below a folder; `null` where it is not below it. The file system's root holds everything, so it tells nothing. */
function inside(path: string, folder: string): string | null {
  const [inner, outer] = [segments(path), segments(DRIVE.test(slashes(folder)) ? slashes(folder) : folder)];
  if (inner === null || outer === null || outer.length === 0 || inner.length < outer.length) return null;
  return outer.every((segment, at) => segment === inner[at] || (at === 0 && sameDrive(segment, inner[at])))
    ? inner.slice(outer.length).join('/')
    : null;
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function sameDrive(one: string, other: string | undefined): boolean {
  return /^[a-z]:$/i.test(one) && one.toLowerCase() === other?.toLowerCase();
}

function normal(uri: string, path: string): MappedPlace {
  const parts = segments(path);
  if (parts === null) return unmapped(uri, 'outside of the repository');
  if (parts.length === 0) return unmapped(uri, 'it names no file');
  return { kind: 'path', path: parts.join('/') as FilePath };
}

/** The segments of a path without `.`, `..` and empty ones; `null` where `..` leads above its start. */
function segments(path: string): readonly string[] | null {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.pop() === undefined) return null;
  }
  return kept;
}

function unmapped(stated: string, why: string): MappedPlace {
  return { kind: 'unmapped', stated, why };
}
