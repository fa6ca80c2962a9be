import type { FilePath } from '../change/index.ts';
import type { NotAnalysed } from './graph.ts';
import type { Language, LanguageSupport } from './model.ts';
import type { TreeEntry } from './port.ts';

/** Longest path that is looked at, the limit of file systems (`PATH_MAX`): work on a path grows with its parts. */
export const PATH_LIMIT = 4096;
/** Folders around one file; the deepest trees of Java have thirty. */
const DEPTH_LIMIT = 128;

/** What to read of one revision. */
export interface ScanPlan {
  /** Every file, so that what is not read can still be a target. */
  readonly paths: readonly FilePath[];
  readonly sources: readonly { readonly path: FilePath; readonly blob: string; readonly language: Language }[];
  readonly manifests: readonly TreeEntry[];
  readonly notAnalysed: readonly NotAnalysed[];
}

/** Sorts the files of a tree by what they are to the graph. */
export function planScan(entries: readonly TreeEntry[], supports: readonly LanguageSupport[]): ScanPlan {
  const languages = new Map(supports.flatMap(({ extensions, language }) => extensions.map((each) => [each, language])));
  const paths: FilePath[] = [];
  const sources: ScanPlan['sources'][number][] = [];
  const manifests: TreeEntry[] = [];
  const notAnalysed: NotAnalysed[] = [];
  for (const entry of entries) {
    const { path, blob } = entry;
    const extension = extensionOf(path);
    const language = languages.get(extension);
    if (path.length > PATH_LIMIT || isDeep(path)) {
      notAnalysed.push({ kind: 'unreadable', path });
      continue;
    }
    paths.push(path);
    if (language !== undefined) sources.push({ path, blob, language });
    else if (OTHER_LANGUAGES.has(extension)) notAnalysed.push({ kind: 'language', path });
    if (supports.some((support) => support.isManifest(path))) manifests.push(entry);
  }
  return { paths, sources, manifests, notAnalysed };
}

function isDeep(path: string): boolean {
  let folders = 0;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) folders += 1;
  return folders > DEPTH_LIMIT;
}

/** With the dot, lower-case; empty where there is none. */
export function extensionOf(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot <= path.lastIndexOf('/') + 1 ? '' : path.slice(dot).toLowerCase();
}

/** Sources of languages that are not read, so that they can be named as such. */
const OTHER_LANGUAGES: ReadonlySet<string> = new Set(
  `.astro .bash .bat .clj .cljs .cljc .cr .d .dart .elm .erl .ex .exs .f .f90 .fs .fsx .gd .gleam .groovy .hcl .hs .jl .kt .lisp .lua .m
  .ml .mli .mm .nim .nix .pas .pl .pm .proto .ps1 .purs .r .rkt .scala .scm .sh .sol .sql .swift .tcl .tf .thrift .v .vb .vhd .zig .zsh
  .c .cc .cpp .cs .cxx .go .h .hpp .java .kts .php .rb .rs`.split(/\s+/),
);
