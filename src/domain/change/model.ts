import type { Branded, Digest, Instant } from '../../kernel/index.ts';

/** Full lower-case object id of a commit (40 hex digits, or 64 in a SHA-256 repository). */
export type CommitId = Branded<string, 'CommitId'>;

/**
 * A path in the repository, `/`-separated, never absolute. Bytes that are not UTF-8 are carried as U+DC80..U+DCFF
 * (so the path stays unique and reversible); show it with `printable`.
 */
export type FilePath = Branded<string, 'FilePath'>;

/** A name and mail as a commit states them: a claim, not a proof. */
export interface Identity {
  readonly name: string;
  readonly mail: string;
}

/** One commit, as recorded; `message` is the raw message decoded as UTF-8 (or the commit's stated encoding). */
export interface Commit {
  readonly id: CommitId;
  /** First parent first; empty for a root commit; more than two for an octopus merge. */
  readonly parents: readonly CommitId[];
  readonly author: Identity;
  readonly authoredAt: Instant;
  readonly committer: Identity;
  readonly committedAt: Instant;
  readonly message: string;
}

export type FileStatus = 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'type-changed';

export type FileKind = 'text' | 'binary' | 'symlink' | 'submodule';

/** How one file differs between base and head. */
export interface FileChange {
  readonly path: FilePath;
  /** Where the file came from, for `renamed` and `copied`: guarded paths match old and new. */
  readonly previousPath: FilePath | null;
  readonly status: FileStatus;
  readonly kind: FileKind;
  /** Lines added and deleted; `null` where git counts none (binary, submodule) or the count was cut off by a limit. */
  readonly addedLines: number | null;
  readonly deletedLines: number | null;
}

/** Lines of a file from `first` to `last`, 1-based, both included. */
export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

/**
 * By path the lines of the new content that a change wrote, ascending and apart; empty where it only took lines away.
 * `null` = cannot be told (binary, too long): any line may be one of them. A deleted file is not listed.
 */
export type WrittenLines = ReadonlyMap<FilePath, readonly LineSpan[] | null>;

/** How a landed change came into the history of its branch. */
export type LandingForm = 'merge' | 'squash' | 'rebase-series' | 'direct';

/** What is done to what runs without a commit: a setting, a flag, data, a command by hand. */
export type OperationChangeKind = 'configuration' | 'flag' | 'data' | 'manual';

/** Where a change stands. `landed` changes are history; the others are proposals. */
export type ChangeKind = 'branch' | 'range' | 'staged' | 'landed' | OperationChangeKind;

/** What is missing from a change's content; never empty-handed: a gap makes facts unknown, not false. */
export interface ContentGap {
  readonly code: 'shallow-history' | 'missing-object' | 'too-many-files' | 'too-many-commits' | 'diff-too-large';
  /** One sentence that names the place and the fix. */
  readonly message: string;
}

/** A proposed or landed difference with the commits that make it. */
export interface Change {
  /** Stable within the repository: `branch:NAME`, `range:A..B`, `staged`, `landed:COMMIT` (the landing's last commit). */
  readonly id: string;
  readonly kind: ChangeKind;
  readonly landing: LandingForm | null;
  /** `123` of `(#123)` or `!123`, where the subject or a trailer states it. */
  readonly pullRequest: string | null;
  /** Short branch name without `refs/heads/`, where known. */
  readonly headBranch: string | null;
  readonly baseBranch: string | null;
  /** `null` for a root change, whose base is the empty tree. */
  readonly base: CommitId | null;
  /** `null` for staged content, which has no commit yet. */
  readonly head: CommitId | null;
  /** The accountable person of the landing or, for a proposal, of its newest commit. */
  readonly author: Identity;
  /** One line, as the landing or newest commit states it; empty where there is none. */
  readonly title: string;
  /** When it landed (committer time), or the newest commit's time; `null` for staged content. */
  readonly at: Instant | null;
  /** Oldest first; empty for staged content. */
  readonly commits: readonly Commit[];
  /** Sorted by path, unique. */
  readonly files: readonly FileChange[];
  /** Lines of an operation's text, which stands for its content; absent for a difference of files. */
  readonly operationLines?: number | undefined;
  /** Digest of the exact content (base tree to head tree): a sign-off binds to it. `null` for history read in bulk. */
  readonly contentDigest: Digest | null;
  readonly gaps: readonly ContentGap[];
}

/** What kind of thing a file is: decides which change class a difference belongs to. */
export type FileClass =
  | 'code'
  | 'test'
  | 'documentation'
  | 'configuration'
  | 'infrastructure'
  | 'migration'
  | 'ci'
  | 'dependency'
  | 'policy'
  | 'generated'
  | 'asset';
