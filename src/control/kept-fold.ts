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

/** Landings between a landed change that is asked about and what is kept for it: others of that time are asked about next. */
export const PAST_DISTANCE = 500;

/** Where a fold is kept: the one for proposals and the one for landed changes do not push each other out. */
interface Slot {
  readonly name: string;
  /** Landings before the one asked about. */
  readonly behind: number;
  /** Landings after which the kept state is renewed: below, rolling it forward costs less than writing it. */
  readonly renewAfter: number;
}

/**
 * Folds the landed changes up to `tip`, oldest first. What an earlier run kept is continued, so that only what is new is
 * read; a kept state whose tip is not found on the way back (another branch, a rewritten history) is not used.
 */
export async function readFold<Fold extends LandedFold>(options: {
  readonly kind: FoldKind<Fold>;
  readonly history: Pick<HistoryReader, 'landedChanges' | 'recall' | 'keep'>;
  readonly description: RepositoryDescription;
  readonly tip: CommitId | null;
  readonly watch?: Watch | undefined;
}): Promise<Fold> {
  const { kind, history, tip } = options;
  if (tip === null) return kind.begin();
  const slot = slotOf(kind.name, tip === options.description.tip);
  const bytes = await history.recall(slot.name);
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
  const renew = !continues || fresh.length > slot.renewAfter;
  for (let after = fresh.length - 1; after >= 0; after -= 1) {
    const change = fresh[after] as Change;
    fold.add(change);
    if (renew && after === slot.behind) await history.keep(slot.name, kind.write(fold, change.head as CommitId));
  }
  return fold;
}

function slotOf(name: string, isTip: boolean): Slot {
  return isTip
    ? { name, behind: 0, renewAfter: 50 }
    : { name: `${name}past`, behind: PAST_DISTANCE, renewAfter: 2 * PAST_DISTANCE };
}
