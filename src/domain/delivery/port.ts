import type { CommitId, FilePath } from '../change/index.ts';

/** One place where a landing changed a file: so many lines of the old content, so many of the new. */
export interface LineHunk {
  /** First line of the old content, from 1; where none is removed, the line above (0 = the top). */
  readonly start: number;
  readonly removed: number;
  readonly added: number;
}

/** One text file of a landing. */
export interface LineFile {
  /** `null` = it was not there before. */
  readonly previousPath: FilePath | null;
  /** `null` = it was deleted. */
  readonly path: FilePath | null;
  /** Ascending, apart. */
  readonly hunks: readonly LineHunk[];
}

/** Which lines one landing changed. */
export interface LineStep {
  readonly head: CommitId;
  /** `null` = it could not be compared: what it did to lines is not known. */
  readonly files: readonly LineFile[] | null;
}

/** Reads which lines landings changed. Rejects with a `Fault` where the repository cannot be read. */
export interface LineHistoryReader {
  /** One step for each pair, in order; `base` `null` = the empty tree. */
  steps(pairs: readonly { readonly base: CommitId | null; readonly head: CommitId }[]): AsyncIterable<LineStep>;
}
