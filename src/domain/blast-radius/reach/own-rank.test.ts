import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../statistics/index.ts';
import { REACH_INPUTS } from './candidate.ts';
import { readOwnRank } from './kept-own-rank.ts';
import { learnReach, type OwnReach, type PastRepair, REPAIR_MINIMUM, splitInTime } from './own-rank.ts';
import { shippedReachModel } from './shipped-model.ts';

const FILES = 80;
const ENDING = REACH_INPUTS.indexOf('same ending');
const shipped = shippedReachModel();

/** Repairs of which each touches one of the files of another ending, or, shuffled, any file; `drawn` only seeds the choice. */
function repairs(count: number, how: 'pattern' | 'shuffled', drawn: (at: number) => number = (at) => at): PastRepair[] {
  return Array.from({ length: count }, (_, at) => {
    const random = seededRandom(1_000 + drawn(at));
    const inputs = Array.from({ length: FILES }, (_, file) => {
      const row = new Float64Array(REACH_INPUTS.length);
      // Any other input is noise of the same kind for all files.
      row[REACH_INPUTS.indexOf('days since landed')] = seededRandom(at * FILES + file)() * 5;
      row[ENDING] = file % 4 === 0 ? 0 : 1;
      return row;
    });
    const hit = how === 'pattern' ? 4 * Math.floor((random() * FILES) / 4) : Math.floor(random() * FILES);
    const touched = inputs.map((_, file) => file === hit);
    return {
      at: { culprit: 3 * at, fix: 3 * at + 2 },
      candidates: inputs.map((row) => ({ inputs: row })),
      touched,
      missed: 0,
    };
  });
}

function tried(learnt: OwnReach): Extract<OwnReach, { kind: 'tried' }> {
  if (learnt.kind !== 'tried') throw new Error('too few to try');
  return learnt;
}

describe("a rank from a repository's own repairs", () => {
  const learnt = tried(learnReach(repairs(160, 'pattern'), shipped));

  it('is used where repairs follow a pattern that the shipped rank does not know', () => {
    expect(learnt.own).not.toBeNull();
    expect(learnt.trial).toMatchObject({ repairs: 40, learntFrom: 120, files: 40 });
    expect(learnReach(repairs(160, 'pattern'), shipped)).toEqual(learnt);
  });

  it('is not used where what repairs touched follows nothing', () => {
    const { own, trial } = tried(learnReach(repairs(160, 'shuffled'), shipped));
    expect(own).toBeNull();
    expect(trial.recall.map(({ at }) => at)).toEqual([10, 20, 50]);
  });

  it('is not learnt from fewer repairs than can tell, or from repairs that all came at the end', () => {
    const few = repairs(REPAIR_MINIMUM - 1, 'pattern');
    expect(learnReach(few, shipped)).toEqual({ kind: 'too-few', repairs: REPAIR_MINIMUM - 1 });
    const late = repairs(160, 'pattern').map((each) => ({ ...each, at: { ...each.at, fix: 9_999 } }));
    expect(learnReach(late, shipped)).toEqual({ kind: 'too-few', repairs: 160 });
  });

  it('knows nothing of the repairs that it is tried on', () => {
    const others = repairs(160, 'pattern', (at) => (at < 120 ? at : at + 5_000));
    const again = tried(learnReach(others, shipped));
    expect(again.trial).not.toEqual(learnt.trial);
    expect(again.own).toEqual(learnt.own);
    // The twin: what it does learn from changes it.
    const earlier = repairs(160, 'pattern', (at) => (at < 20 ? at + 5_000 : at));
    expect(tried(learnReach(earlier, shipped)).own).not.toEqual(learnt.own);
  });

  it('is tried on changes that landed after every fix it knows', () => {
    const place = fc.record({ culprit: fc.nat(300), lag: fc.integer({ min: 1, max: 200 }) });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 60 }), (places) => {
        const all = places.map(({ culprit, lag }) => ({ at: { culprit, fix: culprit + lag } }));
        const { older, newer } = splitInTime(all, 0.75);
        expect(newer.length).toBeGreaterThan(0);
        const first = Math.min(...newer.map(({ at }) => at.culprit));
        for (const { at } of older) expect(at.fix).toBeLessThan(first);
      }),
    );
  });

  it('is read as it was kept, and is nothing where a member is not its kind', () => {
    const made = JSON.parse(JSON.stringify(learnt.own));
    expect(readOwnRank(made)).toEqual(learnt.own);
    const hostile: unknown[] = [
      ...[null, 3, 'x', [], {}],
      { ...made, share: 0.3 },
      { ...made, share: -1 },
      { ...made, calibration: { slope: -1, offset: 0 } },
      { ...made, calibration: { slope: 1, offset: null } },
      { ...made, cuts: made.cuts.slice(1) },
      { ...made, cuts: made.cuts.map(() => []) },
      { ...made, cuts: made.cuts.map(() => ['1']) },
      { ...made, trees: 3 },
      { ...made, trees: '%%%%' },
      { ...made, trees: made.trees.slice(0, 8) },
      { ...made, trees: 'A'.repeat(200_000) },
      // One left branch after another, to the end.
      { ...made, trees: 'AAAA'.repeat(24_000) },
      // Column 200.
      { ...made, trees: btoa('\u00c8\u0000\u00ff\u0080\u0000\u00ff\u0080\u0000') },
    ];
    for (const each of hostile) expect(readOwnRank(each), JSON.stringify(each)?.slice(0, 80)).toBeNull();
  });
});
