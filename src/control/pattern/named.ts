import type { CommitId, FilePath } from '../../domain/change/index.ts';
import {
  type Copy,
  type Fragment,
  FragmentReader,
  type PatternBook,
  SOURCE_LIMIT,
} from '../../domain/pattern/index.ts';
import type { BookSource } from './book.ts';
import { languageOf } from './source.ts';

/** A pattern that somebody names, with what makes it known again. */
export interface NamedPattern {
  readonly id: string;
  readonly exemplar: Uint32Array;
  /** Live ones of its family. */
  readonly copies: readonly Copy[];
}

/** A fragment by where it stood: `COMMIT:PATH:LINE`, which every clone can read. */
const PLACE = /^([0-9a-f]{7,64}):(.{1,4096}):([1-9][0-9]{0,8})$/;

/** Finds patterns by their ids: families of the book, and fragments by their place in history. */
export async function resolvePatterns(given: {
  readonly source: BookSource;
  readonly book: PatternBook;
  readonly ids: readonly string[];
}): Promise<{ readonly known: readonly NamedPattern[]; readonly unknown: readonly string[] }> {
  const known: NamedPattern[] = [];
  const unknown: string[] = [];
  for (const id of given.ids) {
    const family = given.book.family(id);
    const exemplar = family?.exemplar ?? (await fragmentAtPlace(given.source, id))?.tokens ?? null;
    if (exemplar === null) unknown.push(id);
    else known.push({ id, exemplar, copies: family?.copies ?? [] });
  }
  return { known, unknown };
}

async function fragmentAtPlace(source: BookSource, id: string): Promise<Fragment | null> {
  const [, revision = '', path = '', line = ''] = PLACE.exec(id) ?? [];
  const commit = revision === '' ? null : await source.history.resolve(revision);
  return commit === null ? null : fragmentAt(source, { commit, path: path as FilePath, line: Number(line) });
}

/** The fragment of a file that a line is in; `null` where there is none. */
export async function fragmentAt(
  source: Pick<BookSource, 'world' | 'repository' | 'signal'>,
  place: { readonly commit: CommitId; readonly path: FilePath; readonly line: number },
): Promise<Fragment | null> {
  const language = languageOf(place.path);
  if (language === null) return null;
  const reader = await source.world.openSources({ path: source.repository, signal: source.signal });
  for await (const { content } of reader.read([`${place.commit}:${place.path}`], SOURCE_LIMIT)) {
    const found = content === null ? null : new FragmentReader().read(content, language);
    if (found?.kind !== 'read') return null;
    const { line } = place;
    return found.fragments.find(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine) ?? null;
  }
  return null;
}
