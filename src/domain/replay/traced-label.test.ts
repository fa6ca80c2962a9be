import { describe, expect, it } from 'vitest';
import type { CommitId } from '../change/index.ts';
import type { Label } from '../label/index.ts';
import type { LandedStatement } from './label.ts';
import type { ChangeLabel } from './model.ts';
import { withTracedLabels } from './traced-label.ts';

const id = (letter: string): CommitId => letter.repeat(40) as CommitId;

function landed(...commits: readonly string[]): LandedStatement {
  const ids = commits.map(id);
  return {
    commit: ids.at(-1) ?? id('0'),
    commits: ids,
    pullRequest: null,
    landedAt: null,
    subjects: [],
    references: [],
  };
}

const NONE: ChangeLabel = { kind: 'none', evidence: null, by: [] };
const HISTORY = [landed('a'), landed('1', 'b'), landed('c')];
const label = (kind: Label['kind'], culprit: string, by: string): Label => ({
  kind,
  culprit: id(culprit),
  by: id(by),
  places: [],
});

function kinds(traced: readonly Label[], labels: readonly ChangeLabel[] = HISTORY.map(() => NONE)) {
  return withTracedLabels(labels, HISTORY, traced).map(({ kind, evidence }) => evidence ?? kind);
}

describe('withTracedLabels', () => {
  it('calls a change fixed by blame where a later fix changed its lines, inner commits included', () => {
    expect(kinds([label('szz', '1', 'c')])).toEqual(['none', 'blame', 'none']);
    expect(withTracedLabels([NONE, NONE, NONE], HISTORY, [label('szz', '1', 'c')])[1]?.by).toEqual([id('c')]);
  });

  it('lets no change be labelled by itself, by an earlier one, or by a commit outside the window', () => {
    const self = label('szz', '1', 'b');
    const backwards = label('szz', 'c', 'a');
    const outside = label('szz', 'e', 'c');
    expect(kinds([self, backwards, outside])).toEqual(['none', 'none', 'none']);
  });

  it('prefers what a message states, then blame, then a fix within hours; neighbours label nothing', () => {
    const stated: ChangeLabel = { kind: 'reverted', evidence: 'stated', by: [id('c')] };
    expect(kinds([label('szz', 'a', 'c')], [stated, NONE, NONE])).toEqual(['stated', 'none', 'none']);
    expect(kinds([label('hotfix', 'a', 'c'), label('szz', 'a', 'c')])).toEqual(['blame', 'none', 'none']);
    expect(kinds([label('hotfix', 'a', 'c')])).toEqual(['hotfix', 'none', 'none']);
    expect(kinds([label('szz-neighbour', 'a', 'c')])).toEqual(['none', 'none', 'none']);
  });
});
