import { describe, expect, it } from 'vitest';
import type { CommitId, FilePath } from '../domain/change/index.ts';
import type { Label } from '../domain/label/index.ts';
import type { LandedStatement } from '../domain/replay/index.ts';
import { shippedModel, shippedScoring } from '../domain/risk/index.ts';
import { DAY_MS, instant } from '../kernel/index.ts';
import { knownAt, type LabelledChangeSource } from './risk-training.ts';

const START = 1_700_000_000_000;
const DAYS = 200;
const commitOf = (day: number) => day.toString(16).padStart(40, '0') as CommitId;

/** One landed change a day; `reverts` and `fixes` name the day of an earlier change. */
function landed(
  day: number,
  given: { readonly reverts?: number; readonly fixes?: boolean } = {},
): LabelledChangeSource {
  const statement: LandedStatement = {
    commit: commitOf(day),
    commits: [commitOf(day)],
    pullRequest: null,
    landedAt: instant(START + day * DAY_MS),
    subjects: [`Change ${day}`],
    references: given.reverts === undefined ? [] : [[{ kind: 'reverts', commit: commitOf(given.reverts), line: 1 }]],
  };
  const { commit, landedAt } = statement;
  return {
    statement,
    traceable: { commit, landedAt, files: [`src/${day}.ts` as FilePath], fix: given.fixes === true },
  };
}

const history = Array.from({ length: DAYS }, (_, day) => {
  if (day === 100) return landed(day, { reverts: 50 });
  return landed(day, { fixes: day === 120 });
});
/** The change of day 120 fixes lines that day 60 wrote. */
const origins: readonly Label[] = [{ kind: 'szz', culprit: commitOf(60), by: commitOf(120), places: [] }];
const risk = {
  landed: () => ({ features: shippedModel().typical, percentile: null, norm: null, scoring: shippedScoring() }),
};

function labelsAt(moment: number, changes = history): ReadonlyMap<number, 0 | 1> {
  return new Map(knownAt({ changes, moment, origins, risk }).map(({ position, label }) => [position, label]));
}

describe('what is known at a moment of fitting', () => {
  it('holds no change its fix or its revert before that has landed', () => {
    expect(labelsAt(100).get(50)).toBe(0);
    expect(labelsAt(101).get(50)).toBe(1);
    expect(labelsAt(120).get(60)).toBe(0);
    expect(labelsAt(121).get(60)).toBe(1);
  });

  it('leaves out whatever landed within fourteen days, even where its revert has landed too', () => {
    const quick = history.map((each, day) => (day === 99 ? landed(day, { reverts: 95 }) : each));
    const known = labelsAt(100, quick);
    expect(Math.max(...known.keys())).toBe(85);
    expect(known.has(95)).toBe(false);
    expect(labelsAt(120, quick).get(95)).toBe(1);
  });

  it('is the same whatever lands later', () => {
    const other = history.map((each, day) => (day >= 110 ? landed(day, { reverts: day - 40 }) : each));
    expect(labelsAt(110, other)).toEqual(labelsAt(110));
    expect(labelsAt(150, other)).not.toEqual(labelsAt(150));
  });

  it('does not ask who wrote lines where only messages count', () => {
    const stated = knownAt({ changes: history, moment: 150, origins: null, risk });
    expect(stated.filter(({ label }) => label === 1).map(({ position }) => position)).toEqual([50]);
  });
});
