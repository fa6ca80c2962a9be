import type { Person } from '../../domain/catalog/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** Catalogues change rarely and are read from git. */
const AGE_MS = 5 * 60_000;

/** Reads people at most once in five minutes; a reading that failed is not kept. */
export function keepPeople(
  read: () => Promise<readonly Person[]>,
  now: () => Instant,
): () => Promise<readonly Person[]> {
  let kept: { readonly people: Promise<readonly Person[]>; readonly at: Instant } | null = null;
  return () => {
    if (kept !== null && now() - kept.at < AGE_MS) return kept.people;
    const people = read();
    const mine = { people, at: now() };
    kept = mine;
    people.catch(() => {
      if (kept === mine) kept = null;
    });
    return people;
  };
}
