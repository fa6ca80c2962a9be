import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, instant } from '../../kernel/index.ts';
import type { CommitId, FilePath } from '../change/index.ts';
import { type FixEvidence, originLabel, originOf, type SuspectLine } from './index.ts';

const FIXED = 1_000 * DAY_MS;
const id = (letter: string) => letter.repeat(40) as CommitId;

/** A line of commit `a`, so many days before the fix. */
function line(letter: string, days: number, role: SuspectLine['role'] = 'changed', at = 1): SuspectLine {
  return {
    path: 'a.ts' as FilePath,
    line: at,
    role,
    commit: id(letter),
    committedAt: instant(FIXED - days * DAY_MS),
  };
}

function evidence(...lines: readonly SuspectLine[]): FixEvidence {
  return {
    fix: id('f'),
    parent: id('e'),
    fixedAt: instant(FIXED),
    lines,
    older: { changed: 0, neighbour: 0 },
    gaps: [],
  };
}

describe('originOf', () => {
  it('names the latest of the commits that wrote the changed lines', () => {
    expect(originOf(evidence(line('a', 9), line('b', 3), line('c', 5)))).toMatchObject({
      kind: 'found',
      commit: id('b'),
      by: 'changed',
      candidates: 3,
      ageMs: 3 * DAY_MS,
    });
  });

  it('prefers, of two at the same instant, the one with more lines', () => {
    const found = originOf(evidence(line('b', 3), line('a', 3, 'changed', 2), line('a', 3, 'changed', 3)));
    expect(found).toMatchObject({ commit: id('a'), places: [{ line: 2 }, { line: 3 }] });
  });

  it('lets a neighbour answer where nothing that counts was changed', () => {
    expect(originOf(evidence(line('a', 200, 'neighbour')))).toMatchObject({ commit: id('a'), by: 'neighbour' });
  });

  it('lets a neighbour outrank a changed line only while it is young and younger', () => {
    expect(originOf(evidence(line('a', 60), line('b', 30, 'neighbour')))).toMatchObject({ commit: id('b') });
    expect(originOf(evidence(line('a', 300), line('b', 100, 'neighbour')))).toMatchObject({ commit: id('a') });
    expect(originOf(evidence(line('a', 20), line('b', 30, 'neighbour')))).toMatchObject({ commit: id('a') });
  });

  it('gives no answer for lines older than a year', () => {
    expect(originOf(evidence(line('a', 366)))).toEqual({ kind: 'no-answer', reason: 'too-old' });
    expect(originOf(evidence(line('a', 365)))).toMatchObject({ kind: 'found' });
    const unasked = { ...evidence(), older: { changed: 1, neighbour: 0 } };
    expect(originOf(unasked)).toEqual({ kind: 'no-answer', reason: 'too-old' });
  });

  it('weighs a neighbour against changed lines that are too old to be asked about', () => {
    const beside = (days: number) => ({
      ...evidence(line('b', days, 'neighbour')),
      older: { changed: 1, neighbour: 0 },
    });
    expect(originOf(beside(90))).toMatchObject({ commit: id('b') });
    expect(originOf(beside(91))).toEqual({ kind: 'no-answer', reason: 'too-old' });
  });

  it('leaves out what was written after the fault was reported, where that is known', () => {
    const both = evidence(line('a', 9), line('b', 3));
    expect(originOf(both, instant(FIXED - 5 * DAY_MS))).toMatchObject({ commit: id('a') });
    expect(originOf(both, instant(FIXED - 50 * DAY_MS))).toEqual({ kind: 'no-answer', reason: 'after-report' });
  });

  it('tells a fix that has nothing to trace from one that could not be read', () => {
    expect(originOf(evidence())).toEqual({ kind: 'no-answer', reason: 'no-line' });
    const gap = { code: 'too-slow', message: 'a.ts took git too long' } as const;
    expect(originOf({ ...evidence(), gaps: [gap] })).toEqual({ kind: 'no-answer', reason: 'unreadable' });
    expect(originOf({ ...evidence(), parent: null })).toEqual({ kind: 'no-answer', reason: 'root-commit' });
    expect(originLabel(evidence(), originOf(evidence()))).toBeNull();
  });

  it('hangs neither on the order of the lines nor on who else is named', () => {
    const lines = fc.array(
      fc
        .tuple(fc.constantFrom(...'abcd'), fc.integer({ min: 0, max: 500 }), fc.constantFrom('changed', 'neighbour'))
        .map(([letter, days, role]) => line(letter, days, role as SuspectLine['role'])),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(lines, (given) => {
        const found = originOf(evidence(...given));
        const other = originOf(evidence(...[...given].reverse()));
        expect({ ...other, places: [] }).toEqual({ ...found, places: [] });
        const label = originLabel(evidence(...given), found);
        if (label === null) return;
        expect(label.by).toBe(id('f'));
        expect(given.map(({ commit }) => commit)).toContain(label.culprit);
      }),
    );
  });
});
