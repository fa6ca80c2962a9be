import type { Language } from '../../src/domain/code-graph/index.ts';
import { openJavaScriptOracle } from './oracle-javascript.ts';
import { openPythonOracle } from './oracle-python.ts';

/** What a real parser says one file refers to. */
export interface Oracle {
  /** Parser and version, for the report. */
  readonly name: string;
  /**
   * References of a file in the words of our scanner for that language, without form; `null` where the parser itself gives
   * up, so that the file counts for neither side.
   */
  references(path: string, text: string): ReadonlySet<string> | null;
}

/** The oracle of each language; a language without one says why. */
export const ORACLES: Readonly<Record<Language, (() => Promise<Oracle>) | string>> = {
  javascript: openJavaScriptOracle,
  python: openPythonOracle,
  java: 'none yet',
  kotlin: 'none: no grammar among the installed parsers',
  go: 'none yet',
  rust: 'none yet',
  c: 'none yet',
  csharp: 'none yet',
  ruby: 'none yet',
  php: 'none yet',
};
