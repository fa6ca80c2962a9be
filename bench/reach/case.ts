import { type ImportDistance, neighboursOf, type ReachInput } from '../../src/domain/blast-radius/index.ts';
import { type Change, type CommitId, classifyFile, type FilePath } from '../../src/domain/change/index.ts';
import { CoChangeHistory } from '../../src/domain/co-change/index.ts';
import type { Instant } from '../../src/kernel/index.ts';
import type { LandedHistory } from './pair.ts';

/** Code files of a change that is looked at; above, "what else" is most of the repository (as in the reference measurement). */
const CULPRIT_FILES = 10;
/** Files of a fix that is looked at; above, it is a clean-up. */
const FIX_FILES = 30;

/** A change of the past with everything that was known then, and the files that its repair touched beside its own. */
export interface ReachCase {
  /** Names it: the landing's last commit and the fix's. */
  readonly culprit: CommitId;
  readonly fix: CommitId;
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
    live(living, change);
    const fixes = (fixesOf.get(index) ?? []).map((fix) => changes[fix]).filter((fix) => fix !== undefined);
    const truths = fixes.map((fix) => ({ fix, truth: truthOf({ change, fix, living }) }));
    const some = truths.filter(({ truth }) => truth.size > 0);
    if (some.length > 0 && change.head !== null && change.at !== null && worthAsking(change)) {
      const input = await inputOf({ change, at: change.at, head: change.head, living, past, importsAt });
      for (const { fix, truth } of some) {
        if (fix.head !== null) yield { culprit: change.head, fix: fix.head, input, truth };
      }
    }
    past.add(change);
  }
}

function isCode(path: FilePath): boolean {
  const kind = classifyFile(path);
  return kind === 'code' || kind === 'test';
}

function worthAsking(change: Change): boolean {
  const code = change.files.filter(({ path }) => isCode(path)).length;
  return code > 0 && code <= CULPRIT_FILES;
}

function truthOf({
  change,
  fix,
  living,
}: {
  change: Change;
  fix: Change;
  living: ReadonlySet<FilePath>;
}): Set<FilePath> {
  if (fix.files.length > FIX_FILES) return new Set();
  const own = new Set(change.files.map(({ path }) => path));
  const touched = fix.files.map(({ path, previousPath }) => previousPath ?? path);
  return new Set(touched.filter((path) => isCode(path) && living.has(path) && !own.has(path)));
}

function live(living: Set<FilePath>, change: Change): void {
  for (const { path, previousPath, status } of change.files) {
    if (status === 'renamed' && previousPath !== null) living.delete(previousPath);
    if (status === 'deleted') living.delete(path);
    else living.add(path);
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
  const files = [...known.living].filter(isCode).sort();
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
