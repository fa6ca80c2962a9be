import { classifyFile, type FilePath } from '../../change/index.ts';
import type { Companion } from '../../co-change/index.ts';

/** How far a file is from the change along imports; hops from 1, absent = not within the depth that is looked at. */
export interface ImportDistance {
  /** Files that use the change, directly or through others. */
  readonly dependents: ReadonlyMap<FilePath, number>;
  /** Files that the change uses. */
  readonly dependencies: ReadonlyMap<FilePath, number>;
  /** Changed files that this one imports itself. */
  directUses(path: FilePath): number;
  /** Changed files that import this one themselves. */
  directUsedBy(path: FilePath): number;
  /** Edges in and out. */
  degree(path: FilePath): number;
}

/** How deep imports are followed: beyond, a fifth of a code base is "reached" and nothing is said. */
export const DEPENDENT_DEPTH = 3;
export const DEPENDENCY_DEPTH = 2;

/** Everything that is looked at to rank files of one tree against one change. */
export interface ReachInput {
  /** Paths of the change, as they were before it. */
  readonly changed: readonly FilePath[];
  /** All files that may be named, sorted. */
  readonly files: readonly FilePath[];
  readonly companions: readonly Companion[];
  /** Companions of the neighbours of the change, for files that have no past of their own yet. */
  readonly nearCompanions: readonly Companion[];
  /** Days since a file last landed; `null` = never seen. */
  daysSinceLanded(path: FilePath): number | null;
  /** Days since a file last landed with the author of the change; `null` = never seen. */
  daysSinceAuthor(path: FilePath): number | null;
  /** `null` where no import graph could be had. */
  readonly imports: ImportDistance | null;
}

/** The numbers that the rank is made of, in the order of the shipped weights. */
export const REACH_INPUTS = [
  'together',
  'together, of the most',
  'share',
  'landings',
  'damped',
  'activity',
  'days ago',
  'dependent hops',
  'dependency hops',
  'direct uses',
  'direct used by',
  'degree',
  'folder steps',
  'shared name words',
  'same ending',
  'is test',
  'changed files',
  'changed tests only',
  'near together',
  'near share',
  'days since landed',
  'days since the author',
] as const;

/** Never falls (1), never rises (-1) with the input, or free (0): more history together never lowers a rank. */
export const REACH_MONOTONE: readonly (-1 | 0 | 1)[] = [
  1, 1, 1, 1, 0, 0, -1, -1, -1, 1, 1, 0, -1, 1, 0, 0, 0, 0, 1, 1, -1, -1,
];

/** One file with the numbers that its rank is made of. */
export interface ReachCandidate {
  readonly path: FilePath;
  readonly companion: Companion | null;
  readonly dependentHops: number | null;
  readonly dependencyHops: number | null;
  /** Edges in and out of it. */
  readonly degree: number;
  readonly inputs: Float64Array;
}

/** Stands for "never" where fewer is closer. */
const NO_HOPS = 9;
const NO_DAYS = 10_000;
/** Folder steps beyond which two files are strangers. */
const FAR_FOLDER = 8;

