import { type Change, classifyFile, type FilePath } from '../../change/index.ts';

/** Code files of a change that is looked at; above, "what else" is most of the repository (as in the reference measurement). */
const CULPRIT_FILES = 10;
/** Files of a fix that is looked at; above, it is a clean-up. */
const FIX_FILES = 30;

/** Whether a file is one of those that are ranked: code and its tests. */
export function isRanked(path: FilePath): boolean {
  const kind = classifyFile(path);
  return kind === 'code' || kind === 'test';
}

/** Whether a change of the past is small enough to ask what else its repair touched. */
export function worthAsking(change: Pick<Change, 'files'>): boolean {
  const code = change.files.filter(({ path }) => isRanked(path)).length;
  return code > 0 && code <= CULPRIT_FILES;
}

/** Files that lived at the time of a change, were not its own, and were touched by its fix; none where the fix is a clean-up. */
export function repairedBeside(given: {
  readonly change: Pick<Change, 'files'>;
  readonly fix: Pick<Change, 'files'>;
  readonly living: ReadonlySet<FilePath>;
}): Set<FilePath> {
  const { change, fix, living } = given;
  if (fix.files.length > FIX_FILES) return new Set();
  const own = new Set(change.files.map(({ path }) => path));
  const touched = fix.files.map(({ path, previousPath }) => previousPath ?? path);
  return new Set(touched.filter((path) => isRanked(path) && living.has(path) && !own.has(path)));
}

/** Takes a landed change into the set of files that live. */
export function liveOn(living: Set<FilePath>, change: Pick<Change, 'files'>): void {
  for (const { path, previousPath, status } of change.files) {
    if (status === 'renamed' && previousPath !== null) living.delete(previousPath);
    if (status === 'deleted') living.delete(path);
    else living.add(path);
  }
}
