import type { FilePath } from '../change/index.ts';

/** Languages whose imports are read; C stands for C++ too, JavaScript for TypeScript too. */
export const LANGUAGES = [
  'javascript',
  'python',
  'java',
  'kotlin',
  'go',
  'rust',
  'c',
  'csharp',
  'ruby',
  'php',
] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * How a reference binds: `import` when the file loads, `dynamic` when a line runs, `type` for types alone, `export` where
 * what is imported is handed on.
 */
export type ReferenceForm = 'import' | 'dynamic' | 'type' | 'export';

/** One reference to other code, as written: a module specifier, a dotted name, a header, a module path. */
export interface Reference {
  /** As the language's resolver wants it; a leading mark may tell forms apart (`<stdio.h>` against `"stdio.h"`). */
  readonly text: string;
  readonly form: ReferenceForm;
}

/** What one file says by itself, without a look at any other: depends on its bytes and its language alone. */
export interface FileScan {
  /** In order of appearance, unique by text and form. */
  readonly references: readonly Reference[];
  /** Names that it gives to others, where a language imports names rather than files: `org.acme.Shop`. Unique. */
  readonly declares: readonly string[];
  /** Simple names that may mean a neighbour which needs no import (Java's same package). Unique. */
  readonly mentions: readonly string[];
  /** Whether some reference cannot be read from the text: `require(name)`, `import_module(x)`. */
  readonly computed: boolean;
  /** Whether the text says of itself that a program made it. */
  readonly generated: boolean;
}

/** Where a reference leads. */
export type Target =
  | { readonly kind: 'file'; readonly path: FilePath }
  /** A package of elsewhere, by the name under which a manifest or a lock file knows it. */
  | { readonly kind: 'external'; readonly name: string }
  /** The language's own library. */
  | { readonly kind: 'standard'; readonly name: string }
  /** It should lead into this repository and does not, or nothing tells where it leads. */
  | { readonly kind: 'unresolved'; readonly text: string };

export interface ResolvedReference {
  readonly form: ReferenceForm;
  readonly target: Target;
}

/** What a resolver may ask of the whole tree; every answer is of one revision. */
export interface SourceTree {
  /** All paths, sorted. */
  readonly paths: readonly FilePath[];
  has(path: FilePath): boolean;
  /** The text of a manifest (see `LanguageSupport.isManifest`); `null` where there is none or it is too large. */
  manifest(path: FilePath): string | null;
  /** Files that declare a name, sorted; empty where none does. */
  declaring(name: string): readonly FilePath[];
  /** The scan of a file; `null` where it was not scanned. */
  scan(path: FilePath): FileScan | null;
}

/** Leads the references of one file to their targets; pure, one for each tree. */
export type Resolver = (from: FilePath, scan: FileScan) => readonly ResolvedReference[];

/** Everything that is special to one language. */
export interface LanguageSupport {
  readonly language: Language;
  /** With the dot, lower-case. */
  readonly extensions: readonly string[];
  /** Files whose text the resolver needs beside the sources: `package.json`, `go.mod`. */
  isManifest(path: FilePath): boolean;
  /** Linear in the text; never throws, whatever the text. */
  scan(text: string): FileScan;
  resolver(tree: SourceTree): Resolver;
  /**
   * Optional: the sources that a manifest is for, where its place alone does not tell (a configuration that others extend).
   * `null` leaves it to the place: the sources below it that have no nearer manifest of that name.
   */
  governs?(tree: SourceTree): (manifest: FilePath) => readonly FilePath[] | null;
}
