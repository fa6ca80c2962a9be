import type { CommitId } from '../../domain/change/index.ts';
import type { Rulebook } from '../assess.ts';
import { type BookSource, followLandings } from './book.ts';
import { comingOf, type ExposedFamily, exposedBy } from './change-exposure.ts';

/** By landing the families that it added to, as things stood when it landed; landings that brought nothing have none. */
export async function exposedByLandings(
  source: BookSource,
  rulebook: Rulebook,
): Promise<ReadonlyMap<CommitId, readonly ExposedFamily[]>> {
  const found = new Map<CommitId, readonly ExposedFamily[]>();
  await followLandings(source, ({ book, landing, edits }) => {
    const files = edits.map(({ path, previousPath, fragments }) => ({
      path,
      oldPath: previousPath,
      before: book.fragmentsOf(previousPath ?? path).map(({ fragment }) => fragment),
      after: fragments ?? [],
    }));
    const coming = comingOf(files, landing);
    found.set(landing.commit, exposedBy({ book, coming, rulebook, named: [] }));
  });
  return found;
}
