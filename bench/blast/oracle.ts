import type { Language } from '../../src/domain/code-graph/index.ts';
import { openCOracle } from './oracle-c.ts';
import { openCSharpOracle } from './oracle-csharp.ts';
import { openGoOracle } from './oracle-go.ts';
import { openJavaOracle } from './oracle-java.ts';
import { openJavaScriptOracle } from './oracle-javascript.ts';
import { openPhpOracle } from './oracle-php.ts';
import { openPythonOracle } from './oracle-python.ts';
import { openRubyOracle } from './oracle-ruby.ts';
import { openRustOracle } from './oracle-rust.ts';

/** What a real parser says one file refers to. */
export interface Oracle {
  /** Parser and version, for the report. */
  readonly name: string;
  /**
   * References of a file in the words of our scanner for that language, without form; `null` where the parser itself gives
   * up, so that the file counts for neither side.
   */
  references(path: string, text: string): ReadonlySet<string> | null;
  /** Whether a reference is of a kind that both sides can tell; every one where this is left out. */
  compares?(reference: string): boolean;
}

/** The oracle of each language; a language without one says why. */
export const ORACLES: Readonly<Record<Language, (() => Promise<Oracle>) | string>> = {
  javascript: openJavaScriptOracle,
  python: openPythonOracle,
  java: openJavaOracle,
  kotlin: 'none: no grammar among the installed parsers',
  go: openGoOracle,
  rust: openRustOracle,
  c: openCOracle,
  csharp: openCSharpOracle,
  ruby: openRubyOracle,
  php: openPhpOracle,
};
