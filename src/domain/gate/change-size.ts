import { type Change, reviewable } from '../change/index.ts';
import { gapEffect } from './content-gap.ts';

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
 * count of such a file is missing or the files are not all known. A vendored file that nobody counted hides nothing. Of an
 * operation its text is what people review.
 */
export function reviewLinesOf(change: Change): number | null {
  if (change.operationLines !== undefined) return change.operationLines;
  const gaps = gapEffect(change.gaps);
  if (gaps.counts !== null) return null;
  let sum = 0;
  let uncounted = 0;
  for (const file of change.files) {
    const isUncounted = file.kind === 'text' && (file.addedLines === null || file.deletedLines === null);
    if (isUncounted) uncounted += 1;
    if (!reviewable(file.path)) continue;
    if (isUncounted) return null;
    sum += (file.addedLines ?? 0) + (file.deletedLines ?? 0);
  }
  // Lines are missing and no file says that they are its own: they may be anybody's.
  return gaps.lines !== null && uncounted === 0 ? null : sum;
}
