import {
  type ImportDistance,
  isRanked,
  liveOn,
  neighboursOf,
  type ReachInput,
  repairedBeside,
  worthAsking,
} from '../domain/blast-radius/index.ts';
import type { Change, CommitId, FilePath } from '../domain/change/index.ts';
import { CoChangeHistory } from '../domain/co-change/index.ts';
import type { Instant } from '../kernel/index.ts';
import type { LandedHistory } from './repair-pair.ts';

/** A change of the past with everything that was known then, and the files that its repair touched beside its own. */
export interface ReachCase {
  /** Names it: the landing's last commit and the fix's. */
  readonly culprit: CommitId;
  readonly fix: CommitId;
  /** Their places among the landed changes, oldest first. */
  readonly at: { readonly culprit: number; readonly fix: number };
  readonly input: ReachInput;
  /** Files that the fix touched and the change did not; at least one, all of them among `input.files`. */
  readonly truth: ReadonlySet<FilePath>;
}

/** Gives the import graph around some files at a commit, `null` where none is asked for. */
export type ImportsAt = (commit: CommitId, changed: readonly FilePath[]) => Promise<ImportDistance>;

/** Walks the history once, oldest first, and hands out each case with what was known at its moment. */
export async function* reachCases(history: LandedHistory, importsAt: ImportsAt | null): AsyncGenerator<ReachCase> {
  const { changes, pairs } = history;
  const fixesOf = new Map<number, number[]>();
  for (const { culprit, fix } of pairs) fixesOf.set(culprit, [...(fixesOf.get(culprit) ?? []), fix]);
  const past = new CoChangeHistory();
  const living = new Set<FilePath>();
  for (const [index, change] of changes.entries()) {
    liveOn(living, change);
    const some = (fixesOf.get(index) ?? []).flatMap((place) => {
      const fix = changes[place];
      const truth = fix === undefined ? new Set<FilePath>() : repairedBeside({ change, fix, living });
      return fix === undefined || truth.size === 0 ? [] : [{ fix, place, truth }];
    });
    if (some.length > 0 && change.head !== null && change.at !== null && worthAsking(change)) {
      const input = await inputOf({ change, at: change.at, head: change.head, living, past, importsAt });
      for (const { fix, place, truth } of some) {
        if (fix.head === null) continue;
        yield { culprit: change.head, fix: fix.head, at: { culprit: index, fix: place }, input, truth };
      }
    }
    past.add(change);
  }
}

async function inputOf(known: {
  readonly change: Change;
  readonly at: Instant;
  readonly head: CommitId;
  readonly living: ReadonlySet<FilePath>;
  readonly past: CoChangeHistory;
  readonly importsAt: ImportsAt | null;
}): Promise<ReachInput> {
  const changed = known.change.files.map(({ path }) => path);
  const files = [...known.living].filter(isRanked).sort();
  const may = new Set(files);
  return {
    changed,
    files,
    companions: known.past.companionsOf(changed, known.at).filter(({ path }) => may.has(path)),
    nearCompanions: known.past.companionsOf(neighboursOf(changed, files), known.at).filter(({ path }) => may.has(path)),
    daysSinceLanded: (path) => known.past.daysSinceLanded(path, known.at),
    daysSinceAuthor: (path) => known.past.daysSinceAuthor(path, known.change.author, known.at),
    imports: known.importsAt === null ? null : await known.importsAt(known.head, changed),
  };
}
