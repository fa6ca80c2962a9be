import type { CommitId, ContentGap, FileChange } from '../../domain/change/index.ts';
import { classifyFile } from '../../domain/change/index.ts';
import { printable } from '../../kernel/index.ts';
import type { DiffFailure } from './diff-process.ts';
import type { Difference, FileRecord } from './difference.ts';
import type { ObjectStore } from './object-store.ts';

/** Files of a change as far as they could be read, with what is missing. */
export interface Content {
  readonly files: readonly FileChange[];
  readonly gaps: readonly ContentGap[];
  /** Whether the same objects will always give this content: nothing was missing or too slow. */
  readonly lasting: boolean;
}

/** Where to look when git gave no line count for a file. */
export interface BlobReader {
  readonly objects: ObjectStore;
  /** Headers only. */
  readonly sizes: ObjectStore;
  /** Bytes beyond which git was told not to compare. */
  readonly lineLimit: number;
}

/**
 * Turns records into file changes. A file that git did not count although its name is no asset's may be a long text, or
 * one that attributes call binary: then its lines are unknown rather than none.
 */
export async function contentOf(difference: Difference, blobs: BlobReader): Promise<Content> {
  const gaps: ContentGap[] = difference.omitted > 0 ? [tooManyFiles(difference)] : [];
  const found: Record<Doubt, string[]> = { long: [], hidden: [], absent: [] };
  const files: FileChange[] = [];
  for (const record of difference.files) {
    const suspect = record.uncounted && classifyFile(record.path) !== 'asset';
    const doubt = suspect ? await doubtOf(record, blobs) : null;
    if (doubt !== null) found[doubt].push(record.path);
    files.push(fileOf(record, doubt));
  }
  if (found.long.length > 0) gaps.push(tooLong(found.long, blobs.lineLimit));
  if (found.hidden.length > 0) gaps.push(hiddenText(found.hidden));
  if (found.absent.length > 0) gaps.push(absent(found.absent));
  return { files, gaps, lasting: found.absent.length === 0 };
}

/** Why a file without a line count is not simply binary. */
type Doubt = 'long' | 'hidden' | 'absent';

/** Git itself looks for a zero byte in this many first bytes. */
const BINARY_PROBE = 8_000;

async function doubtOf(record: FileRecord, blobs: BlobReader): Promise<Doubt | null> {
  const ids = [record.oldObject, record.newObject].filter((id) => !/^0+$/.test(id));
  const sizes = await Promise.all(ids.map((id) => blobs.sizes.read(id, 0)));
  if (sizes.some((found) => found === null)) return 'absent';
  if (sizes.some((found) => found !== null && found.size > blobs.lineLimit)) return 'long';
  const contents = await Promise.all(ids.map((id) => blobs.objects.read(id, blobs.lineLimit)));
  return contents.some((found) => found?.content?.subarray(0, BINARY_PROBE).includes(0)) ? null : 'hidden';
}

function fileOf(record: FileRecord, doubt: Doubt | null): FileChange {
  const { path, previousPath, status, kind, addedLines, deletedLines } = record;
  return { path, previousPath, status, kind: doubt === null ? kind : 'text', addedLines, deletedLines };
}

function tooManyFiles({ files, omitted }: Difference): ContentGap {
  return {
    code: 'too-many-files',
    message: `${files.length} files are listed and ${omitted} more are not: split the change, or decide it by hand`,
  };
}

function tooLong(paths: readonly string[], limit: number): ContentGap {
  return {
    code: 'diff-too-large',
    message: `${firstOf(paths)}: longer than ${limit} bytes, so its lines are not counted`,
  };
}

function hiddenText(paths: readonly string[]): ContentGap {
  return {
    code: 'diff-too-large',
    message: `${firstOf(paths)}: called binary by git attributes though it is text, so its lines are not counted`,
  };
}

function absent(paths: readonly string[]): ContentGap {
  return {
    code: 'diff-too-large',
    message: `${firstOf(paths)}: absent from this clone, so its lines are not counted: git fetch --refetch`,
  };
}

function firstOf(paths: readonly string[]): string {
  return `${printable(paths[0] ?? '')}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''}`;
}

/** Why a difference has no line counts, or could not be read at all. */
export function gapOf(failure: DiffFailure, what: 'lines' | 'files'): ContentGap {
  if (failure.kind === 'too-slow') {
    return {
      // Where not even the files are known, nothing of the difference is.
      code: what === 'files' ? 'too-many-files' : 'diff-too-large',
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