/** Files that anything at all connects with the change, never those of the change itself; in the order of `files`. */
export function reachCandidates(input: ReachInput): readonly ReachCandidate[] {
  const { changed, companions, imports } = input;
  const own = new Set(changed);
  const together = new Map(companions.map((companion) => [companion.path, companion]));
  const most = Math.max(...companions.map(({ weight }) => weight), Number.MIN_VALUE);
  const near = new Map(input.nearCompanions.map((companion) => [companion.path, companion]));
  const mostNear = Math.max(...input.nearCompanions.map(({ weight }) => weight), Number.MIN_VALUE);
  const folders = [...new Set(changed.map(folderOf))];
  const nearFolders = new Set(folders);
  const words = changed.map(nameWords);
  const stems = new Set(words.flatMap((each) => [...each]));
  const endings = new Set(changed.map(endingOf));
  const testsOnly = changed.every((path) => classifyFile(path) === 'test') ? 1 : 0;
  const found: ReachCandidate[] = [];
  for (const path of input.files) {
    if (own.has(path)) continue;
    const companion = together.get(path) ?? null;
    const dependentHops = imports?.dependents.get(path) ?? null;
    const dependencyHops = imports?.dependencies.get(path) ?? null;
    const folder = folderOf(path);
    const connected = companion !== null || near.has(path) || dependentHops !== null || dependencyHops !== null;
    if (!connected && !nearFolders.has(folder) && !sharesWord(path, stems)) continue;
    const degree = imports?.degree(path) ?? 0;
    const ownWords = nameWords(path);
    const inputs = Float64Array.of(
      Math.log1p(companion?.weight ?? 0),
      (companion?.weight ?? 0) / most,
      companion?.share ?? 0,
      Math.log1p(companion?.landings ?? 0),
      companion === null ? 0 : companion.weight / Math.sqrt(companion.activity),
      Math.log1p(companion?.activity ?? 0),
      Math.log1p(companion?.daysAgo ?? NO_DAYS),
      dependentHops ?? NO_HOPS,
      dependencyHops ?? NO_HOPS,
      imports?.directUses(path) ?? 0,
      imports?.directUsedBy(path) ?? 0,
      Math.log1p(degree),
      Math.min(FAR_FOLDER, ...folders.map((other) => folderSteps(folder, other))),
      Math.max(...words.map((other) => sharedWords(ownWords, other)), 0),
      endings.has(endingOf(path)) ? 1 : 0,
      classifyFile(path) === 'test' ? 1 : 0,
      Math.log1p(changed.length),
      testsOnly,
      (near.get(path)?.weight ?? 0) / mostNear,
      near.get(path)?.share ?? 0,
      Math.log1p(input.daysSinceLanded(path) ?? NO_DAYS),
      Math.log1p(input.daysSinceAuthor(path) ?? NO_DAYS),
    );
    found.push({ path, companion, dependentHops, dependencyHops, degree, inputs });
  }
  return found;
}

/** Neighbours that are asked in place of a change; more would be asking the whole repository. */
const NEIGHBOURS = 60;

/** Files in the folders of the change, and these themselves not; their past speaks for files that have none. */
export function neighboursOf(changed: readonly FilePath[], files: readonly FilePath[]): readonly FilePath[] {
  const folders = new Set(changed.map(folderOf));
  const own = new Set(changed);
  return files.filter((path) => folders.has(folderOf(path)) && !own.has(path)).slice(0, NEIGHBOURS);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

/** Words that say a file's part and not its subject. */
const PART_WORDS = new Set([
  'test',
  'tests',
  'spec',
  'specs',
  'index',
  'main',
  'mod',
  'lib',
  'impl',
  'init',
  'stories',
]);

/** The words of a file's name, lower-case, without ending and without words such as `test`. */
function nameWords(path: string): ReadonlySet<string> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.includes('.') ? name.slice(0, name.indexOf('.', 1)) : name;
  const words = stem
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2 && !PART_WORDS.has(word));
  return new Set(words);
}

function sharesWord(path: string, words: ReadonlySet<string>): boolean {
  for (const word of nameWords(path)) if (words.has(word)) return true;
  return false;
}

/** 0..1: words in both of the words in either. */
function sharedWords(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let both = 0;
  for (const word of one) if (other.has(word)) both += 1;
  const either = one.size + other.size - both;
  return either === 0 ? 0 : both / either;
}

/** Steps up and down from one folder to another; 0 = the same. */
function folderSteps(one: string, other: string): number {
  if (one === other) return 0;
  const a = one === '' ? [] : one.split('/');
  const b = other === '' ? [] : other.split('/');
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common += 1;
  return a.length + b.length - 2 * common;
}
