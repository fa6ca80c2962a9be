/** One value of a structured file (YAML, JSON, TOML, INI, ...) with the line it stands on; aliases are expanded. */
export type DocumentNode = MapNode | ListNode | ScalarNode;

export interface MapNode {
  readonly kind: 'map';
  /** 1-based line of its key, or of its own beginning; `null` where the format gives none. */
  readonly line: number | null;
  readonly entries: ReadonlyMap<string, DocumentNode>;
}

export interface ListNode {
  readonly kind: 'list';
  readonly line: number | null;
  readonly items: readonly DocumentNode[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly line: number | null;
  readonly value: string | number | boolean | null;
  /** As written, without quotes: `1.10` stays `1.10`. */
  readonly text: string;
}

/** Formats that a {@link DocumentParser} reads. `env` is `KEY=value` lines. */
export type DocumentFormat = 'yaml' | 'json' | 'toml' | 'env' | 'properties' | 'ini';

/** What a {@link DocumentParser} answers. */
export type DocumentParse =
  | { readonly kind: 'parsed'; readonly documents: readonly DocumentNode[] }
  | {
      readonly kind: 'refused';
      /** Becomes the code of an `Unread`. */
      readonly code: 'too-large' | 'too-deep' | 'too-many-nodes' | 'malformed';
      readonly message: string;
    };

/**
 * Reads a structured file. YAML may hold several documents, of which empty ones are left out; the other formats hold
 * one. Never throws; the documents of one text have at most a bounded number of nodes and levels, so a walk ends.
 */
export interface DocumentParser {
  parse(format: DocumentFormat, text: string): DocumentParse;
}
