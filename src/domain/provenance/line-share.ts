import { printable } from '../../kernel/index.ts';
import type { FilePath } from '../change/index.ts';
import { countLines, type LineRange, mergeRanges, subtractRanges } from './line-range.ts';
import type { LineShare } from './model.ts';

/**
 * Number of lines a commit adds, for every path it touches (named as after the commit); `null` where lines are not
 * counted (binary, submodule, cut off by a limit): such a path makes the share unknown, never smaller.
 */
export type AddedLines = ReadonlyMap<FilePath, number | null>;

/** Lines of one file by contributor. */
export interface FileLines {
  readonly ai: readonly LineRange[];
  readonly human: readonly LineRange[];
}

/** Lines by contributor, as one record states them. */
export interface RecordedLines {
  readonly files: ReadonlyMap<FilePath, FileLines>;
  /** False where a record says that AI took part without saying in which lines. */
  readonly complete: boolean;
  /** Whether there is a record at all. */
  readonly present: boolean;
}

/** The share, with what does not fit the commit and where records contradict one another. */
export interface ShareReading {
  readonly lines: LineShare | null;
  readonly mismatches: readonly string[];
  readonly conflicts: readonly string[];
}

/** Files named in one message. */
const NAMED_FILES = 3;

/**
 * Counts the commit's added lines by what records say. A line claimed by AI and by a person counts as AI; no file
 * counts more lines than the commit adds to it; everything unlisted is unknown. `null` without records, without the
 * commit's added lines, or where AI took part in lines that no record states.
 */
export function shareOf(records: readonly RecordedLines[], added: AddedLines | null): ShareReading {
  const files = joined(records);
  const conflicts = told(
    [...files].filter(([, file]) => overlaps(file)).map(([path]) => path),
    {
      what: 'the records give the same lines to AI and to a person in',
    },
  );
  if (added === null || !records.some((record) => record.present)) return { lines: null, mismatches: [], conflicts };
  const counted = [...files].map(([path, file]) => countFile(path, { file, limit: added.get(path) }));
  const mismatches = [
    ...told(pathsWith(counted, 'stranger'), { what: 'the record names files that the commit does not touch:' }),
    ...told(pathsWith(counted, 'overfull'), { what: 'the record names more lines than the commit adds to' }),
  ];
  const total = sum([...added.values()].map((lines) => lines ?? 0));
  const ai = sum(counted.map((file) => file.ai));
  const human = sum(counted.map((file) => file.human));
  const known = records.every((record) => record.complete) && ![...added.values()].includes(null);
  return { lines: known ? { ai, human, unknown: total - ai - human, total } : null, mismatches, conflicts };
}

/** The sum of shares; `null` for none or where any is unknown. */
export function sumShares(shares: readonly (LineShare | null)[]): LineShare | null {
  if (shares.length === 0) return null;
  let total: LineShare = { ai: 0, human: 0, unknown: 0, total: 0 };
  for (const share of shares) {
    if (share === null) return null;
    total = {
      ai: total.ai + share.ai,
      human: total.human + share.human,
      unknown: total.unknown + share.unknown,
      total: total.total + share.total,
    };
  }
  return total;
}

interface CountedFile {
  readonly path: FilePath;
  readonly ai: number;
  readonly human: number;
  readonly fit: 'fits' | 'stranger' | 'overfull';
}

function countFile(
  path: FilePath,
  { file, limit }: { readonly file: FileLines; readonly limit: number | null | undefined },
): CountedFile {
  const written = countLines(file.ai);
  const typed = countLines(subtractRanges(file.human, file.ai));
  if (limit === null || written + typed === 0) return { path, ai: 0, human: 0, fit: 'fits' };
  if (limit === undefined) return { path, ai: 0, human: 0, fit: 'stranger' };
  const ai = Math.min(written, limit);
  return { path, ai, human: Math.min(typed, limit - ai), fit: written + typed > limit ? 'overfull' : 'fits' };
}

function pathsWith(files: readonly CountedFile[], fit: CountedFile['fit']): FilePath[] {
  return files.filter((file) => file.fit === fit).map((file) => file.path);
}

function overlaps({ ai, human }: FileLines): boolean {
  return ai.length > 0 && human.length > 0 && countLines(subtractRanges(human, ai)) < countLines(human);
}

function joined(records: readonly RecordedLines[]): ReadonlyMap<FilePath, FileLines> {
  const [first, second] = records.filter((record) => record.present);
  if (first === undefined || second === undefined) return first?.files ?? new Map();
  const files = new Map(first.files);
  for (const [path, lines] of second.files) {
    const known = files.get(path);
    files.set(path, known === undefined ? lines : union(known, lines));
  }
  return files;
}

function union(a: FileLines, b: FileLines): FileLines {
  return { ai: mergeRanges([...a.ai, ...b.ai]), human: mergeRanges([...a.human, ...b.human]) };
}

function told(paths: readonly FilePath[], { what }: { readonly what: string }): string[] {
  if (paths.length === 0) return [];
  const more = paths.length > NAMED_FILES ? ` and ${paths.length - NAMED_FILES} more` : '';
  return [`${what} ${paths.slice(0, NAMED_FILES).map(printable).join(', ')}${more}`];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
