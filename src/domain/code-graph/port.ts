import type { CommitId, FilePath } from '../change/index.ts';

/** One file of a revision; links and submodules are none. */
export interface TreeEntry {
  readonly path: FilePath;
  /** Names the content: the same id is the same bytes, at any place and revision. */
  readonly blob: string;
}

/** The bytes of one content; `null` where it is longer than was asked for or missing. */
export interface BlobContent {
  readonly blob: string;
  readonly content: Uint8Array | null;
  /** `null` where it is missing. */
  readonly bytes: number | null;
}

/** Reads sources at any revision, without a work tree. */
export interface SourceReader {
  /** The commit that a revision means; `null` where it means none. */
  resolve(revision: string): Promise<CommitId | null>;
  /** All files of a commit, in git's order. Throws a Fault where a folder's list is missing. */
  list(commit: CommitId): Promise<readonly TreeEntry[]>;
  /** Contents in the order asked for; those longer than `limitBytes` are passed over. Must be read to the end or returned from. */
  read(blobs: readonly string[], limitBytes: number): AsyncIterable<BlobContent>;
  /** What an earlier run kept under that name; `null` where nothing was, or it is damaged. */
  recall(name: string): Promise<Uint8Array | null>;
  /** Keeps bytes for later runs as far as the user lets anything be kept. */
  keep(name: string, bytes: Uint8Array): Promise<void>;
}
