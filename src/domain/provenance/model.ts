import type { CommitId } from '../change/index.ts';

/** Three states, never two: unknown is never human. */
export type Assistance = 'ai' | 'human' | 'unknown';

/** Grades of evidence, strongest first. `none` goes with `unknown`. */
export const EVIDENCE_CLASSES = ['attested', 'declared', 'observed', 'inferred', 'none'] as const;
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];

/** The place a piece of evidence stands in, so that a person can look. */
export type EvidencePlace =
  | 'git-ai-note'
  | 'agent-trace'
  | 'trailer'
  | 'footer'
  | 'session-link'
  | 'author'
  | 'committer'
  | 'co-author'
  | 'subject'
  | 'branch'
  | 'pull-request'
  | 'environment';

/** A tool by the name of the table of tools (`Claude Code`, `Copilot coding agent`), with the model where stated. */
export interface Tool {
  readonly name: string;
  readonly model: string | null;
}

/** One piece of evidence. */
export interface Evidence {
  readonly class: Exclude<EvidenceClass, 'none'>;
  readonly assistance: 'ai' | 'human';
  readonly tool: Tool | null;
  readonly place: EvidencePlace;
  /** The commit it stands on; `null` for a branch name, a pull request's body or the environment. */
  readonly commit: CommitId | null;
  /** 1-based line in the message, note or body; `null` where lines do not apply. */
  readonly line: number | null;
  /** At most {@link EXCERPT_LIMIT} printable characters of what was matched; session links are shortened to a digest. */
  readonly text: string;
  /**
   * 0..1; 1 for attested and observed evidence and for declarations where they belong, lower for inferred evidence and
   * for declarations in other places (squash bodies, quotes). Below 0.5 it is a trail that decides nothing.
   */
  readonly confidence: number;
}

export const EXCERPT_LIMIT = 160;

/** Something a policy may care about beside who wrote it. */
export interface ProvenanceFinding {
  readonly code: /** An AI identity in `Signed-off-by`: only a human can sign off. */
    | 'ai-signed-off'
    /** Invisible or full-width characters in a line that names a tool. */
    | 'obfuscated-marker'
    /** A session link in public history. */
    | 'session-link-in-history'
    /** A note or trace that could not be read: unknown, never human. */
    | 'unreadable-record'
    /** Two pieces of evidence of the same grade disagree. */
    | 'conflicting-evidence'
    /** The record names lines or files that the change does not have. */
    | 'record-mismatch'
    /** The author or co-author address is one known to be forged or leaked. */
    | 'unverifiable-identity';
  readonly commit: CommitId | null;
  readonly message: string;
}

/** Lines added by the change, by what the records say of them. `unknown` = total - ai - human. */
export interface LineShare {
  readonly ai: number;
  readonly human: number;
  readonly unknown: number;
  readonly total: number;
}

/** Who or what wrote a commit or a change, with its trail. */
export interface Provenance {
  readonly assistance: Assistance;
  readonly class: EvidenceClass;
  /** Unique by name and model; strongest evidence first. */
  readonly tools: readonly Tool[];
  /** `null` where no line-level record exists. */
  readonly lines: LineShare | null;
  /** Strongest first. */
  readonly evidence: readonly Evidence[];
  readonly findings: readonly ProvenanceFinding[];
  /**
   * Humans that evidence names as prompter, operator or co-author: they count as authors. Lower-case mails, or
   * `@handle` where only a forge handle is stated. Sorted, unique.
   */
  readonly prompters: readonly string[];
}
