import { describe, expect, it } from 'vitest';
import { statedReferences } from './revert.ts';

const A = 'a'.repeat(39).concat('1');
const B = 'b'.repeat(39).concat('2');

describe('statedReferences', () => {
  it('reads the commit of a git revert and its quoted subject, each with its line', () => {
    expect(statedReferences(`Revert "Add cache (#12)" (#15)\n\nThis reverts commit ${A}.\n`)).toEqual([
      { kind: 'reverts', subject: 'Add cache (#12)', pullRequest: '12', line: 1 },
      { kind: 'reverts', commit: A, line: 3 },
    ]);
  });

  it.each([
    ['several on a line', `This reverts commits ${A}, ${B} and abc1234.`, [A, B, 'abc1234']],
    ['a merge, without the commit it goes back to', `This reverts commit ${A}, reversing\nchanges made to ${B}.`, [A]],
    ['wrapped before the id', `This reverts commit\n${A}.`, [A]],
    [
      'a list below',
      `This reverts the following commits:\n\n- abc1234 one\n- ${B} "two"\n* def5678\n\nabc9999 was fine`,
      ['abc1234', B, 'def5678'],
    ],
    ['abbreviated in backticks', 'This reverts `abc1234`.', ['abc1234']],
    ['partial', 'This partially reverts commit abc1234 ("x: y").', ['abc1234']],
    ['mid-sentence', 'Broke the build, so this reverts abc1234.', ['abc1234']],
    ['upper case', `This reverts commit ${A.toUpperCase()}`, [A]],
    ['plain subject', 'Revert abc1234: it broke', ['abc1234']],
    [
      'conventional commits',
      'revert: let us never again speak of it\n\nRefs: 676104e, a215868',
      ['676104e', 'a215868'],
    ],
    ['conventional id', 'revert: abc1234', ['abc1234']],
    ['back-out', 'Back out "x"\n\nOriginal commit changeset: abc1234def56', ['abc1234def56']],
    ['letters only after the word commit', 'This reverts commit defaced.', ['defaced']],
    ['two sentences', `This reverts commit abc1234.\nThis reverts commit def5678.`, ['abc1234', 'def5678']],
  ])('reads the commits of a revert: %s', (_, message, commits) => {
    const found = statedReferences(message).filter((one) => one.commit !== undefined);
    expect(found.map((one) => one.commit)).toEqual(commits);
    expect(found.every((one) => one.kind === 'reverts')).toBe(true);
  });

  it('reads ranges with their start', () => {
    expect(statedReferences('This reverts commits abc1234..def5678.')).toEqual([
      { kind: 'reverts', commit: 'def5678', range: { start: 'abc1234', inclusive: false }, line: 1 },
    ]);
    expect(statedReferences('This reverts abc1234^..def5678')[0]?.range).toEqual({ start: 'abc1234', inclusive: true });
  });

  it.each([
    ['Reverts #123', { pullRequest: '123' }],
    ['Reverts owner/repo#123', { pullRequest: '123', repository: 'owner/repo' }],
    ['Reverts group/sub/repo!12', { pullRequest: '12', repository: 'group/sub/repo' }],
    ['This reverts merge request !12', { pullRequest: '12' }],
    ['This reverts PR #9.', { pullRequest: '9' }],
    ['Reverts https://github.com/o/r/pull/77', { pullRequest: '77', repository: 'o/r' }],
    ['Reverts https://gitlab.com/g/s/r/-/merge_requests/7', { pullRequest: '7', repository: 'g/s/r' }],
    ['Revert pr-tools/x#4', { pullRequest: '4', repository: 'pr-tools/x' }],
  ])('reads the pull request of %j', (line, named) => {
    expect(statedReferences(`Something\n\n${line}`)).toEqual([{ kind: 'reverts', ...named, line: 3 }]);
  });

  it('calls a revert of a revert, a reapply and a reland a reapply, and their revert a revert', () => {
    const kinds = (message: string) => statedReferences(message).map((one) => one.kind);
    expect(kinds(`Reapply "Add x"\n\nThis reverts commit ${A}.`)).toEqual(['reapplies', 'reapplies']);
    expect(kinds(`Revert "Revert "Add x" (#2)" (#3)\n\nThis reverts commit ${A}.`)).toEqual(['reapplies', 'reapplies']);
    expect(kinds(`Revert "Reapply "Add x""\n\nThis reverts commit ${A}.`)).toEqual(['reverts', 'reverts']);
    expect(kinds(`Reland "x"\n\nThis is a reland of commit ${A}\n> This reverts commit ${B}`)).toEqual([
      'reapplies',
      'reapplies',
    ]);
  });

  it('reads the number that a host writes into the branch of its revert button', () => {
    const read = (branch: string) => statedReferences(`Merge pull request #30 from ann/${branch}\n\nTurn it off`);
    expect(read('revert-21-faster-parser')).toEqual([{ kind: 'reverts', pullRequest: '21', line: 1 }]);
    expect(read('revert-21-1771337434572')).toEqual([{ kind: 'reverts', pullRequest: '21', line: 1 }]);
    expect(read('revert-25-revert-21-faster-parser')).toEqual([{ kind: 'reapplies', pullRequest: '25', line: 1 }]);
    expect(read('revert-28-revert-25-revert-21-x')).toEqual([{ kind: 'reverts', pullRequest: '28', line: 1 }]);
  });

  it.each([
    'revert-2026-01-31-cleanup',
    'revert-21',
    'revert-faster-parser',
    'fix-revert-21-x',
    'revert-21x-y',
    'revert-0-x',
  ])('reads no number out of the branch %s', (branch) => {
    expect(statedReferences(`Merge pull request #30 from ann/${branch}`)).toEqual([]);
  });

  it('takes what undoes a revert for a reapply, by either of their names', () => {
    const read = (line: string) => statedReferences(`Bring it back\n\n${line}`);
    expect(read('This reverts the revert of #17 and keeps the rest.')).toEqual([
      { kind: 'reapplies', pullRequest: '17', line: 3 },
    ]);
    expect(read('Reverts the revert PR #62 to re-apply the original PR #72 behavior:')).toEqual([
      { kind: 'reapplies', pullRequest: '62', line: 3 },
    ]);
    expect(read(`- Revert the earlier revert of commit ${A}`)).toEqual([{ kind: 'reapplies', commit: A, line: 3 }]);
    expect(read('This reverts the reverted colours of #17')).toEqual([]);
  });

  it('takes the undone number of two, and of a reverted merge', () => {
    expect(statedReferences('Revert faster parser (#10) (#11)')[0]).toMatchObject({ pullRequest: '10' });
    expect(statedReferences('Revert "Merge pull request #8 from o/b"')[0]).toMatchObject({ pullRequest: '8' });
    expect(statedReferences('Revert faster parser (#11)')).toEqual([]);
    expect(statedReferences('revert (#11)')).toEqual([]);
  });

  it('keeps a quote that the forge cut, marked', () => {
    expect(statedReferences('Revert "a very long sub…')[0]?.subject).toBe('a very long sub…');
  });

  it('reads Fixes trailers with an id only', () => {
    expect(statedReferences('x\n\nFixes: 0123abcd4567 ("net: add y")\nFixes #123\nFixes: #4\nFixes: abc1234')).toEqual([
      { kind: 'fixes', commit: '0123abcd4567', subject: 'net: add y', line: 3 },
    ]);
  });

  it('is not fooled by invisible or full-width characters', () => {
    expect(statedReferences(`This re\u200bverts commit\u2060 ${A}`)[0]?.commit).toBe(A);
    expect(statedReferences('Reverts ＃12')[0]?.pullRequest).toBe('12');
  });

  it.each([
    'This reverts to the old behaviour',
    'Convert defaced walls',
    'This does not revert commit abc1234',
    'Irreverts #12',
    '> This reverts commit abc1234',
    'Add reverts page (#12)',
    'Revert button is blue',
    'prefixes: 0123abcd4567',
    '',
  ])('finds nothing in %j', (message) => {
    expect(statedReferences(message)).toEqual([]);
  });

  it('stays quick on hostile messages', () => {
    const started = performance.now();
    for (const piece of [
      ' ',
      'Revert "',
      'revert: ',
      '(#1',
      'this reverts ',
      'abc1234, ',
      '\n',
      'Fixes: ',
      '#1 ',
      'a/',
    ]) {
      const message = `Revert ${piece.repeat(200_000)}`;
      statedReferences(message);
      statedReferences(`x\n\nThis reverts ${piece.repeat(200_000)}`);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
