import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { fitLag, momentsOf } from './lag.ts';
import type { CandidateChange } from './model.ts';
import { DEFAULT_ATTRIBUTION } from './setting.ts';

const MINUTE = 60_000;
const ONSET = 1_000_000_000_000;
const about = {
  onsets: [{ at: instant(ONSET), weight: 1, errorMs: 45_000, service: null, source: 'test' }],
  crowdPerMin: 0.02,
  setting: DEFAULT_ATTRIBUTION,
};
const odds = (lagMin: number, basis: 'deployed' | 'committed' = 'deployed') =>
  fitLag([{ at: ONSET - lagMin * MINUTE, basis }], about).logOdds;

function change(given: Partial<CandidateChange>): CandidateChange {
  return {
    id: 'x',
    kind: 'code',
    service: 's',
    madeAt: null,
    effectiveAt: [],
    title: '',
    files: [],
    diff: null,
    ...given,
  };
}

describe('fitLag', () => {
  it('falls with the lag, and slowly: hours are unlikely, not impossible', () => {
    expect(odds(5)).toBeGreaterThan(odds(30));
    expect(odds(30)).toBeGreaterThan(odds(150));
    expect(odds(150)).toBeGreaterThan(-5);
  });

  it('bears an onset that is a minute off, and no more', () => {
    expect(odds(-0.5)).toBeGreaterThan(odds(-1.5));
    expect(odds(-1)).toBeGreaterThan(-2);
    expect(odds(-5)).toBe(-6);
  });

  it('waits longer for a change that was committed and never recorded as deployed', () => {
    expect(odds(90, 'committed')).toBeGreaterThan(odds(90));
    expect(odds(3, 'committed')).toBeLessThan(odds(3));
  });

  it('says neither yes nor no where no moment is known', () => {
    expect(fitLag([], about)).toMatchObject({ lagMs: null, basis: 'unknown' });
  });

  it('tells less where candidates are crowded', () => {
    const crowded = fitLag([{ at: ONSET - 5 * MINUTE, basis: 'deployed' }], { ...about, crowdPerMin: 0.5 });
    expect(crowded.logOdds).toBeLessThan(odds(5));
  });
});

describe('momentsOf', () => {
  it('lets a commit ride along with the next deployment of its service', () => {
    const deployed = change({ id: 'd', effectiveAt: [instant(ONSET)] });
    const commit = change({ id: 'c', madeAt: instant(ONSET - 10 * MINUTE) });
    expect(momentsOf(commit, 's', [deployed, commit])).toEqual([
      { at: ONSET - 10 * MINUTE, basis: 'committed' },
      { at: ONSET, basis: 'rode-along' },
    ]);
    expect(momentsOf(commit, 'other', [deployed, commit]).length).toBe(1);
    expect(momentsOf(deployed, 's', [deployed])).toEqual([{ at: ONSET, basis: 'deployed' }]);
    expect(momentsOf(change({}), 's', [])).toEqual([]);
  });
});
