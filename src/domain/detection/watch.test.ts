import { describe, expect, it } from 'vitest';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import { seededRandom } from '../../statistics/index.ts';
import {
  newWatch,
  packWatch,
  pictureOf,
  sightOf,
  unpackWatch,
  type Watch,
  type WatchSetting,
  type WatchSignal,
  watch,
  watchSetting,
  watchSilence,
} from './index.ts';

const STEP_MS = 30 * 60_000;
const DAY = DAY_MS / STEP_MS;
const START = Date.UTC(2026, 0, 5);
const at = (index: number): Instant => instant(START + index * STEP_MS);

/** About 100 orders each half hour, twice of it at noon and half at midnight; noise of ten percent. */
function ordersAt(index: number, seed = 1): number {
  const noise = seededRandom(seed * 100_003 + index)() + seededRandom(seed * 100_003 + index + 50_000_017)() - 1;
  return Math.round(100 * Math.exp(0.7 * Math.sin((2 * Math.PI * index) / DAY) + 0.25 * noise));
}

interface Run {
  readonly watch: Watch;
  readonly signals: readonly WatchSignal[];
}

function run(before: Watch, from: number, values: readonly (number | null)[]): Run {
  let state = before;
  const signals: WatchSignal[] = [];
  for (const [step, value] of values.entries()) {
    const taken = watch(state, { at: at(from + step), value });
    state = taken.watch;
    signals.push(...taken.signals);
  }
  return { watch: state, signals };
}

const orders = (from: number, length: number, share = 1): number[] =>
  Array.from({ length }, (_, step) => Math.round(ordersAt(from + step) * share));

const setting = (wanted: Partial<WatchSetting> = {}) => watchSetting({ stepMs: STEP_MS, ...wanted });
const DAYS = 18;
const learnt = run(newWatch(setting()), 0, orders(0, DAYS * DAY));
const LENGTH = DAYS * DAY;
const kindsOf = (signals: readonly WatchSignal[]) => signals.map(({ kind, alarm }) => `${kind} ${alarm.kind}`);

describe('a watch of orders', () => {
  it('expects by the day once it knows the day, and says so', () => {
    const { chosen, candidates } = learnt.watch;
    expect(candidates[chosen]?.season).toBe(DAY);
    expect(run(newWatch(setting()), 0, orders(0, DAY)).watch.chosen).toBe(0);
  });

  it('opens an alarm on half the orders with onset, expectation, evidence and what would end it', () => {
    const { signals, watch: after } = run(learnt.watch, LENGTH, orders(LENGTH, 12, 0.5));
    const [opened] = signals;
    expect(opened?.kind).toBe('opened');
    const alarm = after.open?.alarm;
    expect(alarm?.kind).toBe('drop');
    expect(Math.abs((alarm?.onset ?? 0) - at(LENGTH))).toBeLessThanOrEqual(STEP_MS);
    expect((opened?.at ?? 0) - at(LENGTH)).toBeLessThanOrEqual(5 * STEP_MS);
    const { seen = 0, expected = 0 } = alarm?.sinceOnset ?? {};
    expect(seen / expected).toBeGreaterThan(0.4);
    expect(seen / expected).toBeLessThan(0.6);
    for (const { height, threshold } of alarm?.evidence ?? []) expect(height).toBeGreaterThanOrEqual(threshold);
    expect(alarm?.evidence.length).toBeGreaterThan(0);
    expect(alarm?.clear.level).toBeGreaterThan(alarm?.seen ?? 0);
    expect(alarm?.clear.level).toBeLessThan(alarm?.expected?.value ?? 0);
    expect([DAY, 7 * DAY]).toContain(alarm?.season);
  });

  it('says nothing where the orders go on', () => {
    expect(run(learnt.watch, LENGTH, orders(LENGTH, 12)).signals).toEqual([]);
  });

  it('clears when the orders come back, and is critical when half is gone', () => {
    const down = run(learnt.watch, LENGTH, orders(LENGTH, 12, 0.3));
    expect(down.watch.open?.alarm.severity).toBe('critical');
    const back = run(down.watch, LENGTH + 12, orders(LENGTH + 12, 12));
    expect(kindsOf(back.signals)).toEqual(['cleared drop']);
    expect(back.signals[0]).toMatchObject({ because: 'recovered' });
  });

  it('tells one surge where an alarm opens again soon after it cleared', () => {
    const down = run(learnt.watch, LENGTH, orders(LENGTH, 12, 0.2));
    const back = run(down.watch, LENGTH + 12, orders(LENGTH + 12, 8));
    expect(back.watch.open).toBeNull();
    const again = run(back.watch, LENGTH + 20, orders(LENGTH + 20, 6, 0.2));
    expect(again.watch.open?.alarm.surge).toBe(down.watch.open?.alarm.surge);
  });

  it('does not take an outage for usual while it lasts, but for a day', () => {
    const down = run(learnt.watch, LENGTH, orders(LENGTH, 40, 0.5));
    expect(down.watch.open).not.toBeNull();
    const settled = run(down.watch, LENGTH + 40, orders(LENGTH + 40, 40, 0.5));
    expect(settled.signals.filter(({ kind }) => kind === 'cleared')).toMatchObject([{ because: 'new-level' }]);
  });

  it('finds a rise, unless only drops are wanted', () => {
    expect(kindsOf(run(learnt.watch, LENGTH, orders(LENGTH, 8, 2.5)).signals)).toContain('opened rise');
    const drops = run(newWatch(setting({ directions: ['drop'] })), 0, orders(0, LENGTH));
    expect(run(drops.watch, LENGTH, orders(LENGTH, 8, 2.5)).signals).toEqual([]);
  });

  it('never alarms with a budget of 0, and lowers its thresholds with a larger one', () => {
    const silent = run(newWatch(setting({ alarmsPerWeek: 0 })), 0, [...orders(0, LENGTH), ...orders(LENGTH, 20, 0)]);
    expect(silent.signals).toEqual([]);
    const random = seededRandom(7);
    let slow = 0;
    const wild = orders(0, 45 * DAY).map((value) => {
      slow = 0.8 * slow + random() - 0.5;
      return Math.round(value * Math.exp(slow));
    });
    const of = (alarmsPerWeek: number) => {
      return sightOf(run(newWatch(setting({ alarmsPerWeek, directions: ['drop'] })), 0, wild).watch)?.share ?? 0;
    };
    expect(of(0.25)).toBeGreaterThan(0.2);
    expect(of(4)).toBeLessThan(of(1));
    expect(of(1)).toBeLessThan(of(0.25));
  });
});

