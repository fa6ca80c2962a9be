import type { CompiledCatalog } from '../../domain/catalog/index.ts';
import type { CommitId, HistoryReader } from '../../domain/change/index.ts';
import { type PathTouch, touchesOf } from '../../domain/review-load/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** Landed changes that are looked through; older knowledge of code has faded. */
const MAX_CHANGES = 2_000;
const MAX_AGE_MS = 730 * 24 * 60 * 60_000;

/** Who of the catalog wrote the given files, or files beside them, and when: what landed on the base lately. */
export async function readPathTouches(options: {
  readonly history: HistoryReader;
  readonly base: CommitId | null;
  readonly people: CompiledCatalog['people'];
  readonly paths: readonly string[];
  readonly now: Instant;
}): Promise<readonly PathTouch[]> {
  const { history, base, people, paths, now } = options;
  if (base === null || paths.length === 0) return [];
  const folders = new Set(paths.map(folderOf));
  const touches: PathTouch[] = [];
  const since = (now - MAX_AGE_MS) as Instant;
  for await (const change of history.landedChanges({ tip: base, since, limit: MAX_CHANGES }, { lines: false })) {
    if (change.files.some(({ path }) => folders.has(folderOf(path)))) {
      touches.push(...touchesOf(change, people).filter(({ path }) => folders.has(folderOf(path))));
    }
  }
  return touches;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
