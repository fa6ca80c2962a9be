import { type Change, reviewable } from '../change/index.ts';

/** Old and new paths of a change, sorted, unique: a file moved out of a guarded folder touches that folder. */
export function touchedPaths(change: Change): readonly string[] {
  const paths = new Set<string>();
  for (const file of change.files) {
    paths.add(file.path);
    if (file.previousPath !== null) paths.add(file.previousPath);
  }
  return [...paths].sort();
}

/**
 * Added and deleted lines of the files that people review (not generated, not lock files, not assets); `null` where the
 * count of such a file is missing.
 */
export function reviewLinesOf(change: Change): number | null {
  let sum = 0;
  for (const file of change.files) {
    if (!reviewable(file.path)) continue;
    if (file.kind === 'text' && (file.addedLines === null || file.deletedLines === null)) return null;
    sum += (file.addedLines ?? 0) + (file.deletedLines ?? 0);
  }
  return sum;
}
