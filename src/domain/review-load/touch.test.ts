import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { indexPeople, type Person } from '../catalog/index.ts';
import type { Change, Commit, CommitId, FileChange, FilePath } from '../change/index.ts';
import { TAUGHT_FILES, touchesOf } from './touch.ts';

const people = indexPeople({
  people: ['ann', 'bob'].map(
    (id): Person => ({ id, level: 'senior', mails: [`${id}@shop.example`], handles: [], teams: [] }),
  ),
});
const AT = instant(Date.UTC(2026, 0, 14));

function file(path: string, previousPath: string | null = null): FileChange {
  return {
    path: path as FilePath,
    previousPath: previousPath as FilePath | null,
    status: 'modified',
    kind: 'text',
    addedLines: 1,
    deletedLines: 0,
  };
}

function landed(mail: string, message: string, files: readonly FileChange[] = [file('a.ts')]): Change {
  const who = { name: '', mail };
  const id = '1'.repeat(40) as CommitId;
  const commit: Commit = { id, parents: [], author: who, authoredAt: AT, committer: who, committedAt: AT, message };
  return {
    id: `landed:${id}`,
    kind: 'landed',
    landing: 'direct',
    pullRequest: null,
    headBranch: null,
    baseBranch: null,
    base: null,
    head: id,
    author: who,
    title: '',
    at: AT,
    commits: [commit],
    files,
    contentDigest: null,
    gaps: [],
  };
}

describe('what a landed change says of who knows its files', () => {
  it('is who wrote it, and who its message names as reviewers', () => {
    const message = 'Round\n\nReviewed-by: Bob <bob@shop.example>\nAcked-by: Ann <ann@shop.example>\n';
    expect(touchesOf(landed('ann@shop.example', message, [file('b.ts', 'a.ts')]), people)).toEqual([
      { person: 'ann', path: 'b.ts', at: AT, kind: 'authored' },
      { person: 'ann', path: 'a.ts', at: AT, kind: 'authored' },
      { person: 'bob', path: 'b.ts', at: AT, kind: 'reviewed' },
      { person: 'bob', path: 'a.ts', at: AT, kind: 'reviewed' },
    ]);
  });

  it('is nothing of strangers, of software and of sweeps', () => {
    expect(touchesOf(landed('eve@else.example', 'Reviewed-by: Eve <eve@else.example>'), people)).toEqual([]);
    expect(touchesOf(landed('1+dependabot[bot]@users.noreply.github.com', ''), people)).toEqual([]);
    const sweep = Array.from({ length: TAUGHT_FILES + 1 }, (_, index) => file(`f${index}.ts`));
    expect(touchesOf(landed('ann@shop.example', '', sweep), people)).toEqual([]);
  });

  it('reads a hostile message in a moment', () => {
    const message = `Reviewed-by: ${' <'.repeat(200_000)}\n${'Reviewed-by: x <bob@shop.example>\n'.repeat(20_000)}`;
    expect(touchesOf(landed('ann@shop.example', message), people)).toHaveLength(2);
  });
});
