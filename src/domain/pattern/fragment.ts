import { type Language, saysGenerated } from '../code-graph/index.ts';
import { cutFragments, type TokenRun } from './cut.ts';
import type { FileFragments, Fragment } from './model.ts';
import { isDefiner, SHAPE, type Tokeniser, type TokenList, tokeniserOf } from './token.ts';
import { winnow } from './winnow.ts';

/** Longer sources are listed, not read: hand-written ones are a hundred times shorter. */
export const SOURCE_LIMIT = 2_097_152;
/** How far a NUL is looked for: git's own measure of what is binary. */
const BINARY_LIMIT = 8000;
/** Bytes of head in which generators sign. */
const HEAD_LIMIT = 4096;
/** Mean bytes of a line from which nobody wrote the file by hand, and the size from which that is asked. */
const MINIFIED_LINE = 400;
const MINIFIED_SIZE = 4096;
/** Longest name that is kept to be shown. */
const TITLE_LIMIT = 80;

/** Reads fragments of files; holds the tokenisers with their buffers, so one reader serves many files. */
export class FragmentReader {
  readonly #tokenisers = new Map<Language, Tokeniser>();

  /** The fragments of one file, in order. Linear in its bytes, whatever they are; never throws. */
  read(bytes: Uint8Array, language: Language): FileFragments {
    const why = whyUnread(bytes);
    if (why !== null) return { kind: 'not-read', why };
    const tokeniser = this.#tokeniser(language);
    const tokens = tokeniser.read(bytes);
    const runs = cutFragments(tokens, tokeniser.syntax.blocks);
    return { kind: 'read', fragments: runs.map((run) => fragmentOf(tokens, run, bytes)) };
  }

  #tokeniser(language: Language): Tokeniser {
    const known = this.#tokenisers.get(language) ?? tokeniserOf(language);
    this.#tokenisers.set(language, known);
    return known;
  }
}

function whyUnread(bytes: Uint8Array): Extract<FileFragments, { kind: 'not-read' }>['why'] | null {
  if (bytes.length > SOURCE_LIMIT) return 'too-large';
  if (bytes.subarray(0, BINARY_LIMIT).includes(0)) return 'binary';
  if (bytes.length >= MINIFIED_SIZE && bytes.length / newlines(bytes) > MINIFIED_LINE) return 'minified';
  return saysGenerated(latin.decode(bytes.subarray(0, HEAD_LIMIT))) ? 'generated' : null;
}

const latin = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function newlines(bytes: Uint8Array): number {
  let count = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}

function fragmentOf(list: TokenList, { from, to }: TokenRun, bytes: Uint8Array): Fragment {
  const tokens = list.hashes.slice(from, to);
  return {
    firstLine: list.lines[from] as number,
    lastLine: list.lines[to - 1] as number,
    tokens,
    prints: winnow(tokens),
    names: namesOf(list, { from, to }),
    title: titleOf(list, { from, to }, bytes),
  };
}

/** Counted up to as many as anybody asks for. */
function namesOf({ hashes, shapes }: TokenList, { from, to }: TokenRun): number {
  const seen: number[] = [];
  for (let at = from; at < to && seen.length < NAMES_COUNTED; at += 1) {
    if (shapes[at] === SHAPE.name && !seen.includes(hashes[at] as number)) seen.push(hashes[at] as number);
  }
  return seen.length;
}

/** More than this tells nothing. */
const NAMES_COUNTED = 8;

/** The name behind `fn` and its kin, or before the first parenthesis. */
function titleOf(list: TokenList, { from, to }: TokenRun, bytes: Uint8Array): string | null {
  const { shapes, hashes } = list;
  for (let at = from; at < to; at += 1) {
    if (shapes[at] === SHAPE.openBrace) return null;
    const isNamed = at > 0 && isDefiner(hashes[at - 1] as number);
    if (shapes[at] !== SHAPE.name || !(isNamed || shapes[at + 1] === SHAPE.openParen)) continue;
    return utf8.decode(bytes.subarray(list.starts[at], list.ends[at])).slice(0, TITLE_LIMIT);
  }
  return null;
}
