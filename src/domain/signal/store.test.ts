import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import type { StatedPoint } from './model.ts';
import { RecentIds } from './recent-id.ts';
import { seriesKey } from './series.ts';
import { SERIES_LIMITS, SeriesMemory } from './store.ts';

const NOW = instant(Date.UTC(2026, 2, 2, 12));
const NAME = { metric: 'orders_total', labels: { arm: 'canary' } };
const KEY = keyOf(NAME);

function keyOf(name: StatedPoint['name']) {
  const key = seriesKey(name);
  if (!key.ok) throw new Error(key.rejection);
  return key.value;
}

function point(given: Partial<StatedPoint>): StatedPoint {
  return { name: NAME, kind: 'counter', states: 'total', at: NOW, from: null, value: 0, id: null, ...given };
}

function valuesOf(memory: SeriesMemory, key = KEY) {
  return memory.samplesOf(key, instant(0), instant(NOW + 1e9)).map(({ at, value }) => [at - NOW, value]);
}

describe('SeriesMemory', () => {
  it('keeps the same samples in whichever order they come, however often', () => {
    const offsets = fc.uniqueArray(fc.integer({ min: -3_600, max: 0 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(offsets, fc.array(fc.nat(10_000)), (given, swaps) => {
        const points = given.map((at) => point({ at: NOW + at * 1_000, value: at + 4_000 }));
        const shuffled = swaps.reduce<StatedPoint[]>(
          (all, swap) => {
            const place = swap % all.length;
            const [taken] = all.splice(place, 1);
            if (taken !== undefined) all.push(taken);
            return all;
          },
          [...points, ...points],
        );
        const memory = new SeriesMemory();
        const report = memory.take(shuffled, NOW);
        expect(report).toEqual({ taken: points.length, same: points.length, refused: {} });
        const sorted = [...given].sort((a, b) => a - b);
        expect(valuesOf(memory)).toEqual(sorted.map((at) => [at * 1_000, at + 4_000]));
      }),
    );
  });

  it('gives the sample before the asked time first, so that a difference has a beginning', () => {
    const memory = new SeriesMemory();
    memory.take(
      [-40, -30, -20, -10].map((at) => point({ at: NOW + at, value: at + 100 })),
      NOW,
    );
    const asked = (from: number, to: number) =>
      memory.samplesOf(KEY, instant(NOW + from), instant(NOW + to)).map(({ at }) => at - NOW);
    expect(asked(-25, -10)).toEqual([-30, -20, -10]);
    expect(asked(-30, -20)).toEqual([-30, -20]);
    expect(asked(-50, -35)).toEqual([-40]);
    expect(asked(-5, 0)).toEqual([-10]);
    expect(memory.samplesOf(keyOf({ metric: 'other', labels: {} }), instant(0), NOW)).toEqual([]);
  });

  it.each([
    ['not-a-number', { value: Number.NaN }],
    ['not-a-number', { value: Number.POSITIVE_INFINITY }],
    ['not-a-number', { at: Number.NaN }],
    ['negative', { value: -1 }],
    ['negative', { states: 'increment', value: -1 }],
    ['future', { at: NOW + SERIES_LIMITS.futureMs + 1 }],
    ['future', { at: 8.64e15 }],
    ['too-old', { at: NOW - SERIES_LIMITS.windowMs - 1 }],
    ['too-old', { at: 0 }],
    ['bad-name', { name: { metric: 'no name', labels: {} } }],
  ] as const)('refuses and counts %s', (code, given) => {
    const memory = new SeriesMemory();
    expect(memory.take([point(given), point({ value: 5 })], NOW)).toEqual({
      taken: 1,
      same: 0,
      refused: { [code]: 1 },
    });
    expect(valuesOf(memory)).toEqual([[0, 5]]);
  });

  it('lets a level be negative', () => {
    const memory = new SeriesMemory();
    expect(memory.take([point({ kind: 'gauge', value: -4 })], NOW).taken).toBe(1);
    expect(memory.take([point({ kind: 'counter', at: NOW + 1, value: 4 })], NOW).refused).toEqual({ 'other-kind': 1 });
  });

  it('keeps the first of two values of one moment', () => {
    const memory = new SeriesMemory();
    expect(memory.take([point({ value: 5 }), point({ value: 6 })], NOW).refused).toEqual({ contradicts: 1 });
    expect(valuesOf(memory)).toEqual([[0, 5]]);
  });

  it('adds increments up from nothing, each id once, and none that comes too late', () => {
    const memory = new SeriesMemory();
    const add = (at: number, value: number, id: string | null) =>
      point({ states: 'increment', at: NOW + at, value, id });
    const report = memory.take(
      [add(-20, 3, 'a'), add(-10, 2, 'b'), add(-10, 2, 'b'), add(-5, 2, 'a'), add(-15, 9, null)],
      NOW,
    );
    expect(report).toEqual({ taken: 2, same: 2, refused: { 'late-increment': 1 } });
    expect(valuesOf(memory)).toEqual([
      [-21, 0],
      [-20, 3],
      [-10, 5],
    ]);
  });

  it('begins an increment where its sender says that it began', () => {
    const memory = new SeriesMemory();
    memory.take([point({ states: 'increment', from: NOW - 60_000, value: 7 })], NOW);
    expect(valuesOf(memory)).toEqual([
      [-60_000, 0],
      [0, 7],
    ]);
  });

  it('keeps the newest samples of a line that has more than it may have', () => {
    const memory = new SeriesMemory({ ...SERIES_LIMITS, samples: 32 });
    memory.take(
      Array.from({ length: 100 }, (_, at) => point({ at: NOW - 100 + at, value: at })),
      NOW,
    );
    expect(valuesOf(memory)).toEqual(Array.from({ length: 32 }, (_, at) => [-32 + at, 68 + at]));
    expect(memory.take([point({ at: NOW - 200, value: 0 })], NOW).refused).toEqual({ 'too-old': 1 });
  });

  it('stays within its room when a million lines come, and goes on with those that it knows', () => {
    const memory = new SeriesMemory();
    memory.take([point({ at: NOW - 1, value: 1 })], NOW);
    function* flood(): Generator<StatedPoint> {
      for (let id = 0; id < 1_000_000; id += 1) {
        yield point({ name: { metric: `m${id % 7}`, labels: { request: String(id) } }, value: 1 });
      }
    }
    const report = memory.take(flood(), NOW);
    expect(report.taken).toBe(SERIES_LIMITS.series - 1);
    expect(report.refused['too-many-series']).toBe(1_000_000 - report.taken);
    expect(memory.take([point({ value: 2 })], NOW).taken).toBe(1);
    expect(memory.size.series).toBe(SERIES_LIMITS.series);
  }, 20_000);

  it('leaves room for other metrics when one is labelled by what is never the same', () => {
    const memory = new SeriesMemory();
    const flood = Array.from({ length: 5_000 }, (_, id) =>
      point({ name: { metric: 'bad', labels: { id: String(id) } } }),
    );
    expect(memory.take(flood, NOW).taken).toBe(SERIES_LIMITS.seriesOfMetric);
    expect(memory.take([point({})], NOW).taken).toBe(1);
  });

  it('forgets a line that was silent for the whole window, and takes new ones in its place', () => {
    const memory = new SeriesMemory({ ...SERIES_LIMITS, series: 1 });
    memory.take([point({})], NOW);
    const other = { name: { metric: 'other', labels: {} } };
    expect(memory.take([point(other)], NOW).refused).toEqual({ 'too-many-series': 1 });
    const later = instant(NOW + SERIES_LIMITS.windowMs + 1);
    expect(memory.take([point({ ...other, at: later })], later).taken).toBe(1);
    expect(memory.list().map(({ series }) => series)).toEqual(['other']);
  });

  it('never takes more room than all lines together may have', () => {
    const memory = new SeriesMemory({ ...SERIES_LIMITS, allSamples: 64 });
    const lines = Array.from({ length: 10 }, (_, line) =>
      Array.from({ length: 50 }, (_, at) => point({ name: { metric: `m${line}`, labels: {} }, at: NOW - 50 + at })),
    );
    memory.take(lines.flat(), NOW);
    expect(memory.size.room).toBeLessThanOrEqual(64);
  });

  it('tells each new sample once, and stops when it is asked to', () => {
    const memory = new SeriesMemory();
    const heard: number[] = [];
    const stop = memory.onSample(({ value }) => heard.push(value));
    memory.take([point({ value: 1 }), point({ value: 1 }), point({ value: 2 }), point({ at: NOW - 5, value: 0 })], NOW);
    stop();
    memory.take([point({ at: NOW + 1, value: 3 })], NOW);
    expect(heard).toEqual([1, 0]);
  });

  it('finds lines by metric and labels', () => {
    const memory = new SeriesMemory();
    const arms = ['stable', 'canary'].map((arm) => point({ name: { metric: 'm', labels: { arm, service: 'shop' } } }));
    memory.take([...arms, point({})], NOW);
    expect(memory.find({ metric: 'm', labels: { service: 'shop' } }).map(({ name }) => name.labels['arm'])).toEqual([
      'canary',
      'stable',
    ]);
    expect(memory.find({ metric: 'm', labels: { arm: 'canary' } })).toHaveLength(1);
  });
});

describe('RecentIds', () => {
  it('remembers as many as it says, and not for ever', () => {
    const ids = new RecentIds(10);
    for (let id = 0; id < 30; id += 1) ids.add(String(id));
    expect(Array.from({ length: 10 }, (_, at) => ids.has(String(20 + at))).every(Boolean)).toBe(true);
    expect(ids.has('5')).toBe(false);
  });
});
