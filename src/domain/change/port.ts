import type { Instant } from '../../kernel/index.ts';
import type { Change, Commit, CommitId, FileChange, FilePath, WrittenLines } from './model.ts';

/** Which proposal to read. */
export type ChangeSelector =
  /** A branch or commit against its base: the difference from their merge base. `base: null` finds the default branch. */
  | { readonly kind: 'branch'; readonly head: string; readonly base: string | null }
  /** `from..to`, exactly as written. */
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  /** The index against HEAD. */
  | { readonly kind: 'staged' }
  /** One landed change: a commit of the default branch's first-parent history (a series is found around it). */
  | { readonly kind: 'landed'; readonly commit: string };

/** What part of history to read; `since` and `limit` both cut, newest kept. */
export interface CommitRange {
  /** Branch or commit; `null` = the default branch, or HEAD where there is none. */
  readonly tip: string | null;
  readonly since: Instant | null;
  /** Number of landed changes, or of commits. */
  readonly limit: number | null;
}

/** A note on a commit (git-ai or ours), undecoded. */
export interface NoteRecord {
  readonly commit: CommitId;
  readonly text: string;
}

/** What the repository is, for messages and facts. */
export interface RepositoryDescription {
  /** Absolute path of the git directory's work tree, or of the bare repository. */
  readonly path: string;
  readonly name: string;
  readonly bare: boolean;
  readonly empty: boolean;
  readonly shallow: boolean;
  readonly objectFormat: 'sha1' | 'sha256';
  /** Short name, e.g. `main`; `null` where it cannot be told. */
  readonly defaultBranch: string | null;
  /** The commit the default branch (or HEAD) stands at; `null` in an empty repository. */
  readonly tip: CommitId | null;
  /**
   * Tips of every branch that may be the default one, `tip` first: one where the repository says which, several where it
   * can only be guessed. Unique; empty where no branch could be it.
   */
  readonly defaultTips: readonly CommitId[];
  /** Whether the repository says which branch is the default one, rather than a usual name. */
  readonly defaultStated: boolean;
  /** Short name of the checked-out branch; `null` when HEAD is detached. */
  readonly currentBranch: string | null;
  readonly partialClone: boolean;
}

/**
 * Reads changes of one repository; never writes to it and never asks the network. Every method throws a `Fault`
 * whose message names the place and the fix (no repository, unknown revision, cut history).
 */
export interface HistoryReader {
  describe(): Promise<RepositoryDescription>;
  /** Resolves a revision to a commit, or `null` where it names none. */
  resolve(revision: string): Promise<CommitId | null>;
  /** Whether `newer` reaches `older`; a commit reaches itself. */
  reaches(newer: CommitId, older: CommitId): Promise<boolean>;
  readChange(selector: ChangeSelector): Promise<Change>;
  /** Which lines of the new content a change wrote, by file; what takes too long to compare is not told (`null`). */
  writtenLines(change: Change): Promise<WrittenLines>;
  /** Landed changes, newest first. `lines: false` leaves line counts `null` and is about nine times faster. */
  landedChanges(range: CommitRange, options: { readonly lines: boolean }): AsyncIterable<Change>;
  /** Every commit reachable, newest first, without files. */
  commits(range: CommitRange): AsyncIterable<Commit>;
  /** What each commit changes against its first parent, in order; `null` where that cannot be read. */
  filesOf(
    commits: readonly Commit[],
    options: { readonly lines: boolean },
  ): AsyncIterable<readonly FileChange[] | null>;
  /** The file at that revision as bytes; `null` where it does not exist. */
  readFile(revision: CommitId, path: FilePath): Promise<Uint8Array | null>;
  /** The file as it is staged; `null` where it is not. */
  readStaged(path: FilePath): Promise<Uint8Array | null>;
  /** Git's mode at that revision, or as staged (`null`): `100644`, `100755`, ...; `null` where nothing stands there. */
  modeOf(revision: CommitId | null, path: FilePath): Promise<string | null>;
  /** Whether anything stands at that path: a file, a link, a folder or a submodule. */
  holds(revision: CommitId, path: FilePath): Promise<boolean>;
  /** All paths at that revision; with `under`, only those below that folder. */
  listFiles(revision: CommitId, under: FilePath | null): Promise<readonly FilePath[]>;
  /**
   * All notes of a ref (e.g. `refs/notes/ai`); empty where the ref does not exist. `condense` is given each text and
   * says what to keep of it, so that a ref of a gigabyte need not stand in memory.
   */
  notes(ref: string, condense?: (text: string) => string): Promise<readonly NoteRecord[]>;
  /** What an earlier run kept of this repository under a name; `null` where there is nothing. An aid, never a source. */
  recall(name: string): Promise<Uint8Array | null>;
  /** Keeps derived bytes for later runs, outside of the repository; never rejects. `name`: lower-case letters and digits. */
  keep(name: string, bytes: Uint8Array): Promise<void>;
}