describe('samples out of order', () => {
  it('fills a late sample in, leaves a doubled one out, and refuses what is no number', () => {
    const gap = run(learnt.watch, LENGTH, [null]);
    const next = watch(gap.watch, { at: at(LENGTH + 1), value: ordersAt(LENGTH + 1) }).watch;
    const late = watch(next, { at: at(LENGTH), value: ordersAt(LENGTH) }).watch;
    expect(late.counts).toMatchObject({ late: 1, missing: 1 });
    const doubled = watch(late, { at: at(LENGTH), value: 1 });
    expect(doubled.watch.counts.doubled).toBe(1);
    expect(doubled.watch.values).toBe(late.values);
    const refused = watch(late, { at: at(LENGTH + 2), value: Number.NaN });
    expect(refused.watch.counts.refused).toBe(1);
    expect(watch(late, { at: instant(0), value: 1 }).watch.counts.refused).toBe(1);
  });

  it('leaves steps without a sample out of the evidence: they are missing, not zero', () => {
    const gap = run(learnt.watch, LENGTH, [null, null]);
    expect(gap.signals).toEqual([]);
    expect(gap.watch.sides).toEqual(learnt.watch.sides);
  });

  it('starts anew after a gap longer than its memory, and keeps what it learnt of its noise', () => {
    const far = watch(learnt.watch, { at: at(LENGTH + 100_000), value: 5 }).watch;
    expect(far.counts.restarts).toBe(1);
    expect(far.next).toBe(1);
    expect(far.tails).toEqual(learnt.watch.tails);
  });
});

describe('silence', () => {
  it('opens an alarm when samples fail to come, grave when it lasts, over at the first one', () => {
    const soon = watchSilence(learnt.watch, at(LENGTH + 2));
    expect(soon.signals).toEqual([]);
    const silent = watchSilence(learnt.watch, at(LENGTH + 6));
    expect(kindsOf(silent.signals)).toEqual(['opened missing']);
    expect(silent.watch.open?.alarm).toMatchObject({ severity: 'warning', onset: at(LENGTH) });
    const longer = watchSilence(silent.watch, at(LENGTH + 30));
    expect(kindsOf(longer.signals)).toEqual(['raised missing']);
    const back = watch(longer.watch, { at: at(LENGTH + 31), value: ordersAt(LENGTH + 31) });
    expect(kindsOf(back.signals)).toContain('cleared missing');
  });

  it('is told of afterwards too, as of the moment at which it was due', () => {
    const back = watch(learnt.watch, { at: at(LENGTH + 31), value: ordersAt(LENGTH + 31) });
    expect(kindsOf(back.signals)).toEqual(['opened missing', 'raised missing', 'cleared missing']);
    expect(back.signals[0]?.at).toBe(at(LENGTH + 5));
  });
});

describe('values that stop changing', () => {
  it('are told of where the series used to move', () => {
    const random = seededRandom(5);
    const gauge = run(
      newWatch(setting()),
      0,
      Array.from({ length: 400 }, () => 40 + Math.round(20 * random())),
    );
    const stuck = run(gauge.watch, 400, new Array<number>(20).fill(50));
    expect(kindsOf(stuck.signals)).toEqual(['opened flat']);
    expect(stuck.watch.open?.alarm.onset).toBe(at(400));
    expect(kindsOf(run(stuck.watch, 420, [51]).signals)).toEqual(['cleared flat']);
  });

  it('are nothing where nothing ever moved', () => {
    const still = run(
      newWatch(setting()),
      0,
      Array.from({ length: 400 }, () => 45),
    );
    expect(still.signals).toEqual([]);
  });
});

describe('a watch as data', () => {
  it('comes back from storage as it was, and goes on in the same way', () => {
    const stored = unpackWatch(JSON.parse(JSON.stringify(packWatch(learnt.watch))));
    expect(stored).toEqual(learnt.watch);
    const go = (from: Watch) => run(from, LENGTH, orders(LENGTH, 12, 0.5)).signals;
    expect(go(stored)).toEqual(go(learnt.watch));
  });

  it('has memory bounded by its setting', () => {
    const longer = run(learnt.watch, LENGTH, orders(LENGTH, 80 * DAY));
    const size = (state: Watch) => state.values.blocks.length;
    expect(size(longer.watch)).toBeLessThanOrEqual(Math.ceil(learnt.watch.values.capacity / 64) + 2);
  });

  it('draws the newest samples with the band in which they were expected', () => {
    const points = pictureOf(run(learnt.watch, LENGTH, orders(LENGTH, 6, 0.2)).watch, 48);
    expect(points).toHaveLength(48);
    const last = points.at(-1);
    expect(last?.value).toBeLessThan(last?.expected?.low ?? 0);
    const before = points[20];
    expect(before?.value).toBeGreaterThan(before?.expected?.low ?? Number.POSITIVE_INFINITY);
  });
});
