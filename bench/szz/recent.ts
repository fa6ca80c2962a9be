import { spawnSync } from 'node:child_process';
import type { CommitId, FilePath } from '../../src/domain/change/index.ts';
import { HOTFIX_WINDOW_MS, type HotfixChange, hotfixLabels } from '../../src/domain/label/index.ts';
import { instant } from '../../src/kernel/index.ts';

/** What landed shortly before a fix is enough to say whether it was a hotfix, and of what. */
export function hotfixAnswers(gitDir: string, fix: { commit: string; at: number }): readonly string[] {
  const since = Math.floor((fix.at - HOTFIX_WINDOW_MS) / 1_000);
  const changes = recent(gitDir, fix.commit, since).map((change) => ({ ...change, fix: change.commit === fix.commit }));
  return hotfixLabels(changes)
    .filter(({ by }) => by === fix.commit)
    .map(({ culprit }) => culprit);
}

const COMMIT_LIMIT = 2_000;

/** Oldest first; the last is the commit itself. */
function recent(gitDir: string, tip: string, sinceS: number): HotfixChange[] {
  const run = spawnSync(
    'git',
    ['log', '-z', `-n${COMMIT_LIMIT}`, `--since=${sinceS}`, '--name-only', '--format=%x01%H %ct', tip, '--'],
    { env: { PATH: process.env['PATH'], GIT_DIR: gitDir, LC_ALL: 'C' }, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  const found = run.stdout
    .split('\u0001')
    .slice(1)
    .map((record): HotfixChange => {
      const [head = '', ...files] = record.split('\0').map((field) => field.replace(/^\n/, ''));
      const [commit = '', at = '0'] = head.split(' ');
      return {
        commit: commit as CommitId,
        landedAt: instant(Number(at) * 1_000),
        files: files.filter((path) => path !== '') as FilePath[],
        fix: false,
      };
    });
  return found.reverse();
}
