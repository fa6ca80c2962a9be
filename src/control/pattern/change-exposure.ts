import { placeOf } from '../../domain/catalog/index.ts';
import type { Change, CommitId, FilePath, RepositoryDescription } from '../../domain/change/index.ts';
import {
  broughtFragments,
  type Copy,
  type Exposure,
  exposureOf,
  type Family,
  type Fragment,
  isLike,
  type Landing,
  mayHaveFamily,
  type PatternBook,
} from '../../domain/pattern/index.ts';
import type { Assistance } from '../../domain/provenance/index.ts';
import type { Rulebook } from '../assess.ts';
import { readRecords } from '../history.ts';
import { type BookSource, type ChangedFragments, type OpenBook, readChangeFragments } from './book.ts';
import { landingOf } from './landing.ts';
import type { NamedPattern } from './named.ts';

/** A fragment that a change brings, or that is there. */
export interface ComingCopy {
  readonly path: FilePath;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly title: string | null;
  readonly engineer: string | null;
  readonly assistance: Assistance;
}

/** One family with what its copies expose together. */
export interface ExposedFamily {
  readonly id: string;
  readonly title: string | null;
  readonly copies: readonly Copy[];
  /** Those that the change would bring; empty where no change is asked about. */
  readonly coming: readonly ComingCopy[];
  readonly exposure: Exposure;
}

/** What landed is asked as of its time, a proposal as the default branch stands. */
export function bookTipOf(change: Change, { tip }: RepositoryDescription): CommitId | null {
  return change.kind === 'landed' ? change.base : tip;
}

/** The families that a change adds to, each with what it would bring; in no order. */
export async function familiesOfChange(given: {
  readonly source: BookSource;
  readonly change: Change;
  readonly open: OpenBook;
  readonly rulebook: Rulebook;
  /** Families that count even where no copy of them is left. */
  readonly named?: readonly NamedPattern[];
}): Promise<readonly ExposedFamily[]> {
  const { source, change, open, rulebook, named = [] } = given;
  const reader = await source.world.openSources({ path: source.repository, signal: source.signal });
  const files = await readChangeFragments({ source: reader, history: source.history, change });
  const records = await readRecords(source.history, change.head ?? change.base);
  const landing = landingOf(change, { records, agents: source.agents });
  return exposedBy({ book: open.book, coming: comingOf(files, landing), rulebook, named });
}

/** What a landing brings that may have a family. */
export function comingOf(
  files: readonly ChangedFragments[],
  { engineer, isBot, assistance }: Pick<Landing, 'engineer' | 'isBot' | 'assistance'>,
): readonly ComingFragment[] {
  const sides = files.map(({ path, before, after }) => ({ path, before: before ?? [], after: after ?? [] }));
  const brought = broughtFragments(sides);
  const who = { engineer: engineer === '' || isBot ? null : engineer, assistance };
  return sides.flatMap(({ path, after }) =>
    after
      .filter((fragment) => brought.has(fragment) && mayHaveFamily(fragment))
      .map((fragment) => {
        const { firstLine, lastLine, title } = fragment;
        return { fragment, copy: { path, firstLine, lastLine, title, ...who } };
      }),
  );
}

/** The families that fragments join or begin; `named` ones count even where no copy of them is left. In no order. */
export function exposedBy(given: {
  readonly book: PatternBook;
  readonly coming: readonly ComingFragment[];
  readonly rulebook: Rulebook;
  readonly named: readonly NamedPattern[];
}): readonly ExposedFamily[] {
  const { book } = given;
  const found = new Map<string, { readonly copies: readonly Copy[]; readonly coming: ComingCopy[] }>();
  const put = (id: string, copies: readonly Copy[], copy: ComingCopy) => {
    const there = found.get(id) ?? { copies, coming: [] };
    there.coming.push(copy);
    found.set(id, there);
  };
  for (const { fragment, copy } of given.coming) {
    const { family, copies } = book.ask(fragment);
    if (family !== null) put(family, copies, copy);
    for (const each of given.named) {
      if (each.id !== family && isLike(fragment.tokens, each.exemplar)) put(each.id, each.copies, copy);
    }
  }
  return [...found].map(([id, { copies, coming }]) =>
    exposedFamily({ id, title: copies[0]?.title ?? coming[0]?.title ?? null, copies }, coming, given.rulebook),
  );
}

/** A fragment that a change brings, as itself and as it is told. */
export interface ComingFragment {
  readonly fragment: Fragment;
  readonly copy: ComingCopy;
}

/** A family with what its copies, and those that are coming, expose together. */
export function exposedFamily(
  { id, title, copies }: Pick<Family, 'id' | 'title' | 'copies'>,
  coming: readonly ComingCopy[],
  rulebook: Rulebook,
): ExposedFamily {
  const exposure = exposureOf(copies, {
    placeOf: (path) => {
      const place = placeOf(rulebook.catalog, [path]);
      return { services: place.services, tier: place.tier };
    },
    coming,
  });
  return { id, title, copies, coming, exposure };
}
