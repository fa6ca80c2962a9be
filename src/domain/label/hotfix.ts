import type { Instant } from '../../kernel/index.ts';
import { type CommitId, classifyFile, type FilePath, reviewable } from '../change/index.ts';
import { type Label, PLACE_LIMIT } from './model.ts';

/** A fix that lands within this time of a change to the same file is a hotfix of that change. */
export const HOTFIX_WINDOW_MS = 72 * 3_600_000;
/** A change of more files than this meets any other by chance: a release, a move, a new layout. */
export const HOTFIX_FILE_LIMIT = 100;

/** What a hotfix is known by, of one landed change. */
export interface HotfixChange {
  readonly commit: CommitId;
  /** `null` changes take no part. */
  readonly landedAt: Instant | null;
  readonly files: readonly FilePath[];
  /** Whether its message says that it repairs something. */
  readonly fix: boolean;
}

/**
 * For each fix the latest earlier change within {@link HOTFIX_WINDOW_MS} that touched one of its product files; the
 * changes are in the order they landed, and only what stands before a fix can be its culprit.
 */
export function hotfixLabels(changes: readonly HotfixChange[]): readonly Label[] {
  const lastOf = new Map<FilePath, number>();
  const found: Label[] = [];
  changes.forEach((change, index) => {
    const files = productFiles(change);
    if (change.fix && change.landedAt !== null) {
      const label = labelOf(change, { changes, lastOf, files, landedAt: change.landedAt });
      if (label !== null) found.push(label);
    }
    if (change.landedAt !== null) for (const path of files) lastOf.set(path, index);
  });
  return found;
}

interface Before {
  readonly changes: readonly HotfixChange[];
  readonly lastOf: ReadonlyMap<FilePath, number>;
  readonly files: readonly FilePath[];
  readonly landedAt: Instant;
}

function labelOf(fix: HotfixChange, before: Before): Label | null {
  let culprit = -1;
  for (const path of before.files) {
    const index = before.lastOf.get(path);
    const at = index === undefined ? null : (before.changes[index]?.landedAt ?? null);
    if (index === undefined || at === null || Math.abs(before.landedAt - at) > HOTFIX_WINDOW_MS) continue;
    culprit = Math.max(culprit, index);
  }
  const found = before.changes[culprit];
  if (found === undefined || found.commit === fix.commit) return null;
  const places = before.files.filter((path) => before.lastOf.get(path) === culprit).slice(0, PLACE_LIMIT);
  return {
    kind: 'hotfix',
    culprit: found.commit,
    by: fix.commit,
    places: places.map((path) => ({ path, line: null })),
  };
}

function productFiles(change: HotfixChange): readonly FilePath[] {
  if (change.files.length > HOTFIX_FILE_LIMIT) return [];
  return change.files.filter((path) => {
    const kind = classifyFile(path);
    return reviewable(path) && kind !== 'test' && kind !== 'documentation' && kind !== 'generated';
  });
}
