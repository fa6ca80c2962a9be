import { spawnSync } from 'node:child_process';

/** A commit that last touched a line which the fix removed. */
export interface PlainCandidate {
  readonly commit: string;
  readonly committedAtS: number;
}

/**
 * B-SZZ as first described (Śliwerski et al. 2005) in a few lines, as the competitor in the same run: every line that
 * the fix removes, of every file, without any rule of ours. Its latest candidate is plain R-SZZ.
 */
export function plainCandidates(gitDir: string, fix: string): readonly PlainCandidate[] {
  const found = new Map<string, PlainCandidate>();
  for (const [path, ranges] of removedRanges(gitDir, fix)) {
    const args = ranges.flatMap(([first, count]) => ['-L', `${first},+${count}`]);
    const answer = git(gitDir, ['blame', '-w', '--line-porcelain', ...args, `${fix}^`, '--', path]);
    let commit = '';
    for (const line of answer.split('\n')) {
      if (/^[0-9a-f]{40,64} \d/.test(line)) commit = line.split(' ', 1)[0] ?? '';
      else if (line.startsWith('committer-time ')) found.set(commit, { commit, committedAtS: Number(line.slice(15)) });
    }
  }
  return [...found.values()];
}

/** The candidate committed last. */
export function latestOf(candidates: readonly PlainCandidate[]): readonly PlainCandidate[] {
  return [...candidates].sort((a, b) => b.committedAtS - a.committedAtS).slice(0, 1);
}

function removedRanges(gitDir: string, fix: string): ReadonlyMap<string, [first: number, count: number][]> {
  const found = new Map<string, [number, number][]>();
  let path: string | null = null;
  for (const line of git(gitDir, ['diff-tree', '-p', '-U0', '-M', `${fix}^`, fix]).split('\n')) {
    const file = /^--- (?:a\/(.*?)|\/dev\/null)\t?$/.exec(line);
    if (file !== null) path = file[1] ?? null;
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line);
    if (hunk === null || path === null || hunk[2] === '0') continue;
    const ranges = found.get(path) ?? [];
    found.set(path, [...ranges, [Number(hunk[1]), Number(hunk[2] ?? 1)]]);
  }
  return found;
}

function git(gitDir: string, args: readonly string[]): string {
  const run = spawnSync('git', ['-c', 'core.quotepath=off', ...args], {
    env: { PATH: process.env['PATH'], GIT_DIR: gitDir, LC_ALL: 'C' },
    encoding: 'latin1',
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  });
  return run.status === 0 ? run.stdout : '';
}
