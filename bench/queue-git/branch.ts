import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, git } from './git.ts';

/** The tree that a landed change makes on another commit; `null` = it does not apply there. */
export function replayed(
  folder: string,
  change: { readonly before: string; readonly after: string; readonly onto: string },
): string | null {
  // The state before the change is made the common base: that is what a cherry-pick merges over.
  const base = git(folder, ['commit-tree', `${change.before}^{tree}`, '-m', 'base']);
  const side = (tree: string): string => git(folder, ['commit-tree', `${tree}^{tree}`, '-p', base, '-m', 'side']);
  const merged = ask(folder, ['merge-tree', '--write-tree', side(change.onto), side(change.after)]);
  const tree = merged.text.split('\n')[0] ?? '';
  return merged.code === 0 && tree !== git(folder, ['rev-parse', `${change.onto}^{tree}`]) ? tree : null;
}

/** A tree with files put into it, by path. */
export function withFiles(folder: string, tree: string, files: Readonly<Record<string, string>>): string {
  const place = mkdtempSync(join(tmpdir(), 'queue-git-index-'));
  try {
    const given = { variables: { GIT_INDEX_FILE: join(place, 'index') } };
    git(folder, ['read-tree', tree], given);
    for (const [path, text] of Object.entries(files)) {
      const blob = git(folder, ['hash-object', '-w', '--stdin'], { input: text });
      git(folder, ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], given);
    }
    return git(folder, ['write-tree'], given);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** A commit of a tree, told apart by a line of its message in whatever history it ends. */
export function committed(
  folder: string,
  commit: { readonly tree: string; readonly parent: string; readonly name: string; readonly title: string },
): string {
  const { tree, parent, name, title } = commit;
  return git(folder, ['commit-tree', tree, '-p', parent, '-m', `${title}\n\n${MARK}${name}`]);
}

/** Begins the line by which a change is found in a history. */
export const MARK = 'Bench-Change: ';
