import type { FilePath } from '../../change/index.ts';
import { fromFolder, within } from '../path-text.ts';
import type { FileLookup } from './file-lookup.ts';
import { membersOf } from './json-text.ts';
import type { PackageManifest } from './package-manifest.ts';

/** The file inside this repository that `name` or `name/sub` means, by the package's own words; `null` where none tells. */
export function packageFile(lookup: FileLookup, manifest: PackageManifest, subpath: string): FilePath | null {
  for (const target of targetsOf(manifest, subpath)) {
    const found = sourceOf(lookup, manifest.folder, target);
    if (found !== null) return found;
  }
  if (subpath !== '') return manifest.exports === null ? null : sourceOf(lookup, manifest.folder, subpath);
  return firstFile(lookup, ['index', 'src/index', 'src/main', 'lib/index', 'source/index'], manifest.folder);
}

/** What a key of `imports` (`#db/client`) leads to: a path of the package, or another package's name. */
export function importTargets(manifest: PackageManifest, key: string): readonly string[] {
  return matchKey(manifest.imports, key);
}

/**
 * The file of a package's path; where it names build output that is not in the tree, the source that is built into it by
 * convention: `dist/cjs/a.js` is `src/a.ts`.
 */
export function sourceOf(lookup: FileLookup, folder: string, target: string): FilePath | null {
  const path = fromFolder(folder, target);
  if (path === null) return null;
  const direct = lookup.find(path);
  if (direct !== null) return direct;
  const parts = (fromFolder('', target) ?? '').split('/');
  for (let stripped = 0; stripped < parts.length; stripped += 1) {
    if (stripped > 0 && !OUTPUT.has(parts[stripped - 1] ?? '')) break;
    const rest = parts.slice(stripped).join('/');
    const found = firstFile(
      lookup,
      stemsOf(rest).flatMap((stem) => SOURCE_FOLDERS.map((from) => within(from, stem))),
      folder,
    );
    if (found !== null) return found;
  }
  return null;
}

/** Folders that builds write to. */
const OUTPUT: ReadonlySet<string> = new Set(
  'dist build lib out output esm cjs es umd mjs types typings node browser bundles bundle dist-types dist-cjs dist-esm lib-esm lib-cjs commonjs module modern legacy .output generated src'.split(
    ' ',
  ),
);
/** Folders that sources live in; the last is the package itself. */
const SOURCE_FOLDERS = ['src', 'source', 'lib', 'app', ''];

/** A name of build output without what compilers and bundlers add: `index.esm.js`, `index.d.ts` are `index`. */
function stemsOf(path: string): readonly string[] {
  const whole = path.replace(/\.d\.[cm]?ts$|\.[cm]?jsx?$/, '');
  const slash = whole.lastIndexOf('/');
  const dot = whole.indexOf('.', slash + 2);
  return dot < 0 ? [whole] : [whole, whole.slice(0, dot)];
}

function firstFile(lookup: FileLookup, paths: readonly string[], folder: string): FilePath | null {
  for (const path of paths) {
    const found = lookup.find(within(folder, path));
    if (found !== null) return found;
  }
  return null;
}

function targetsOf(manifest: PackageManifest, subpath: string): readonly string[] {
  if (manifest.exports === null) return subpath === '' ? manifest.entries : [subpath];
  const { exports } = manifest;
  const map = membersOf(exports);
  const hasPaths = Object.keys(map).some((key) => key.startsWith('.'));
  if (!hasPaths) return subpath === '' ? leavesOf(exports, 0) : [];
  return matchKey(map, subpath === '' ? '.' : `./${subpath}`);
}

/** Node's subpath patterns: an exact key, else the longest prefix before a `*` (or a folder's `/`). */
function matchKey(map: Readonly<Record<string, unknown>>, wanted: string): readonly string[] {
  if (Object.hasOwn(map, wanted)) return leavesOf(map[wanted], 0);
  let best: { readonly key: string; readonly prefix: string; readonly star: string } | null = null;
  for (const key of Object.keys(map)) {
    const at = key.indexOf('*');
    const [prefix, suffix] = at < 0 ? [key, ''] : [key.slice(0, at), key.slice(at + 1)];
    if (at < 0 && !key.endsWith('/')) continue;
    if (!wanted.startsWith(prefix) || !wanted.endsWith(suffix) || wanted.length < prefix.length + suffix.length)
      continue;
    if (best !== null && best.prefix.length >= prefix.length) continue;
    best = { key, prefix, star: wanted.slice(prefix.length, wanted.length - suffix.length) };
  }
  if (best === null) return [];
  const { key, star } = best;
  return leavesOf(map[key], 0).map((leaf) => (key.includes('*') ? leaf.replaceAll('*', star) : `${leaf}${star}`));
}

/** Conditions that lead nearest to the source come first. */
const CONDITIONS = [
  'source',
  'development',
  'svelte',
  'import',
  'module',
  'node',
  'default',
  'require',
  'browser',
  'types',
];
/** Conditions nest two or three deep. */
const DEPTH_LIMIT = 8;

function leavesOf(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return [value];
  if (depth > DEPTH_LIMIT) return [];
  if (Array.isArray(value)) return value.flatMap((each) => leavesOf(each, depth + 1));
  const members = membersOf(value);
  return Object.keys(members)
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((key) => leavesOf(members[key], depth + 1));
}

function rank(condition: string): number {
  const at = CONDITIONS.indexOf(condition);
  return at < 0 ? CONDITIONS.length : at;
}
