import type { CommitId } from '../change/index.ts';
import { PatternBook } from './book.ts';
import type { Fragment, Landing } from './model.ts';
import { winnow } from './winnow.ts';

/** A kept book of another form is not used: a new way to read fragments is a new number. */
const FORMAT = 'firebreak.pattern-book/v2';
/** Tokens of one kept fragment at most: what is longer was never written by this. */
const TOKEN_LIMIT = 1_048_576;

interface Header {
  readonly format: string;
  readonly tip: CommitId;
  readonly since: CommitId | null;
  readonly passedOver: number;
  readonly landings: readonly Landing[];
  readonly paths: readonly string[];
  /** File, first line, last line, origin, edited, family, names, tokens, title. */
  readonly live: readonly (readonly [number, number, number, number, number, number, number, number, string | null])[];
  /** Id, title, tokens. */
  readonly families: readonly (readonly [string, string | null, number])[];
}

/** A book, the landing it stands at, and the one it begins behind (`null` = the first of all). */
export interface KeptBook {
  readonly book: PatternBook;
  readonly tip: CommitId;
  readonly since: CommitId | null;
}

/** The bytes of a book: a length, a header in JSON, then all tokens; prints are made again when it is read. */
export function encodeBook({ book, tip, since }: KeptBook): Uint8Array {
  const { landings, paths, live, families, passedOver } = book.contents();
  const header: Header = {
    format: FORMAT,
    tip,
    since,
    passedOver,
    landings,
    paths,
    live: live.map(({ fragment, file, origin, edited, family }) => [
      file,
      fragment.firstLine,
      fragment.lastLine,
      origin,
      edited,
      family,
      fragment.names,
      fragment.tokens.length,
      fragment.title,
    ]),
    families: families.map(({ id, title, exemplar }) => [id, title, exemplar.length]),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const runs = [...live.map(({ fragment }) => fragment.tokens), ...families.map(({ exemplar }) => exemplar)];
  const start = 4 + Math.ceil(text.length / 4) * 4;
  const bytes = new Uint8Array(start + 4 * runs.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = start;
  for (const run of runs) {
    for (const token of run) {
      view.setUint32(at, token, true);
      at += 4;
    }
  }
  return bytes;
}

/** Reads {@link encodeBook}; `null` for anything that is not of this form, or does not hold together. */
export function decodeBook(bytes: Uint8Array): KeptBook | null {
  if (bytes.length < 4) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const start = 4 + Math.ceil(length / 4) * 4;
  if (start > bytes.length) return null;
  const header = headerOf(bytes.subarray(4, 4 + length));
  if (header === null) return null;
  let at = start;
  const take = (count: number): Uint32Array | null => {
    if (!isCount(count) || count > TOKEN_LIMIT || at + 4 * count > bytes.length) return null;
    const tokens = new Uint32Array(count);
    for (let index = 0; index < count; index += 1) tokens[index] = view.getUint32(at + 4 * index, true);
    at += 4 * count;
    return tokens;
  };
  const live: Parameters<typeof PatternBook.of>[0]['live'][number][] = [];
  for (const [file, firstLine, lastLine, origin, edited, family, names, count, title] of header.live) {
    const tokens = take(count);
    if (tokens === null || ![file, firstLine, lastLine].every(isCount) || file >= header.paths.length) return null;
    const fragment: Fragment = { firstLine, lastLine, tokens, prints: winnow(tokens), names, title };
    live.push({ fragment, file, origin, edited, family });
  }
  const families: Parameters<typeof PatternBook.of>[0]['families'][number][] = [];
  for (const [id, title, count] of header.families) {
    const exemplar = take(count);
    if (exemplar === null) return null;
    families.push({ id, title, exemplar });
  }
  const { landings, paths, passedOver, tip, since } = header;
  return { book: PatternBook.of({ landings, paths: paths as never, live, families, passedOver }), tip, since };
}

function headerOf(bytes: Uint8Array): Header | null {
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes)) as Header | null;
    const isOurs = header?.format === FORMAT && typeof header.tip === 'string';
    const lists = isOurs ? [header.landings, header.paths, header.live, header.families] : [null];
    return lists.every(Array.isArray) ? header : null;
  } catch {
    return null;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
