import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from './git.ts';
import { MARKS } from './workload.ts';

/** Variables that builds see: where they write that they ran, and 0 to check without waiting. */
export const BUILD_VARIABLES = { notes: 'BENCH_NOTES', wait: 'BENCH_WAIT' } as const;

/**
 * The build: 2 to 4 seconds by the tree that is built, nearly all of them asleep, then a property of the whole tree: nothing is broken, and
 * no folder of limits holds two files.
 */
export const BUILD = `note() { [ -z "$BENCH_NOTES" ] || echo "$1 $FIREBREAK_COMMIT $(date +%s%3N) $2" >> "$BENCH_NOTES"; }
note start -
byte=$(printf '%d' "0x$(printf '%.2s' "$FIREBREAK_TREE")")
[ "$BENCH_WAIT" = 0 ] || sleep "$((2 + byte / 128)).$(printf '%02d' $((byte % 128 * 100 / 128)))"
result=0
for mark in ${MARKS}/broken-*; do [ ! -e "$mark" ] || result=1; done
for limit in ${MARKS}/limit-*; do [ "$(ls "$limit" 2>/dev/null | wc -l)" -le 1 ] || result=1; done
note end $result
exit $result`;

/** Builds as they noted themselves: when each began, when it ended by itself (`null` = it was stopped). */
export interface Noted {
  readonly commit: string;
  readonly from: number;
  readonly to: number | null;
  readonly isGreen: boolean | null;
}

/** Reads what builds noted. */
export function readNotes(file: string): readonly Noted[] {
  if (!existsSync(file)) return [];
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '));
  const ends = new Map<string, (readonly string[])[]>();
  for (const row of rows) if (row[0] === 'end') ends.set(row[1] ?? '', [...(ends.get(row[1] ?? '') ?? []), row]);
  return rows.flatMap(([kind, commit = '', at]) => {
    if (kind !== 'start') return [];
    const end = ends.get(commit)?.shift();
    return [
      {
        commit,
        from: Number(at),
        to: end === undefined ? null : Number(end[2]),
        isGreen: end === undefined ? null : end[3] === '0',
      },
    ];
  });
}

/** Runs the check over the files of a commit, now and without waiting. */
export function isGreen(folder: string, commit: string): boolean {
  const place = mkdtempSync(join(tmpdir(), 'queue-git-check-'));
  try {
    const variables = { GIT_INDEX_FILE: join(place, '.git-index'), GIT_WORK_TREE: place };
    git(folder, ['read-tree', commit], { variables });
    git(folder, ['checkout-index', '--all', '--quiet'], { variables: { ...variables, GIT_DIR: folder } });
    const env = { PATH: process.env['PATH'] ?? '', [BUILD_VARIABLES.wait]: '0', FIREBREAK_TREE: '00' };
    return spawnSync('sh', ['-c', BUILD], { cwd: place, env }).status === 0;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
