import { extension } from './path-ending.ts';

/** Lines of brackets, commas and semicolons alone: moved around by every change near them. */
const PUNCTUATION = /^[\s{}()[\];,]*$/;

const SLASHES = /^(?:\/\/|\/\*|\*\/|\*(?:$|[\s*/]))/;
const HASH = /^#(?!!)/;
const DASHES = /^--/;
const SEMICOLON = /^;/;
const PERCENT = /^%/;
const MARKUP = /^<!--|^-->$/;

/** How a comment line starts, by the file's ending; what is not listed here is read as C and its kin. */
const COMMENT: ReadonlyMap<string, readonly RegExp[]> = new Map<string, readonly RegExp[]>([
  ...each('py pyi pyx rb rake gemspec sh bash zsh ksh fish pl pm r jl ex exs nim cr tcl', [HASH]),
  ...each('yml yaml toml mk cmake conf cfg properties dockerfile tf hcl ini', [HASH, SEMICOLON]),
  ...each('php', [SLASHES, HASH]),
  ...each('sql lua hs elm adb ads vhd vhdl', [DASHES, SLASHES]),
  ...each('lisp el clj cljs scm rkt asm s', [SEMICOLON, SLASHES, HASH]),
  ...each('tex erl hrl m', [PERCENT, SLASHES]),
  ...each('html htm xml xhtml vue svelte svg xaml md', [MARKUP, SLASHES]),
]);
const DEFAULT_COMMENT: readonly RegExp[] = [SLASHES];

/** Whether a line of a file, by its path, is looked at. */
export type LineTest = (line: string, path: string) => boolean;

/**
 * Whether a line can carry a fault: not blank, not brackets alone and not a line of comment by the file's ending. It
 * looks at one line only, so the inner lines of a block comment without a leading star count.
 */
export function countedLine(line: string, path: string): boolean {
  return !PUNCTUATION.test(line) && spokenLine(line, path);
}

/** As {@link countedLine}, but brackets alone count. */
export function spokenLine(line: string, path: string): boolean {
  const text = line.trim();
  return text !== '' && !(COMMENT.get(extension(path)) ?? DEFAULT_COMMENT).some((start) => start.test(text));
}

/** Where white space at the start of a line is meaning. */
const INDENTED = new Set(
  'py pyi pyx yml yaml haml slim pug jade coffee nim sass styl hs elm fs mk makefile'.split(' '),
);
/** A quoted span of one line, or white space outside of one. */
const SPAN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\s+/g;

/** The line without the white space that formatting may change: all but what stands in quotes. */
export function bareText(line: string): string {
  return line.replace(SPAN, (span) => (span.trim() === '' ? '' : span));
}

/** Whether the second text says the same as the first with other line breaks or white space. */
export function sameButForm(texts: { before: readonly string[]; after: readonly string[]; path: string }): boolean {
  const { before, after, path } = texts;
  if (before.map(bareText).join('') !== after.map(bareText).join('')) return false;
  return !INDENTED.has(extension(path)) || before.map(indent).join('\n') === after.map(indent).join('\n');
}

function indent(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}

function each(endings: string, starts: readonly RegExp[]): readonly (readonly [string, readonly RegExp[]])[] {
  return endings.split(' ').map((ending) => [ending, starts] as const);
}
