import type { Change, CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import type { Watch } from './history.ts';

/** A fold over landed changes, oldest first, that can be kept and continued. */
export interface LandedFold {
  add(change: Change): void;
}

/** How one kind of fold is begun, kept and taken up again. */
export interface FoldKind<Fold extends LandedFold> {
  /** Under which it is kept: lower-case letters and digits. */
  readonly name: string;
  begin(): Fold;
  /** What of a change the fold looks at, so that a whole history fits in memory. */
  slim(change: Change): Change;
  /** What was kept, and the commit it stands at; `null` for anything that is not of this version. */
  read(bytes: Uint8Array): { readonly fold: Fold; readonly tip: CommitId } | null;
  write(fold: Fold, tip: CommitId): Uint8Array;
}

/** Landings after which the kept state is renewed: below, rolling it forward costs less than writing it. */
const RENEW_AFTER = 50;

/**
 * Folds the landed changes up to `tip`, oldest first. What an earlier run kept is continued, so that only what is new is
 * read; a kept state whose tip is not found on the way back (another branch, a rewritten history) is not used.
 */
export async function readFold<Fold extends LandedFold>(options: {
  readonly kind: FoldKind<Fold>;
  readonly history: HistoryReader;
  readonly description: RepositoryDescription;
  readonly tip: CommitId | null;
  readonly watch?: Watch | undefined;
}): Promise<Fold> {
  const { kind, history, tip } = options;
  if (tip === null) return kind.begin();
  // Only the default branch is kept: another one would push it out, and be pushed out, at every turn.
  const keeps = tip === options.description.tip;
  const bytes = keeps ? await history.recall(kind.name) : null;
  const kept = bytes === null ? null : kind.read(bytes);
  if (kept !== null && kept.tip === tip) return kept.fold;
  const fresh: Change[] = [];
  let continues = false;
  for await (const change of history.landedChanges({ tip, since: null, limit: null }, { lines: true })) {
    continues = kept !== null && change.head === kept.tip;
    if (continues) break;
    fresh.push(kind.slim(change));
    options.watch?.(fresh.length, null);
  }
  const fold = continues && kept !== null ? kept.fold : kind.begin();
  for (const change of fresh.reverse()) fold.add(change);
  if (keeps && (!continues || fresh.length > RENEW_AFTER)) await history.keep(kind.name, kind.write(fold, tip));
  return fold;
}
