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
  const packageOf = packagesOf(tree);
  const governs = new Map(supports.map((support) => [support, support.governs?.(tree)]));
  const scanned = tree.paths.filter((path) => tree.scan(path) !== null);
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const support = supports.find((each) => each.isManifest(path));
    if (support !== undefined) {
      const ofLanguage = scanned.filter((each) => support.extensions.some((ending) => each.endsWith(ending)));
      return governs.get(support)?.(path) ?? ofLanguage.filter((each) => nearest(tree.has, each, name) === path);
    }
    if (!TOOL_CONFIGURATION.test(name)) return null;
    const own = packageOf(path)?.manifest;
    return scanned.filter(
      (each) => isBelow(each, folderOf(path)) && packageOf(each)?.manifest === own && each !== path,
    );
  };
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
