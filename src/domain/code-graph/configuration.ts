import type { FilePath } from '../change/index.ts';
import type { CodeGraph } from './graph.ts';
import type { LanguageSupport } from './model.ts';
import { packagesOf } from './package.ts';
import { folderOf, foldersAround, within } from './path-text.ts';

/** Configurations of builds and tools that change what a package's sources become, by name. */
const TOOL_CONFIGURATION =
  /^(?:\.babelrc(?:\.\w{1,9})?|\.swcrc|\.browserslistrc|\.npmrc|\.nvmrc|\.node-version|\.python-version|rust-toolchain(?:\.toml)?|(?:babel|vite|vitest|webpack|rollup|rspack|esbuild|next|nuxt|svelte|astro|postcss|tailwind|jest|metro|tsup|turbo|nx|project)(?:\.config)?\.(?:[cm]?[jt]s|json)|MANIFEST\.in|tox\.ini|pytest\.ini|conftest\.py|Makefile|gradle\.properties|settings\.gradle(?:\.kts)?|Directory\.Build\.(?:props|targets)|global\.json|config\.toml)$/;

/**
 * The sources that a changed configuration is for; `null` for a path that is none. A manifest is for the sources below it
 * with no nearer one of its name, or for those that its language names; a tool's configuration for those of its own package below
 * it. So one at the root of many packages reaches those that use it, not everything.
 */
export function governedBy(
  graph: CodeGraph,
  supports: readonly LanguageSupport[],
): (path: FilePath) => readonly FilePath[] | null {
  const { tree } = graph;
  const scanned = tree.paths.filter((path) => tree.scan(path) !== null);
  const named = new Map(supports.map((support) => [support, support.governs?.(tree)]));
  const byPlace = new Map<string, Groups>();
  const packageOf = packagesOf(tree);
  let byPackage: Groups | null = null;
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const support = supports.find((each) => each.isManifest(path));
    if (support !== undefined) {
      const told = named.get(support)?.(path) ?? null;
      if (told !== null) return told;
      const key = `${support.language} ${name}`;
      const groups =
        byPlace.get(key) ?? groupedBy(sourcesOf(support, scanned), (each) => nearest(tree.has, each, name));
      byPlace.set(key, groups);
      return groups.get(path) ?? NONE;
    }
    if (!TOOL_CONFIGURATION.test(name)) return null;
    byPackage ??= groupedBy(scanned, (each) => packageOf(each)?.manifest ?? null);
    const own = byPackage.get(packageOf(path)?.manifest ?? null) ?? NONE;
    return own.filter((each) => isBelow(each, folderOf(path)) && each !== path);
  };
}

type Groups = ReadonlyMap<FilePath | null, readonly FilePath[]>;

const NONE: readonly FilePath[] = [];

function groupedBy(paths: readonly FilePath[], keyOf: (path: FilePath) => FilePath | null): Groups {
  const groups = new Map<FilePath | null, FilePath[]>();
  for (const path of paths) {
    const key = keyOf(path);
    const there = groups.get(key);
    if (there === undefined) groups.set(key, [path]);
    else there.push(path);
  }
  return groups;
}

function sourcesOf(support: LanguageSupport, paths: readonly FilePath[]): readonly FilePath[] {
  return paths.filter((path) => support.extensions.some((ending) => path.endsWith(ending)));
}

function nearest(has: (path: FilePath) => boolean, path: FilePath, name: string): FilePath | null {
  for (const folder of foldersAround(folderOf(path))) {
    const candidate = within(folder, name) as FilePath;
    if (has(candidate)) return candidate;
  }
  return null;
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
