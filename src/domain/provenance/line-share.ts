import { printable } from '../../kernel/index.ts';
import type { FilePath } from '../change/index.ts';
import { countLines, type LineRange, mergeRanges, subtractRanges } from './line-range.ts';
import type { LineShare } from './model.ts';

/** Number of lines a commit adds, by path after the commit; paths without countable lines are left out. */
export type AddedLines = ReadonlyMap<FilePath, number>;

/** Lines by contributor, as one record states them. */
export interface RecordedLines {
  readonly files: ReadonlyMap<FilePath, { readonly ai: readonly LineRange[]; readonly human: readonly LineRange[] }>;
  /** False where a record says that AI took part without saying in which lines. */
  readonly complete: boolean;
  /** Whether there is a record at all. */
  readonly present: boolean;
}

/** The share, with what does not fit the commit. */
export interface ShareReading {
  readonly lines: LineShare | null;
  readonly problems: readonly string[];
}

/** Files named in problems of one commit. */
const NAMED_FILES = 3;

/**
 * Counts the commit's added lines by what records say. A line claimed by AI and by a person counts as AI; no file
 * counts more lines than the commit adds to it; everything unlisted is unknown. `null` without records, without the
 * commit's added lines, or where AI took part in lines that no record states.
 */
export function shareOf(records: readonly RecordedLines[], added: AddedLines | null): ShareReading {
  if (added === null || !records.some((record) => record.present)) return { lines: null, problems: [] };
  const total = sum([...added.values()]);
  let ai = 0;
  let human = 0;
  const strangers: string[] = [];
  const overfull: string[] = [];
  for (const [path, file] of joined(records)) {
    const limit = added.get(path);
    const written = countLines(file.ai);
    const typed = countLines(subtractRanges(file.human, file.ai));
    if (written + typed === 0) continue;
    if (limit === undefined) strangers.push(printable(path));
    else if (written + typed > limit) overfull.push(printable(path));
    const counted = Math.min(written, limit ?? 0);
    ai += counted;
    human += Math.min(typed, (limit ?? 0) - counted);
  }
  const problems = [
    ...told(strangers, 'the record names files that the commit does not add lines to'),
    ...told(overfull, 'the record names more lines than the commit adds to'),
  ];
  const complete = records.every((record) => record.complete);
  return { lines: complete ? { ai, human, unknown: total - ai - human, total } : null, problems };
}

/** The sum of shares; `null` unless every one is known. */
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

type FileLines = { readonly ai: readonly LineRange[]; readonly human: readonly LineRange[] };

function joined(records: readonly RecordedLines[]): ReadonlyMap<FilePath, FileLines> {
  const files = new Map<FilePath, FileLines>();
  for (const record of records) {
    for (const [path, lines] of record.files) {
      const known = files.get(path);
      files.set(
        path,
        known === undefined
          ? lines
          : { ai: mergeRanges([...known.ai, ...lines.ai]), human: mergeRanges([...known.human, ...lines.human]) },
      );
    }
  }
  return files;
}

function told(paths: readonly string[], what: string): string[] {
  if (paths.length === 0) return [];
  const more = paths.length > NAMED_FILES ? ` and ${paths.length - NAMED_FILES} more` : '';
  return [`${what}: ${paths.slice(0, NAMED_FILES).join(', ')}${more}`];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
