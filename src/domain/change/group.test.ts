import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { groupLandings, SERIES_LIMIT } from './group.ts';
import type { Commit, CommitId } from './model.ts';

/** Made from newest to oldest, as git lists them: `[id, parents, message, author]`. */
type Row = readonly [id: string, parents: string, message: string, author?: string];

function piece(rows: readonly Row[], firstParent: string) {
  const commits = new Map<CommitId, Commit>();
  for (const [id, parents, message, author = 'ann'] of rows) {
    const who = { name: author, mail: `${author}@example.org` };
    commits.set(id as CommitId, {
      id: id as CommitId,
      parents: parents.split(' ').filter((parent) => parent !== '') as CommitId[],
      author: who,
      authoredAt: instant(0),
      committer: who,
      committedAt: instant(0),
      message,
    });
  }
  return { firstParent: firstParent.split(' ') as CommitId[], commits };
}

const shape = (given: ReturnType<typeof piece>) =>
  groupLandings(given).map((landing) => [
    landing.form,
    landing.commits.map((commit) => commit.id).join(' '),
    landing.base,
    landing.pullRequest,
  ]);

describe('groupLandings', () => {
  it('tells merge, squash, series and direct apart', () => {
    const given = piece(
      [
        ['m', 'e f2', 'Merge pull request #7 from x/feature/y\n\nAdd y', 'boss'],
        ['f2', 'f1', 'two', 'bob'],
        ['f1', 'd', 'one', 'bob'],
        ['e', 'd', 'direct'],
        ['d', 'c', 'second of four (#4)'],
        ['c', 'b', 'first of four (#4)'],
        ['b', 'a', 'squashed (#3)'],
        ['a', '', 'root'],
      ],
      'm e d c b a',
    );
    expect(shape(given)).toEqual([
      ['merge', 'f1 f2 m', 'e', '7'],
      ['direct', 'e', 'd', null],
      ['rebase-series', 'c d', 'b', '4'],
      ['squash', 'b', 'a', '3'],
      ['direct', 'a', null, null],
    ]);
    expect(groupLandings(given)[0]).toMatchObject({ headBranch: 'feature/y', title: 'Add y', author: { name: 'bob' } });
  });

  it.each([
    ['a ticket before the title', 'OCPBUGS-12: Add y', 'OCPBUGS-12: Add y'],
    ['a conventional title', 'fix: Add y', 'fix: Add y'],
    ['a title with a dash before its colon', 'sign-in: Add y', 'sign-in: Add y'],
    ['a word that begins like a trailer', 'Linker: Add y', 'Linker: Add y'],
    ['a title that closes and says more', 'Fix #12 by adding y', 'Fix #12 by adding y'],
    ['only a sign-off', 'Signed-off-by: Bob <bob@example.com>', 'Merge pull request #7 from x/y'],
    ['only a closing line', 'Fixes #12', 'Merge pull request #7 from x/y'],
    ['only a link of the host', 'PR-URL: https://example.com/7', 'Merge pull request #7 from x/y'],
    ['only conflicts', '# Conflicts:\n#\ta.ts', 'Merge pull request #7 from x/y'],
  ])('titles a merge by what stands below its subject: %s', (_, body, title) => {
    const given = piece(
      [
        ['m', 'a f', `Merge pull request #7 from x/y\n\n${body}`],
        ['f', 'a', 'one'],
        ['a', '', 'root'],
      ],
      'm a',
    );
    expect(groupLandings(given)[0]?.title).toBe(title);
  });

  it('gives shared inner commits to the oldest merge that reaches them', () => {
    const given = piece(
      [
        ['m2', 'm1 f3', "Merge branch 'f'"],
        ['f3', 'f2', 'three'],
        ['m1', 'a f2', "Merge branch 'f'"],
        ['f2', 'f1', 'two'],
        ['f1', 'a', 'one'],
        ['a', '', 'root'],
      ],
      'm2 m1 a',
    );
    expect(shape(given).map((row) => row[1])).toEqual(['f3 m2', 'f1 f2 m1', 'a']);
  });

  it('takes all further parents of an octopus, and of a criss-cross what the first parent lacks', () => {
    const octopus = piece(
      [
        ['m', 'a x y', 'octopus'],
        ['x', 'a', 'x'],
        ['y', 'a', 'y'],
        ['a', '', 'root'],
      ],
      'm a',
    );
    expect(shape(octopus)[0]?.[1]).toBe('y x m');
    const crossed = piece(
      [
        ['m', 'b f2', 'land'],
        ['f2', 'f1 b', 'Merge main into f'],
        ['b', 'a', 'b'],
        ['f1', 'a', 'f1'],
        ['a', '', 'root'],
      ],
      'm b a',
    );
    expect(shape(crossed)[0]?.[1]).toBe('f1 f2 m');
  });

  it.each([
    ['Add x (#12)', '12'],
    ['Add x (!12)', '12'],
    ['Add x (owner/name#12)', '12'],
    ['Revert "foo (#123)" (#130)', '130'],
    ['Revert "foo (#123)"', null],
    ['x\n\nPR-URL: https://github.com/nodejs/node/pull/55', '55'],
    ['x\n\nPull Request: https://github.com/o/r/pull/56', '56'],
    ['x\n\nPull Request resolved: https://github.com/pytorch/pytorch/pull/57', '57'],
    ['x\n\nReviewed-on: https://go-review.googlesource.com/c/go/+/580255', '580255'],
    ['x\n\nReviewed-on: https://codeberg.org/o/r/pulls/58', '58'],
    ['x\n\nPart-of: <https://gitlab.freedesktop.org/mesa/mesa/-/merge_requests/59>', '59'],
    ['x\n\nSee merge request group/proj!60', '60'],
    ['x\n\nCloses #61 from user/branch.', '61'],
    ['x\n\nCloses #62', null],
    ['Fix #12 in parser', null],
    ['x\n\nSee PR-URL: notes/12 for more', null],
  ])('reads the number of %j', (message, number) => {
    expect(groupLandings(piece([['a', '', message]], 'a'))[0]?.pullRequest).toBe(number);
  });

  it.each([
    ['Merge pull request #1 from o/b', '1', 'b'],
    ["Merge branch 'feature/x' into 'main'\n\nAdd x\n\nSee merge request g/p!2", '2', 'feature/x'],
    ['Auto merge of #3 - user:branch, r=rev\n\nTitle', '3', 'branch'],
    ['Merged in feature/z (pull request #4)', '4', 'feature/z'],
    ['Merged PR 5: Add it', '5', null],
    ["Merge remote-tracking branch 'origin/main'", null, 'origin/main'],
    ['Tidy up', null, null],
  ])('reads the merge %j', (message, number, branch) => {
    const landing = groupLandings(
      piece(
        [
          ['m', 'a x', message],
          ['x', 'a', 'x'],
          ['a', '', 'root'],
        ],
        'm a',
      ),
    )[0];
    expect([landing?.form, landing?.pullRequest, landing?.headBranch]).toEqual(['merge', number, branch]);
  });

  it('splits an endless series', () => {
    const rows = Array.from(
      { length: SERIES_LIMIT + 1 },
      (_, n): Row => [`c${n}`, n === SERIES_LIMIT ? '' : `c${n + 1}`, 'x (#1)'],
    );
    const landings = groupLandings(piece(rows, rows.map(([id]) => id).join(' ')));
    expect(landings.map((landing) => landing.commits.length)).toEqual([SERIES_LIMIT, 1]);
  });

  it('does not run a series over a merge or over another number', () => {
    const given = piece(
      [
        ['e', 'd', 'x (#1)'],
        ['d', 'c f', 'Merge pull request #1 from o/b'],
        ['f', 'c', 'x (#1)'],
        ['c', 'b', 'x (#1)'],
        ['b', 'a', 'x (#2)'],
        ['a', '', 'x (#1)'],
      ],
      'e d c b a',
    );
    expect(shape(given).map((row) => row[1])).toEqual(['e', 'f d', 'c', 'b', 'a']);
  });
});
