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
