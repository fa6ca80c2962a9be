import type { Instant } from '../../kernel/index.ts';
import type { CommitId, FilePath } from '../change/index.ts';
import type { Assistance, EvidenceClass } from '../provenance/index.ts';

/** One function-like piece of a file, in a form that renaming of what is local does not change. */
export interface Fragment {
  /** 1-based, both included. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Normalised tokens in order: the same number is the same token. */
  readonly tokens: Uint32Array;
  /** Its fingerprints, ascending and distinct. */
  readonly prints: Uint32Array;
  /** How many distinct names of APIs, members and types it has. */
  readonly names: number;
  /** As far as its head tells; `null` for none. Made by whoever wrote the file: show it with `printable`. */
  readonly title: string | null;
}

/** What one file gives. */
export type FileFragments =
  | { readonly kind: 'read'; readonly fragments: readonly Fragment[] }
  /** `binary`: no text. `minified`: lines that nobody writes. `generated`: a program says that it made it. */
  | { readonly kind: 'not-read'; readonly why: 'binary' | 'minified' | 'generated' | 'too-large' };

/** One landing, with what is known of who brought it and by what right. */
export interface Landing {
  readonly commit: CommitId;
  readonly at: Instant | null;
  /** Who merged it, as people are compared (a mail, or a name where there is none): a claim of the commit. */
  readonly engineer: string;
  /** Whether software merged it. */
  readonly isBot: boolean;
  readonly pullRequest: string | null;
  readonly title: string;
  readonly assistance: Assistance;
  readonly evidence: EvidenceClass;
  /** Names of the tools that evidence names. */
  readonly tools: readonly string[];
}

/** What a landing does to one file. */
export interface FileEdit {
  readonly path: FilePath;
  /** Where it was before, where it was elsewhere. */
  readonly previousPath: FilePath | null;
  /** Its fragments now; `null` where it is gone, or is not read any more. */
  readonly fragments: readonly Fragment[] | null;
}

/** A live fragment of a family. */
export interface Copy {
  /** Unique in its book as long as the fragment does not change. */
  readonly number: number;
  readonly path: FilePath;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly title: string | null;
  /** The landing that first brought it; `null` = before what was read. */
  readonly landing: Landing | null;
  /** The newest landing that changed it since; `null` = none did. */
  readonly edited: Landing | null;
}

/** Fragments that align with one exemplar. */
export interface Family {
  /** `p` and twelve hexadecimal digits, of the exemplar's tokens: the same history gives the same id everywhere. */
  readonly id: string;
  readonly title: string | null;
  /** Tokens of the fragment that it began with. */
  readonly exemplar: Uint32Array;
  /** Live ones, in order of their coming; may be empty once all were changed or taken out. */
  readonly copies: readonly Copy[];
}
