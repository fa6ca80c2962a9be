import type { CommitId, ContentGap, FileChange } from '../../domain/change/index.ts';
import { classifyFile } from '../../domain/change/index.ts';
import { printable } from '../../kernel/index.ts';
import type { DiffFailure } from './diff-process.ts';
import { type Difference, FILE_LIMIT, type FileRecord } from './difference.ts';
import type { ObjectStore } from './object-store.ts';

/** Files of a change as far as they could be read, with what is missing. */
export interface Content {
  readonly files: readonly FileChange[];
  readonly gaps: readonly ContentGap[];
}

/**
 * Turns records into file changes. A file that git did not count although its name is no asset's may be a long text:
 * its size tells, and then its lines are unknown rather than none.
 */
export async function contentOf(
  difference: Difference,
  given: { readonly sizes: ObjectStore; readonly lineLimit: number },
): Promise<Content> {
  const gaps: ContentGap[] = difference.omitted > 0 ? [tooManyFiles(difference.omitted)] : [];
  const long: string[] = [];
  const files: FileChange[] = [];
  for (const record of difference.files) {
    const isLong = record.uncounted && classifyFile(record.path) !== 'asset' && (await exceeds(record, given));
    if (isLong) long.push(record.path);
    files.push(fileOf(record, isLong));
  }
  if (long.length > 0) gaps.push(tooLong(long, given.lineLimit));
  return { files, gaps };
}

function fileOf(record: FileRecord, isLong: boolean): FileChange {
  const { path, previousPath, status, kind, addedLines, deletedLines } = record;
  return { path, previousPath, status, kind: isLong ? 'text' : kind, addedLines, deletedLines };
}

async function exceeds(
  record: FileRecord,
  given: { readonly sizes: ObjectStore; readonly lineLimit: number },
): Promise<boolean> {
  for (const id of [record.oldObject, record.newObject]) {
    if (/^0+$/.test(id)) continue;
    const found = await given.sizes.read(id, 0);
    if (found === null || found.size > given.lineLimit) return true;
  }
  return false;
}

function tooManyFiles(omitted: number): ContentGap {
  return {
    code: 'too-many-files',
    message: `${FILE_LIMIT} files are listed and ${omitted} more are not: split the change, or decide it by hand`,
  };
}

function tooLong(paths: readonly string[], limit: number): ContentGap {
  const more = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
  return {
    code: 'diff-too-large',
    message: `${printable(paths[0] ?? '')}${more}: longer than ${limit} bytes, so its lines are not counted`,
  };
}

/** Why a difference has no line counts, or could not be read at all. */
export function gapOf(failure: DiffFailure, what: 'lines' | 'files'): ContentGap {
  if (failure.kind === 'too-slow') {
    return {
      code: 'diff-too-large',
      message: `git needed too long for this difference, so its ${what} are not known: split the change`,
    };
  }
  return {
    code: 'missing-object',
    message: `the clone lacks objects of this change (${printable(failure.detail)}), so its ${what} are not known: git fetch --refetch`,
  };
}

/** History that was cut off at a commit of the change or below it. */
export function shallowGap(at: CommitId): ContentGap {
  return {
    code: 'shallow-history',
    message: `the clone is cut off at ${at.slice(0, 12)}: git fetch --unshallow (in CI: a full fetch depth)`,
  };
}
