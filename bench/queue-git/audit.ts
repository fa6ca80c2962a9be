import { MARK } from './branch.ts';
import { isGreen } from './build.ts';
import { ask, git, lines } from './git.ts';
import type { Outcome } from './outcome.ts';
import type { BenchChange, Workload } from './workload.ts';

/** What the repository says of a run, asked with git alone. */
export interface Audit {
  /** Commits of the branch, the intermediate ones of a batch too, on which the check does not pass. */
  readonly red: readonly string[];
  readonly commits: number;
  /** Changes that are more than once in the branch. */
  readonly twice: readonly string[];
  /** Changes that are neither landed nor sent back, or of which the queue says what the branch does not. */
  readonly lost: readonly string[];
  /** Sent back although they merge with the branch as it ended and pass on it. */
  readonly falselyEjected: readonly string[];
  /** Stacked changes in the branch without what they stand on. */
  readonly orphans: readonly string[];
  /** Why changes that were sent back do not land, as found here. */
  readonly conflicting: number;
  readonly failing: number;
  readonly parentless: number;
}

/** Checks every commit of the branch and the fate of every change. */
export function audit(workload: Workload, outcome: Outcome): Audit {
  const { folder, landed, ejected } = outcome;
  const { base, changes } = workload;
  const commits = lines(folder, ['rev-list', '--first-parent', '--reverse', `${base}..refs/heads/main`]);
  const found = countMarks(folder, base);
  const isIn = (name: string): boolean => (found.get(name) ?? 0) > 0;
  const fates = changes
    .filter(({ name }) => !isIn(name))
    .map((change) => ({ change, fate: fateOf(workload, { folder, change, isIn }) }));
  const inFate = (fate: Fate) => fates.filter((each) => each.fate === fate).map(({ change }) => change.name);
  return {
    red: commits.filter((commit) => !isGreen(folder, commit)),
    commits: commits.length,
    twice: changes.filter(({ name }) => (found.get(name) ?? 0) > 1).map(({ name }) => name),
    lost: changes
      .filter(({ name }) => landed.has(name) !== isIn(name) || ejected.has(name) === isIn(name))
      .map(({ name }) => name),
    falselyEjected: inFate('green'),
    orphans: changes.filter(({ name, parent }) => parent !== null && isIn(name) && !isIn(parent)).map((c) => c.name),
    conflicting: inFate('conflict').length,
    failing: inFate('red').length,
    parentless: inFate('parentless').length,
  };
}

type Fate = 'conflict' | 'red' | 'parentless' | 'green';

/** What comes of a change on the branch as it ended. */
function fateOf(
  { changes }: Workload,
  given: { readonly folder: string; readonly change: BenchChange; readonly isIn: (name: string) => boolean },
): Fate {
  const { folder, change, isIn } = given;
  if (change.parent !== null && !isIn(change.parent) && changes.some(({ name }) => name === change.parent)) {
    return 'parentless';
  }
  const merged = ask(folder, ['merge-tree', '--write-tree', 'refs/heads/main', change.head]);
  if (merged.code !== 0) return 'conflict';
  const tree = merged.text.split('\n')[0] ?? '';
  const commit = git(folder, ['commit-tree', tree, '-p', 'refs/heads/main', '-m', 'what if']);
  return isGreen(folder, commit) ? 'green' : 'red';
}

/** How many commits of the branch carry each change: merged, or copied by a rebase. */
function countMarks(folder: string, base: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const text = git(folder, ['log', '--format=%B', `${base}..refs/heads/main`]);
  for (const line of text.split('\n')) {
    if (!line.startsWith(MARK)) continue;
    const name = line.slice(MARK.length).trim();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
