import { describe, expect, it } from 'vitest';
import { DAY_MS, instant } from '../../kernel/index.ts';
import { seededRandom } from '../../statistics/index.ts';
import { isLearnt, newWatch, packWatch, sightOf, type Watch, type WatchSetting, watch, watchSetting } from './index.ts';

const STEP_MS = 15 * 60_000;
const DAY = DAY_MS / STEP_MS;

/** Wild counts: around 60 by day and 15 by night, each step anything from a third of that to three times as much. */
function wildAt(index: number): number {
  const spread = Math.exp(2.2 * (seededRandom(7_001 + index * 31)() - 0.5));
  return Math.round(40 * Math.exp(0.7 * Math.sin((2 * Math.PI * index) / DAY)) * spread);
}

const setting = (wanted: Partial<WatchSetting> = {}) =>
  watchSetting({ stepMs: STEP_MS, directions: ['drop'], ...wanted });

function fed(before: Watch, values: readonly number[]): { readonly watch: Watch; readonly opened: readonly number[] } {
  let state = before;
  const opened: number[] = [];
  for (const value of values) {
    const index = state.next;
    const taken = watch(state, { at: instant(index * STEP_MS), value });
    state = taken.watch;
    if (taken.signals.some(({ kind }) => kind === 'opened')) opened.push(index);
  }
  return { watch: state, opened };
}

const wild = (from: number, length: number, share = 1): number[] =>
  Array.from({ length }, (_, step) => Math.round(share * wildAt(from + step)));

const LENGTH = 24 * DAY;
const learnt = fed(newWatch(setting()), wild(0, LENGTH));
const now = learnt.watch.next;

describe('drops of a count', () => {
  it('are found by long windows where single samples say nothing', () => {
    const half = fed(learnt.watch, wild(now, 36, 0.5));
    expect(half.opened.length).toBeGreaterThan(0);
    expect(half.watch.surge).toBe(learnt.watch.surge + 1);
    const [first] = half.watch.open?.alarm.evidence ?? [];
    expect(first).toMatchObject({ detector: 'drop-window', basis: 'learnt' });
    expect(first?.samples).toBeGreaterThanOrEqual(12);
    expect(fed(learnt.watch, wild(now, 36)).opened).toEqual([]);
  });

  it('begin where most speaks for it, not where the window begins', () => {
    const { watch: after } = fed(learnt.watch, [...wild(now, 20), ...wild(now + 20, 36, 0.3)]);
    const onset = (after.open?.alarm.onset ?? 0) / STEP_MS;
    expect(Math.abs(onset - (now + 20))).toBeLessThanOrEqual(3);
  });

  it('are told with the smallest that would be found, and not before anything is known', () => {
    const sight = sightOf(learnt.watch);
    expect(sight?.share).toBeGreaterThan(0.1);
    expect(sight?.share).toBeLessThan(0.6);
    expect(isLearnt(learnt.watch, 'drop')).toBe(true);
    const young = fed(newWatch(setting()), wild(0, 30)).watch;
    expect([sightOf(young), isLearnt(young, 'drop')]).toEqual([null, false]);
  });

  it('are told of a dead flow whatever the threshold, and never without a budget', () => {
    const { drops } = learnt.watch;
    if (drops === null) throw new Error('drops are looked for');
    const nothing = { counts: [], sums: [], fit: null, prior: 1e9 };
    const deaf = drops.lookouts.map((lookout) => ({ ...lookout, tail: { ...lookout.tail, ...nothing } }));
    const state = { ...learnt.watch, drops: { ...drops, lookouts: deaf } };
    expect(fed(state, wild(now, 12, 0)).opened).toHaveLength(1);
    expect(fed(state, wild(now, 12, 0.1)).opened).toEqual([]);
    const silent = fed(newWatch(setting({ alarmsPerWeek: 0 })), [...wild(0, 4 * DAY), ...wild(4 * DAY, 12, 0)]);
    expect(silent.opened).toEqual([]);
  });

  it('that come back each day are told a few times and then as a habit no more, but when they go deeper', () => {
    // Three hours of nearly nothing at another time each day: no season expects them.
    const dipped = (from: number, days: number, share: number) =>
      wild(from, days * DAY).map((value, step) => {
        const start = 10 + ((Math.floor(step / DAY) * 37) % (DAY - 30));
        const isDip = step % DAY >= start && step % DAY < start + 12;
        return isDip ? Math.round(value * share) : value;
      });
    const { watch: used, opened } = fed(learnt.watch, dipped(now, 20, 0.25));
    const perWeek = (from: number) => opened.filter((index) => index >= now + from * DAY).length / ((20 - from) / 7);
    expect(opened.length).toBeGreaterThan(1);
    expect(perWeek(10)).toBeLessThan(3);
    expect(fed(used, wild(used.next, 36, 0)).opened).toHaveLength(1);
  });

  it('of what is no count, since it went below 0, are found by single deviations and their sum', () => {
    const below = fed(learnt.watch, [-5, ...wild(now + 1, 6)]).watch;
    expect([below.drops, sightOf(below)]).toEqual([null, null]);
    expect(below.sides.drop).toBeDefined();
  });

  it('are remembered in bounded memory', () => {
    const size = (state: Watch) => JSON.stringify(packWatch(state)).length;
    const longer = fed(learnt.watch, wild(now, 20 * DAY)).watch;
    expect(size(longer)).toBeLessThan(1.3 * size(learnt.watch));
  });
});
