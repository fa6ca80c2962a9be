import type { Instant } from '../../kernel/index.ts';
import type { CommitId, FilePath } from '../change/index.ts';

/** One place where a fix differs from its parent, without context lines. */
export interface FixHunk {
  /** First removed line of the parent's file, from 1; where nothing is removed, the line above (0 = the top). */
  readonly start: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** One file of a fix. */
export interface FixFile {
  /** In the parent; `null` for a new file, of which nobody can be asked. */
  readonly path: FilePath | null;
  /** In the fix; `null` for a deleted file. */
  readonly newPath: FilePath | null;
  /** In the order of the file. */
  readonly hunks: readonly FixHunk[];
}

/** Lines `first..last` of a file, from 1, both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** What to ask of one file: who wrote these lines of the parent. */
export interface TraceTarget {
  readonly path: FilePath;
  /** Lines the fix changed that count; ascending, unique. */
  readonly changed: readonly number[];
  /** Where to look for the line above and below each hunk: numbers outward from the hunk; may lie beyond the file. */
  readonly around: readonly (readonly number[])[];
  /** Covers all of these; ascending, apart. The first line of each exists in the file unless the file is empty. */
  readonly ranges: readonly LineRange[];
}

/** Who last touched one line of a fix's parent. */
export interface BlamedLine {
  readonly line: number;
  readonly commit: CommitId;
  readonly committedAt: Instant;
  readonly blank: boolean;
  /** It was there before the history that was asked about; `commit` is then only where the search ended. */
  readonly older: boolean;
}

/** `changed`: the fix removed or rewrote it. `neighbour`: it stands next to such a place; a weaker clue. */
export type LineRole = 'changed' | 'neighbour';

/** A line that may have needed the fix, with the commit that wrote it. */
export interface SuspectLine {
  readonly path: FilePath;
  /** Of the file as the fix found it, from 1. */
  readonly line: number;
  readonly role: LineRole;
  readonly commit: CommitId;
  readonly committedAt: Instant;
}

/** Why a fix could not be read as a whole; what was read still counts. */
export interface TraceGap {
  readonly code:
    | 'too-slow'
    | 'difference-too-large'
    | 'too-many-files'
    | 'missing-object'
    | 'shallow-history'
    | 'path-not-text'
    | 'file-unreadable';
  /** One sentence that names the place. */
  readonly message: string;
}

/** How many lines of each role are too old to matter. */
export type OlderLines = Readonly<Record<LineRole, number>>;

/** Everything the history says of the lines that a fix touched. */
export interface FixEvidence {
  readonly fix: CommitId;
  /** Against which it was compared: its first parent; `null` for a root commit. */
  readonly parent: CommitId | null;
  readonly fixedAt: Instant;
  /** By path and line, a changed line before a neighbour. */
  readonly lines: readonly SuspectLine[];
  /** Further lines that are older than any answer may be, so that nobody was asked who wrote them. */
  readonly older: OlderLines;
  readonly gaps: readonly TraceGap[];
}

/** A place that supports a label. */
export interface LabelPlace {
  readonly path: FilePath;
  /** `null`: the file as a whole. */
  readonly line: number | null;
}

/** How a label came to be, strongest first. */
export type LabelKind = 'reverted' | 'fixes-trailer' | 'szz' | 'szz-neighbour' | 'hotfix';

/** That a later change repaired an earlier one, and how this is known. A label only ever points to the past. */
export interface Label {
  readonly kind: LabelKind;
  /** The change that needed repair. */
  readonly culprit: CommitId;
  /** The later change that says so. */
  readonly by: CommitId;
  /** First places only, at most {@link PLACE_LIMIT}; empty where a message says it. */
  readonly places: readonly LabelPlace[];
}

/** Places shown for one label: enough to check it by hand. */
export const PLACE_LIMIT = 20;
