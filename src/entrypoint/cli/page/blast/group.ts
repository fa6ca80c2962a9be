/** Files of one folder that stand together in the picture. */
export interface FileGroup<File> {
  /** Folder; empty for the root. */
  readonly folder: string;
  readonly files: readonly File[];
}

/** More groups than this cannot be told apart around a circle. */
const MOST_GROUPS = 14;
/** A group with more of all files than this says too little about where they are. */
const TOO_LARGE = 0.5;
/** Folders deeper than this no longer name a part of a system. */
const MOST_SPLITS = 12;

/**
 * Files by their package (the longest of `packages` that holds them), and by the folders inside it where one package
 * holds more than half of all; by name. Every file stands in one group.
 */
export function groupFiles<File extends { readonly path: string }>(
  files: readonly File[],
  packages: readonly string[],
): readonly FileGroup<File>[] {
  const known = [...new Set(packages)].filter((folder) => folder !== '').sort((a, b) => b.length - a.length);
  let groups = bucketsOf(files, ({ path }) => known.find((folder) => path.startsWith(`${folder}/`)) ?? '');
  for (let split = 0; split < MOST_SPLITS; split += 1) {
    const next = splitLargest(groups, files.length);
    if (next === null) break;
    groups = next;
  }
  return groups;
}

function splitLargest<File extends { readonly path: string }>(
  groups: readonly FileGroup<File>[],
  total: number,
): readonly FileGroup<File>[] | null {
  const large = groups.find(({ folder, files }) => {
    return files.length > Math.max(1, total * TOO_LARGE) && files.some(({ path }) => deeper(path, folder) !== folder);
  });
  const room = MOST_GROUPS - groups.length + 1;
  if (large === undefined || room < 2) return null;
  const parts = [...bucketsOf(large.files, ({ path }) => deeper(path, large.folder))];
  parts.sort((a, b) => b.files.length - a.files.length);
  // The smallest folders stay together under the name of the one that holds them.
  const own = new Set(parts.slice(0, parts.length > room ? room - 1 : room).map(({ folder }) => folder));
  const kept = bucketsOf(large.files, ({ path }) => {
    const folder = deeper(path, large.folder);
    return own.has(folder) ? folder : large.folder;
  });
  return byName([...groups.filter((group) => group !== large), ...kept]);
}

/** The folder one step further down on the way to the file; the folder itself where the file is in it. */
function deeper(path: string, folder: string): string {
  const from = folder === '' ? 0 : folder.length + 1;
  const slash = path.indexOf('/', from);
  return slash < 0 ? folder : path.slice(0, slash);
}

function bucketsOf<File>(files: readonly File[], keyOf: (file: File) => string): readonly FileGroup<File>[] {
  const buckets = new Map<string, File[]>();
  for (const file of files) {
    const key = keyOf(file);
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [file]);
    else bucket.push(file);
  }
  return byName([...buckets].map(([folder, inside]) => ({ folder, files: inside })));
}

function byName<File>(groups: readonly FileGroup<File>[]): readonly FileGroup<File>[] {
  return [...groups].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}
