import type { FilePath, LineSpan } from '../change/index.ts';

/** Worst first, in the words of SARIF 2.1.0, section 3.27.10. */
export const FINDING_LEVELS = ['error', 'warning', 'note', 'none'] as const;
export type FindingLevel = (typeof FINDING_LEVELS)[number];

/** How a finding stands to an earlier run of the tool (SARIF 2.1.0, section 3.27.24). */
export type BaselineState = 'new' | 'updated' | 'unchanged' | 'absent';

/** Where a finding points. */
export type FindingPlace =
  /** `lines` is `null` for the file as a whole. */
  | { readonly kind: 'file'; readonly path: FilePath; readonly lines: LineSpan | null }
  /** `stated` is what the report says, cut; `why` says in a few words what keeps it from being a file here. */
  | { readonly kind: 'unmapped'; readonly stated: string; readonly why: string };

/** One thing that a scanner reports. Texts come from outside and are bounded, not printable. */
export interface ScannerFinding {
  readonly rule: string;
  readonly level: FindingLevel;
  readonly message: string;
  readonly place: FindingPlace;
  /** What the tool recognises it by when lines move; `null` where it gives nothing. */
  readonly fingerprint: string | null;
  /** Silenced, in the source or outside of it, and nobody has refused that. */
  readonly suppressed: boolean;
  /** `null` = the tool compared with nothing. */
  readonly baseline: BaselineState | null;
}

/** One tool's run over one content. */
export interface ScannerRun {
  readonly tool: string;
  /** The report it stands in, as the caller named it. */
  readonly source: string;
  readonly findings: readonly ScannerFinding[];
  /** Why there may be more findings than these, one sentence each; empty where the run is whole. */
  readonly gaps: readonly string[];
  /** The commit that the tool says it looked at; `null` = it does not say. */
  readonly revision: string | null;
}

/** A finding with the tool that reports it, in a file of the new content. */
export interface PlacedFinding {
  readonly tool: string;
  readonly rule: string;
  readonly level: FindingLevel;
  readonly message: string;
  readonly path: FilePath;
  readonly lines: LineSpan | null;
}

/** A finding that could not be brought to a file, with what it says of its place. */
export interface UnmappedFinding {
  readonly tool: string;
  readonly rule: string;
  readonly level: FindingLevel;
  readonly stated: string;
  readonly why: string;
}

/** What all runs together say of one change. Lists are unique; findings are sorted by level, path, line, tool, rule. */
export interface ChangeFindings {
  /** Names of the tools, sorted. */
  readonly tools: readonly string[];
  readonly onChangedLines: readonly PlacedFinding[];
  /** In files that the change touches, on lines that it did not write. */
  readonly inChangedFiles: readonly PlacedFinding[];
  /** Of those that would be on changed lines or in changed files, how many ask for nothing, and how many of these are suppressed on changed lines. */
  readonly apart: {
    readonly suppressed: number;
    readonly suppressedOnChangedLines: number;
    readonly unchanged: number;
    readonly absent: number;
  };
  /** In files of the repository that the change does not touch. */
  readonly elsewhere: number;
  readonly unmapped: readonly UnmappedFinding[];
  /** Why there may be more; then no count is known. */
  readonly gaps: readonly string[];
  /** What to keep in mind, one sentence each, where the counts hold nevertheless. */
  readonly notes: readonly string[];
}
